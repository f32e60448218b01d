"""The draft's two tables of pairs: as tabulated, or different for a reason that is written down."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from medcaution import Person
from medcaution.library.rules import rank

TABLES = tomllib.loads((Path(__file__).parent / "draft" / "crosswalk.toml").read_text("utf-8"))
ROWS = [*TABLES["crosswalk"], *TABLES["everyday"]]
DIFFERENT = [row for row in ROWS if "differs" in row]


def label(row):
    return " + ".join(row["medications"])


each_row = pytest.mark.parametrize("row", ROWS, ids=label)
each_difference = pytest.mark.parametrize("row", DIFFERENT, ids=label)


def about_the_pair(checker, medications):
    """Every caution and note that speaks of both, whichever was written first."""
    there = checker.check(Person(medications=medications))
    back = checker.check(Person(medications=medications[::-1]))
    assert there.complete
    assert len({substance for line in there.inputs for substance in line.substances}) == 2
    spoken, reverse = (
        {
            each.id: each
            for each in report.told
            if len({medication.substance for medication in each.medications}) == 2
        }
        for report in (there, back)
    )
    assert {name: each.severity for name, each in spoken.items()} == {
        name: each.severity for name, each in reverse.items()
    }
    return list(spoken.values())


def strongest(spoken):
    return max((each.severity for each in spoken), key=rank, default="none")


def severities_of(rule, spoken):
    return [each.severity for each in spoken if rule in {mark.code for mark in each.rules}]


def test_the_tables_are_whole():
    assert (len(TABLES["crosswalk"]), len(TABLES["everyday"])) == (45, 33)
    assert len({label(row) for row in TABLES["everyday"]}) == 33


@each_row
def test_a_pair_is_graded_as_tabulated_or_as_argued(checker, row):
    spoken = about_the_pair(checker, row["medications"])
    expected = row["now"] if "differs" in row else row["severity"]
    assert strongest(spoken) == expected
    assert severities_of(row.get("rule"), spoken) == ([expected] if "rule" in row else [])


@each_difference
def test_a_difference_is_one_and_is_argued(row):
    assert row["now"] != row["severity"]
    assert len(row["differs"].split()) > 10


@each_difference
def test_a_difference_ends_where_its_argument_does(checker, row):
    spoken = about_the_pair(checker, row["as_tabulated"])
    assert strongest(spoken) == row["severity"]
    assert severities_of(row["rule"], spoken) == [row["severity"]]


@each_row
def test_the_base_severity_of_the_rule_is_the_tabulated_one(library, row):
    if "rule" in row:
        assert library.rule(row["rule"]).severity == row["severity"]


@pytest.mark.parametrize("row", TABLES["everyday"], ids=label)
def test_what_the_naive_rule_would_flag_is_as_tabulated(library, row):
    serotonergic = library.members(["@serotonergic"])
    assert (set(row["medications"]) <= serotonergic) is row["naive_alert"]


def test_of_the_everyday_pairs_that_a_naive_rule_flags_one_interrupts(checker):
    flagged = [row for row in TABLES["everyday"] if row["naive_alert"]]
    found = [strongest(about_the_pair(checker, row["medications"])) for row in flagged]
    assert len(found) == 25
    assert found.count("contraindicated") + found.count("major") == 1
    assert found.count("moderate") == 4
