"""What would change a caution, for every way its medicines are taken, and whoever takes them.

That depends on more than what fires: on what nobody stated. For each place in a rule, the ways
that fill it are classed by what they leave open; the engine is asked about each choice of classes,
and where a clause asks for an age or a pregnancy, of everyone that a person can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from medcaution.judgement.findings import Finding
from medcaution.matching.facts import MedicationFact, PersonFact
from medcaution.matching.patterns import Answer
from medcaution.matching.productions import Productions
from medcaution.offline.lived import People
from medcaution.offline.told import Teller
from medcaution.offline.ways import UNSTATED, Way, Ways

Classes = list[list[int]]
"""The ways of each class that fills a place, by number."""


class Statements:
    """Asks about the lead findings of cautions, and remembers."""

    def __init__(
        self, ways: Ways, productions: Productions, teller: Teller, people: People
    ) -> None:
        self._ways = ways
        self._productions = productions
        self._teller = teller
        self._people = people.all
        self._flags: dict[tuple[str, int], dict[int, None]] = {}
        self._base: dict[tuple[str, int], int] = {}
        for each in productions.all:
            for place, slot in enumerate(each.slots):
                self._flags.setdefault((each.rule, place), {})[slot.flag] = None
                if each.clause is None:
                    self._base[each.rule, place] = slot.flag
        self._sides: dict[tuple[str, tuple[int, ...]], int] = {}
        self._asked: dict[tuple[object, ...], list[Any]] = {}
        self.sides: list[Classes] = []

    def of(self, lead: Finding) -> list[Any]:
        """The side of each medication, by number, and what is said for each choice of classes.

        What is said has the class of the second medication running fastest. It is there once, or
        for each number of a person if that matters.
        """
        order = sorted({each.substance for each in lead.medications})
        places = [tuple(self._places(lead, each)) for each in order]
        lived = (each for each in lead.facts if not isinstance(each, MedicationFact))
        spoken = (name for name, _ in lead.spoken)
        key = (lead.rule.id, *places, *lived, lead.severity, *spoken)
        if key not in self._asked:
            sides = [self._side(lead.rule.id, each) for each in places]
            chosen = [*product(*(self.sides[side] for side in sides))]
            asks = self._teller.asks_of_the_person(lead.rule.id)
            self._asked[key] = [
                sides,
                [
                    self._teller.pool.number([self._said(lead, each, person) for each in chosen])
                    for person in (self._people if asks else self._people[:1])
                ],
            ]
        return self._asked[key]

    def _places(self, lead: Finding, substance: str) -> Iterator[int]:
        for place, fact in enumerate(lead.facts):
            if isinstance(fact, MedicationFact) and fact.substance == substance:
                yield place

    def _side(self, rule: str, places: tuple[int, ...]) -> int:
        key = (rule, places)
        if key not in self._sides:
            self._sides[key] = len(self.sides)
            self.sides.append(list(self._classes(rule, places).values()))
        return self._sides[key]

    def _classes(self, rule: str, places: tuple[int, ...]) -> dict[tuple[object, ...], list[int]]:
        classes: dict[tuple[object, ...], list[int]] = {}
        asked = {flag for place in places for flag in self._flags[rule, place]}
        for number, way in enumerate(self._ways.all):
            if all(self._base[rule, place] in way.flags for place in places):
                answers = tuple(
                    each for each in way.answers if each[0] in asked and each[1] is not Answer.NO
                )
                classes.setdefault((answers, self._unstated(way, answers)), []).append(number)
        return classes

    def _unstated(self, way: Way, answers: Sequence[tuple[int, Answer]]) -> tuple[bool, ...]:
        """What nobody stated about a way, as far as the open questions are about it."""
        looked: tuple[bool, ...] = (False,) * len(UNSTATED)
        for flag in (flag for flag, answer in answers if answer is Answer.OPEN):
            test = self._productions.tests[flag]
            for pattern in filter(None, (test.lenient, test.strict)):
                asked = (bool(getattr(pattern, name)) for name in UNSTATED)
                looked = tuple(map(any, zip(looked, asked, strict=True)))
        return tuple(each and wanted for each, wanted in zip(way.unknown, looked, strict=False))

    def _said(self, lead: Finding, classes: Sequence[list[int]], person: PersonFact) -> int | None:
        """None if no two substances can be taken so."""
        facts = _together([[self._ways.all[number] for number in each] for each in classes])
        return self._teller.changes(lead, facts, person) if facts else None


def _together(classes: Sequence[Sequence[Way]]) -> list[MedicationFact]:
    """One fact of each class, the substances rising; empty if there is no such choice."""
    if len(classes) == 1:
        way = classes[0][0]
        return [way.facts[min(way.facts)]]
    first = min(classes[0], key=lambda way: min(way.facts))
    second = max(classes[1], key=lambda way: max(way.facts))
    one, other = min(first.facts), max(second.facts)
    return [first.facts[one], second.facts[other]] if one < other else []
