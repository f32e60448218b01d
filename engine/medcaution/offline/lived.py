"""What a person lives with, as bits: conditions in each status, and what rules ask of the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, get_args

from medcaution.facts import OLDEST, ConditionStatus
from medcaution.library.library import Library
from medcaution.matching.facts import ConditionFact, Fact, PersonFact
from medcaution.matching.productions import Productions
from medcaution.reading import PREGNANCY

Group: TypeAlias = tuple[int, ...]
"""Bits that some rules cannot tell apart."""

STATUSES: tuple[ConditionStatus, ...] = get_args(ConditionStatus)
_PREGNANT = (None, True, False)


class Lived:
    """The bits of one library. A flag of the person is a bit of its own."""

    def __init__(self, library: Library, productions: Productions) -> None:
        self._productions = productions
        self.facts: list[Fact] = []
        self._flags: list[frozenset[int]] = []
        for name in library.conditions:
            for fact in (ConditionFact(name, status) for status in STATUSES):
                flags = productions.other_flags(fact)
                if flags:
                    self._add(fact, flags)
        for flag, test in enumerate(productions.tests):
            if test.kind == "person":  # the age of the stand-in is the number of the flag
                self._add(PersonFact(age=flag), (flag,))
        self._bits = {fact: bit for bit, fact in enumerate(self.facts)}

    def groups(self, flags: Iterable[int]) -> dict[Group, frozenset[int]]:
        """The bits that carry any of these flags, those with the same of them together."""
        wanted = frozenset(flags)
        found: dict[frozenset[int], list[int]] = {}
        for bit, carried in enumerate(self._flags):
            if carried & wanted:
                found.setdefault(carried & wanted, []).append(bit)
        return {tuple(bits): carried for carried, bits in found.items()}

    def flags_of(self, bit: int) -> frozenset[int]:
        """The flags that a bit carries."""
        return self._flags[bit]

    def bits_of(self, facts: Iterable[Fact]) -> list[int]:
        """The bits among some facts."""
        return [self._bits[fact] for fact in facts if fact in self._bits]

    def bit(self, condition: str, status: ConditionStatus) -> int | None:
        """The bit of a condition; None if no rule reads it in this status."""
        return self._bits.get(ConditionFact(condition, status))

    def of_person(self, age: int | None, pregnant: bool | None) -> tuple[int, ...]:
        """The bits of what is known about the person as a whole."""
        flags = self._productions.other_flags(PersonFact(age, pregnant))
        bits = [self._bits[PersonFact(age=flag)] for flag in flags]
        implied = self.bit(PREGNANCY, "active") if pregnant else None
        return tuple(bits if implied is None else [*bits, implied])

    def _add(self, fact: Fact, flags: Iterable[int]) -> None:
        self.facts.append(fact)
        self._flags.append(frozenset(flags))


class People:
    """Everyone that a person can be as a whole; those of whom every rule knows the same are one."""

    def __init__(self, lived: Lived, productions: Productions) -> None:
        tests = [flag for flag, test in enumerate(productions.tests) if test.kind == "person"]
        found: dict[tuple[object, ...], int] = {}
        #: One person for each number.
        self.all: list[PersonFact] = []

        def number(age: int | None, pregnant: bool | None) -> int:
            person = PersonFact(age, pregnant)
            known = tuple(productions.ask(flag, person) for flag in tests)
            place = found.setdefault((lived.of_person(age, pregnant), known), len(found))
            if place == len(self.all):
                self.all.append(person)
            return place

        #: The numbers by pregnancy (unknown, yes, no) and by age, the unknown age first.
        self.numbers = [
            [number(age, pregnant) for age in (None, *range(OLDEST + 1))] for pregnant in _PREGNANT
        ]
