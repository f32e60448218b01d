"""The ways a substance can be taken, as far as any rule can tell them apart.

Rules look at the use, the route, the status with the days since the last dose, the daily dose and
how long a medicine has been taken. Each of these is cut into levels at the values at which some
rule answers otherwise, so that a finite table holds every way there is. Ways that no rule, and
nothing said of them, can tell apart are one, whatever the substance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, get_args

from medcaution.facts import MedicationStatus, Route, Use
from medcaution.library.library import Library
from medcaution.library.rules import Pattern, days, milligrams_a_day
from medcaution.library.substances import Substance
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import MedicationFact
from medcaution.matching.patterns import RECENT_DAYS, Answer, window
from medcaution.matching.productions import Productions

USES: tuple[Use, ...] = get_args(Use)
ROUTES: tuple[Route, ...] = get_args(Route)
#: The way of a medication that no rule reads.
SILENT = 0
#: The attributes of a pattern about which a way may say nothing, in the order of `Way.unknown`.
UNSTATED = ("use", "route", "dose", "taken_for", "timing")


@dataclass(frozen=True)
class Levels:
    """Where rules answer otherwise about a substance; a value up to and with an edge is below it.

    Args:
        stops: days since the last dose.
        doses: milligrams a day.
        spans: days for which it has been taken.
    """

    stops: tuple[int, ...]
    doses: tuple[float, ...]
    spans: tuple[int, ...]


@dataclass
class Way:
    """Ways that are alike: the flags they carry, and one fact of each substance that has them.

    `answers` and `unknown` are equal where the same facts would change a caution.
    """

    flags: tuple[int, ...]
    answers: tuple[tuple[int, Answer], ...] = ()
    unknown: tuple[bool, ...] = ()
    facts: dict[str, MedicationFact] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Every way to take a substance.

    `shape` has the number of levels of each axis (use, route, status, dose, span); `ways` is the
    table in that order, the last axis running fastest.
    """

    levels: Levels
    shape: tuple[int, ...]
    ways: tuple[int, ...]


class Ways:
    """The ways of one library by number, and the profile of each substance that a rule reads."""

    def __init__(self, library: Library, productions: Productions) -> None:
        self._productions = productions
        self._numbers: dict[tuple[object, ...], int] = {}
        self.all: list[Way] = [Way(())]
        self.profiles: dict[str, Profile] = {}
        alike: dict[tuple[object, ...], list[str]] = {}
        for name in sorted(productions.covered & library.substances.keys()):
            each = library.substances[name]
            windows = [window and window.days for window in (each.washout, each.carry_over)]
            flags = self._productions.flags_of(name)
            alike.setdefault((flags, each.usual_use, *windows), []).append(name)
        for names in alike.values():
            profile = self._profile(names, library.substances[names[0]])
            self.profiles |= dict.fromkeys(names, profile)

    def _profile(self, names: Sequence[str], substance: Substance) -> Profile:
        """The profile of substances that no rule can ever tell apart."""
        levels = _levels(substance, list(self._patterns(names[0])))
        axes = _axes(levels)
        facts = (_fact(names[0], substance.usual_use, *way) for way in product(*axes))
        ways = tuple(self._way(fact, names) for fact in facts)
        return Profile(levels, tuple(map(len, axes)), ways)

    def _patterns(self, substance: str) -> Iterator[Pattern]:
        for flag in self._productions.flags_of(substance):
            test = self._productions.tests[flag]
            yield test.lenient
            if test.strict:
                yield test.strict

    def _way(self, fact: MedicationFact, names: Sequence[str]) -> int:
        flags = self._productions.medication_flags(fact)
        if not flags:
            return SILENT
        _, _, _, assumed = self._productions.mark(fact)
        answers = self._productions.answers(fact)
        unknown = _unknown(fact, answers)
        key = (answers, assumed, fact.use if fact.use_assumed else None, unknown)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.all)
            self.all.append(Way(flags, answers, unknown))
        facts = self.all[number].facts
        if names[0] not in facts:
            facts.update({name: replace(fact, substance=name) for name in names})
        return number


def _unknown(fact: MedicationFact, answers: Iterable[tuple[int, Answer]]) -> tuple[bool, ...]:
    """What nobody stated, where that leaves a question open."""
    if all(answer is not Answer.OPEN for _, answer in answers):
        return ()
    exact = fact.dose is not None and fact.dose.exact
    stopped = fact.status == "stopped" and fact.stopped_days is None
    unknown = [value == "unknown" for value in (fact.use, fact.route)]
    return (*unknown, not exact, fact.taken_days is None, stopped)


def _levels(substance: Substance, patterns: Sequence[Pattern]) -> Levels:
    stops = {RECENT_DAYS}
    doses, spans = set(), set()
    for pattern in patterns:
        if pattern.timing == "stopped":
            stops.add(days(pattern.within or ""))
        elif pattern.timing:
            stops.add(window(pattern.timing, substance))
        if pattern.dose:
            doses.add(milligrams_a_day(pattern.dose.above or pattern.dose.at_most or ""))
        if pattern.taken_for:
            spans.add(days(pattern.taken_for) - 1)
    return Levels(tuple(sorted(stops)), tuple(sorted(doses)), tuple(sorted(spans)))


def _axes(levels: Levels) -> tuple[Sequence[Any], ...]:
    """The levels of each axis. The first of status, dose and span is what nobody stated.

    Of a dose the levels of one that is known come before those of one that is at least so much.
    """
    stops = [*levels.stops, levels.stops[-1] + 1]
    status = [("current", None), ("planned", None), ("stopped", None)]
    doses = [*levels.doses, levels.doses[-1] + 1] if levels.doses else []
    spans = [*levels.spans, levels.spans[-1] + 1] if levels.spans else []
    return (
        USES,
        ROUTES,
        [*status, *(("stopped", each) for each in stops)],
        [None, *(DailyDose(each, exact=exact) for exact in (True, False) for each in doses)],
        [None, *spans],
    )


def _fact(
    substance: str,
    usual: Use | None,
    use: Use,
    route: Route,
    status: tuple[MedicationStatus, int | None],
    dose: DailyDose | None,
    span: int | None,
) -> MedicationFact:
    assumed = use == "unknown" and usual is not None
    return MedicationFact(
        substance=substance,
        route=route,
        use=usual if assumed and usual else use,
        use_assumed=assumed,
        status=status[0],
        stopped_days=status[1],
        taken_days=span,
        dose=dose,
    )
