"""Judged results: what every cell amounts to in every context, from the one judge.

The rules of a cell fall into parts that never touch each other. A part of a cell is judged once
for every context: each choice of what its rows wait for. They wait for groups of conditions, for a
further medication that carries a flag, and, if they may come to lie under a finding on more
medications, for that finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from medcaution.errors import EngineError
from medcaution.judgement import Judge
from medcaution.judgement.findings import Finding
from medcaution.judgement.scope import Scope
from medcaution.library.library import Library
from medcaution.library.rules import Severity
from medcaution.matching.facts import Fact, MedicationFact
from medcaution.matching.productions import Activation, Productions
from medcaution.offline.cells import FIRST, SECOND, Row
from medcaution.offline.lived import Group, Lived

MOST_LITERALS = 10


@dataclass(frozen=True)
class Above:
    """A finding on two medications, as far as findings on one of them can lie under it."""

    rule: str
    severity: Severity
    lived: tuple[int, ...]


Literal: TypeAlias = Group | int | Above
"""Any of these bits; a further medication with this flag; this finding on one more medication."""


@dataclass
class Part:
    """Rows of a cell that are judged together.

    `literals` are what the rows wait for, and `outcomes` the cautions for each choice of them:
    bit n of a place says whether literal n holds.
    """

    rows: frozenset[Row]
    facts: tuple[MedicationFact, ...]
    literals: list[Literal] = field(default_factory=list)
    outcomes: list[tuple[Sequence[Finding], ...]] = field(default_factory=list)
    above: list[frozenset[Above]] = field(default_factory=list)


class Parts:
    """Judges parts of cells. Pairs have to come before singles, which may lie under them."""

    def __init__(
        self, library: Library, productions: Productions, judge: Judge, lived: Lived
    ) -> None:
        scope = Scope(library, productions)
        self._rules = library.rules
        self._judge = judge
        self._lived = lived
        self._number = {name: at for at, part in enumerate(scope.parts()) for name in part}
        self._over = {name: scope.above(name) for name in self._number}
        self._under = frozenset(name for names in self._over.values() for name in names)
        nested = self._under.union(name for name, over in self._over.items() if over)
        # Groups of conditions have to mean the same below and above.
        self._nested = {
            name: frozenset(
                slot.flag
                for each in productions.all
                if each.rule in nested
                for slot in each.slots
                if slot.kind != "medication"
            )
            for name in nested
        }
        self._above: dict[Above, None] = {}
        self.all: dict[frozenset[Row], Part] = {}
        self._yields = scope.yields
        self._refuse_knots(scope)

    def of(self, rows: Iterable[Row], facts: tuple[MedicationFact, ...]) -> list[frozenset[Row]]:
        """The parts of a cell, which stands for all cells with the same rows.

        Args:
            rows: of the cell.
            facts: medications of this kind, in the order of their substances.
        """
        split: dict[int, list[Row]] = {}
        for row in rows:
            split.setdefault(self._number[row.production.rule], []).append(row)
        keys = [frozenset(own) for _, own in sorted(split.items())]
        for key in keys:
            if key not in self.all:
                self.all[key] = self._judged(Part(key, facts))
        return keys

    def groups(
        self, part: Part, place: int, facts: tuple[MedicationFact, ...]
    ) -> list[list[Finding]]:
        """The cautions of a part in one context, on these facts."""
        return self.joined([(part, place, facts)])

    def joined(
        self, parts: Sequence[tuple[Part, int, tuple[MedicationFact, ...]]]
    ) -> list[list[Finding]]:
        """The cautions of several parts on the same substances, each in its context."""
        activations: dict[Activation, None] = {}
        beside: dict[Above, Finding] = {}
        for part, place, facts in parts:
            chosen = [each for at, each in enumerate(part.literals) if place >> at & 1]
            activations |= dict.fromkeys(self._activations(part.rows, chosen, facts))
            for each in chosen:
                if isinstance(each, Above):
                    beside[each] = self._finding(each, facts[0])
        wanted = frozenset(fact.substance for fact in parts[0][2])
        groups = self._judge.groups(activations, beside.values())
        return [
            each
            for each in groups
            if frozenset().union(*(finding.substances for finding in each)) == wanted
        ]

    def standing(self, literal: Literal) -> Fact:
        """The fact that stands for all that could make a literal hold."""
        if isinstance(literal, Above):
            return MedicationFact(f"above {literal}")
        return (
            MedicationFact(f"further {literal}")
            if isinstance(literal, int)
            else self._lived.facts[literal[0]]
        )

    def together(self) -> list[list[Part]]:
        """The parts in groups; two lines of one substance can meet within a group only."""
        found: dict[tuple[int, int], list[Part]] = {}
        for part in self.all.values():
            found.setdefault((self.group(part), len(part.facts)), []).append(part)
        return list(found.values())

    def group(self, part: Part) -> int:
        """The number of the rules that a part is of."""
        return self._number[next(iter(part.rows)).production.rule]

    def yielding(self, some: frozenset[str], others: frozenset[str]) -> bool:
        """May a finding of one of these rules yield to one of the others, or the other way?"""
        return any(not others.isdisjoint(self._yields(name)) for name in some) or any(
            not some.isdisjoint(self._yields(name)) for name in others
        )

    def _judged(self, part: Part) -> Part:
        part.literals = self._literals(part)
        if len(part.literals) > MOST_LITERALS:
            raise EngineError("one list of rules waits for too much: no page can hold it")
        for place in range(1 << len(part.literals)):
            groups = self.groups(part, place, part.facts)
            part.outcomes.append(tuple(groups))
            above = self._told_above(groups) if len(part.facts) > 1 else frozenset()
            self._above |= dict.fromkeys(above)
            part.above.append(above)
        return part

    def _literals(self, part: Part) -> list[Literal]:
        rules = {row.production.rule for row in part.rows}
        flags = {flag for row in part.rows for flag in row.lived}
        flags = flags.union(*(self._nested.get(name, ()) for name in rules))
        company = sorted({flag for row in part.rows for flag in row.company})
        over = frozenset().union(*(self._over[name] for name in rules))
        above = [each for each in self._above if each.rule in over and len(part.facts) == 1]
        return [*self._lived.groups(flags), *company, *above]

    def _told_above(self, groups: Sequence[Sequence[Finding]]) -> frozenset[Above]:
        return frozenset(
            Above(each.rule.id, each.severity, tuple(self._lived.bits_of(each.facts)))
            for findings in groups
            for each in findings
            if each.rule.id in self._under
        )

    def _finding(self, above: Above, fact: MedicationFact) -> Finding:
        other = MedicationFact(f"{fact.substance} and another")
        lived = tuple(self._lived.facts[bit] for bit in above.lived)
        return Finding(self._rules[above.rule], (fact, other, *lived), above.severity)

    def _activations(
        self, rows: Iterable[Row], chosen: Sequence[Literal], facts: tuple[MedicationFact, ...]
    ) -> Iterator[Activation]:
        """Rows on facts, once for each choice of what stands for the flags they wait for."""
        fills: dict[str | int, list[Fact]] = {
            mark: [fact] for mark, fact in zip((FIRST, SECOND), facts, strict=False)
        }
        for literal in chosen:
            fact = self.standing(literal)
            if isinstance(literal, int):
                fills[literal] = [fact]
            elif not isinstance(literal, Above):
                for flag in self._lived.flags_of(literal[0]):
                    fills.setdefault(flag, []).append(fact)
        for row in rows:
            for filled in product(*(fills.get(fill, ()) for fill in row.fills)):
                yield Activation(row.production, filled)

    def _refuse_knots(self, scope: Scope) -> None:
        """A rule that speaks once has to be alone, for it is judged over the whole person."""
        for names in scope.parts():
            if len(names) > 1 and any(scope.knot(name) is not None for name in names):
                raise EngineError(f"{', '.join(sorted(names))} are judged over the whole person: no page can hold them")  # fmt: skip
