"""The parts of a rule: the smallest things it asks, and the facts that meet or miss each.

A part is one member of a list, one exception, one route, use or status, one bound. The parts of a
clause are what it asks on top of its rule. Whether a fact meets a part by that part alone is asked
of the matcher itself, with a pattern in which the part is missing or a step tighter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from medcaution.authoring.bounds import shifted_age, shifted_days, shifted_dose
from medcaution.library.library import Library
from medcaution.library.rules import Pattern, Rule
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact
from medcaution.matching.patterns import (
    Answer,
    Test,
    ask_condition,
    ask_medication,
    ask_person,
    compile_addition,
    compile_pattern,
    window,
)

#: What the two persons of a pair differ in. `time` is the status and the days since the last dose.
Varies: TypeAlias = Literal[
    "name", "route", "use", "time", "dose", "taken", "status", "age", "pregnant"
]
FactTest: TypeAlias = Callable[[Fact], bool]
_NAMES = ("medication", "condition")
_VARIES: dict[str, Varies] = {"route": "route", "use": "use"}


@dataclass(frozen=True)
class Part:
    """The smallest thing that a rule, or one of its clauses, asks of the fact in one slot.

    `met` facts meet the pattern by this part alone; `missed` ones miss it for want of this part
    alone. An `exception` silences. A `redundant` part asks nothing that its list does not ask.
    """

    clause: str | None
    slot: str
    key: str
    value: str
    varies: Varies
    met: FactTest
    missed: FactTest
    exception: bool = False
    redundant: bool = False

    @property
    def name(self) -> str:
        """As an author finds it: `raise-1.when.age.person: at_least 65`."""
        owner = f"{self.clause}." if self.clause else ""
        return f"{owner}when.{self.slot}.{self.key}: {self.value}"

    @property
    def at(self) -> tuple[str | int, ...]:
        """Its place in the rule's file."""
        if self.clause is None:
            return ("when", self.slot, self.key)
        kind, _, number = self.clause.partition("-")
        return (kind, int(number) - 1, "when", self.slot, self.key)


def parts_of(rule: Rule, library: Library) -> list[Part]:
    """Every part of the rule itself, then of its clauses, in the order of the file."""
    parts = [
        part
        for slot, pattern in rule.when.items()
        for part in _Slot(library, slot, pattern).parts()
    ]
    for clause, each in rule.clauses:
        for slot, pattern in each.when.items():
            parts += _Slot(library, slot, pattern, clause, rule.when.get(slot)).parts()
    return parts


@dataclass(frozen=True)
class _Slot:
    """One pattern of a rule or clause. `base` is the pattern of the rule that it narrows."""

    library: Library
    slot: str
    pattern: Pattern
    clause: str | None = None
    base: Pattern | None = None

    def parts(self) -> Iterator[Part]:
        yield from self._names()
        yield from self._exceptions()
        yield from self._values()
        yield from self._amounts()
        yield from self._person()
        yield from self._timing()

    def _names(self) -> Iterator[Part]:
        for key in _NAMES:
            names = getattr(self.pattern, key)
            for name in names:
                rest = self._rest(key, name)
                redundant = rest is not None and self._test(rest).members == self._members
                yield self._part(key, name, "name", tight=rest, redundant=redundant)

    def _exceptions(self) -> Iterator[Part]:
        for name in self.pattern.except_:
            others = tuple(each for each in self.pattern.except_ if each != name)
            loose = self.pattern.model_copy(update={"except_": others})
            redundant = self._test(loose).members == self._members
            yield self._part(
                "except", name, "name", loose=loose, exception=True, redundant=redundant
            )

    def _values(self) -> Iterator[Part]:
        for key in ("route", "use", "status"):
            values = getattr(self.pattern, key)
            for value in values:
                if value == "unknown" and self.clause is None and len(values) > 1:
                    continue  # `when` takes what is unknown anyway: the word asks nothing
                yield self._part(key, value, self._varies(key), tight=self._rest(key, value))

    def _amounts(self) -> Iterator[Part]:
        if dose := self.pattern.dose:
            step, value = (1, dose.above) if dose.above else (-1, dose.at_most)
            side = "above" if dose.above else "at_most"
            tight, loose = shifted_dose(dose, step), shifted_dose(dose, -step)
            yield self._bound("dose", f"{side} {value}", "dose", ("dose", tight, loose))
        if taken := self.pattern.taken_for:
            tighter, looser = shifted_days(taken, 1), shifted_days(taken, -1)
            yield self._bound("taken_for", taken, "taken", ("taken_for", tighter, looser))
        if within := self.pattern.within:
            tighter, looser = shifted_days(within, -1), shifted_days(within, 1)
            yield self._bound("within", within, "time", ("within", tighter, looser))

    def _person(self) -> Iterator[Part]:
        person = self.pattern.person
        if person is None:
            return
        for side, step in (("at_least", 1), ("at_most", -1)):
            bound = getattr(person.age, side, None)
            if bound is not None:
                tight, loose = (shifted_age(person, side, shift) for shift in (step, -step))
                told = f"age {side} {bound}"
                yield self._bound("person", told, "age", ("person", tight, loose))
        if person.pregnant is not None:
            yield self._part("person", f"pregnant {person.pregnant}".lower(), "pregnant")

    def _timing(self) -> Iterator[Part]:
        timing = self.pattern.timing
        if timing is None or self._current_only:
            return
        if timing == "stopped" or self.base is not None:
            # Stopped at all; in a clause that narrows, on a day that is known to count.
            yield self._part("timing", timing, "time")
            return

        def day_after(fact: Fact, extra: int) -> bool:
            return isinstance(fact, MedicationFact) and fact.stopped_days == extra + window(
                timing, self.library.substances[fact.substance]
            )

        yield Part(
            self.clause, self.slot, "timing", f"{timing}, the boundary day", "time",
            met=lambda fact: day_after(fact, 0), missed=lambda fact: day_after(fact, 1),
        )  # fmt: skip

    def _varies(self, key: str) -> Varies:
        kind = self.pattern.kind if self.base is None else self.base.kind
        return _VARIES.get(key) or ("status" if kind == "condition" else "time")

    def _rest(self, key: str, value: str) -> Pattern | None:
        """The pattern without one value of a list, or None if nothing is left of the list."""
        rest = tuple(each for each in getattr(self.pattern, key) if each != value)
        return self.pattern.model_copy(update={key: rest}) if rest else None

    def _bound(
        self, key: str, value: str, varies: Varies, shifted: tuple[str, object, object]
    ) -> Part:
        """A bound: `shifted` is the key of the pattern, its value one step tighter, one looser."""
        field, tight, loose = shifted
        return self._part(
            key,
            value,
            varies,
            tight=self.pattern.model_copy(update={field: tight}),
            loose=self.pattern.model_copy(update={field: loose}),
        )

    def _part(
        self,
        key: str,
        value: str,
        varies: Varies,
        *,
        tight: Pattern | None = None,
        loose: Pattern | None = None,
        exception: bool = False,
        redundant: bool = False,
    ) -> Part:
        """A part without which facts that meet only `loose` miss, and those meeting `tight` do not."""
        tighter = self._test(tight) if tight else None
        looser = self._test(loose) if loose else None
        return Part(
            self.clause,
            self.slot,
            key,
            value,
            varies,
            met=lambda fact: tighter is None or not self._asked(tighter, fact),
            missed=lambda fact: looser is None or self._asked(looser, fact),
            exception=exception,
            redundant=redundant,
        )

    @property
    def _current_only(self) -> bool:
        """What a lower or an unless brings in is taken now, so that no window is asked."""
        clause = self.clause or "raise"
        return self.base is None and not clause.startswith("raise")

    @property
    def _members(self) -> frozenset[str]:
        return self._test(self.pattern).members

    def _test(self, pattern: Pattern) -> Test:
        """The pattern as the matcher compiles it in this place."""
        if self.base is not None:
            lowers = not (self.clause or "raise").startswith("raise")
            base = compile_pattern(self.base, self.library)
            return base.narrowed(pattern, self.library, lowers=lowers)
        if self.clause is None:
            return compile_pattern(pattern, self.library)
        return compile_addition(pattern, self.library, current_only=self._current_only)

    def _asked(self, test: Test, fact: Fact) -> bool:
        if isinstance(fact, MedicationFact):
            return ask_medication(test, fact, self.library.substances[fact.substance]) is Answer.YES
        if isinstance(fact, ConditionFact):
            lasting = self.library.conditions[fact.condition].lasting
            return ask_condition(test, fact, lasting=lasting) is Answer.YES
        return ask_person(test, fact) is Answer.YES
