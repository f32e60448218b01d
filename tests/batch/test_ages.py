"""An age is known as far as the day of birth is, and never further."""

from __future__ import annotations

import datetime

import pytest

from medcaution.batch.ages import Ages, age_from

DAY = datetime.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ((1961, 11, 26), "65"),
        ((1961, 11, 27), "64"),
        ((1961, 11), "64-65"),
        ((1961, 12), "64"),
        ((1961, 10), "65"),
        ((1961,), "64-65"),
        ((1961, None, 3), "64-65"),
        ((1960, 2, 29), "66"),
        ((2026,), "0"),
        ((2026, 11, 26), "0"),
    ],
)
def test_age(born, age):
    assert age_from(DAY, *born) == age


@pytest.mark.parametrize("born", [(1961, 13), (1961, 2, 30), (0,), (2027,), (2026, 11, 27)])
def test_no_day_of_birth(born):
    with pytest.raises(ValueError):
        age_from(DAY, *born)


def test_two_ages_are_one_only_if_no_rule_tells_them_apart(prepared):
    ages = Ages(prepared.productions)
    assert [ages.known(text) for text in ("64-65", "60-61", "65-66", "70", "", None)] == [
        None, None, 65, 70, None, None,
    ]  # fmt: skip
    assert [ages.known(text) for text in ("64-70", "65-64", "old")] == ["64-70", "65-64", "old"]
