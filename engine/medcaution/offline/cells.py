"""What fires on one kind of medication, and on two, whoever else is there.

The matcher is asked with every condition present, each as one fact for each flag, and so is every
further medication that a clause may add: what it binds shows what the answer depends on. No rule
is read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from medcaution.errors import EngineError
from medcaution.library.library import Library
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import FlaggedFact, Production, Productions

Flags: TypeAlias = tuple[int, ...]
#: The two medications of a cell, in the order of their substances.
FIRST, SECOND = "a", "b"
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A production that fires: what fills each slot, `FIRST`, `SECOND` or a flag of somebody else.

    A flag of a medication slot is carried by a third medication that a clause adds, any other by a
    condition or the person.
    """

    production: Production
    fills: tuple[str | int, ...]

    @property
    def lived(self) -> tuple[int, ...]:
        """The flags that conditions or the person have to carry."""
        return tuple(self._open("medication", same=False))

    @property
    def company(self) -> tuple[int, ...]:
        """The flags that further medications have to carry."""
        return tuple(self._open("medication", same=True))

    def _open(self, kind: str, *, same: bool) -> Iterator[int]:
        for slot, fill in zip(self.production.slots, self.fills, strict=True):
            if isinstance(fill, int) and (slot.kind == kind) is same:
                yield fill


class Cells:
    """Asks the matcher about flags, one or two medications at a time, and remembers.

    Raises:
        EngineError: if a rule binds three medications by itself, unless it speaks once: `threes`
            holds those that do.
    """

    def __init__(self, library: Library, productions: Productions) -> None:
        self._matcher = Matcher(productions)
        self._productions = productions
        self._widths = {name: len(rule.when) for name, rule in library.rules.items()}
        self._companions = _companions(productions)
        self._remembered: dict[tuple[Flags, ...], tuple[Row, ...]] = {}
        self._fits = _Fits(productions)
        self.threes = self._fits.threes
        for each in self.threes:
            if not library.rules[each.rule].once:
                raise EngineError(f"{each.rule} binds three medications: no page can hold it")

    def rows(self, *kinds: Flags) -> tuple[Row, ...]:
        """What fires on exactly these, one or two, with or without company."""
        told = self._fits.told(kinds)
        if not told:
            return ()
        rows = self._remembered.get(told)
        if rows is None:
            rows = self._remembered[told] = self._ask(told)
        return rows

    def _ask(self, kinds: tuple[Flags, ...]) -> tuple[Row, ...]:
        marks: dict[Fact, str | int] = {}
        flagged: list[FlaggedFact] = []

        def add(mark: str | int, flags: Flags, fact: Fact) -> None:
            marks[fact] = mark
            flagged.append(FlaggedFact(f"f{mark}", flags, fact))

        for mark, flags in zip((FIRST, SECOND), kinds, strict=False):
            add(mark, flags, MedicationFact(mark))
        for flag in sorted({each for flags in kinds for each in self._beside(flags)}):
            medication = self._productions.tests[flag].kind == "medication"
            fact = MedicationFact(f"company {flag}") if medication else ConditionFact(f"{flag}")
            add(flag, (flag,), fact)
        rows = (
            Row(each.production, tuple(marks[fact] for fact in each.facts))
            for each in self._matcher.activations(flagged)
        )
        wanted = (FIRST, SECOND)[: len(kinds)]
        return tuple(row for row in rows if self._bound(row) == wanted)

    def _bound(self, row: Row) -> tuple[str | int, ...]:
        """What fills the medication slots of the rule itself, in order of the marks."""
        width = self._widths[row.production.rule]
        own = zip(row.production.slots[:width], row.fills[:width], strict=True)
        return tuple(sorted((fill for slot, fill in own if slot.kind == "medication"), key=str))

    def _beside(self, flags: Flags) -> set[int]:
        return set().union(*(self._companions.get(flag, ()) for flag in flags))


class _Fits:
    """Which rules could bind which medications, and so which of their flags matter together.

    For each set of flags and each place in a rule, one integer holds the rules it fits.
    """

    def __init__(self, productions: Productions) -> None:
        self.threes: list[Production] = []
        self._readers: dict[int, list[tuple[int, int, int]]] = {}
        self._flags: dict[str, set[int]] = {}
        self._rules: list[str] = []
        for each in productions.all:
            flags = [slot.flag for slot in each.slots if slot.kind == "medication"]
            self._flags.setdefault(each.rule, set()).update(flags)
            if each.clause is not None:
                continue
            if len(flags) > _PAIR:
                self.threes.append(each)
                continue
            for place, flag in enumerate(flags):
                reader = (len(flags), place, 1 << len(self._rules))
                self._readers.setdefault(flag, []).append(reader)
            self._rules.append(each.rule)
        self._places = lru_cache(maxsize=None)(self._place)
        self._read = lru_cache(maxsize=None)(self._read_by)

    def told(self, kinds: tuple[Flags, ...]) -> tuple[Flags, ...]:
        """The flags of each that some rule on all of them reads; empty if there is no such rule."""
        if len(kinds) == 1:
            rules = self._places(kinds[0])[1, 0]
        else:
            one, other = map(self._places, kinds)
            rules = one[_PAIR, 0] & other[_PAIR, 1] | one[_PAIR, 1] & other[_PAIR, 0]
        if not rules:
            return ()
        read = self._read(rules)
        return tuple(tuple(flag for flag in flags if flag in read) for flags in kinds)

    def _place(self, flags: Flags) -> Counter[tuple[int, int]]:
        places: Counter[tuple[int, int]] = Counter()
        for width, place, bit in (each for flag in flags for each in self._readers.get(flag, ())):
            places[width, place] |= bit
        return places

    def _read_by(self, rules: int) -> frozenset[int]:
        named = (name for number, name in enumerate(self._rules) if rules >> number & 1)
        return frozenset(flag for name in named for flag in self._flags[name])


def _companions(productions: Productions) -> dict[int, set[int]]:
    """For each flag of a medication: the flags that stand beside it and may be anybody's.

    Those are the flags of conditions and of the person, and of medications that clauses add.
    """
    widths = {each.rule: len(each.slots) for each in productions.all if each.clause is None}
    found: dict[int, set[int]] = {}
    for each in productions.all:
        added = {slot.flag for slot in each.slots[widths[each.rule] :]}
        others = {slot.flag for slot in each.slots if slot.kind != "medication"} | added
        for slot in each.slots:
            if slot.kind == "medication":
                found.setdefault(slot.flag, set()).update(others)
    return found
