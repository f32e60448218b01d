"""Invented people, seeded, and leaning towards everything that the rules of a library read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, get_args

from medcaution import Library, Person
from medcaution.facts import ConditionStatus, MedicationStatus, Route, Use
from medcaution.library.rules import Pattern, days, milligrams_a_day
from medcaution.library.substances import Substance
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import ConditionFact, Fact, Facts, MedicationFact, PersonFact
from oracle import Demand, conjunctions, holds

ROUTES, USES = get_args(Route), get_args(Use)
STATUSES, CONDITION_STATUSES = get_args(MedicationStatus), get_args(ConditionStatus)
AS_OF = datetime.date(2026, 11, 23)
NOT_MEDICINES = ("qwertol 5 mg", "an antidepressant", "no aspirin", "5-HT", "stopped smoking")


@dataclass(frozen=True)
class Aim:
    """A slot to be filled: the names that fit it, and what is demanded of the fact."""

    names: list[str]
    demands: list[Demand]

    @property
    def patterns(self) -> list[Pattern]:
        """The patterns of the demands, the rule's own first."""
        return [demand.pattern for demand in self.demands]


@dataclass(frozen=True)
class _Target:
    """What a library gives to aim at. The library is kept so that its id stays its own."""

    library: Library
    conjunctions: list[list[Aim]]
    substances: list[str]
    conditions: list[str]
    products: list[str]
    doses: list[float]
    ages: list[int]


@dataclass
class _Draft:
    """The facts of one person in the making."""

    person: PersonFact
    medications: list[MedicationFact] = field(default_factory=list)
    conditions: list[ConditionFact] = field(default_factory=list)


_TARGETS: dict[int, _Target] = {}
_KEEN = 25  # tries to fill a slot in earnest; with one try, near misses come by themselves


def random_facts(library: Library, rng: Random) -> Facts:
    """Facts about one invented person: near one rule or two, with noise, doubles and products."""
    target = _target(library)
    draft = _Draft(_person(target, rng))
    for aims in rng.choices(target.conjunctions, k=rng.choice((1, 1, 2))):
        tries = rng.choice((1, _KEEN))
        for aim in aims:
            if rng.random() < 0.95:
                _meet(target, rng, aim, tries, draft)
    many = 25 if rng.random() < 0.003 else rng.choice((0, 1, 2, 4))
    noise = rng.choices(target.substances, k=many)
    draft.medications += [_medication(target, rng, name, []) for name in noise]
    ills = rng.choices(target.conditions, k=rng.choice((0, 0, 1, 2)))
    draft.conditions += [_condition(rng, name, []) for name in ills]
    _add_doubles(target, rng, draft.medications)
    _add_products(target, rng, draft.medications)
    rng.shuffle(draft.medications)
    known = tuple(dict.fromkeys(draft.conditions))
    return Facts(_numbered(draft.medications), known, draft.person)


def random_person(library: Library, rng: Random) -> Person:
    """One invented person as written: generic names, brands, strengths, dates, and rubbish."""
    facts = random_facts(library, rng)
    as_of = AS_OF if rng.random() < 0.85 else None
    lines: list[Any] = [
        _line(library, rng, fact, as_of) for fact in facts.medications if fact.product is None
    ]
    products = dict.fromkeys(each.product for each in facts.medications)
    lines += [
        _name(library.substances[name], rng) for name in products if name in library.substances
    ]
    lines += rng.choices(NOT_MEDICINES, k=rng.random() < 0.05)
    written = []
    for each in facts.conditions:
        condition = library.conditions[each.condition]
        name = rng.choice((condition.label, condition.plain, *condition.names))
        written.append({"name": name, "status": each.status})
    return Person(
        as_of=as_of,
        age=facts.person.age,
        pregnant=facts.person.pregnant,
        medications=lines,
        conditions=written,
    )


def _target(library: Library) -> _Target:
    if id(library) not in _TARGETS:
        aims = [
            [Aim(sorted(names), demands) for names, demands in slots]
            for _, _, slots in conjunctions(library)
        ]
        patterns = [pattern for each in aims for aim in each for pattern in aim.patterns]
        names = {name for each in aims for aim in each for name in aim.names}
        _TARGETS[id(library)] = _Target(
            library=library,
            conjunctions=aims,
            substances=sorted(names & library.substances.keys()),
            conditions=sorted(name for name in library.conditions if f"condition {name}" in names),
            products=[name for name, each in library.substances.items() if each.licensed],
            doses=sorted({_threshold(each) for each in patterns if each.dose}) or [40.0],
            ages=sorted({age for each in patterns for age in _ages(each)}) or [65],
        )
    return _TARGETS[id(library)]


def _threshold(pattern: Pattern) -> float:
    assert pattern.dose
    return milligrams_a_day(pattern.dose.above or pattern.dose.at_most or "")


def _ages(pattern: Pattern) -> list[int]:
    age = pattern.person.age if pattern.person else None
    return [each for each in (age.at_least, age.at_most) if each is not None] if age else []


def _meet(target: _Target, rng: Random, aim: Aim, tries: int, draft: _Draft) -> None:
    """Put in a fact for a slot: the first that fits it, or the last one tried."""
    for _ in range(tries):
        fact = _drawn(target, rng, aim)
        if fact and all(holds(target.library, fact, demand) for demand in aim.demands):
            break
    if isinstance(fact, MedicationFact):
        draft.medications.append(fact)
    elif isinstance(fact, ConditionFact):
        draft.conditions.append(fact)
    elif fact:
        draft.person = fact


def _drawn(target: _Target, rng: Random, aim: Aim) -> Fact | None:
    if aim.patterns[0].person:
        return _person(target, rng)
    if not aim.names:
        return None
    name = rng.choice(aim.names)
    if aim.patterns[0].medication:
        return _medication(target, rng, name, aim.patterns)
    return _condition(rng, name.removeprefix("condition "), aim.patterns)


def _condition(rng: Random, name: str, patterns: list[Pattern]) -> ConditionFact:
    asked = [status for each in patterns for status in each.status]
    return ConditionFact(name, rng.choice((*CONDITION_STATUSES, "active", *asked)))


def _medication(target: _Target, rng: Random, name: str, patterns: list[Pattern]) -> MedicationFact:
    substance = target.library.substances[name]
    asked = [route for each in patterns for route in each.route if route != "systemic"]
    uses = [use for each in patterns for use in each.use]
    use = rng.choice((*USES, "unknown", *uses * 3))
    assumed = use == "unknown" and substance.usual_use is not None
    status = rng.choice(("current", "current", "current", *STATUSES))
    return MedicationFact(
        substance=name,
        route=rng.choice((*["unknown"] * 13, *ROUTES, *asked * 5)),
        use=substance.usual_use if assumed else use,
        use_assumed=assumed,
        status=status,
        stopped_days=_stopped(rng, substance, patterns) if status == "stopped" else None,
        taken_days=_taken(rng, patterns),
        dose=_dose(target, rng, patterns),
    )


def _stopped(rng: Random, substance: Substance, patterns: list[Pattern]) -> int | None:
    """Days since the last dose, mostly at the edge of a window; None is an unknown day."""
    edges = [1, *(window.days for window in (substance.carry_over, substance.washout) if window)]
    edges += [days(each.within) for each in patterns if each.within]
    return None if rng.random() < 0.25 else max(0, rng.choice(edges) + rng.choice((-1, 0, 0, 1)))


def _taken(rng: Random, patterns: list[Pattern]) -> int | None:
    edges = [days(each.taken_for) for each in patterns if each.taken_for]
    if rng.random() < (0.2 if edges else 0.7):
        return None
    return max(0, rng.choice(edges or [30]) + rng.choice((-1, 0, 1, 300)))


def _dose(target: _Target, rng: Random, patterns: list[Pattern]) -> DailyDose | None:
    edges = [_threshold(each) for each in patterns if each.dose]
    if rng.random() < (0.15 if edges else 0.7):
        return None
    edge = rng.choice(edges or target.doses)
    return DailyDose(edge * rng.choice((0.5, 0.99, 1, 1, 1.01, 2)), exact=rng.random() < 0.6)


def _add_doubles(target: _Target, rng: Random, medications: list[MedicationFact]) -> None:
    """A second line of a substance, which must lend the first nothing."""
    for fact in tuple(medications):
        if rng.random() < 0.12:
            other = _medication(target, rng, fact.substance, [])
            medications.append(rng.choice((other, replace(fact, use=other.use, use_assumed=False))))


def _add_products(target: _Target, rng: Random, medications: list[MedicationFact]) -> None:
    """Ingredients of one product: of a known one, or of an invented one that pairs two lines."""
    if len(medications) > 1 and rng.random() < 0.12:
        for index in rng.sample(range(len(medications)), 2):
            medications[index] = replace(medications[index], product="invented")
    if target.products and rng.random() < 0.08:
        name = rng.choice(target.products)
        for part in target.library.substances[name].components:
            fact = _medication(target, rng, part, [])
            medications.append(replace(fact, product=name, dose=None))


def _numbered(medications: list[MedicationFact]) -> tuple[MedicationFact, ...]:
    """Lines alike in every attribute are one fact, as the reader makes them."""
    return tuple(
        replace(fact, lines=(line,)) for line, fact in enumerate(dict.fromkeys(medications), 1)
    )


def _person(target: _Target, rng: Random) -> PersonFact:
    age = None if rng.random() < 0.3 else rng.choice(target.ages) + rng.choice((-30, -1, 0, 1))
    return PersonFact(age and max(age, 0), rng.choice((None, None, True, False)))


def _name(substance: Substance, rng: Random) -> str:
    """The generic name, or any other that is printed or said."""
    others = (*substance.brands, *substance.synonyms, *substance.abbreviations, *substance.street)
    return rng.choice((substance.name, rng.choice((substance.name, *others))))


def _line(
    library: Library, rng: Random, fact: MedicationFact, as_of: datetime.date | None
) -> dict[str, Any]:
    name = _name(library.substances[fact.substance], rng)
    line: dict[str, Any] = {"status": fact.status, "route": fact.route}
    line["use"] = "unknown" if fact.use_assumed else fact.use
    if fact.dose and fact.dose.exact:
        line["dose"] = f"{fact.dose.milligrams:g} mg/day"
    elif fact.dose:
        name = f"{name} {fact.dose.milligrams:g} mg"
    if fact.stopped_days is not None:
        line["last_taken"] = (as_of or AS_OF) - datetime.timedelta(fact.stopped_days)
    # A person whose first day is after the last is refused, so such a fact comes of no line.
    if fact.taken_days is not None and fact.taken_days >= (fact.stopped_days or 0):
        line["since"] = (as_of or AS_OF) - datetime.timedelta(fact.taken_days)
    return {"as_written": name, **line}
