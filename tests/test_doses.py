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


@pytest.mark.parametrize(
    ("unit", "milligrams"),
    [
        *((unit, 0.5) for unit in ("mcg", "ug", "µg", "microgram", "micrograms", "UG")),
        *((unit, 500) for unit in ("mg", "milligram", "milligrams", "MG")),
        *((unit, 500_000) for unit in ("g", "gram", "grams", "Grams")),
    ],
)
def test_every_unit_is_read(unit, milligrams):
    assert read_dose(f"500 {unit}") == DailyDose(pytest.approx(milligrams), exact=False)
    assert read_dose(f"500{unit}/day") == DailyDose(pytest.approx(milligrams), exact=True)


@pytest.mark.parametrize(
    ("rhythm", "times"),
    [
        *((each, 4) for each in ("qid", "four times", "4 times", "4x", "4 x", "q6h", "qds", "QID")),
        *((each, 3) for each in ("tid", "tds", "three times", "3 times", "3x", "3 x", "q8h")),
        *((each, 2) for each in ("bid", "bd", "twice", "two times", "2x", "2 x", "q12h", "BID")),
        *((each, 1) for each in ("qd", "od", "daily", "once", "every day", "nightly", "nocte")),
        *((each, 1) for each in ("at night", "qhs", "qam", "q24h", "/24h", "/ d", "in 24 hours")),
    ],
)
def test_every_rhythm_is_read(rhythm, times):
    assert read_dose(f"25 mg {rhythm}") == DailyDose(25 * times, exact=True)


@pytest.mark.parametrize(
    "text",
    [
        "", None, "two tablets", "25 mg or 50 mg", "25 mg/ml", "25 mcg/h", "25 mcg / hour", "2-25 mg",
        "25 mg weekly", "25 mg a week", "25 mg monthly", "25 mg prn daily", "25 mg a month",
        "25 mg daily as needed", "25 mg as required", "25 mg every other day", "25 mg PRN",
    ],
)  # fmt: skip
def test_no_dose_is_read_from_what_tells_none(text):
    assert read_dose(text) is None


@pytest.mark.parametrize(
    ("text", "milligrams"), [("1,000 mg", 1000), ("12,500 mg", 12_500), ("0.25 mg", 0.25)]
)
def test_numbers_are_read_whole(text, milligrams):
    assert read_dose(text) == DailyDose(milligrams, exact=False)


@pytest.mark.parametrize("text", ["25 mg 3 a day", "25 mg three a day", "25 mg"])
def test_a_number_of_units_leaves_the_strength_a_lower_bound(text):
    assert read_dose(text) == DailyDose(25, exact=False)


def test_three_doses_are_not_taken_for_one(checker: Checker):
    """20 mg three times is above the 40 mg of citalopram that regulators allow."""
    report = checker.check(Person(medications=["citalopram 20 mg three times a day"]))
    assert "QT-04A" in {rule.code for caution in report.cautions for rule in caution.rules}
