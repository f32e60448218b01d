"""Checks that no class or condition lies idle: some rule reads it, or it says why none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.library import Library
from medcaution.library.substances import ConditionGroup, KnownCondition, SubstanceClass


def classes_are_read(knowledge: Knowledge) -> Iterator[Problem]:
    """Some rule reads the class or one above it. A root only gathers its children."""
    read = named(knowledge)
    for name, class_ in knowledge.library.classes.items():
        if not class_.root and not class_.unread and not read & lineage(knowledge.library, name):
            yield knowledge.documents["facts/classes.toml"].problem(
                f"{name}: no rule reads this class; write one, drop the class, or say why with unread",
                name,
            )


def conditions_are_read(knowledge: Knowledge) -> Iterator[Problem]:
    """Some rule reads the condition or a group of it."""
    read = named(knowledge)
    for name, condition in knowledge.library.conditions.items():
        groups = {f"@{group}" for group in condition.groups}
        if not condition.unread and name not in read and not read & groups:
            yield knowledge.documents["facts/conditions.toml"].problem(
                f"{name}: no rule reads this condition; write one, drop it, or say why with unread",
                name,
            )


def groups_are_read(knowledge: Knowledge) -> Iterator[Problem]:
    """Some rule reads the group."""
    read = named(knowledge)
    for name, group in knowledge.library.groups.items():
        if not group.unread and f"@{name}" not in read:
            yield knowledge.documents["facts/condition-groups.toml"].problem(
                f"{name}: no rule reads this group; write one, drop it, or say why with unread",
                name,
            )


def unread_marks_are_true(knowledge: Knowledge) -> Iterator[Problem]:
    """What is marked unread is read by no rule."""
    read, library = named(knowledge), knowledge.library
    marked: tuple[tuple[str, str, Mapping[str, SubstanceClass | KnownCondition | ConditionGroup]], ...] = (
        ("facts/classes.toml", "@", library.classes),
        ("facts/conditions.toml", "", library.conditions),
        ("facts/condition-groups.toml", "@", library.groups),
    )  # fmt: skip
    for path, sign, entries in marked:
        for name, entry in entries.items():
            if entry.unread and f"{sign}{name}" in read:
                yield knowledge.documents[path].problem(
                    f"{name}: is marked unread, but a rule reads it; drop the mark", name, "unread"
                )


def named(knowledge: Knowledge) -> frozenset[str]:
    """Everything some rule names: @classes, @groups, substances and conditions."""
    return frozenset(
        name
        for rule in knowledge.library.rules.values()
        if rule.status != "retired"
        for _, _, pattern in rule.patterns
        for name in (*pattern.medication, *pattern.condition, *pattern.except_)
    )


def lineage(library: Library, name: str) -> frozenset[str]:
    """A class and every class above it, as patterns name them."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if f"@{each}" not in found:
            found.add(f"@{each}")
            waiting.extend(library.classes[each].parents)
    return frozenset(found)


CHECKS: tuple[Check, ...] = (
    classes_are_read, conditions_are_read, groups_are_read, unread_marks_are_true,
)  # fmt: skip
