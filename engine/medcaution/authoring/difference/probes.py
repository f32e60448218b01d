"""The lists to ask about: the least that fill a production of a rule, one way after another.

All that fill its first two medication patterns are asked about in every pair, with the rest held
at the first that fits. Then each pattern goes through all that fill it, with the others held: every
condition, every third medicine, the last day of every window, the edge of every dose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from medcaution.authoring.difference.meaning import Touched
from medcaution.judgement.findings import subject
from medcaution.library.library import Library
from medcaution.library.rules import Pattern, days, milligrams_a_day
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import ConditionFact, Fact, Facts, MedicationFact, PersonFact
from medcaution.matching.patterns import Test, window
from medcaution.matching.productions import Production, Productions, clash

_PAIR = 2
_A_LITTLE = 0.001


def probes(library: Library, productions: Productions, touched: Touched) -> Iterator[Facts]:
    """Every list that could be answered differently, as far as one of the versions knows."""
    for production in productions.all:
        if production.rule in touched.rules:
            yield from _fillings(library, productions, production)
        elif touched.members.get(production.rule):
            members = touched.members[production.rule]
            for facts in _fillings(library, productions, production):
                named = {each.substance for each in facts.medications}
                named |= {each.condition for each in facts.conditions}
                if not named.isdisjoint(members):
                    yield facts


def _fillings(
    library: Library, productions: Productions, production: Production
) -> Iterator[Facts]:
    slots = [list(_candidates(library, productions.tests[each.flag])) for each in production.slots]
    pair = [at for at, each in enumerate(production.slots) if each.kind == "medication"][:_PAIR]
    for free in (pair, *([at] for at in range(len(slots)))):
        yield from _sweep(slots, free, plain=free is pair)


def _sweep(slots: Sequence[Sequence[Fact]], free: Sequence[int], *, plain: bool) -> Iterator[Facts]:
    """Go through all that fill the free slots; `plain`: one fact a substance is enough."""
    chosen = [_plain(slots[at]) if plain else slots[at] for at in free]
    held = [at for at in range(len(slots)) if at not in free]
    for moving in product(*chosen):
        filled = dict(zip(free, moving, strict=True))
        for at in held:
            fitting = (fact for fact in slots[at] if not clash((*filled.values(), fact)))
            fact = next(fitting, None)
            if fact is None:
                break
            filled[at] = fact
        else:
            if not clash(tuple(filled.values())):
                yield _facts([filled[at] for at in range(len(slots))])


def _plain(facts: Sequence[Fact]) -> list[Fact]:
    """The first fact of each substance or condition."""
    return list({subject(fact): fact for fact in reversed(facts)}.values())[::-1]


def _facts(filled: Sequence[Fact]) -> Facts:
    medications = sorted((fact for fact in filled if isinstance(fact, MedicationFact)), key=repr)
    conditions = sorted((fact for fact in filled if isinstance(fact, ConditionFact)), key=repr)
    people = [fact for fact in filled if isinstance(fact, PersonFact)]
    person = PersonFact(
        age=next((each.age for each in people if each.age is not None), None),
        pregnant=next((each.pregnant for each in people if each.pregnant is not None), None),
    )
    return Facts(tuple(medications), tuple(dict.fromkeys(conditions)), person)


def _candidates(library: Library, test: Test) -> Iterator[Fact]:
    """All facts that fill a slot, the plainest first for each member."""
    asked = [each for each in (test.lenient, test.strict) if each is not None]
    if test.kind == "person":
        yield from _people(test.lenient)
    for name in sorted(test.members):
        if test.kind == "condition":
            statuses = next((each.status for each in asked if each.status), ("active",))
            yield from (ConditionFact(name, status) for status in statuses)  # type: ignore[arg-type]
        elif test.kind == "medication":
            yield from _medications(library, name, asked, unstated=not test.strict)


def _people(pattern: Pattern) -> Iterator[PersonFact]:
    person = pattern.person
    age = person.age if person else None
    bounds = [each for each in (age.at_least, age.at_most) if each is not None] if age else [None]
    for bound in bounds:
        yield PersonFact(bound, person.pregnant if person else None)


def _medications(
    library: Library, name: str, asked: Sequence[Pattern], *, unstated: bool
) -> Iterator[MedicationFact]:
    """A substance in every way that the patterns ask for, the plainest first."""
    uses = [use for each in asked for use in each.use]
    routes = [route for each in asked for route in each.route if route != "systemic"]
    doses = [_dose(each) for each in asked if each.dose]
    taken = [days(each.taken_for) for each in asked if each.taken_for]
    statuses = [status for each in asked for status in each.status] or ["current"]
    plain = MedicationFact(
        name,
        use=uses[0] if uses and not unstated else "unknown",
        route=routes[0] if routes and not unstated else "unknown",
        status=statuses[0],  # type: ignore[arg-type]
        dose=doses[-1] if doses else None,
        taken_days=max(taken, default=None),
    )
    windows = [_last_day(library, name, each) for each in asked if each.timing]
    stopped = any(each.timing == "stopped" for each in asked)
    if not stopped:
        yield plain
        yield from (replace(plain, use=use) for use in uses)
        yield from (replace(plain, route=route) for route in routes)
        yield from (replace(plain, status=status) for status in statuses[1:])  # type: ignore[arg-type]
    yield from (replace(plain, status="stopped", stopped_days=day) for day in windows)


def _last_day(library: Library, name: str, pattern: Pattern) -> int:
    if pattern.within:
        return days(pattern.within)
    return window(pattern.timing, library.substances[name])


def _dose(pattern: Pattern) -> DailyDose | None:
    """The edge of a dose, on the side that fills the pattern."""
    if pattern.dose is None:
        return None
    if pattern.dose.above:
        return DailyDose(milligrams_a_day(pattern.dose.above) + _A_LITTLE, exact=True)
    return DailyDose(milligrams_a_day(pattern.dose.at_most or ""), exact=True)
