"""What `medcaution coverage` and `medcaution mutate` find, and what they refuse."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from medcaution.cli import main

RULE = "BLD-06"
FILE = "rules/bleeding/nsaid-with-anticoagulant-treatment-stated.toml"
CASES = "rules/bleeding/nsaid-with-anticoagulant-treatment-stated.cases.toml"
NO_NSAID = """[[silent]]
why = "acetaminophen is no NSAID"
medications = ["Tylenol"]
conditions = ["on blood thinners"]
"""
PLATELETS = """[[silent]]
why = "a medicine against platelets is another matter"
medications = ["Plavix"]
conditions = ["on blood thinners"]
"""
LIST = "rules/equivalent-mutants.toml"


@pytest.fixture
def prove(copy):
    def run(command):
        return CliRunner().invoke(main, [command, str(copy.folder), "--rule", RULE])

    return run


@pytest.fixture
def listed(copy):
    """Lists a mutant as equivalent, on top of those that are listed."""

    def add(text):
        file = copy.folder / LIST
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        file.write_text(f"{before}\n[[equivalent]]\n{text}\n", encoding="utf-8")

    return add


def test_a_rule_whose_every_part_has_its_pair_is_covered(prove):
    result = prove("coverage")
    assert (result.exit_code, "4 of 4 cases wanted" in result.output) == (0, True)


def test_a_part_without_its_minimal_pair_is_named_with_its_line(copy, prove):
    copy.change(CASES, NO_NSAID, "")
    copy.change(CASES, PLATELETS, "")
    result = prove("coverage")
    line = copy.line(FILE, 'medication = ["@nsaid"]')
    assert result.exit_code == 5
    assert f"{FILE}:{line}: BLD-06 when.nsaid.medication: @nsaid: no minimal pair" in result.output


def test_a_member_that_no_case_needs_is_named(copy, prove):
    copy.change(FILE, 'medication = ["@nsaid"]', 'medication = ["@nsaid", "aspirin"]')
    result = prove("coverage")
    assert result.exit_code == 5
    assert "when.nsaid.medication: aspirin: no case" in result.output


def test_a_member_that_its_class_holds_already_is_redundant(copy, prove):
    copy.change(FILE, 'medication = ["@nsaid"]', 'medication = ["@nsaid", "ibuprofen"]')
    result = prove("coverage")
    assert "ibuprofen" in next(line for line in result.output.splitlines() if "(warning)" in line)


def test_a_rule_whose_cases_notice_every_fault_has_no_survivor(prove):
    result = prove("mutate")
    assert (result.exit_code, "0 survive" in result.output) == (0, True)


def test_a_fault_that_no_case_notices_survives_and_is_named(copy, prove):
    copy.change(CASES, PLATELETS, "")
    result = prove("mutate")
    assert result.exit_code == 5
    assert (
        "when.nsaid.medication: @nsaid -> parent @bleeding-risk: no case notices" in result.output
    )


def test_an_equivalent_explains_a_survivor(copy, prove, listed):
    copy.change(CASES, PLATELETS, "")
    listed(
        'rule = "BLD-06"\nmutants = ["when.nsaid.medication: @nsaid -> parent @bleeding-risk"]\n'
        'reason = "Invented for this test."'
    )
    result = prove("mutate")
    assert (result.exit_code, "1 equivalent for a stated reason" in result.output) == (0, True)


def test_an_equivalent_that_is_killed_by_now_has_to_go(prove, listed):
    listed(
        'rule = "BLD-06"\nmutants = ["when.nsaid.medication: @nsaid -> parent @bleeding-risk"]\n'
        'reason = "Out of date."'
    )
    result = prove("mutate")
    assert result.exit_code == 5
    assert "does not survive (killed); take it off the list" in result.output


def test_an_equivalent_needs_a_reason(prove, listed):
    listed('rule = "BLD-06"\nmutants = ["severity: major -> minor"]')
    result = prove("mutate")
    assert result.exit_code == 5
    assert "reason" in result.output


def test_a_failing_case_is_told_before_any_fault_is_put_in(copy, prove):
    copy.change(CASES, 'severity = "major"', 'severity = "minor"')
    result = prove("mutate")
    assert result.exit_code == 5
    assert "before any fault is put in" in result.output


def test_a_mistyped_rule_is_answered_with_a_near_one(copy):
    result = CliRunner().invoke(main, ["mutate", str(copy.folder), "--rule", "BLD-07"])
    assert result.exit_code == 2
    assert "Did you mean 'BLD-0" in result.output
