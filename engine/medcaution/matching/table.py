"""The engine's own answers, materialised: each medication, pair and triple is asked about once.

Productions are positive, so one fires on a person exactly if it fires on the medications that it
binds: none, if it reads conditions alone, and at most three. Medications that no rule can tell
apart share a signature; a cell holds what the matcher says of one combination of signatures when
every condition is present, and the match itself shows which conditions took part. No rule is read
here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import permutations
from typing import Any

from medcaution.errors import EngineError
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import ConditionFact, MedicationFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import FlaggedFact, Production, Productions

#: The number of medications that no production reads.
SILENT = 0


@dataclass(frozen=True, slots=True)
class Row:
    """An activation in a cell: for each slot its signature, or 0 where a condition fills it."""

    production: Production
    signatures: tuple[int, ...]

    @property
    def flags(self) -> tuple[int, ...]:
        """The flags that conditions or the person have to carry."""
        pairs = zip(self.production.slots, self.signatures, strict=True)
        return tuple(slot.flag for slot, signature in pairs if not signature)


class Table:
    """Cells, filled when they are first asked for. Not for several threads at once.

    Args:
        productions: of one library.
        matcher: of the same productions.
        knowledge: the sha256 of the library, which a kept table has to carry.
    """

    def __init__(self, productions: Productions, matcher: Matcher, knowledge: str) -> None:
        self._productions = productions
        self._matcher = matcher
        self._knowledge = knowledge
        self._numbers: dict[tuple[object, ...], int] = {}
        self._cells: dict[tuple[int, ...], tuple[Row, ...]] = {}
        self.facts: list[MedicationFact] = [MedicationFact("")]
        self._carried: list[frozenset[int]] = [frozenset()]
        self._fillings = _Fillings(productions)

    def __len__(self) -> int:
        return len(self._cells)

    def signature(self, fact: MedicationFact) -> int:
        """The number of a medication; `SILENT` if no production reads it."""
        mark = self._productions.mark(fact)
        number = self._numbers.get(mark)
        if number is None:
            flags = self._productions.medication_flags(fact)
            number = self._number(fact, flags) if flags else SILENT
            self._numbers[mark] = number
        return number

    def cell(self, signatures: tuple[int, ...]) -> tuple[Row, ...]:
        """What fires on exactly these medications, numbers rising, were every condition present.

        Raises:
            EngineError: if the matcher cannot answer; it is asked again next time.
        """
        rows = self._cells.get(signatures)
        if rows is None:
            possible = self._fillings.possible(signatures)
            rows = self._ask(signatures, possible) if possible else ()
            self._cells[signatures] = rows
        return rows

    def near(self, one: int, other: int) -> bool:
        """Could these two be part of a production on three medications?"""
        return self._fillings.near(one, other)

    def dump(self) -> bytes:
        """Everything asked so far, as JSON."""
        cells = [
            [key, [[row.production.name, row.signatures] for row in rows]]
            for key, rows in self._cells.items()
        ]
        facts = [asdict(replace(fact, lines=())) for fact in self.facts[1:]]
        return json.dumps({"knowledge": self._knowledge, "facts": facts, "cells": cells}).encode()

    def load(self, data: bytes) -> None:
        """Take over what an empty table of the same knowledge had asked.

        Raises:
            EngineError: if it is torn, or of other knowledge.
        """
        names = {each.name: each for each in self._productions.all}
        try:
            kept = json.loads(data)
            if kept["knowledge"] != self._knowledge or len(self.facts) > 1:
                raise EngineError("the kept table belongs to other knowledge")
            for fact in map(_fact, kept["facts"]):
                self.signature(fact)
            for key, rows in kept["cells"]:
                self._cells[tuple(key)] = tuple(
                    Row(names[name], tuple(signatures)) for name, signatures in rows
                )
        except (ValueError, KeyError, TypeError) as error:
            raise EngineError(f"the kept table is torn: {type(error).__name__}") from None

    def _number(self, fact: MedicationFact, flags: tuple[int, ...]) -> int:
        number = len(self.facts)
        self.facts.append(replace(fact, lines=()))
        self._carried.append(frozenset(flags))
        self._fillings.add(flags)
        return number

    def _ask(self, signatures: tuple[int, ...], possible: Sequence[Production]) -> tuple[Row, ...]:
        """Ask the matcher, telling it only what the productions that are possible read."""
        read = {slot.flag: slot.kind for each in possible for slot in each.slots}
        flagged = [
            FlaggedFact(
                f"m{number}",
                tuple(sorted(flag for flag in self._carried[number] if flag in read)),
                self.facts[number],
            )
            for number in signatures
        ]
        # One fact for each flag, so that the match itself shows which ones took part.
        flagged += [
            FlaggedFact(f"c{flag}", (flag,), ConditionFact(f"flag {flag}"))
            for flag in sorted(flag for flag, kind in read.items() if kind != "medication")
        ]
        numbers = {self.facts[number]: number for number in signatures}
        rows = {
            Row(each.production, tuple(numbers.get(fact, 0) for fact in each.facts))  # type: ignore[arg-type]
            for each in self._matcher.activations(flagged)
        }
        whole = set(signatures)
        kept = (row for row in rows if whole <= set(row.signatures))
        return tuple(sorted(kept, key=lambda row: (row.production.name, row.signatures)))


def _fact(data: dict[str, Any]) -> MedicationFact:
    dose = data.pop("dose")
    return MedicationFact(**data | {"dose": DailyDose(**dose) if dose else None, "lines": ()})


class _Fillings:
    """Which productions a combination can fill all places of: if none, it need not be asked.

    For each signature and each place, one integer holds the productions whose slot it fills.
    """

    def __init__(self, productions: Productions) -> None:
        self._productions = productions.all
        self._bare = 0
        self._readers: dict[int, dict[int, list[tuple[int, int]]]] = {1: {}, 2: {}, 3: {}}
        for number, production in enumerate(productions.all):
            slots = [slot for slot in production.slots if slot.kind == "medication"]
            if not slots:
                self._bare |= 1 << number
                continue
            for place, slot in enumerate(slots):
                readers = self._readers[len(slots)].setdefault(slot.flag, [])
                readers.append((place, 1 << number))
        self._filled: dict[int, list[tuple[int, ...]]] = {
            width: [(0,) * width] for width in self._readers
        }

    def add(self, flags: Iterable[int]) -> None:
        """Take in the next signature."""
        flags = tuple(flags)
        for width, readers in self._readers.items():
            places = [0] * width
            for place, bit in (each for flag in flags for each in readers.get(flag, ())):
                places[place] |= bit
            self._filled[width].append(tuple(places))

    def possible(self, signatures: tuple[int, ...]) -> list[Production]:
        """The productions that could bind all of these and no other medication."""
        if not signatures:
            return [self._productions[place] for place in _places(self._bare)]
        filled, found = self._filled[len(signatures)], 0
        for order in permutations(signatures):
            found |= self._all(filled, order)
        return [self._productions[place] for place in _places(found)]

    def near(self, one: int, other: int) -> bool:
        """Could both fill a place of one production on three medications?"""
        first, second = self._filled[3][one], self._filled[3][other]
        return any(first[a] & second[b] for a, b in permutations(range(3), 2))

    def _all(self, filled: list[tuple[int, ...]], order: tuple[int, ...]) -> int:
        shared = -1
        for place, signature in enumerate(order):
            shared &= filled[signature][place]
        return shared


def _places(bits: int) -> Iterator[int]:
    """Which bits are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
