"""The knowledge as one immutable value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from medcaution.library.rules import Rule
from medcaution.library.substances import (
    Ambiguity,
    Claim,
    ConditionGroup,
    Consequence,
    KnownCondition,
    Source,
    Substance,
    SubstanceClass,
    WarningSigns,
)

Value = TypeVar("Value")


@dataclass(frozen=True)
class Library:
    """Everything medcaution knows. Two libraries with one `sha256` answer alike.

    `fingerprints` holds the sha256 of each rule file by rule id; `changes` says what folders added
    to the bundled knowledge have changed, for every report to tell.
    """

    version: str
    sha256: str
    rules: Mapping[str, Rule]
    fingerprints: Mapping[str, str]
    substances: Mapping[str, Substance]
    classes: Mapping[str, SubstanceClass]
    conditions: Mapping[str, KnownCondition]
    groups: Mapping[str, ConditionGroup]
    ambiguities: Sequence[Ambiguity]
    consequences: Mapping[str, Consequence]
    warning_signs: Mapping[str, WarningSigns]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    codes: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    changes: Sequence[str] = ()

    def label(self, identity: str) -> str:
        """How a substance, class, condition or group of conditions is called; its id if unknown."""
        if identity in self.substances:
            return self.substances[identity].name
        for kind in (self.classes, self.conditions, self.groups):
            if identity in kind:
                return kind[identity].label
        return identity

    @classmethod
    def load(cls, folder: str | Path | None = None, *, extra: Sequence[str | Path] = ()) -> Library:
        """Read and check the knowledge of a folder holding `rules/` and `facts/`.

        Args:
            folder: the bundled knowledge if not given.
            extra: further folders of the same shape. They add rules and facts, and may override a
                severity or switch a rule off in `rules/overrides.toml`, each with a reason. They
                never replace anything silently: what they change is told in every report.

        Raises:
            KnowledgeError: with every problem of every file, if anything is missing or wrong.
        """
        from medcaution.library.loading import load  # noqa: PLC0415  (loading builds a Library)

        return load(folder, extra)

    def rule(self, name: str) -> Rule | None:
        """A rule by id or code, in any case."""
        wanted = name.strip().lower()
        return self.rules.get(wanted) or self._rules_by_code.get(wanted)

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """The substances that a list of substances and @classes stands for."""
        return _expand(names, self._members)

    def conditions_in(self, names: Iterable[str]) -> frozenset[str]:
        """The conditions that a list of conditions and @groups stands for."""
        return _expand(names, self._group_members)

    def path(self, substance: str, names: Sequence[str]) -> tuple[str, ...]:
        """The shortest way from a substance up to the first of the names that holds it."""
        if substance in names:
            return (substance,)
        targets = {name[1:] for name in names if name.startswith("@")}
        ways: list[tuple[str, ...]] = [
            (substance, name) for name in sorted(self.substances[substance].classes)
        ]
        while ways:
            for way in ways:
                if way[-1] in targets:
                    return way
            ways = [(*way, up) for way in ways for up in sorted(self.classes[way[-1]].parents)]
        return (substance,)

    @cached_property
    def heard_with(self) -> Mapping[str, frozenset[str]]:
        """By what rules read each condition: its groups, and the patterns that list it by name."""
        found = {name: set(each.groups) for name, each in self.conditions.items()}
        for rule in self.rules.values():
            for place, (_, _, pattern) in enumerate(rule.patterns):
                for name in pattern.condition:
                    if not name.startswith("@"):
                        found[name].add(f"{rule.id} {place}")
        return {name: frozenset(each) for name, each in found.items()}

    @cached_property
    def mixtures(self) -> frozenset[str]:
        """Ambiguous words that mostly mean all of their candidates at once, such as "speedball"."""
        return frozenset(
            word for each in self.ambiguities if each.together for word in each.written
        )

    @cached_property
    def rules_in_force(self) -> int:
        """How many rules can fire: all but the retired."""
        return sum(rule.status != "retired" for rule in self.rules.values())

    @cached_property
    def next_review(self) -> datetime.date:
        """The first day on which a rule is due for review."""
        return min(rule.review_due for rule in self.rules.values())

    @cached_property
    def _rules_by_code(self) -> dict[str, Rule]:
        return {rule.code.lower(): rule for rule in self.rules.values()}

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        """Class membership, closed over the hierarchy."""
        members: dict[str, set[str]] = {name: set() for name in self.classes}
        for identifier, substance in self.substances.items():
            waiting = list(substance.classes)
            while waiting:
                name = waiting.pop()
                if identifier not in members[name]:
                    members[name].add(identifier)
                    waiting.extend(self.classes[name].parents)
        return members

    @cached_property
    def _group_members(self) -> dict[str, set[str]]:
        members: dict[str, set[str]] = {name: set() for name in self.groups}
        for identifier, condition in self.conditions.items():
            for group in condition.groups:
                members[group].add(identifier)
        return members


def _expand(names: Iterable[str], groups: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        found |= groups[name[1:]] if name.startswith("@") else {name}
    return frozenset(found)
