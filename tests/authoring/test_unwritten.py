"""Lint of what is left to write, and of what does not load."""

from __future__ import annotations

import pytest

RULE = "rules/none-known/lithium-with-ketamine.toml"
CASES = "rules/none-known/lithium-with-ketamine.cases.toml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Lithium', 'title = "TODO: a noun phrase" #'),
        ('severity = "', 'severity = "TODO: a noun phrase" #'),
        ('medication = ["@lithium-salt"]', 'medication = ["TODO: a noun phrase"]'),
    ],
)
def test_nothing_is_left_to_write(copy, old, new):
    """The placeholder is told at its line, once, whatever else it breaks."""
    copy.change(RULE, old, new)
    key = new.partition(" ")[0]
    line = copy.line(RULE, new)
    assert copy.problems() == [f"{RULE}:{line}: {key}: still to be written; a noun phrase"]


def test_what_is_left_to_write_in_cases_comes_with_it(copy):
    copy.change(RULE, 'severity = "', 'severity = "TODO" #')
    copy.change(CASES, 'why = "', 'why = "TODO: what differs" #')
    assert copy.problems() == [
        f"{CASES}:{copy.line(CASES, 'why')}: why: still to be written; what differs",
        f"{RULE}:{copy.line(RULE, 'severity')}: severity: still to be written; a value",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "says"),
    [
        (RULE, 'id = "lithium-with-ketamine"', 'id = "maoi-with-5-meo-dmt"', "rule 'maoi-with-5-meo-dmt' exists already"),
        (RULE, "review_due", "review_do", "review_due: missing"),
        (RULE, "[[source]]", "[[sources]]", "no such key. Did you mean 'source'?"),
        (RULE, '"@lithium-salt"', '"@lithium-slat"', "no class 'lithium-slat'. Did you mean 'lithium-salt'?"),
        (RULE, "{lithium}", "{litium}", "{litium}: no pattern. Did you mean 'lithium'?"),
        ("facts/conditions.toml", '"psychosis-spectrum"', '"psychosis-spektrum"', "Did you mean 'psychosis-spectrum'?"),
        ("facts/classes.toml", 'parents = ["serotonergic"]', 'parents = ["serotonergic-high"]', "is its own ancestor"),
    ],
)  # fmt: skip
def test_what_does_not_load_is_told_too(copy, path, old, new, says):
    copy.change(path, old, new)
    assert any(says in each for each in copy.problems())
