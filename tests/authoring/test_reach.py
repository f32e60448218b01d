"""Lint of what no rule reads."""

from __future__ import annotations

import pytest


def unmark(copy, path, name):
    """Drop the `unread` of an entry; the line of its header."""
    text = copy.text(path)
    start = text.index(f"[{name}]\n")
    mark = next(line for line in text[start:].splitlines() if line.startswith("unread = "))
    copy.write(path, text[:start] + text[start:].replace(f"{mark}\n", "", 1))
    return copy.line(path, f"[{name}]")


def test_classes_are_read(copy):
    path = "facts/classes.toml"
    line = unmark(copy, path, "methylxanthine")
    assert copy.problems() == [
        (
            f"{path}:{line}: methylxanthine: no rule reads this class; write one, drop the class, or "
            "say why with unread"
        )
    ]


def test_conditions_are_read(copy):
    path = "facts/conditions.toml"
    line = unmark(copy, path, "glaucoma")
    assert copy.problems() == [
        (
            f"{path}:{line}: glaucoma: no rule reads this condition; write one, drop it, or say why "
            "with unread"
        )
    ]


def test_groups_are_read(copy):
    path = "facts/condition-groups.toml"
    line = unmark(copy, path, "electrolyte")
    assert copy.problems() == [
        (
            f"{path}:{line}: electrolyte: no rule reads this group; write one, drop it, or say why "
            "with unread"
        )
    ]


@pytest.mark.parametrize(
    ("path", "name", "before"),
    [
        ("facts/classes.toml", "ssri", "definition"),
        ("facts/conditions.toml", "mania", "icd10cm"),
        ("facts/condition-groups.toml", "psychosis-spectrum", "\n"),
    ],
)
def test_unread_marks_are_true(copy, path, name, before):
    text = copy.text(path)
    start = text.index(f"[{name}]\n")
    changed = text[start:].replace(f"\n{before}", f'\nunread = "Nobody asked."\n{before}', 1)
    copy.write(path, text[:start] + changed)
    line = copy.line(path, 'unread = "Nobody asked."')
    assert copy.problems() == [
        f"{path}:{line}: {name}: is marked unread, but a rule reads it; drop the mark"
    ]
