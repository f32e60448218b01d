"""Mutation: a fault in the knowledge is noticed by a case, or listed with a reason."""

from __future__ import annotations

import pytest

from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.mutation import mutate
from medcaution.errors import KnowledgeError
from medcaution.library.folders import bundled_folder

RULE = "rules/bleeding/serotonin-reuptake-inhibitor-with-anticoagulant.toml"
LIST = "rules/equivalent-mutants.toml"
MUTANT = "when.anticoagulant.medication: @anticoagulant -> parent @bleeding-risk"
KINDS = {
    "delete a rule", "drop a pattern", "drop a member", "swap for a parent", "swap for a child",
    "swap for a sibling", "step a severity", "drop a clause", "step a clause", "shift a bound",
    "drop an exception", "drop a yields_to", "swap the window", "shift a window", "lift a demand",
}  # fmt: skip


def equivalent(*mutants, rule="BLD-02", reason="A reason."):
    return f'[[equivalent]]\nrule = "{rule}"\nmutants = {list(mutants)}\nreason = "{reason}"\n'


@pytest.fixture(scope="module")
def bundled():
    return mutate(Knowledge.read(bundled_folder()))


def test_every_fault_of_the_bundled_rules_is_noticed_or_explained(bundled):
    assert [str(problem) for problem in bundled.problems] == []
    assert bundled.survivors == []
    assert len(bundled.results) > 4000


def test_every_kind_of_fault_is_put_in(bundled):
    assert set(bundled.kinds) >= KINDS


def test_few_faults_are_explained_away(bundled):
    real = [each for each in bundled.results if each.fate != "same"]
    assert len(bundled.equivalent) < len(real) / 100


def test_a_small_folder_notices_everything(small):
    result = small.run("mutate")
    assert result.exit_code == 0
    assert "34 of 34 killed (100.0 %), 0 equivalent for a stated reason, 0 survive" in result.output


@pytest.mark.parametrize(
    ("gone", "survivor"),
    [
        ("an antiplatelet instead", MUTANT),
        ("so is clomipramine", "when.sri.medication: @serotonin-reuptake-inhibitor -> child @snri"),
        ("raise: an ulcer that bled", "raise-1: drop"),
        ("raise: an ulcer that bled", "raise-1.to: major -> moderate"),
    ],
)
def test_a_removed_case_lets_a_fault_survive(small, gone, survivor):
    small.without_case(gone)
    if gone == "so is clomipramine":
        small.without_case("brand names")
        small.without_case("raise: an ulcer that bled")
        small.without_case("twin of the raise: high blood pressure")
    campaign = mutate(small.read())
    assert survivor in [each.name for each in campaign.survivors]
    assert f"BLD-02 {survivor}: no case notices" in "\n".join(map(str, campaign.problems))


def test_a_survivor_stands_at_the_line_it_is_about(small):
    small.without_case("an antiplatelet instead")
    result = small.run("mutate")
    assert result.exit_code == 5
    assert f"{RULE}:25: BLD-02 {MUTANT}: no case notices" in result.output.splitlines()
    assert "1 survive" in result.output


def test_an_explained_survivor_is_equivalent(small):
    small.without_case("an antiplatelet instead")
    (small.folder / LIST).write_text(equivalent(MUTANT))
    result = small.run("mutate")
    assert result.exit_code == 0
    assert "33 of 33 killed (100.0 %), 1 equivalent for a stated reason, 0 survive" in result.output


def test_an_explanation_needs_a_reason(small):
    (small.folder / LIST).write_text(equivalent(MUTANT, reason=""))
    with pytest.raises(KnowledgeError, match=r"equivalent-mutants.toml:4: equivalent.1.reason"):
        mutate(small.read())


@pytest.mark.parametrize(
    ("mutant", "rule", "says"),
    [
        (MUTANT, "BLD-02", "does not survive (killed)"),
        ("when.sri.medication: drop aspirin", "BLD-02", "is no mutant"),
        ("delete", "BLD-99", "is no mutant"),
    ],
)
def test_an_outdated_explanation_is_an_error(small, mutant, rule, says):
    (small.folder / LIST).write_text(equivalent(mutant, rule=rule))
    result = small.run("mutate")
    assert result.exit_code == 5
    assert f"{LIST}:1: {rule} {mutant}: {says}; take it off the list" in result.output.splitlines()


def test_an_explanation_is_given_once(small):
    (small.folder / LIST).write_text(equivalent(MUTANT) + equivalent(MUTANT))
    with pytest.raises(KnowledgeError, match="listed twice"):
        mutate(small.read())


def test_nothing_is_learnt_from_a_case_that_fails_already(small):
    small.change(small.cases, 'severity = "major"', 'severity = "minor"')
    with pytest.raises(KnowledgeError, match="fires as major, not minor, before any fault"):
        mutate(small.read())


def test_a_window_is_held_on_its_last_day_and_the_next(small):
    small.change(RULE, '["@serotonin-reuptake-inhibitor"]', '["sertraline"]\ntiming = "washout"')
    small.without_case("an SNRI is a reuptake inhibitor too")
    small.without_case("so is clomipramine")
    names = {each.name for each in mutate(small.read()).survivors}
    assert {"washout: 14 -> 13 days", "washout: 14 -> 15 days"} <= names
    line = '{ as_written = "sertraline", status = "stopped", last_taken = "2026-11-%02d" }'
    day = 'as_of = "2026-11-23"'
    small.change(small.cases, "[[fires]]", f'[[fires]]\nwhy = "the last day"\nmedications = [{line % 9}, "warfarin"]\n{day}\nseverity = "moderate"\n\n[[silent]]\nwhy = "a day later"\nmedications = [{line % 8}, "warfarin"]\n{day}\n\n[[fires]]')  # fmt: skip
    names = {each.name for each in mutate(small.read()).survivors}
    assert not any(name.startswith("washout") for name in names)


def test_how_far_it_is_is_told(small):
    told = []
    mutate(small.read(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 1)]
