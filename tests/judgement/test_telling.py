"""What a caution says of itself: every field, and every name in the place where it belongs."""

from __future__ import annotations

import datetime

import pytest

from medcaution import Person
from medcaution.judgement import Judge
from medcaution.library.rules import Adjustment, Citation, Pattern
from medcaution.matching.productions import Productions

KETAMINE = Pattern(medication=("ketamine",))
SSRI = Pattern(medication=("@ssri",))
MANIA = Pattern(condition=("mania",))
TEXTS = {
    "title": "Ketamine with an SSRI",
    "summary": "{ketamine} with {ssri}: seen. {ssri} stays.",
    "plain": "{ketamine} with {ssri} can harm. {ssri} stays.",
    "mechanism": "{ssri} acts.",
    "action": "Ask about {ketamine}. {all} are named.",
}

SOURCE = Citation(ref="known-not-checked", stance="supports", note="Known.")


def cautions(checker, *medications, **others):
    report = checker.check(Person(medications=medications, **others))
    return list(report.told)


def test_names_stand_where_they_belong(with_rule):
    checker = with_rule({"ketamine": KETAMINE, "ssri": SSRI}, **TEXTS)
    (caution,) = cautions(checker, "Zoloft", "ketamine")
    assert caution.summary == "Ketamine with sertraline: seen. Sertraline stays."
    assert caution.mechanism == "Sertraline acts."
    assert caution.action == "Ask about ketamine. Ketamine and sertraline are named."
    assert caution.plain == (
        "Ketamine with Zoloft (sertraline) can harm. Zoloft (sertraline) stays."
    )


@pytest.mark.parametrize(
    ("written", "named"),
    [
        (["sertraline"], "sertraline"),
        (["SERTRALINE"], "sertraline"),
        (["Zoloft"], "Zoloft (sertraline)"),
        (["Zoloft", "sertraline"], "Zoloft (sertraline)"),
        (["Zoloft", "Lustral"], "Lustral and Zoloft (sertraline)"),
    ],
)
def test_a_person_reads_the_names_they_wrote(with_rule, written, named):
    checker = with_rule({"ketamine": KETAMINE, "ssri": SSRI}, plain="Mixing {ssri} may harm.")
    (caution,) = cautions(checker, *written, "ketamine")
    assert caution.plain == f"Mixing {named} may harm."


def test_told_of_nobody_a_caution_uses_generic_names(with_rule):
    checker = with_rule({"ketamine": KETAMINE, "ssri": SSRI}, **TEXTS)
    findings, _ = checker.findings(Person(medications=["Zoloft", "ketamine"]))
    judge = Judge(checker.library, Productions(checker.library), "document")
    said = "Ketamine with sertraline can harm. Sertraline stays."
    assert judge.told(findings)["plain"] == said


def test_a_name_opens_a_sentence_with_a_capital_whatever_ends_the_one_before(with_rule):
    text = "{ssri}, {ssri}. {ssri}! {ssri}? {ssri}: {ssri}."
    said = "Sertraline, sertraline. Sertraline! Sertraline? Sertraline: sertraline."
    checker = with_rule({"ketamine": KETAMINE, "ssri": SSRI}, summary=text, plain=text)
    (caution,) = cautions(checker, "sertraline", "ketamine")
    assert (caution.summary, caution.plain) == (said, said)


def test_several_names_are_a_list(with_rule):
    checker = with_rule(
        {"one": SSRI, "two": KETAMINE, "three": Pattern(medication=("lithium",))},
        summary="{all}.",
        plain="{all}.",
    )
    (caution,) = cautions(checker, "Zoloft", "lithium", "ketamine")
    assert caution.summary == "Ketamine, lithium and sertraline."
    assert caution.plain == "Ketamine, lithium and Zoloft (sertraline)."


def test_a_condition_is_named_in_the_words_of_the_reader(with_rule):
    text = "With {ill}, {ketamine}. {ill} first."
    checker = with_rule({"ketamine": KETAMINE, "ill": MANIA}, summary=text, plain=text)
    (caution,) = cautions(checker, "ketamine", conditions=["manic episode"])
    assert caution.summary == "With mania or hypomania, ketamine. Mania or hypomania first."
    assert caution.plain == (
        "With mania (a very high mood), ketamine. Mania (a very high mood) first."
    )


def two_of_one_family():
    """The stronger asks for mania besides; both are about the same substances."""
    pair = {"ketamine": KETAMINE, "ssri": SSRI}
    once = {"evidence": ("case-report",), "seriousness": "serious", "likelihood": "uncommon"}
    milder = {
        "code": "TST-01", "severity": "minor", "when": pair, "also": ("delirium", "bleeding"),
        "contested": True, "title": "The milder",
        "sources": (SOURCE, Citation(ref="dunkley2003", stance="disputes")),
    }  # fmt: skip
    stronger = {
        "code": "TST-02", "severity": "major", "when": pair | {"ill": MANIA}, **TEXTS, **once,
        "also": ("bleeding",), "contested": False, "warning_signs": ("psych", "mood"),
        "sources": (SOURCE,), "review_due": datetime.date(2030, 1, 2), "sign_off": "A. Reader",
    }  # fmt: skip
    return milder, stronger


def test_a_caution_says_all_that_it_knows(with_rules, library):
    checker = with_rules(*two_of_one_family())
    milder, stronger = list(library.rules)[:2]
    ended = {"as_written": "ketamine", "status": "stopped"}
    (caution,) = cautions(checker, "Zoloft", ended, conditions=["manic episode"])
    psych, mood = (library.warning_signs[name] for name in ("psych", "mood"))
    source = {"year": None, "title": "General clinical knowledge, not looked up"}
    said = caution.model_dump()
    assert said.pop("id") == "c-c16069492a36a038", "whoever keeps marks keeps them over releases"
    assert said == {
        "consequence": "sedation",
        "harm": "strong sleepiness",
        "family": "of-the-test",
        "severity": "major",
        "seriousness": "serious",
        "likelihood": "uncommon",
        "evidence": ("case-report",),
        "contested": True,
        "also": ("bleeding", "delirium"),
        "reviewed_by_clinician": True,
        "rules": (
            {"id": stronger, "code": "TST-02", "sha256": library.fingerprints[stronger]},
            {"id": milder, "code": "TST-01", "sha256": library.fingerprints[milder]},
        ),
        "medications": (
            {"line": 2, "as_written": "ketamine", "substance": "ketamine"},
            {"line": 1, "as_written": "Zoloft", "substance": "sertraline"},
        ),
        "conditions": ({"line": 3, "as_written": "manic episode", "condition": "mania"},),
        "title": "Ketamine with an SSRI",
        "summary": "Ketamine with sertraline: seen. Sertraline stays.",
        "plain": "Ketamine with Zoloft (sertraline) can harm. Zoloft (sertraline) stays.",
        "mechanism": "Sertraline acts.",
        "action": "Ask about ketamine. Ketamine and sertraline are named.",
        "warning_signs": psych.early + mood.early,
        "onset": "During and after use; Days",
        "emergency": (
            "Call emergency services now for any of these: danger to self or others; cannot be "
            "calmed; does not respond; a plan or a wish to end your life now. Say exactly what "
            "was taken."
        ),
        "emergency_signs": psych.emergency + mood.emergency,
        "because": (
            {
                "pattern": "ketamine", "line": 2, "fact": "ketamine", "path": ("ketamine",),
                "sources": library.substances["ketamine"].sources,
            },
            {
                "pattern": "ssri", "line": 1, "fact": "Zoloft", "path": ("sertraline", "ssri"),
                "sources": library.substances["sertraline"].sources,
            },
            {
                "pattern": "ill", "line": 3, "fact": "manic episode", "path": ("mania",),
                "sources": (),
            },
        ),
        "assumed": ("ketamine: stopped on an unknown day, so taken as recent",),
        "adjustments": (
            {
                "to": "major",
                "because": "It is major because of mania or hypomania; without that, minor.",
            },
        ),
        "would_change": (),
        "covers": (),
        "sources": (
            {"ref": "known-not-checked", "stance": "supports", "note": "Known.", **source},
            {
                "ref": "dunkley2003", "stance": "disputes", "year": 2003, "note": None,
                "title": library.sources["dunkley2003"].title,
            },
        ),
        "review_due": datetime.date(2030, 1, 2),
    }  # fmt: skip


def test_a_mark_stays_with_the_same_harm_of_the_same_substances(with_rules):
    """So that whoever has seen a caution can say so, whatever stands beside it."""
    checker = with_rules(*two_of_one_family())
    (mild,) = cautions(checker, "Zoloft", "ketamine")
    (grave,) = cautions(checker, "lithium", "ketamine", "sertraline", conditions=["mania"])
    (other,) = cautions(checker, "fluoxetine", "ketamine")
    assert (mild.severity, grave.severity) == ("minor", "major")
    assert mild.id == grave.id != other.id


def test_what_was_taken_for_granted_is_told(with_rule):
    checker = with_rule({"nitazenes": Pattern(medication=("nitazenes",))})
    (caution,) = cautions(checker, "nitazenes")
    assert caution.assumed == (
        "nitazenes: use not stated, so taken as non-prescribed, as is usual for it",
    )
    (caution,) = cautions(checker, {"as_written": "nitazenes", "use": "prescribed-supervised"})
    assert caution.assumed == ()


def test_every_clause_that_spoke_is_told_with_its_reason(with_rule):
    clauses = (
        Adjustment(because="The mania.", to="major", when={"ill": MANIA}),
        Adjustment(because="The vein.", to="moderate", when={"ketamine": Pattern(route=("iv",))}),
    )
    checker = with_rule({"ketamine": KETAMINE}, severity="minor", raises=clauses)
    into_a_vein = {"as_written": "ketamine", "route": "iv"}
    (caution,) = cautions(checker, into_a_vein, conditions=["mania"])
    assert caution.severity == "major"
    assert [(each.to, each.because) for each in caution.adjustments] == [
        ("major", "The mania."),
        ("moderate", "The vein."),
    ]


def test_a_caution_raised_by_another_rule_says_by_which_if_no_condition_did(with_rules):
    pair = {"ketamine": KETAMINE, "ssri": SSRI}
    checker = with_rules(
        {"code": "TST-01", "severity": "minor", "when": pair},
        {"code": "TST-02", "severity": "major", "when": pair, "title": "The stronger"},
    )
    (caution,) = cautions(checker, "Zoloft", "ketamine")
    assert [each.because for each in caution.adjustments] == [
        "It is major because of The stronger; without that, minor."
    ]


def test_what_yields_is_listed_with_its_own_words(with_rules):
    pair = {"ketamine": KETAMINE, "ssri": SSRI}
    checker = with_rules(
        {
            "code": "TST-01", "severity": "minor", "when": {"ssri": SSRI}, "yields_to": ("TST-02",),
            "consequence": "bleeding", "family": "another", "summary": "{ssri} alone.",
        },
        {"code": "TST-02", "severity": "major", "when": pair},
    )  # fmt: skip
    (caution,) = cautions(checker, "Zoloft", "ketamine")
    (covered,) = caution.covers
    assert (covered.code, covered.severity, covered.consequence, covered.summary) == (
        "TST-01", "minor", "bleeding", "Sertraline alone.",
    )  # fmt: skip
    (alone,) = cautions(checker, "Zoloft")
    assert (alone.severity, alone.summary) == ("minor", "Sertraline alone.")


def test_the_gravest_caution_comes_first(with_rules):
    checker = with_rules(
        {"code": "TST-01", "severity": "minor", "when": {"a": SSRI}, "family": "one"},
        {"code": "TST-02", "severity": "contraindicated", "when": {"a": SSRI}, "family": "two"},
        {"code": "TST-03", "severity": "major", "when": {"a": KETAMINE}, "family": "three"},
    )
    found = cautions(checker, "Zoloft", "ketamine")
    assert [each.severity for each in found] == ["contraindicated", "major", "minor"]


def test_the_age_is_a_reason_that_no_line_states(with_rule):
    old = Pattern(person={"age": {"at_least": 65}})
    checker = with_rule({"ketamine": KETAMINE, "old": old})
    (caution,) = cautions(checker, "ketamine", age=70, pregnant=False)
    assert [(each.pattern, each.line, each.fact) for each in caution.because] == [
        ("ketamine", 1, "ketamine"),
        ("old", None, "age 70, not pregnant"),
    ]


def test_a_condition_that_the_person_implies_has_no_line(with_rule):
    pregnant = Pattern(condition=("pregnancy",))
    (caution,) = cautions(
        with_rule({"ketamine": KETAMINE, "ill": pregnant}), "ketamine", pregnant=True
    )
    assert [(each.line, each.as_written, each.condition) for each in caution.conditions] == [
        (None, "pregnancy", "pregnancy")
    ]
    assert [(each.line, each.fact) for each in caution.because] == [
        (1, "ketamine"),
        (None, "pregnancy"),
    ]
