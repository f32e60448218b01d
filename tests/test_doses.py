"""A daily dose is what is taken in a day: never less than the words say."""

from __future__ import annotations

import pytest

from medcaution import Checker, Person
from medcaution.matching.dose import DailyDose, read_dose


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("25 mg three times a day", 75),
        ("150 mg twice a day", 300),
        ("60 mg 2 times per day", 120),
        ("20 mg four times  a day", 80),
        ("150 mg twice daily", 300),
        ("150 mg bd", 300),
        ("20 mg once a day", 20),
        ("120 mg a day", 120),
        ("2 grams per day", 2000),
        ("150 micrograms per day", 0.15),
        ("120 mg/day", 120),
        ("120 mg per day, taken twice daily", 120),
    ],
)
def test_the_dose_of_a_day_counts_every_time_it_is_taken(text, milligrams):
    assert read_dose(text) == DailyDose(pytest.approx(milligrams), exact=True)


@pytest.mark.parametrize("text", ["25 mg 3 a day", "25 mg three a day", "25 mg"])
def test_a_number_of_units_leaves_the_strength_a_lower_bound(text):
    assert read_dose(text) == DailyDose(25, exact=False)


def test_three_doses_are_not_taken_for_one(checker: Checker):
    """20 mg three times is above the 40 mg of citalopram that regulators allow."""
    report = checker.check(Person(medications=["citalopram 20 mg three times a day"]))
    assert "QT-04A" in {rule.code for caution in report.cautions for rule in caution.rules}
