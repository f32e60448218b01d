"""The traps that the clinical draft lists: each one sprung on purpose."""

from __future__ import annotations

import datetime
from itertools import permutations

import pytest

from medcaution import Person
from medcaution.library.rules import rank
from medcaution.presentation.text import render

AS_OF = datetime.date(2026, 11, 23)
CORE = ["CORE-01", "CORE-02", "CORE-03"]
SEROTONERGIC_LISTS = [
    ["sertraline", "ketamine"],
    ["sertraline", "tramadol"],
    ["phenelzine", "lithium"],
    ["linezolid", "fluoxetine"],
    ["MDMA", "lithium"],
]


def check(checker, *medications, **others):
    return checker.check(Person(medications=medications, **others))


def stopped(name, days):
    return {
        "as_written": name,
        "status": "stopped",
        "last_taken": AS_OF - datetime.timedelta(days=days),
    }


def spoken(report):
    """Severity by code of the rule, of everything that stands."""
    return {mark.code: each.severity for each in report.told for mark in each.rules}


def listed_under(report):
    return {under.code: each.rules[0].code for each in report.told for under in each.covers}


def cards(report):
    """Cautions of one family on the same substances share a card."""
    return {
        (each.family, frozenset(medication.substance for medication in each.medications))
        for each in report.cautions
    }


def worst(report):
    return max((rank(each.severity) for each in report.cautions), default=-1)


@pytest.mark.parametrize("medications", SEROTONERGIC_LISTS)
def test_the_order_of_three_lines_and_a_condition_changes_nothing(checker, medications):
    people = [
        Person(medications=order, conditions=["epilepsy"])
        for order in permutations([*medications, "buspirone"])
    ]
    answers = {
        tuple((each.id, each.severity, each.summary) for each in checker.check(person).cautions)
        for person in people
    }
    assert len(answers) == 1
    assert answers != {()}


@pytest.mark.parametrize("medications", SEROTONERGIC_LISTS)
def test_an_unrelated_medicine_removes_and_changes_no_caution(checker, medications):
    before = {each.id: each.severity for each in check(checker, *medications).cautions}
    after = check(checker, *medications, "acetaminophen", "metformin", "vitamin D")
    assert before
    assert {each.id: each.severity for each in after.cautions} == before


@pytest.mark.parametrize("medications", SEROTONERGIC_LISTS)
def test_a_further_serotonergic_agent_never_lowers_the_strongest(checker, library, medications):
    before = worst(check(checker, *medications))
    for name in sorted(library.members(["@serotonergic"])):
        assert worst(check(checker, *medications, library.substances[name].name)) >= before, name


def test_less_said_is_never_less_severe_than_the_bare_names(checker):
    """Each fact taken away leaves at least what the names alone give."""
    full = [
        {"as_written": "sertraline", "use": "prescribed-supervised", "since": "2026-01-01"},
        {"as_written": "ketamine", "use": "non-prescribed", "route": "intranasal"},
        {"as_written": "dextromethorphan", "dose": "30 mg/day"},
    ]
    bare = worst(check(checker, *(each["as_written"] for each in full), as_of=AS_OF))
    assert worst(check(checker, *full, as_of=AS_OF)) >= bare
    for line, each in enumerate(full):
        for gone in each.keys() - {"as_written"}:
            fewer = [dict(one) for one in full]
            del fewer[line][gone]
            assert worst(check(checker, *fewer, as_of=AS_OF)) >= bare, (line, gone)


@pytest.mark.parametrize(
    ("name", "days", "fires"),
    [
        ("fluoxetine", 34, True),
        ("fluoxetine", 35, True),  # the boundary day counts
        ("fluoxetine", 36, False),
        ("sertraline", 13, True),
        ("sertraline", 14, True),
        ("sertraline", 15, False),
    ],
)
def test_the_window_before_an_maoi(checker, name, days, fires):
    found = spoken(check(checker, stopped(name, days), "phenelzine", as_of=AS_OF))
    assert found.get("SER-01") == ("contraindicated" if fires else None)


@pytest.mark.parametrize(("days", "fires"), [(13, True), (14, True), (15, False)])
def test_the_window_after_an_maoi(checker, days, fires):
    found = spoken(check(checker, stopped("phenelzine", days), "sertraline", as_of=AS_OF))
    assert found.get("SER-01") == ("contraindicated" if fires else None)


def test_supervised_esketamine_with_an_ssri_is_one_quiet_card(checker):
    """One card, though it holds three consequences: each has its own text and signs."""
    report = check(
        checker, {"as_written": "esketamine", "use": "prescribed-supervised"}, "sertraline"
    )
    assert cards(report) == {("ketamine-ssri", frozenset({"esketamine", "sertraline"}))}
    assert spoken(report) == dict.fromkeys(CORE, "minor")


def test_ketamine_outside_medicine_with_an_ssri_is_one_card_to_read(checker):
    report = check(checker, {"as_written": "ketamine", "use": "non-prescribed"}, "sertraline")
    moderate = [each for each in report.cautions if each.severity == "moderate"]
    assert {each.family for each in moderate} == {"ketamine-ssri"}
    assert {code: spoken(report)[code] for code in CORE} == dict.fromkeys(CORE, "moderate")
    assert worst(report) == rank("moderate")


def test_unknown_use_of_ketamine_counts_as_use_outside_medicine(checker):
    unknown = check(checker, "ketamine", "sertraline")
    outside = check(checker, {"as_written": "ketamine", "use": "non-prescribed"}, "sertraline")
    assert spoken(unknown) == spoken(outside)


def test_a_history_of_schizophrenia_speaks_once_and_the_general_rule_is_listed(checker):
    history = {"name": "schizophrenia", "status": "history"}
    report = check(checker, "ketamine", "sertraline", conditions=[history])
    assert spoken(report)["CORE-04"] == "major"
    assert "PSY-01" not in spoken(report)
    assert listed_under(report)["PSY-01"] == "CORE-04"
    alone = check(checker, "ketamine", conditions=[history])
    assert spoken(alone)["PSY-01"] == "major", "without the SSRI the general rule speaks"


def test_an_ssri_with_ondansetron_is_an_audit_entry_only(checker):
    report = check(checker, "sertraline", "ondansetron")
    assert report.status == "none-found"
    assert report.cautions == ()
    assert spoken(report) == {"SER-13": "note"}
    assert "SER-13" not in render(report, "person")
    assert "SER-13" in render(report, "professional")


def test_citalopram_with_ondansetron_is_about_the_heart_rhythm_only(checker):
    report = check(checker, "citalopram", "ondansetron")
    assert {each.consequence for each in report.cautions} == {"qt-prolongation"}
    assert spoken(report) == {"QT-01": "major", "SER-13": "note"}


def test_the_ingredients_of_one_product_do_not_caution_each_other(checker):
    report = check(checker, "Symbyax")
    assert set(report.inputs[0].substances) == {"fluoxetine", "olanzapine"}
    assert (report.cautions, report.notes) == ((), ())


def test_one_product_can_have_two_reasons_against_it(checker):
    """Two consequences through two ingredients: two cautions, both on the one line as written."""
    report = check(checker, "Auvelity", "phenelzine")
    severe = [each for each in report.cautions if each.severity == "contraindicated"]
    assert {mark.code for each in severe for mark in each.rules} == {"MAO-02", "SER-03"}
    assert len(severe) == 2
    for each in severe:
        assert {medication.line for medication in each.medications} == {1, 2}
        assert {medication.as_written for medication in each.medications} == {
            "Auvelity",
            "phenelzine",
        }
    assert not [each for each in report.cautions if {m.line for m in each.medications} == {1}]


def test_vitamin_k_is_a_question_and_k2_is_never_ketamine(checker):
    vitamin, k2, vitamin_k2 = check(checker, "vitamin K", "K2", "vitamin K2").inputs
    assert vitamin.outcome == "ambiguous"
    assert set(vitamin.candidates) >= {"ketamine", "phytonadione"}
    for line in (k2, vitamin_k2):
        assert "ketamine" not in {*line.substances, *line.candidates}


def test_blues_could_be_three_things(checker):
    report = check(checker, "blues")
    assert set(report.inputs[0].candidates) == {"diazepam", "fentanyl", "oxycodone"}
    assert (report.status, report.complete) == ("nothing-checked", False)


@pytest.mark.parametrize("written", ["sertaline", "ketamin e hcll", "fluoxxetine"])
def test_a_misspelling_is_unread_and_never_dropped(checker, written):
    report = check(checker, written, "phenelzine")
    line = report.inputs[0]
    assert (line.as_written, line.outcome, line.substances) == (written, "not-recognised", ())
    assert not report.complete
    assert written in render(report, "person")


def test_linezolid_with_an_ssri_is_serious_and_stops_neither(checker):
    (caution,) = check(checker, "linezolid", "sertraline").cautions
    assert caution.rules[0].code == "SER-24"
    assert caution.severity == "major"
    assert "Do not stop either" in caution.plain
    assert "Do not delay an antibiotic that is needed" in caution.action


@pytest.mark.parametrize("pen", ["epinephrine", "EpiPen", "adrenaline"])
def test_nothing_speaks_against_an_epinephrine_pen(checker, pen):
    report = check(checker, pen, "phenelzine")
    about = [
        each
        for each in report.told
        if "epinephrine" in {medication.substance for medication in each.medications}
    ]
    assert [each.severity for each in about] == ["note"]
    assert about[0].plain.lower().startswith("use ")
    assert "Never withhold or delay" in about[0].action


@pytest.mark.parametrize("opioid", ["heroin", "methadone", "oxycodone"])
def test_naloxone_is_never_warned_against(checker, opioid):
    report = check(checker, "naloxone", opioid)
    assert "precipitated-withdrawal" not in {each.consequence for each in report.cautions}
    assert "naloxone" not in {m.substance for each in report.cautions for m in each.medications}


def test_looked_at_and_nothing_known_differs_from_no_rule(checker):
    looked_at = check(checker, "lithium", "ketamine")
    assert spoken(looked_at)["LI-02"] == "note"
    assert [each.consequence for each in looked_at.notes] == ["none-known"]
    no_rule = check(checker, "lithium", "lorazepam")
    assert no_rule.status == "none-found"
    assert no_rule.notes == ()


def test_two_ordinary_medicines_are_none_found_with_its_limits(checker):
    report = check(checker, "acetaminophen", "metformin")
    assert report.status == "none-found"
    assert {line.outcome for line in report.inputs} == {"recognised-not-covered"}
    assert report.coverage.covered_by_a_rule == 0
    text = render(report, "person")
    assert "a mix may still carry risk" in text
    assert "No caution does not mean no risk." in " ".join(text.split())
    told = render(report, "professional")
    assert "No caution found means that no rule spoke" in " ".join(told.split())


def test_an_empty_list_was_not_checked(checker):
    report = check(checker)
    assert report.status == "nothing-checked"
    assert report.coverage.recognised == 0
    assert "NOTHING WAS CHECKED" in render(report, "person")
