"""Differences: two versions of the knowledge in two folders, and every answer that changed."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from medcaution.cli import main

RULE = "rules/bleeding/serotonin-reuptake-inhibitor-with-anticoagulant.toml"


@pytest.fixture
def after(small, tmp_path_factory):
    """A second folder like the small one, to be changed."""
    folder = tmp_path_factory.mktemp("after")
    for part in ("rules", "facts"):
        shutil.copytree(small.folder / part, folder / part)
    return type(small)(folder)


def diff(before, after, *arguments, stdin=None):
    return CliRunner().invoke(
        main, ["diff", str(before.folder), str(after.folder), *arguments], input=stdin
    )


def told(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def pairs(library):
    """Every pair the rule binds, as it is told."""
    members = [
        library.members([name]) for name in ("@serotonin-reuptake-inhibitor", "@anticoagulant")
    ]
    return {tuple(sorted((one, other))) for one in members[0] for other in members[1]}


def test_nothing_differs_between_a_folder_and_itself(small, after):
    result = diff(small, after)
    assert result.exit_code == 0
    assert "No answer differs." in result.stdout


def test_a_name_that_moves_or_goes_is_an_answer_that_says_less(small, after):
    path = "facts/substances/ssris.toml"
    text = (after.folder / path).read_text()
    after.change(path, '"Zoloft", ', "")
    gone = diff(small, after)
    assert gone.exit_code == 1
    assert "the name 'Zoloft', line 1: recognised: sertraline -> not-recognised" in gone.stdout
    (after.folder / path).write_text(text.replace('"Zoloft", ', "").replace('"Prozac"', '"Prozac", "Zoloft"'))  # fmt: skip
    moved = diff(small, after)
    assert moved.exit_code == 1
    assert "'Zoloft', line 1: recognised: sertraline -> recognised: fluoxetine" in moved.stdout
    back = diff(after, small)
    assert back.exit_code == 1
    (after.folder / path).write_text(text.replace('"Prozac"', '"Prozac", "Prozakky"'))
    more = diff(small, after)
    assert more.exit_code == 0
    assert "READ DIFFERENTLY: 1 lines" in more.stdout


def test_a_lowered_severity_names_every_pair_and_is_an_exit_code(small, after, library):
    after.change(RULE, 'severity = "moderate"', 'severity = "minor"')
    result = diff(small, after, "--format", "ndjson")
    assert result.exit_code == 1
    lowered = [each["change"] for each in told(result) if each["change"]["kind"] == "lowered"]
    assert {(each["old"], each["new"]) for each in lowered} == {("moderate", "minor")}
    assert {tuple(each["substances"]) for each in lowered} == pairs(library)
    text = diff(small, after, "--all").stdout
    assert f"LOWERED: {len(lowered)} answers speak less strongly" in text
    assert "rules: 1 changed (serotonin-reuptake-inhibitor-with-anticoagulant)" in text
    assert "apixaban + sertraline" in " ".join(text.split())


def test_a_dropped_rule_is_gone_and_an_added_one_is_new(small, after, library):
    for path in (RULE, small.cases):
        (after.folder / path).unlink()
    (after.folder / "rules/bleeding/kept.toml").write_text(
        (small.folder / RULE)
        .read_text()
        .replace("serotonin-reuptake-inhibitor-with-anticoagulant", "kept")
        .replace("@serotonin-reuptake-inhibitor", "bupropion")
        .replace("BLD-02", "BLD-98")
    )
    result = diff(small, after, "--format", "ndjson")
    changes = [each["change"] for each in told(result)]
    assert result.exit_code == 1
    gone = {tuple(each["substances"]) for each in changes if each["kind"] == "gone"}
    new = {tuple(each["substances"]) for each in changes if each["kind"] == "new"}
    assert gone == pairs(library)
    assert new == {
        tuple(sorted(("bupropion", each))) for each in library.members(["@anticoagulant"])
    }
    back = diff(after, small)
    kinds = [each["kind"] for each in changes]
    assert f"GONE: {kinds.count('new')} cautions are no longer given" in back.stdout
    assert f"NEW: {kinds.count('gone')} cautions that were not given" in back.stdout


def test_a_raise_is_told_with_what_it_needs_and_costs_no_exit_code(small, after):
    after.change(RULE, 'to = "major"', 'to = "contraindicated"')
    result = diff(small, after, "--format", "ndjson")
    assert result.exit_code == 0
    raised = [each for each in told(result) if each["change"]["kind"] == "raised"]
    assert raised
    assert {each["change"]["new"] for each in raised} == {"contraindicated"}
    assert all(each["change"]["conditions"] for each in raised)


def test_a_member_that_left_its_class_is_gone_for_that_member_alone(small, after, library):
    after.change("facts/substances/blood-thinners.toml", 'classes = ["anticoagulant"]\nbrands = ["Coumadin"', 'brands = ["Coumadin"')  # fmt: skip
    changes = [each["change"] for each in told(diff(small, after, "--format", "ndjson"))]
    assert {each["kind"] for each in changes} == {"gone"}
    assert {tuple(each["substances"]) for each in changes} == {
        pair for pair in pairs(library) if "warfarin" in pair
    }


def test_new_words_are_told_apart_from_new_answers(small, after):
    after.change(RULE, 'summary = "', 'summary = "As always: ')
    result = diff(small, after)
    assert result.exit_code == 0
    assert "REWORDED: " in result.stdout
    assert "(moderate; summary)" in result.stdout


def test_lists_of_a_file_are_compared_from_their_lines_on(small, after, tmp_path_factory):
    after.change("facts/substances/ssris.toml", 'brands = ["Zoloft", ', "brands = [")  # fmt: skip
    people = tmp_path_factory.mktemp("people") / "people.ndjson"
    lists = [["Zoloft", "warfarin"], ["Lustral", "warfarin"]]
    people.write_text("".join(json.dumps({"medications": each}) + "\n" for each in lists))
    result = diff(small, after, "--lists", str(people))
    assert result.exit_code == 1
    assert "NO LONGER READ: 2 lines" in result.stdout  # the name, and the line of the list
    assert "list 1, line 1: recognised: sertraline -> not-recognised" in result.stdout
    assert "list 2" not in result.stdout


def test_a_list_that_is_no_person_is_a_usage_error_without_its_words(
    small, after, tmp_path_factory
):
    people = tmp_path_factory.mktemp("people") / "people.ndjson"
    people.write_text('{"medications": []}\n{"medicatons": ["Zoloft"]}\n')
    result = diff(small, after, "--lists", str(people))
    assert result.exit_code == 2
    assert "line 2" in result.output
    assert "Zoloft" not in result.output


def test_knowledge_that_does_not_load_is_refused(small, after):
    after.change(RULE, "[when.sri]", "[when.sri")
    assert diff(small, after).exit_code == 5
