"""Which parts of which rule no case exercises.

A part is covered by two cases of its rule:

- a **positive**: the rule fires (the clause speaks about a binding of it), and every fact that
  fills the slot meets it by this part alone: without the part, the rule would be silent (the
  clause would say nothing of that binding);
- a **minimal-pair negative** of that positive (see `pairs`): a case that differs from it only in
  what the part asks of the fact in that slot, for which the rule is silent (the rule fires, and
  the clause says nothing).

For an exception it is the other way round: a silent case in which it alone is in the way, and its
pair that fires. A bound is met on its last day, year or milligram and missed on the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from medcaution.authoring.coverage.pairs import Comparison, Difference
from medcaution.authoring.coverage.parts import Part, parts_of
from medcaution.authoring.hearing import Hearing, Witness
from medcaution.library.library import Library
from medcaution.library.rules import Rule
from medcaution.matching.facts import Fact
from medcaution.matching.productions import Activation

Lack = Literal["no case", "no minimal pair"]


@dataclass(frozen=True)
class Gap:
    """A part that is not covered, and what it lacks."""

    part: Part
    lack: Lack


@dataclass(frozen=True)
class RuleCoverage:
    """The parts of one rule and what they lack. Redundant parts can never be covered."""

    rule: Rule
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]

    @property
    def redundant(self) -> tuple[Part, ...]:
        """Parts that ask nothing the rest of their list does not ask."""
        return tuple(part for part in self.parts if part.redundant)

    @property
    def needed(self) -> int:
        """Cases wanted: a positive and a minimal-pair negative for every part."""
        return 2 * (len(self.parts) - len(self.redundant))

    @property
    def found(self) -> int:
        """Of those, the ones that are there."""
        return self.needed - sum(2 if gap.lack == "no case" else 1 for gap in self.gaps)


def survey(rule: Rule, library: Library, witnesses: list[Witness]) -> RuleCoverage:
    """The coverage of one rule by its own cases."""
    parts = tuple(parts_of(rule, library))
    exercise = _Exercise(rule, library, [each for each in witnesses if each.run.kind != "explains"])
    return RuleCoverage(rule, parts, tuple(exercise.gaps(parts)))


#: The facts that fill each slot, in bindings that are judged together.
_Filled = dict[str, set[Fact]]


class _Exercise:
    """The cases of one rule, matched once."""

    def __init__(self, rule: Rule, library: Library, witnesses: list[Witness]) -> None:
        self._witnesses = witnesses
        self._comparison = Comparison(rule)
        self._differences: dict[tuple[int, int], Difference | None] = {}
        hearing = Hearing(library, [rule])
        self._filled = [_filled(hearing.activations(each), len(rule.when)) for each in witnesses]

    def gaps(self, parts: tuple[Part, ...]) -> Iterator[Gap]:
        """What each part lacks."""
        for part in parts:
            if part.redundant:
                continue
            speaking, mute = self._speaking(part), self._mute(part)
            if not (mute if part.exception else speaking):
                yield Gap(part, "no case")
            elif not any(self._pair(part, yes, no) for yes in speaking for no in mute):
                yield Gap(part, "no minimal pair")

    def _speaking(self, part: Part) -> list[int]:
        """Cases that this part alone makes fire or speak."""
        return [
            number
            for number in range(len(self._witnesses))
            if (part.clause is not None or self._witnesses[number].run.kind == "fires")
            and any(self._decided(part, number))
        ]

    def _decided(self, part: Part, number: int) -> Iterator[set[Fact]]:
        """The facts in the part's slot, where all of them meet it by this part alone."""
        for filled in self._filled[number].get(part.clause, ()):
            if all(part.met(fact) for fact in filled[part.slot]):
                yield filled[part.slot]

    def _mute(self, part: Part) -> list[int]:
        """Cases in which the rule is silent; for a part of a clause, the clause alone."""
        return [
            number
            for number, filled in enumerate(self._filled)
            if part.clause not in filled
            and (None in filled if part.clause else self._witnesses[number].run.kind == "silent")
            and (not part.exception or self._excepted(part, number))
        ]

    def _excepted(self, part: Part, number: int) -> bool:
        facts = self._witnesses[number].reading.facts
        everything: tuple[Fact, ...] = (*facts.medications, *facts.conditions)
        return any(part.missed(fact) for fact in everything)

    def _pair(self, part: Part, speaking: int, mute: int) -> bool:
        """Do two cases differ in what the part asks, and in nothing else?"""
        difference = self._difference(speaking, mute)
        if difference is None or difference.varies != part.varies:
            return False
        if all(facts.isdisjoint(difference.first) for facts in self._decided(part, speaking)):
            return False
        if not difference.second:
            return not part.exception
        return any(part.missed(fact) for fact in difference.second)

    def _difference(self, first: int, second: int) -> Difference | None:
        key = (first, second)
        if key not in self._differences:
            self._differences[key] = self._comparison.difference(
                self._witnesses[first].reading, self._witnesses[second].reading
            )
        return self._differences[key]


def _filled(activations: list[Activation], width: int) -> dict[str | None, list[_Filled]]:
    """For the rule (None) and each clause: who fills which slot.

    A rule fires if any binding does, so its bindings are one group. A clause speaks about each
    binding of its rule (the first `width` facts) by itself.
    """
    groups: dict[str | None, dict[tuple[Fact, ...], _Filled]] = {}
    for activation in activations:
        clause = activation.production.clause
        binding = activation.facts[:width] if clause else ()
        filled = groups.setdefault(clause, {}).setdefault(binding, {})
        for slot, fact in zip(activation.production.slots, activation.facts, strict=True):
            filled.setdefault(slot.name, set()).add(fact)
    return {clause: [*bindings.values()] for clause, bindings in groups.items()}
