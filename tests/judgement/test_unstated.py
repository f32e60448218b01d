"""What nobody stated and would decide something is named, in words that a person can answer."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.library.rules import Adjustment, Clause, Pattern, ProfileChange

KETAMINE = {"ketamine": Pattern(medication=("ketamine",))}
MANIA = Pattern(condition=("mania",))
ROUTES = {
    "oral": "by mouth", "iv": "into a vein", "im": "into a muscle", "sc": "under the skin",
    "transdermal": "as a patch", "intranasal": "through the nose", "inhaled": "by breathing it in",
    "sublingual": "under the tongue", "rectal": "rectally", "topical": "on the skin",
    "ophthalmic": "in the eye", "otic": "in the ear",
}  # fmt: skip
OF_A_MEDICINE = [
    ({"use": ["prescribed-supervised"]}, "the ketamine is prescribed and supervised"),
    ({"use": ["prescribed-supervised", "prescribed-unsupervised"]}, "the ketamine is prescribed"),
    (
        {"use": ["prescribed-unsupervised"]},
        "the ketamine is prescribed and taken without supervision",
    ),
    ({"use": ["non-prescribed"]}, "the ketamine is not prescribed"),
    (
        {"use": ["prescribed-unsupervised", "non-prescribed"]},
        "the ketamine is prescribed-unsupervised or non-prescribed",
    ),
    *(({"route": [route]}, f"the ketamine is taken {way}") for route, way in ROUTES.items()),
    ({"route": ["im", "iv"]}, "the ketamine is taken into a muscle or into a vein"),
    ({"dose": {"above": "40 mg/day"}}, "the daily dose of ketamine is above 40 mg a day"),
    ({"dose": {"at_most": "40 mg/day"}}, "the daily dose of ketamine is at most 40 mg a day"),
    ({"taken_for": "30 days"}, "the ketamine has been taken for 30 days or more"),
    (
        {"taken_for": "30 days", "route": ["iv"]},
        "the ketamine is taken into a vein and the ketamine has been taken for 30 days or more",
    ),
]
OF_ANYTHING_ELSE = [
    (
        {"condition": ["mania", "@cognitive"]},
        "this is known: mania or hypomania or cognitive impairment",
    ),
    ({"person": {"age": {"at_least": 65}}}, "the person is 65 or older"),
    ({"person": {"age": {"at_most": 40}}}, "the person is 40 or younger"),
    ({"person": {"pregnant": True}}, "the person is pregnant"),
    ({"person": {"pregnant": False}}, "the person is not pregnant"),
    (
        {"person": {"age": {"at_least": 18, "at_most": 40}, "pregnant": True}},
        "the person is 18 or older and the person is 40 or younger and the person is pregnant",
    ),
    (
        {"medication": ["lithium", "@ssri"]},
        "one of these is taken as well: lithium or selective serotonin reuptake inhibitor",
    ),
]


def clauses(when):
    """A clause of each kind that asks one thing, and what it would make of a minor caution."""
    yield "raises", Adjustment(because="Asked.", to="major", when=when), "major"
    yield "lowers", Adjustment(because="Asked.", to="note", when=when), "note"
    yield "unless", Clause(because="Asked.", when=when), "silent"


def answer(checker, medications=("ketamine",), **others):
    report = checker.check(Person(medications=medications, **others))
    return report.told, report.undecided


def changes(caution):
    return [(each.if_, each.to) for each in caution.would_change]


@pytest.mark.parametrize(("asked", "said"), [*OF_A_MEDICINE, *OF_ANYTHING_ELSE])
def test_a_caution_names_what_would_change_it(with_rule, asked, said):
    of_ketamine = (asked, said) in OF_A_MEDICINE
    when = {"ketamine" if of_ketamine else "other": Pattern(**asked)}
    for kind, clause, to in clauses(when):
        ((caution,), _) = answer(with_rule(KETAMINE, severity="minor", **{kind: (clause,)}))
        assert caution.severity == "minor"
        assert changes(caution) == [(said, to)]


def test_an_unknown_last_dose_is_what_would_change_it(with_rule):
    when = {"ketamine": Pattern(timing="stopped", within="14 days")}
    ended = Pattern(medication=("ketamine",), timing="stopped", within="60 days")
    stopped = [{"as_written": "ketamine", "status": "stopped"}]
    for kind, clause, to in clauses(when):
        checker = with_rule({"ketamine": ended}, severity="minor", **{kind: (clause,)})
        ((caution,), _) = answer(checker, stopped)
        assert changes(caution) == [("the last dose of ketamine was recent enough", to)]


def test_two_things_that_are_asked_at_once_stand_in_one_sentence(with_rule):
    when = {
        "ketamine": Pattern(route=("iv",)),
        "grown": Pattern(person={"age": {"at_least": 65}}),
    }
    for kind, clause, to in clauses(when):
        ((caution,), _) = answer(with_rule(KETAMINE, severity="minor", **{kind: (clause,)}))
        said = "the ketamine is taken into a vein and the person is 65 or older"
        assert changes(caution) == [(said, to)]
        by_mouth = {"as_written": "ketamine", "route": "oral"}
        ((caution,), _) = answer(
            with_rule(KETAMINE, severity="minor", **{kind: (clause,)}), [by_mouth]
        )
        assert changes(caution) == [], "the route is known, so that the age changes nothing"


@pytest.mark.parametrize(
    ("severity", "raised_to", "lowered_to", "said"),
    [
        ("moderate", "major", "minor", ["major", "minor"]),
        ("major", "major", "minor", ["minor"]),
        ("major", "moderate", "minor", ["minor"]),
        ("minor", "major", "minor", ["major"]),
        ("minor", "major", "moderate", ["major"]),
    ],
)
def test_what_would_change_nothing_is_not_asked(with_rule, severity, raised_to, lowered_to, said):
    when = {"ketamine": Pattern(route=("iv",))}
    checker = with_rule(
        KETAMINE,
        severity=severity,
        raises=(Adjustment(because="Asked.", to=raised_to, when=when),),
        lowers=(Adjustment(because="Asked.", to=lowered_to, when=when),),
    )
    ((caution,), _) = answer(checker)
    assert [each.to for each in caution.would_change] == said


def test_nothing_lowers_what_a_raise_has_raised(with_rule):
    checker = with_rule(
        KETAMINE,
        severity="minor",
        raises=(Adjustment(because="Asked.", to="major", when={"ill": MANIA}),),
        lowers=(
            Adjustment(because="Asked.", to="note", when={"ketamine": Pattern(route=("iv",))}),
        ),
    )
    ((plain,), _) = answer(checker, conditions=["diabetes"])
    ((raised,), _) = answer(checker, conditions=["mania"])
    assert [each.to for each in plain.would_change if each.to == "note"] == ["note"]
    assert (raised.severity, raised.would_change) == ("major", ())


@pytest.mark.parametrize(
    ("asked", "said", "answered"),
    [
        ({"person": {"age": {"at_least": 65}}}, "the person is 65 or older", {"age": 64}),
        ({"person": {"pregnant": True}}, "the person is pregnant", {"pregnant": False}),
        (
            {"condition": ["mania", "@cognitive"]},
            "mania (a very high mood) or dementia or sudden confusion: yes or no",
            {"conditions": ["asthma"]},
        ),
    ],
)
def test_a_rule_left_undecided_says_what_it_needs(with_rule, asked, said, answered):
    checker = with_rule(KETAMINE | {"other": Pattern(**asked)}, severity="major")
    found, undecided = answer(checker)
    assert found == ()
    assert [(each.rule, each.needs, each.could_be) for each in undecided] == [
        ("TST-01", said, "major")
    ]
    assert answer(checker, **answered) == ((), ())
    assert answer(checker, ["sertraline"]) == ((), ())


def test_all_that_is_needed_is_named_and_what_is_answered_is_not(with_rule):
    when = {
        "ketamine": Pattern(medication=("ketamine",), dose={"above": "40 mg/day"}),
        "other": Pattern(medication=("@ssri",)),
        "grown": Pattern(person={"age": {"at_least": 65}}),
        "ill": MANIA,
    }
    checker = with_rule(when, profile={"evidence": ProfileChange(severity="minor")})
    both = ["ketamine", "sertraline"]
    _, (undecided,) = answer(checker, both)
    dose = "the daily dose of ketamine is above 40 mg a day"
    assert undecided.needs == (
        f"{dose}; the person is 65 or older; mania (a very high mood): yes or no"
    )
    _, (undecided,) = answer(checker, both, age=70, conditions=["mania"])
    assert undecided.needs == dose
    assert answer(checker, ["ketamine"]) == ((), ()), "nobody is asked about one of two medicines"
    assert answer(checker, both, age=64) == ((), ())


def test_what_could_be_is_told_as_the_profile_grades_it(with_rule):
    evidence = {"evidence": ProfileChange(severity="minor")}
    for graded, severity in (("document", "major"), ("evidence", "minor")):
        checker = with_rule(
            KETAMINE | {"ill": MANIA}, graded=graded, severity="major", profile=evidence
        )
        assert [each.could_be for each in answer(checker)[1]] == [severity]


def test_a_rule_that_spoke_is_not_undecided_too(with_rule):
    either = Pattern(medication=("ketamine", "esketamine"), dose={"above": "40 mg/day"})
    checker = with_rule({"ketamine": either})
    high = {"as_written": "ketamine", "dose": "50 mg/day"}
    assert answer(checker, ["esketamine"])[1]
    found, undecided = answer(checker, [high, "esketamine"])
    assert (len(found), undecided) == (1, ())


@pytest.mark.parametrize("spoke", range(3))
def test_a_rule_that_spoke_hides_no_other_that_is_undecided(with_rules, spoke):
    """Whichever it is: they are asked in the order of their ids, which the fixture chooses."""
    grown = KETAMINE | {"grown": Pattern(person={"age": {"at_least": 65}})}
    rules = [{"code": f"TST-{number}", "when": grown} for number in range(3)]
    rules[spoke]["when"] = KETAMINE | {"ill": MANIA}
    found, undecided = answer(with_rules(*rules), conditions=["mania"])
    assert [each.code for caution in found for each in caution.rules] == [f"TST-{spoke}"]
    others = {f"TST-{number}" for number in range(3) if number != spoke}
    assert {each.rule for each in undecided} == others


def test_one_medicine_is_not_asked_about_as_if_it_were_two(with_rule):
    high = Pattern(medication=("@ssri",), dose={"above": "40 mg/day"})
    checker = with_rule({"one": high, "other": Pattern(medication=("@ssri",))})
    assert answer(checker, ["sertraline"]) == ((), ())
    assert answer(checker, ["sertraline", "Zoloft"]) == ((), ())
    assert len(answer(checker, ["sertraline", "citalopram"])[1]) == 1


AT_65 = Pattern(person={"age": {"at_least": 65}})
PREGNANT = Pattern(person={"pregnant": True})


@pytest.mark.parametrize(
    ("when", "known", "said"),
    [
        ({"age": AT_65}, {"age": 64}, None),
        ({"age": AT_65}, {}, "the person is 65 or older"),
        ({"age": AT_65}, {"pregnant": False}, "the person is 65 or older"),
        ({"one": PREGNANT}, {"pregnant": False}, None),
        ({"one": PREGNANT}, {"age": 30}, "the person is pregnant"),
        ({"age": AT_65, "ill": MANIA}, {"age": 64}, None),
        ({"age": AT_65, "ill": MANIA}, {"age": 70}, "this is known: mania or hypomania"),
    ],
)
def test_what_is_known_of_the_person_is_not_asked(with_rule, when, known, said):
    for kind, clause, to in clauses(when):
        ((caution,), _) = answer(
            with_rule(KETAMINE, severity="minor", **{kind: (clause,)}), **known
        )
        assert changes(caution) == ([(said, to)] if said else []), kind
