"""What `medcaution diff` tells of two versions of the knowledge."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from medcaution.cli import main
from medcaution.library.folders import bundled_folder

FILE = "rules/bleeding/nsaid-with-anticoagulant-treatment-stated.toml"


@pytest.fixture
def diff(copy):
    def run(*arguments, old=None, new=None):
        folders = [str(old or bundled_folder()), str(new or copy.folder)]
        return CliRunner().invoke(main, ["diff", *folders, *arguments])

    return run


def test_two_versions_alike_differ_in_nothing(diff):
    result = diff()
    assert result.exit_code == 0
    assert "; 0 differences" in result.output


def test_a_severity_lowered_is_told_first_and_fails(copy, diff):
    copy.change(FILE, 'severity = "major"', 'severity = "moderate"')
    result = diff()
    assert result.exit_code == 1
    assert "BLD-06 bleeding (major -> moderate)" in result.output
    assert "ibuprofen + anticoagulation" in result.output


def test_a_severity_raised_is_told_and_does_not_fail(copy, diff):
    copy.change(FILE, 'severity = "major"', 'severity = "contraindicated"')
    result = diff()
    assert result.exit_code == 0
    assert "major -> contraindicated" in result.output


def test_a_rule_that_is_gone_is_told_for_each_of_its_lists(copy, diff):
    for file in (FILE, FILE.replace(".toml", ".cases.toml")):
        (copy.folder / file).unlink()
    result = diff("--format", "ndjson")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {"ibuprofen + anticoagulation", "naproxen + anticoagulation"} <= {
        each["list"] for each in told
    }
    assert {code for each in told for code in each["change"]["rules"]} == {"BLD-06"}


def test_a_pair_that_a_class_lets_go_is_told(copy, diff):
    copy.change(FILE, 'medication = ["@nsaid"]', 'medication = ["@nsaid"]\nexcept = ["ibuprofen"]')
    result = diff("--format", "ndjson")
    assert [json.loads(line)["list"] for line in result.stdout.splitlines()] == [
        "ibuprofen + anticoagulation"
    ]


def test_the_lists_of_a_file_are_compared_too(copy, diff, tmp_path):
    copy.change(FILE, 'severity = "major"', 'severity = "moderate"')
    people = tmp_path / "people.ndjson"
    people.write_text(
        '{"id": "one", "medications": ["Advil"], "conditions": ["on blood thinners"]}\n'
        '{"id": "two", "medications": ["Tylenol"]}\n'
    )
    lists = [
        json.loads(line)["list"]
        for line in diff("--format", "ndjson", "--lists", str(people)).stdout.splitlines()
    ]
    assert [each for each in lists if each.startswith("list ")] == ["list 1"]


def test_a_broken_list_names_its_line(diff, tmp_path):
    people = tmp_path / "people.ndjson"
    people.write_text('{"medications": []}\n{"medications": [}\n')
    result = diff("--lists", str(people))
    assert result.exit_code == 2
    assert "line 2" in result.output
