"""Conditions, and what is known of a person as a whole, as bits: one for each that rules read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import numpy as np

from medcaution.batch.numbers import Ints
from medcaution.facts import ConditionStatus
from medcaution.library.library import Library
from medcaution.matching.facts import ConditionFact, Fact, Facts, PersonFact
from medcaution.matching.productions import Productions
from medcaution.reading import PREGNANCY

_STATUSES: tuple[ConditionStatus, ...] = get_args(ConditionStatus)


class Bits:
    """The bits of one library.

    `kinds` holds, for each bit, the fact and the flags it carries. Each flag of the person is a bit
    of its own; the age of its fact stands for its number. `words` is how many 64-bit words hold all.
    """

    def __init__(self, library: Library, productions: Productions) -> None:
        self._productions = productions
        self.kinds: list[tuple[Fact, tuple[int, ...]]] = []
        for name in dict.fromkeys((*library.conditions, PREGNANCY)):
            for fact in (ConditionFact(name, status) for status in _STATUSES):
                flags = productions.other_flags(fact) if name in library.conditions else ()
                if flags:
                    self.kinds.append((fact, flags))
        for flag, test in enumerate(productions.tests):
            if test.kind == "person":
                self.kinds.append((PersonFact(age=flag), (flag,)))
        self.words = max(1, -(-len(self.kinds) // 64))
        self._bit = {fact: 1 << bit for bit, (fact, _) in enumerate(self.kinds)}

    def of_condition(self, fact: ConditionFact | None) -> int:
        """The bit of a condition, none if no rule reads it."""
        return self._bit.get(fact, 0) if fact else 0

    def of_person(self, facts: Facts) -> int:
        """The bits of a person who has these facts."""
        flags = self._productions.other_flags(facts.person)
        bits = sum(self._bit[PersonFact(age=flag)] for flag in flags)
        return bits | _any(map(self.of_condition, facts.conditions))


def _any(bits: Iterable[int]) -> int:
    found = 0
    for each in bits:
        found |= each
    return found


def words_of(bits: int, words: int) -> list[int]:
    """An integer of any length as signed 64-bit words, the lowest first."""
    raw = bits.to_bytes(words * 8, "little")
    return [
        int.from_bytes(raw[at : at + 8], "little", signed=True) for at in range(0, words * 8, 8)
    ]


def int_of(words: Ints) -> int:
    """What `words_of` was given."""
    return int.from_bytes(np.ascontiguousarray(words).tobytes(), "little")
