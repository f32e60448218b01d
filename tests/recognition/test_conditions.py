"""Conditions by name, with the words around them that tell a status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution import Condition, Person
from medcaution.library.substances import Ambiguity, KnownCondition
from medcaution.presentation.catalogue import english
from medcaution.recognition import Recogniser
from medcaution.recognition.statuses import LISTED, MIXED, TWO_STATUSES


@pytest.mark.parametrize(
    ("line", "expected", "status"),
    [
        ("schizophrenia", "schizophrenia", None),
        ("SCHIZOPHRENIA", "schizophrenia", None),
        ("Schizophrenia (disorder)", "schizophrenia", None),
        ("Schizophrenia, unspecified", "schizophrenia", None),
        ("mania, severe, recurrent", "mania", None),
        ("high blood pressure", "hypertension", None),
        ("hypertension 2015", "hypertension", None),
        ("hypertension since 2015", "hypertension", None),
        ("mania last week", "mania", None),
        ("mania two months ago", "mania", None),
        ("mania last year", "mania", "history"),
        ("mania 3 years ago", "mania", "history"),
        ("I have high blood-pressure", "hypertension", None),
        ("hypertension (high blood pressure)", "hypertension", None),
        ("sleep apnea", "sleep-apnea", None),
        ("sleep apnoea", "sleep-apnea", None),
        ("Parkinson\u2019s disease", "parkinsons-disease", None),
        ("Parkinson disease", "parkinsons-disease", None),
        ("stroke", "stroke", None),
        ("a stroke", "stroke", None),
        ("seizure", "seizure-disorder", None),
        ("history of schizophrenia", "schizophrenia", "history"),
        ("medical history of schizophrenia", "schizophrenia", "active"),
        ("h/o schizophrenia", "schizophrenia", "history"),
        ("Hx of psychosis", "psychotic-disorder", "history"),
        ("past psychosis", "psychotic-disorder", "history"),
        ("Past medical history: mania", "mania", "active"),
        ("had a stroke", "stroke", "history"),
        ("schizophrenia (history)", "schizophrenia", "history"),
        ("family history of bipolar disorder", "bipolar-disorder", "family-history"),
        ("FHx schizophrenia", "schizophrenia", "family-history"),
        ("bipolar disorder in the family", "bipolar-disorder", "family-history"),
        ("suspected mania", "mania", "suspected"),
        ("?mania", "mania", "suspected"),
        ("mania?", "mania", "suspected"),
        ("r/o psychosis", "psychotic-disorder", "suspected"),
        # A name of the knowledge beats the qualifier in it.
        ("history of mania", "bipolar-disorder", None),
        ("history of suicide attempt", "suicide-attempt-history", None),
        ("h/o suicide attempt", "suicide-attempt-history", None),
    ],
)
def test_recognised(recogniser, line, expected, status):
    found = recogniser.condition(line)
    assert found.outcome == "recognised"
    assert found.condition == expected
    assert found.status == status
    assert found.substances == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no hypertension", "may mean the opposite"),
        ("denies psychosis", "may mean the opposite"),
        ("negative for mania", "may mean the opposite"),
        ("schizophrenia, not taking meds", "If this person has it"),
        ("seizures as a child", "has it now"),
        ("mania, off meds", "still has it"),
        ("mania with a plan", "has it now"),
        ("mother had schizophrenia", "family-history"),
        ("mania, resolved", "history"),
        ("severe depression", "Only part"),
        ("mild mania", "Only part"),
        ("chronic psychosis", "Only part"),
        ("mania and hypertension", "one a line"),
        ("flibbertigibbet", "not a known name"),
        ("schizophrenia (whatever)", "in brackets is not known"),
        ("hypertension (controlled)", "in brackets is not known"),
        ("hypertension (not treated)", "may mean the opposite"),
        ("whatever (schizophrenia)", "not a known name"),
        ("family history", "not a known name"),
    ],
)
def test_not_recognised(recogniser, line, said):
    found = recogniser.condition(line)
    assert found.outcome == "not-recognised"
    assert found.condition is None
    assert said in found.reason


def test_groups_are_questions(recogniser):
    found = recogniser.condition("psychosis spectrum")
    assert found.outcome == "ambiguous"
    assert found.candidates == ("psychotic-disorder", "schizophrenia")
    assert "?" in found.reason


def test_suggestions(recogniser):
    assert recogniser.condition("schizofrenia").suggestions == ("Schizophrenia",)
    assert recogniser.condition("severe depression").suggestions[0] == "depression"
    assert recogniser.condition("").outcome == "ignored"


def test_a_bracket_that_is_not_known_leaves_the_name_before_it_to_be_chosen(recogniser):
    assert recogniser.condition("hypertension (whatever)").suggestions == ("Hypertension",)


@pytest.mark.parametrize(
    "line",
    [
        "poorly controlled mania", "mania not controlled", "mania, badly controlled",
        "mania is not well controlled", "mania (uncontrolled)", "mania: out of control",
    ],
)  # fmt: skip
def test_the_graver_condition_is_offered_before_the_milder(small_library, line):
    graver = KnownCondition(label="uncontrolled mania", plain="mania out of hand")
    conditions = small_library.conditions | {"uncontrolled-mania": graver}
    found = Recogniser(replace(small_library, conditions=conditions)).condition(line)
    assert found.outcome == "not-recognised"
    assert found.suggestions[0] == "uncontrolled mania"


BEFORE = {
    "active": (
        "past medical history of", "past medical history:", "past medical hx of",
        "past medical hx -", "medical history of", "medical history:", "medical hx of",
        "medical hx", "PMHx of", "PMHx:", "PMH of", "PMH", "PMH -", "Hx:", "History:", "hx -",
    ),
    "family-history": (
        "family history of", "family history", "family hx of", "family hx", "FHx of", "FHx",
        "FH of", "FH",
    ),
    "history": (
        "personal history of", "past history of", "history of",
        "previous history of", "prior history of", "hx of", "h/o", "hx", "history", "past", "previous", "prior", "previously had", "used to have", "former",
        "had a", "had an", "had",
    ),
    "suspected": (
        "suspected", "suspicion of", "possible", "probable", "query", "rule out", "r/o",
        "provisional",
    ),
}  # fmt: skip
AFTER = {
    "family-history": ("in the family", "family history", "in family"),
    "history": (
        "in the past",
        "history",
        "hx",
        "in past",
        "last year",
        "3 years ago",
        "a year ago",
    ),
    "suspected": ("suspected",),
}


def test_every_word_that_tells_a_status_is_read(recogniser):
    said = [
        *((f"{each} schizophrenia", status) for status, words in BEFORE.items() for each in words),
        *((f"schizophrenia {each}", status) for status, words in AFTER.items() for each in words),
    ]
    read = [recogniser.condition(line) for line, _ in said]
    assert [
        (line, each.condition, each.status) for (line, _), each in zip(said, read, strict=True)
    ] == [(line, "schizophrenia", status) for line, status in said]


def test_the_heading_of_a_list_is_no_past(checker):
    """Hyperthyroidism that is over cautions nothing; under such a heading it mostly is not."""
    said = {
        status: checker.check(Person(medications=["ketamine"], conditions=[line]))
        for status, line in (
            ("active", "hyperthyroidism"), ("listed", "PMH: hyperthyroidism"),
            ("over", "h/o hyperthyroidism"),
        )
    }  # fmt: skip
    cautioned = {status: [each.id for each in report.cautions] for status, report in said.items()}
    assert cautioned["listed"] == cautioned["active"] != cautioned["over"]
    assert "counts as present" in said["listed"].inputs[1].reason
    assert said["active"].inputs[1].reason is None


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("PMH: h/o mania", "history"), ("PMH - past mania", "history"), ("PMH: mania in the past", "history"),
        ("medical history: mania (history)", "history"), ("h/o mania (PMH)", "history"),
        ("PMH: family history of mania", "family-history"), ("PMHx ?mania", "suspected"),
        ("PMH: suspected mania", "suspected"), ("PMH: mania 2015", "active"), ("mania (PMH)", "active"),
        ("mania, unspecified (PMH)", "active"),
    ],
)  # fmt: skip
def test_what_a_line_tells_outweighs_the_heading_above_it(recogniser, line, status):
    found = recogniser.condition(line)
    assert (found.outcome, found.condition, found.status) == ("recognised", "mania", status)
    assert bool(found.reason) == (status == "active")


def test_a_status_that_is_given_outweighs_the_heading(checker):
    given = Condition(name="PMH: hyperthyroidism", status="history")
    report = checker.check(Person(medications=["ketamine"], conditions=[given]))
    assert report.inputs[1].stated.status == "history"


def test_a_heading_takes_a_condition_that_is_itself_past(recogniser):
    for line in ("PMH: suicide attempt", "PMH: history of suicide attempt"):
        assert recogniser.condition(line).condition == "suicide-attempt-history"
    assert recogniser.condition("PMH: history of mania").condition == "bipolar-disorder"


def test_a_past_that_may_be_of_several_conditions_is_of_none(small_library):
    candidates = ("schizophrenia", "seizure-disorder")
    question = Ambiguity(written=("fits",), candidates=candidates, question="Which?")
    asked = Recogniser(replace(small_library, ambiguities=(question,)))
    found = asked.condition("history of fits")
    assert (found.outcome, found.candidates, found.status) == ("ambiguous", candidates, None)


@pytest.mark.parametrize("opening", ["", "a ", "I have a ", "has a ", "my ", "with a "])
def test_an_opening_before_a_history_leaves_it_one(checker, opening):
    person = Person(medications=["disulfiram"], conditions=[f"{opening}history of psychosis"])
    (caution,) = checker.check(person).cautions
    assert (caution.rules[0].code, caution.severity) == ("PSY-10", "major")


HEADED = [
    "PMH/FH: schizophrenia", "PMH, FH: schizophrenia", "PMH; FH: schizophrenia", "PMH & FH: schizophrenia",
    "PMH and family history of schizophrenia", "PMHx/FHx: schizophrenia", "PMHx / FHx schizophrenia", "FH/PMH: schizophrenia",
    "FH, PMH - schizophrenia", "PMH+FH: schizophrenia", "PMH (FH): schizophrenia", "PMH FH: schizophrenia",
    "PMH - FH: schizophrenia", "past medical history / family history: schizophrenia", "Hx/FHx: schizophrenia",
    "PMH/Hx: schizophrenia", "PMH/Hx/FH: schizophrenia", "schizophrenia (PMH, FH)", "schizophrenia (PMH/FH)",
    "schizophrenia [hx & FH]",
]  # fmt: skip


@pytest.mark.parametrize("line", HEADED)
def test_of_two_headings_joined_the_more_cautious_holds(recogniser, line):
    found = recogniser.condition(line)
    assert (found.condition, found.status, found.reason) == ("schizophrenia", "active", MIXED)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("FH/family history: mania", "family-history"), ("FHx, FH: mania", "family-history"), ("mania (FH/FHx)", "family-history"),
        ("PMH/medical history: mania", "active"), ("PMH - family history of mania", "family-history"),
        ("PMH: FH: mania", "family-history"), ("PMH/FH: h/o mania", "history"), ("PMH, past mania", "history"),
        ("h/o mania (PMH/FH)", "history"), ("mania (FH) (FH)", "family-history"),
    ],
)  # fmt: skip
def test_headings_that_agree_and_what_a_line_tells_itself_stand(recogniser, line, status):
    found = recogniser.condition(line)
    assert (found.condition, found.status) == ("mania", status)
    assert found.reason == (LISTED if status == "active" else None)


@pytest.mark.parametrize(
    "line",
    [
        "mania (PMH) (FH)", "mania (hx) (FH)", "mania (FH) (suspected)", "mania (PMH) (hx)", "h/o mania (FH)",
        "suspected mania (FH)", "mania in the family (hx)",
    ],
)  # fmt: skip
def test_two_statuses_that_differ_are_a_question(recogniser, line):
    found = recogniser.condition(line)
    assert (found.outcome, found.condition, found.reason) == ("not-recognised", None, TWO_STATUSES)
    assert found.suggestions == ("Mania",)
    assert not recogniser.condition(line.replace("mania", "flibbertigibbet")).condition


def test_what_headings_leave_open_is_in_the_catalogue():
    assert english()("said.mixed-headings") == MIXED
    assert english()("said.two-statuses") == TWO_STATUSES
