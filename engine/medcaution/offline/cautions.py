"""Everything the engine can say about singles, pairs and threes, as data for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any, TypeAlias

from medcaution.errors import EngineError
from medcaution.judgement import Judge
from medcaution.judgement.findings import Finding
from medcaution.library.library import Library
from medcaution.library.rules import Profile
from medcaution.matching.facts import MedicationFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import Production, Productions
from medcaution.offline.cells import Cells, Flags, Row
from medcaution.offline.doubles import hidden
from medcaution.offline.judged import Above, Literal, Part, Parts
from medcaution.offline.lived import Lived, People
from medcaution.offline.pool import Pool
from medcaution.offline.statements import Statements
from medcaution.offline.threes import three
from medcaution.offline.told import Teller
from medcaution.offline.ways import Way, Ways
from medcaution.presentation.catalogue import Catalogue

Data: TypeAlias = dict[str, Any]


class Cautions:
    """Cells, parts and templates of one library.

    A kind is a set of flags: the ways of one kind fire alike.
    """

    def __init__(
        self,
        library: Library,
        productions: Productions,
        profile: Profile,
        words: Catalogue,
        ways: Ways,
        lived: Lived,
        people: People,
    ) -> None:
        self._library = library
        self._productions = productions
        self._profile: Profile = profile
        self._ways = ways
        self._cells = Cells(library, productions)
        judge = Judge(library, productions, profile)
        self._parts = Parts(library, productions, judge, lived)
        self._teller = Teller(library, productions, profile, words)
        self._statements = Statements(ways, productions, self._teller, people)
        self._kinds: dict[Flags, list[Way]] = {}
        for way in ways.all:
            self._kinds.setdefault(way.flags, []).append(way)
        self._ends = {
            flags: (min(facts, key=_substance), max(facts, key=_substance))
            for flags, ways in self._kinds.items()
            if (facts := [fact for way in ways for fact in way.facts.values()])
        }
        self._split: dict[tuple[Row, ...], tuple[frozenset[Row], ...]] = {}
        self._numbers = {flags: number for number, flags in enumerate(self._kinds)}

    def data(self) -> Data:
        """The whole, with every text and list in `pool`."""
        found: dict[tuple[frozenset[Row], ...], int] = {(): 0}
        pairs = [[self._pair(one, other, found) for other in self._kinds] for one in self._kinds]
        singles = [self._single(flags, found) for flags in self._kinds]
        numbers = {rows: number for number, rows in enumerate(self._parts.all)}
        templates = Pool()
        above = Pool()
        parts = [self._part(part, templates, above) for part in self._parts.all.values()]
        threes = [self._three(each, templates) for each in self._cells.threes]
        return {
            "kinds": [self._numbers[way.flags] for way in self._ways.all],
            "assumed": [self._assumed(way) for way in self._ways.all],
            "carried": self._carried(),
            "singles": singles,
            "pairs": pairs,
            "cells": [[numbers[rows] for rows in cell] for cell in found],
            "parts": parts,
            "templates": templates.values,
            "hidden": self._hidden(numbers),
            "sides": self._statements.sides,
            "threes": threes,
            "paths": self._teller.paths,
            "pool": self._teller.pool.values,
        }

    def _part(self, part: Part, templates: Pool, above: Pool) -> Data:
        places = {self._parts.standing(each): at for at, each in enumerate(part.literals)}

        def template(findings: Sequence[Finding]) -> int:
            told = self._teller.template(findings, places)
            return templates.number(told | {"changes": self._statements.of(findings[0])})

        return {
            "group": self._parts.group(part),
            "literals": [_literal(each, above) for each in part.literals],
            "outcomes": [[template(each) for each in groups] for groups in part.outcomes],
            "above": [[above.number(astuple(each)) for each in found] for found in part.above],
        }

    def _three(self, production: Production, templates: Pool) -> Data:
        """A rule on three medications: who fills it, and the one caution that it gives."""
        rule = self._library.rules[production.rule]
        if rule.clauses:
            raise EngineError(
                f"{rule.id} binds three medicines and has clauses: no page can hold it"
            )
        classes, firing = three(production, Matcher(self._productions), self._kinds)
        facts = tuple(self._anyone(slot.flag) for slot in production.slots)
        finding = Finding(rule, facts, rule.severity_in(self._profile))
        template = self._teller.template([finding], {}) | {
            "changes": [[], [self._teller.pool.number([])]]
        }
        return {"classes": classes, "firing": firing, "template": templates.number(template)}

    def _anyone(self, flag: int) -> MedicationFact:
        """Some medication that carries a flag."""
        return next(first for flags, (first, _) in self._ends.items() if flag in flags)

    def _hidden(self, numbers: Mapping[frozenset[Row], int]) -> Data:
        """`part.context part.context`, the lower part first: the headings that each loses."""
        return {
            f"{numbers[one.rows]}.{first} {numbers[other.rows]}.{second}": headings
            for (one, first), (other, second), headings in hidden(self._parts)
        }

    def _carried(self) -> list[list[int]]:
        """The flags of each kind that a clause may look for in a further medication."""
        wanted = {
            each
            for part in self._parts.all.values()
            for each in part.literals
            if isinstance(each, int)
        }
        return [[flag for flag in flags if flag in wanted] for flags in self._kinds]

    def _assumed(self, way: Way) -> int:
        fact = way.facts[min(way.facts)] if way.facts else None
        return self._teller.assumed(fact) if fact else self._teller.pool.number([])

    def _single(self, flags: Flags, found: dict[Any, int]) -> int:
        rows = self._cells.rows(flags)
        if not rows:
            return 0
        cell = tuple(self._parts.of(rows, (self._ends[flags][0],)))
        return found.setdefault(cell, len(found))

    def _pair(self, one: Flags, other: Flags, found: dict[Any, int]) -> int:
        """The cell of two kinds in the order of their substances; 0 if nothing fires."""
        if one not in self._ends or other not in self._ends:
            return 0
        facts = self._ends[one][0], self._ends[other][1]
        if facts[0].substance >= facts[1].substance:  # no two substances meet in this order
            return 0
        rows = self._cells.rows(one, other)
        if not rows:
            return 0
        cell = self._split.get(rows)
        if cell is None:
            cell = self._split[rows] = tuple(self._parts.of(rows, facts))
        return found.setdefault(cell, len(found))


def _substance(fact: MedicationFact) -> str:
    return fact.substance


def _literal(literal: Literal, above: Pool) -> Data:
    if isinstance(literal, Above):
        return {"above": above.number(astuple(literal))}
    return {"carried": literal} if isinstance(literal, int) else {"lived": literal}
