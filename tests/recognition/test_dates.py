"""A date beside a name is never read as an amount: what was taken then may be over now."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.authoring.lint.readability import grade
from medcaution.facts import Code
from medcaution.presentation.catalogue import english
from medcaution.recognition.dates import DATED

DATES = [
    "2019", "1998", "2016-2019", "2015 - 2018", "2015\u20132018", "2014 to 2016", "2019-20", "2019/20",
    "03/2019", "3/2019-11/2020", "10.2019", "10/26/2026", "10/26/26", "26/10/26", "26.10.2026", "26.10.19",
    "1-2-19", "2019-05-03", "20190503", "'19", "\u201916-\u201919",
]  # fmt: skip
LINES = [
    "{} {}",
    "{} 5 mg {}",
    "{} 5 mg daily {}",
    "{} ({})",
    "{} 5 mg, {}",
    "{1} {0}",
    "{} {} 5 mg",
]


@pytest.mark.parametrize("date", DATES)
def test_a_line_that_holds_a_date_is_a_question(recogniser, date):
    for each in LINES:
        line = each.format("olanzapine", date)
        found = recogniser.medication(line, [Code(system="rxnorm", code="61381")])
        assert (found.outcome, found.substances, found.reason) == (
            "could-not-interpret",
            (),
            DATED,
        ), line


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("olanzapine 2000", ("olanzapine",)),
        ("olanzapine 1000-2000", ("olanzapine",)),
        ("olanzapine 2000 mg", ("olanzapine",)),
        ("olanzapine 2000mg", ("olanzapine",)),
        ("olanzapine 2000-mg", ("olanzapine",)),
        ("olanzapine 2000 IU", ("olanzapine",)),
        ("olanzapine 2000 units", ("olanzapine",)),
        ("olanzapine 1000-2000 mg", ("olanzapine",)),
        ("olanzapine 2000 UNT/ML", ("olanzapine",)),
        ("olanzapine 2,000", ("olanzapine",)),
        ("olanzapine 1950 mg/day", ("olanzapine",)),
        ("olanzapine 1-0-1", ("olanzapine",)),
        ("olanzapine 1/1/1", ("olanzapine",)),
        ("olanzapine 10-0-20", ("olanzapine",)),
        ("olanzapine 10.5", ("olanzapine",)),
        ("Percocet 2.5/10", ("acetaminophen", "oxycodone")),
        ("Percocet 5/325", ("acetaminophen", "oxycodone")),
        ("Symbyax 6-25", ("fluoxetine", "olanzapine")),
    ],
)
def test_what_is_an_amount_or_a_rhythm_is_no_date(recogniser, line, substances):
    found = recogniser.medication(line)
    assert (found.outcome, found.substances) == ("recognised", substances)


def test_a_number_of_a_name_is_no_date(changed, make_substance):
    recogniser = changed(substances={"invented": make_substance("invented", brands=("Vent 2000",))})
    assert recogniser.medication("Vent 2000 5 mg").substances == ("invented",)
    assert recogniser.medication("Vent 2000 2019").reason == DATED


def test_several_medicines_with_their_years_are_a_question(recogniser):
    found = recogniser.medication("olanzapine 2015, sertraline 2018")
    assert (found.outcome, found.reason) == ("could-not-interpret", DATED)


def test_the_report_is_not_complete_and_says_what_to_write(checker):
    report = checker.check(Person(medications=["Nardil 10/26/2026", "sertraline"]))
    assert not report.complete
    assert '"stopped" and the last day' in report.inputs[0].reason
    assert english()("said.dated") == DATED
    assert grade(DATED) <= 8
