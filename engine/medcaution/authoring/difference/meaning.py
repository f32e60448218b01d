"""What an answer can depend on, and where two versions of the knowledge differ in it.

Two libraries answer alike about every list whose rules, substances and conditions mean the same in
both; so only the rest has to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from medcaution.authoring.lint.firing import conditions, substances
from medcaution.library.library import Library
from medcaution.library.rules import Rule

#: Keys of a rule that no answer shows.
_BOOKKEEPING = {"checked", "reason", "replaced_by"}
Value = TypeVar("Value")


@dataclass(frozen=True)
class Touched:
    """What means another thing in the new version: rules as a whole, and members of any rule.

    `members` holds, for each rule that means the same, the substances and conditions that stand
    otherwise to it.
    """

    rules: frozenset[str]
    members: Mapping[str, frozenset[str]]

    def __bool__(self) -> bool:
        return bool(self.rules or any(self.members.values()))


def touched(old: Library, new: Library) -> Touched:
    """Where two versions differ in meaning."""
    mine, other = dict(_rules(old)), dict(_rules(new))
    changed = {name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)}
    before, after = _Standings(old), _Standings(new)
    members = {
        name: frozenset(
            fact
            for fact in before.of(name).keys() | after.of(name).keys()
            if before.of(name).get(fact) != after.of(name).get(fact)
        )
        for name in sorted(mine.keys() & other.keys() - changed)
    }
    return Touched(frozenset(changed), members)


def _rules(library: Library) -> Iterator[tuple[str, object]]:
    for rule in library.rules.values():
        if rule.status != "retired":
            yield rule.id, _meaning(library, rule)


def _meaning(library: Library, rule: Rule) -> object:
    """All that a caution of a rule can show, whatever it binds."""
    cited = []
    for citation in rule.sources:
        name, _, claim = citation.ref.partition("#")
        source = library.sources[name]
        cited.append((source.title, source.year, library.claims[claim].gist if claim else None))
    signs = [library.warning_signs[name].model_dump() for name in rule.warning_signs]
    labels = [
        _label(library, name, condition=bool(pattern.condition))
        for _, _, pattern in rule.clause_patterns
        for name in (*pattern.medication, *pattern.condition)
    ]
    return rule.model_dump(exclude=_BOOKKEEPING), cited, signs, labels


def _label(library: Library, name: str, *, condition: bool) -> str:
    if name.startswith("@"):
        return (library.groups if condition else library.classes)[name[1:]].label
    return library.conditions[name].label if condition else library.substances[name].name


class _Standings:
    """How each substance and condition stands to each rule of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._found = {
            rule.id: self._standing(rule)
            for rule in library.rules.values()
            if rule.status != "retired"
        }

    def of(self, rule: str) -> Mapping[str, object]:
        """By substance and condition: which patterns it fills, by which way, and what it is."""
        return self._found[rule]

    def _standing(self, rule: Rule) -> dict[str, object]:
        library = self._library
        ways: dict[str, list[object]] = {}
        for at, _, pattern in rule.patterns:
            for name in substances(library, pattern):
                ways.setdefault(name, [self._substance(name)]).append(
                    (at, library.path(name, pattern.medication))
                )
            for name in conditions(library, pattern):
                known = library.conditions[name]
                told = (known.label, known.plain, known.lasting, known.groups)
                ways.setdefault(name, [told]).append(at)
        return dict(ways)

    def _substance(self, name: str) -> object:
        known = self._library.substances[name]
        days = [window.days if window else None for window in (known.washout, known.carry_over)]
        return known.name, known.sources, known.usual_use, days
