"""What the engine must answer on real lists: the promises of the README, one by one."""

from __future__ import annotations

import pytest

from medcaution import Checker, Person

SSRIS = {
    "fluoxetine": "Prozac", "sertraline": "Zoloft", "citalopram": "Celexa",
    "escitalopram": "Lexapro", "paroxetine": "Paxil", "fluvoxamine": "Luvox",
}  # fmt: skip
CORE = {"serotonin-toxicity", "cardiovascular-strain", "psychotomimetic"}
AS_OF = "2026-11-23"


def check(checker, *medications, **others):
    return checker.check(Person(medications=medications, **others))


def worst(report, consequence):
    found = [each.severity for each in report.cautions if each.consequence == consequence]
    return found[0] if found else None


def stopped(name, days):
    import datetime

    day = datetime.date(2026, 11, 23) - datetime.timedelta(days=days)
    return {"as_written": name, "status": "stopped", "last_taken": day}


def test_the_main_example(checker):
    report = check(checker, "Prozac 20 mg", "ketamine", conditions=["schizophrenia"])
    assert report.status == "cautions"
    assert report.complete
    core = {each.consequence: each for each in report.cautions if each.family == "ketamine-ssri"}
    assert set(core) == CORE
    for caution in core.values():
        assert caution.substances == ("fluoxetine", "ketamine")
        assert {each.as_written for each in caution.medications} == {"Prozac 20 mg", "ketamine"}
        assert caution.contested
        assert {"supports", "disputes"} <= {each.stance for each in caution.sources}
    raised = core["psychotomimetic"]
    assert raised.severity == "major"
    assert [each.condition for each in raised.conditions] == ["schizophrenia"]
    assert any("schizophrenia" in each.because.lower() for each in raised.adjustments)


@pytest.mark.parametrize("ketamine", ["ketamine", "esketamine", "Spravato", "Ketalar"])
@pytest.mark.parametrize("name", [*SSRIS, *SSRIS.values()])
def test_every_ssri_of_the_document_with_ketamine(checker, name, ketamine):
    report = check(checker, f"{name} 20 mg", ketamine)
    core = [each for each in report.cautions if each.family == "ketamine-ssri"]
    assert {each.consequence for each in core} == CORE
    assert {each.severity for each in core} == {"moderate"}


def test_supervised_use_lowers_and_the_evidence_profile_grades_by_evidence(checker, library):
    supervised = {"as_written": "esketamine", "use": "prescribed-supervised"}
    report = check(checker, "sertraline", supervised)
    core = [each for each in report.cautions if each.family == "ketamine-ssri"]
    assert {each.severity for each in core} == {"minor"}
    assert all(each.adjustments for each in core)
    evidence = check(Checker(library, profile="evidence"), "sertraline", "ketamine")
    core = [each for each in evidence.cautions if each.family == "ketamine-ssri"]
    assert {each.severity for each in core} == {"minor"}


def test_the_use_nobody_stated_is_named_as_what_would_change_it(checker):
    report = check(checker, "sertraline", "ketamine")
    toxic = next(each for each in report.cautions if each.consequence == "serotonin-toxicity")
    assert any(
        each.if_ == "the ketamine is prescribed and supervised" and each.to == "minor"
        for each in toxic.would_change
    )


def test_pairs(checker):
    assert (
        worst(check(checker, "sertraline", "phenelzine"), "serotonin-toxicity") == "contraindicated"
    )
    ondansetron = check(checker, "sertraline", "ondansetron")
    assert worst(ondansetron, "serotonin-toxicity") is None
    assert [each.consequence for each in ondansetron.notes] == ["serotonin-toxicity"]
    assert worst(check(checker, "cocaine", "ketamine"), "cardiovascular-strain")
    assert worst(check(checker, "pseudoephedrine", "ketamine"), "cardiovascular-strain")
    assert worst(check(checker, "linezolid", "sertraline"), "serotonin-toxicity") == "major"


def test_one_ordinary_medicine_is_none_found(checker):
    report = check(checker, "sertraline")
    assert report.status == "none-found"
    assert report.complete
    assert not report.cautions


def test_an_unknown_name_is_never_skipped(checker):
    report = check(checker, "flibbertigibbet", "sertraline")
    assert report.status == "incomplete"
    assert [each.outcome for each in report.inputs] == ["not-recognised", "recognised"]


def test_ambiguous_names_are_questions(checker):
    report = check(checker, "k", "sertraline")
    assert report.status == "incomplete"
    assert report.inputs[0].outcome == "ambiguous"
    assert "ketamine" in report.inputs[0].candidates
    assert not report.cautions
    vitamin = check(checker, "vitamin K", "sertraline").inputs[0]
    assert vitamin.outcome == "ambiguous"
    assert vitamin.substance is None
    which = check(checker, "sertraline", "an antidepressant").inputs[1]
    assert which.outcome == "ambiguous"
    assert "phenelzine" in which.candidates
    assert "?" in which.reason


def test_digits_and_letters_of_a_name_are_exact(checker):
    assert check(checker, "2C-B").inputs[0].substance == "2c-b"
    assert check(checker, "2C-E").inputs[0].outcome == "not-recognised"


@pytest.mark.parametrize("lines", [[], ["flibbertigibbet"], ["", "  "]])
def test_nothing_checked_is_said(checker, lines):
    report = check(checker, *lines)
    assert report.status == "nothing-checked"


@pytest.mark.parametrize(
    ("lines", "fires"),
    [
        ([stopped("fluoxetine", 30), "phenelzine"], True),
        ([stopped("fluoxetine", 35), "phenelzine"], True),
        ([stopped("fluoxetine", 36), "phenelzine"], False),
        ([stopped("fluoxetine", 40), "phenelzine"], False),
        ([stopped("phenelzine", 10), "sertraline"], True),
        ([stopped("phenelzine", 18), "sertraline"], False),
        ([stopped("moclobemide", 1), "sertraline"], True),
        ([stopped("moclobemide", 2), "sertraline"], False),
        ([stopped("linezolid", 1), "sertraline"], True),
        ([stopped("linezolid", 2), "sertraline"], False),
        ([{"as_written": "fluoxetine", "status": "stopped"}, "phenelzine"], True),
    ],
)
def test_washout(checker, lines, fires):
    report = check(checker, *lines, as_of=AS_OF)
    assert (worst(report, "serotonin-toxicity") in ("contraindicated", "major")) is fires


def test_a_stop_without_a_day_is_taken_as_recent_and_said_so(checker):
    report = check(checker, {"as_written": "fluoxetine", "status": "stopped"}, "phenelzine")
    toxic = next(each for each in report.cautions if each.consequence == "serotonin-toxicity")
    assert toxic.assumed == ("fluoxetine: stopped on an unknown day, so taken as recent",)
    assert report.remarks


def test_two_brands_of_one_generic_are_one_substance(checker):
    report = check(checker, "Prozac 20 mg", "Sarafem", "ketamine")
    toxic = next(each for each in report.cautions if each.consequence == "serotonin-toxicity")
    written = {each.as_written for each in toxic.medications}
    assert written == {"Prozac 20 mg", "Sarafem", "ketamine"}
    assert not check(checker, "Prozac", "Sarafem").cautions


def test_ingredients_of_one_product_never_caution_each_other(checker):
    for product in ("Symbyax", "Auvelity", "Nuedexta", "Suboxone"):
        report = check(checker, product)
        pairs = [
            each for each in report.cautions if len({m.substance for m in each.medications}) > 1
        ]
        assert not pairs, product
    assert worst(check(checker, "Symbyax", "phenelzine"), "serotonin-toxicity") == "contraindicated"


def test_one_drug_in_two_classes_of_a_rule_never_fires_alone(checker):
    for name in (
        "methoxetamine",
        "imipramine",
        "alpha-methyltryptamine",
        "mephedrone",
        "tapentadol",
    ):
        report = check(checker, name)
        assert not [
            each for each in report.cautions if each.family in ("serotonin-pair", "pressor-pair")
        ], name


def test_under_18_is_said(checker):
    assert any("adults" in each for each in check(checker, "sertraline", age=15).remarks)


def test_knowledge_past_its_review_is_said(checker):
    assert any(
        "due for review" in each
        for each in check(checker, "sertraline", as_of="2030-01-01").remarks
    )


def test_check_many_answers_each_person_in_order(checker):
    people = [
        Person(id=str(number), medications=["sertraline", "phenelzine"][: number % 3])
        for number in range(9)
    ]
    assert [each.person_id for each in checker.check_many(people)] == [each.id for each in people]


def test_a_prescription_repeated_many_times_is_quick_and_loses_no_line(checker):
    import time

    lines = [
        {"as_written": "sertraline", "since": f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}"}
        for n in range(199)
    ]
    started = time.perf_counter()
    report = check(checker, *lines, "ketamine", as_of=AS_OF)
    assert time.perf_counter() - started < 5
    toxic = next(each for each in report.cautions if each.consequence == "serotonin-toxicity")
    assert {each.line for each in toxic.medications} == set(range(1, 201))


def test_lines_that_differ_in_what_rules_ask_are_not_made_one(checker):
    uses = ["prescribed-supervised", "unknown", "non-prescribed"]
    report = check(checker, *({"as_written": "ketamine", "use": use} for use in uses), "sertraline")
    toxic = next(each for each in report.cautions if each.consequence == "serotonin-toxicity")
    assert toxic.severity == "moderate"
    assert len(toxic.medications) == 4
