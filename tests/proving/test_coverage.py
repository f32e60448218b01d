"""Coverage: every part of a rule has a case that it alone decides, and that case's minimal pair."""

from __future__ import annotations

import pytest

from medcaution.authoring.coverage import survey
from medcaution.authoring.hearing import read_witnesses
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.library.loading import bundled_folder

RULE = "rules/bleeding/serotonin-reuptake-inhibitor-with-anticoagulant.toml"


def test_every_part_of_every_bundled_rule_is_covered():
    knowledge = Knowledge.read(bundled_folder())
    witnesses = read_witnesses(knowledge)
    rules = [each for each in knowledge.library.rules.values() if each.status != "retired"]
    surveyed = [survey(each, knowledge.library, witnesses[each.id]) for each in rules]
    assert [
        (each.rule.code, gap.part.name, gap.lack) for each in surveyed for gap in each.gaps
    ] == []
    assert [(each.rule.code, part.name) for each in surveyed for part in each.redundant] == []
    assert sum(each.needed for each in surveyed) > 1500


def test_a_small_folder_is_covered(small):
    result = small.run("coverage")
    assert result.exit_code == 0
    assert "1 rules with 3 parts: 6 of 6 cases wanted are there (100.0 %)" in result.output


@pytest.mark.parametrize(
    ("gone", "line", "lack"),
    [
        (
            ["an opioid that acts on serotonin, but is no reuptake inhibitor", "each alone: the anticoagulant"],
            22, "BLD-02 when.sri.medication: @serotonin-reuptake-inhibitor: no minimal pair",
        ),
        (["an antiplatelet instead", "each alone: the antidepressant"], 25, "BLD-02 when.anticoagulant.medication: @anticoagulant: no minimal pair"),
        (["raise: an ulcer that bled"], 30, "BLD-02 raise-1.when.bleeding.condition: @bleeding-vulnerable: no case"),
    ],
)  # fmt: skip
def test_a_part_without_its_case_is_named_at_its_line(small, gone, line, lack):
    for why in gone:
        small.without_case(why)
    result = small.run("coverage")
    assert result.exit_code == 5
    assert [each for each in result.output.splitlines() if each.startswith("rules/")] == [
        f"{RULE}:{line}: {lack}"
    ]


def test_a_twin_that_differs_in_two_things_is_no_pair(small):
    small.without_case("each alone: the anticoagulant")
    small.change(small.cases, '["tramadol", "Coumadin"]', '["tramadol", "warfarin", "aspirin"]')
    result = small.run("coverage")
    assert "when.sri.medication: @serotonin-reuptake-inhibitor: no minimal pair" in result.output


def test_a_brand_and_its_generic_are_one_thing(small):
    """Lines are compared as they are read, so the spelling of the other line does not matter."""
    small.without_case("each alone: the anticoagulant")
    small.change(small.cases, '["tramadol", "Coumadin"]', '["tramadol", "warfarin"]')
    assert small.run("coverage").exit_code == 0


def test_a_member_that_its_list_says_already_is_named(small):
    small.change(RULE, '["@anticoagulant"]', '["@anticoagulant", "warfarin"]')
    text = (small.folder / small.cases).read_text()
    (small.folder / small.cases).write_text(text.replace("Coumadin", "Eliquis"))
    result = small.run("coverage")
    assert result.exit_code == 0
    assert (
        "BLD-02 when.anticoagulant.medication: warfarin: the rest of the list says it all; take it out (warning)"
        in result.output
    )


def test_a_new_member_wants_its_own_case(small):
    small.change(RULE, '["@anticoagulant"]', '["@anticoagulant", "aspirin"]')
    small.change(small.cases, '[[silent]]\nwhy = "an antiplatelet instead"', '[[fires]]\nseverity = "moderate"\nwhy = "an antiplatelet instead"')  # fmt: skip
    assert small.run("coverage").exit_code == 0
    small.without_case("an antiplatelet instead")
    assert "when.anticoagulant.medication: aspirin: no case" in small.run("coverage").output


def test_a_bound_is_met_on_its_day_and_missed_on_the_next(small):
    small.change(RULE, '["@anticoagulant"]', '["@anticoagulant"]\ntiming = "same-day"')
    day = 'as_of = "2026-11-23"'
    stopped = '{ as_written = "warfarin", status = "stopped", last_taken = "2026-11-%s" }'
    last = f'[[fires]]\nwhy = "until yesterday"\nmedications = ["Zoloft", {stopped % 22}]\n{day}\nseverity = "moderate"\n\n'
    past = f'[[silent]]\nwhy = "until two days ago"\nmedications = ["Zoloft", {stopped % 21}]\n{day}\n\n'
    lack = "when.anticoagulant.timing: same-day, the boundary day: "
    assert f"{lack}no case" in small.run("coverage").output
    small.change(small.cases, "[[fires]]", f"{last}[[fires]]")
    assert f"{lack}no minimal pair" in small.run("coverage").output
    small.change(small.cases, "[[fires]]", f"{past}[[fires]]")
    assert small.run("coverage").exit_code == 0


def test_one_rule_can_be_looked_at_and_a_mistyped_one_is_refused(small):
    assert small.run("coverage", "--rule", "bld-02").exit_code == 0
    result = small.run("coverage", "--rule", "BLD-O2")
    assert result.exit_code == 2
    assert "Did you mean 'BLD-02'?" in result.output


def test_a_case_that_is_not_read_is_refused(small):
    small.change(small.cases, '"aspirin"', '"aspirin?!x"')
    result = small.run("coverage")
    assert result.exit_code == 5
    assert "the case itself is not read completely: aspirin?!x" in result.output
