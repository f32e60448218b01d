"""Minimal pairs: two cases of one rule whose persons differ in one thing.

A person is compared as the rule reads them. Lines are compared as the facts they were read as, so
that a brand and its generic name are one; of a fact only what some pattern of the rule asks
counts, so that a strength tells nothing apart unless a dose is asked. Two persons make a minimal
pair if

- one line of the first is missing in the second, or stands there with another substance or
  condition and everything else alike, or
- one line is the same but for one attribute: route, use, dose, days taken, status of a condition,
  or time (current, planned, stopped, and how many days ago), or
- age alone, or pregnancy alone, differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medcaution.authoring.coverage.parts import Varies
from medcaution.library.rules import Rule
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact, PersonFact
from medcaution.reading import Reading

#: One line as a rule reads it: the substances or condition of each fact, with its attributes.
_Line = frozenset[tuple[str, tuple[tuple[Varies, object], ...]]]


@dataclass(frozen=True)
class Difference:
    """The one thing that differs, and the facts it is about on either side."""

    varies: Varies
    first: tuple[Fact, ...]
    second: tuple[Fact, ...]


class Comparison:
    """Compares persons as one rule reads them."""

    def __init__(self, rule: Rule) -> None:
        asked = [pattern for _, _, pattern in rule.patterns]
        self._use = any(pattern.use for pattern in asked)
        self._dose = any(pattern.dose for pattern in asked)
        self._taken = any(pattern.taken_for for pattern in asked)
        self._age = any(pattern.person and pattern.person.age for pattern in asked)
        self._pregnant = any(
            pattern.person and pattern.person.pregnant is not None for pattern in asked
        )

    def difference(self, first: Reading, second: Reading) -> Difference | None:
        """What a minimal pair differs in; None for two persons that are none."""
        mine, other = self._lines(first), self._lines(second)
        left, right = [*(mine - other).elements()], [*(other - mine).elements()]
        persons = (first.facts.person,), (second.facts.person,)
        differing = self._of_persons(first.facts.person, second.facts.person)
        if differing:
            alone = len(differing) == 1 and not left and not right
            return Difference(differing[0], *persons) if alone else None
        if len(left) != 1 or len(right) > 1:
            return None
        varies: Varies | None = "name" if not right else _one_attribute(left[0], right[0])
        if varies is None:
            return None
        return Difference(
            varies, self._facts(first, left[0]), self._facts(second, right[0]) if right else ()
        )

    def _of_persons(self, first: PersonFact, second: PersonFact) -> list[Varies]:
        found: list[Varies] = []
        if self._age and first.age != second.age:
            found.append("age")
        if self._pregnant and first.pregnant != second.pregnant:
            found.append("pregnant")
        return found

    def _lines(self, reading: Reading) -> Counter[_Line]:
        return Counter(self._view(facts) for facts in _by_line(reading).values())

    def _facts(self, reading: Reading, line: _Line) -> tuple[Fact, ...]:
        return next(facts for facts in _by_line(reading).values() if self._view(facts) == line)

    def _view(self, facts: Iterable[Fact]) -> _Line:
        return frozenset(self._seen(fact) for fact in facts)

    def _seen(self, fact: Fact) -> tuple[str, tuple[tuple[Varies, object], ...]]:
        if isinstance(fact, ConditionFact):
            return fact.condition, (("status", fact.status),)
        assert isinstance(fact, MedicationFact)  # noqa: S101  (a person is no line)
        attributes: list[tuple[Varies, object]] = [
            ("route", fact.route),
            ("time", (fact.status, fact.stopped_days)),
        ]
        if self._use:
            attributes.append(("use", fact.use))
        if self._dose:
            attributes.append(("dose", fact.dose))
        if self._taken:
            attributes.append(("taken", fact.taken_days))
        return fact.substance, tuple(attributes)


def _by_line(reading: Reading) -> dict[int, tuple[Fact, ...]]:
    """The facts of each line; what no line states (a pregnancy) stands at 0."""
    lines: dict[int, tuple[Fact, ...]] = {each.line: () for each in reading.inputs}
    facts: tuple[MedicationFact | ConditionFact, ...] = (
        *reading.facts.medications,
        *reading.facts.conditions,
    )
    for fact in facts:
        for line in fact.lines or (0,):
            lines[line] = (*lines.get(line, ()), fact)
    return lines


def _one_attribute(first: _Line, second: _Line) -> Varies | None:
    """The one thing two lines differ in, if it is one thing."""
    names = {name for name, _ in first}, {name for name, _ in second}
    attributes = {each for _, each in first}, {each for _, each in second}
    if len(attributes[0]) != 1 or len(attributes[1]) != 1:
        return None
    (mine,), (other,) = attributes
    if names[0] != names[1]:
        return "name" if mine == other else None
    differing = [
        key for (key, value), (_, else_) in zip(mine, other, strict=True) if value != else_
    ]
    return differing[0] if len(differing) == 1 else None
