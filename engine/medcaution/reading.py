"""From the lines a person gave to inputs accounted for and facts to match."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from medcaution.facts import LOCAL_ROUTES, Condition, ConditionStatus, Medication, Person, Route
from medcaution.library.library import Library
from medcaution.matching.dose import read_dose, tells_nothing
from medcaution.matching.facts import ConditionFact, Facts, MedicationFact, PersonFact
from medcaution.matching.patterns import RECENT_DAYS
from medcaution.matching.whole_doses import with_whole_doses
from medcaution.recognition import Recogniser, Recognition
from medcaution.recognition.answer import could_not_interpret
from medcaution.recognition.marks import ABSENT
from medcaution.recognition.recogniser import NAMELESS
from medcaution.recognition.routes import settled, told_in
from medcaution.report import Input, Stated

FactOfLines = TypeVar("FactOfLines", MedicationFact, ConditionFact)
PREGNANCY = "pregnancy"
#: Said of a line whose route is taken as not known, so that no rule falls silent over it.
ROUTES_DIFFER = "What it tells of its route differs, so the route is taken as not known."


@dataclass(frozen=True, slots=True)
class Reading:
    """One person, read: every line's outcome, the facts, and the name each line was known by."""

    inputs: tuple[Input, ...]
    facts: Facts
    names: dict[int, str]


class Reader:
    """Reads people with the names of one library."""

    def __init__(self, library: Library, recogniser: Recogniser, covered: frozenset[str]) -> None:
        self._library = library
        self.recogniser = recogniser
        self._covered = covered

    def read(self, person: Person) -> Reading:
        """Recognise every line of a person. No line is lost, none is guessed."""
        inputs: list[Input] = []
        medications: list[MedicationFact] = []
        conditions: list[ConditionFact] = []
        names: dict[int, str] = {}
        for line, medication in enumerate(person.medications, 1):
            found = _accounted(
                medication, self.recogniser.medication(medication.as_written, medication.codes)
            )
            route = route_of(medication.route, found, medication.dose)
            inputs.append(self._medication_input(line, medication, found, route))
            if found.outcome == "recognised":
                names[line] = found.name or medication.as_written
                medications.extend(
                    self._fact(substance, medication, found, route, person.as_of, line)
                    for substance in found.substances
                )
        for line, condition in enumerate(person.conditions, len(person.medications) + 1):
            found = _accounted(
                condition, self.recogniser.condition(condition.name, condition.codes)
            )
            status = _status(condition, found)
            inputs.append(self._condition_input(line, condition, found, status))
            if found.outcome == "recognised" and found.condition:
                names[line] = found.name or condition.name
                conditions.append(ConditionFact(found.condition, status, (line,)))
        if person.pregnant and PREGNANCY in self._library.conditions:
            conditions.append(ConditionFact(PREGNANCY))
        facts = Facts(
            _merged(with_whole_doses(medications)),
            _merged(conditions),
            PersonFact(person.age, person.pregnant),
        )
        return Reading(tuple(inputs), facts, names)

    def _fact(
        self,
        substance: str,
        medication: Medication,
        found: Recognition,
        route: Route,
        as_of: datetime.date | None,
        line: int,
    ) -> MedicationFact:
        usual = self._library.substances[substance].usual_use
        assumed = medication.use == "unknown" and usual is not None
        return MedicationFact(
            substance=substance,
            product=found.product,
            route=route,
            use=usual if assumed and usual else medication.use,
            use_assumed=assumed,
            status=medication.status,
            stopped_days=_days(medication.last_taken, as_of)
            if medication.status == "stopped"
            else None,
            taken_days=_taken_days(medication, as_of),
            # The strength of a product says nothing of one of its ingredients.
            dose=read_dose(medication.dose, found.strength) if len(found.substances) == 1 else None,
            lines=(line,),
        )

    def _medication_input(
        self, line: int, medication: Medication, found: Recognition, route: Route
    ) -> Input:
        stated = medication.route != "unknown" or found.route is not None
        doubtful = found.outcome == "recognised" and stated and route == "unknown"
        covered = not self._covered.isdisjoint(found.substances)
        return Input(
            line=line,
            kind="medication",
            as_written=medication.as_written,
            outcome="recognised-not-covered"
            if found.outcome == "recognised" and not covered
            else found.outcome,
            substance=found.substances[0] if len(found.substances) == 1 else None,
            substances=found.substances,
            via=found.via,
            candidates=found.candidates,
            suggestions=found.suggestions,
            reason=" ".join(filter(None, (found.reason, ROUTES_DIFFER if doubtful else "")))
            or None,
            stated=_stated(
                status=medication.status if medication.status != "current" else None,
                use=medication.use if medication.use != "unknown" else None,
                route=route if route != "unknown" else None,
                dose=medication.dose or None,
                since=medication.since,
                last_taken=medication.last_taken,
            ),
        )

    def _condition_input(
        self, line: int, condition: Condition, found: Recognition, status: ConditionStatus
    ) -> Input:
        covered = found.condition in self._covered
        return Input(
            line=line,
            kind="condition",
            as_written=condition.name,
            outcome="recognised-not-covered"
            if found.outcome == "recognised" and not covered
            else found.outcome,
            condition=found.condition,
            via=found.via,
            candidates=found.candidates,
            suggestions=found.suggestions,
            reason=found.reason,
            stated=_stated(status=status if status != "active" else None),
        )


def _accounted(line: Medication | Condition, found: Recognition) -> Recognition:
    """An empty line is passed over only if nothing else is told of it; a dose of nothing is asked."""
    if found.outcome == "recognised" and isinstance(line, Medication):
        return could_not_interpret(ABSENT) if tells_nothing(line.dose) else found
    if found.outcome != "ignored":
        return found
    told = line.model_dump(exclude={"as_written", "name"}, exclude_defaults=True)
    return NAMELESS if told else found


def route_of(given: Route, found: Recognition, dose: str | None = None) -> Route:
    """The route given, or else told by the name; not known if any words tell another."""
    told = found.told | told_in(dose)
    if found.several and given in LOCAL_ROUTES:
        return "unknown"  # of which of them, nobody can say
    if given == "unknown":
        return settled(found.route or "unknown", told)
    return settled(given, told)


def _status(condition: Condition, found: Recognition) -> ConditionStatus:
    """The status given, or else told by the words."""
    given = condition.status
    return found.status if given == "active" and found.status is not None else given


def _stated(**told: Any) -> Stated | None:
    said = {name: each for name, each in told.items() if each is not None}
    return Stated(**said) if said else None


def _days(day: datetime.date | None, as_of: datetime.date | None) -> int | None:
    return (as_of - day).days if day is not None and as_of is not None else None


def _taken_days(medication: Medication, as_of: datetime.date | None) -> int | None:
    """For how many days it is known to be taken; None where it is planned or may have paused."""
    last = medication.last_taken
    if medication.status == "planned" or (medication.status == "stopped" and last is None):
        return None
    if medication.status == "current" and last and (_days(last, as_of) or 0) > RECENT_DAYS:
        return None
    return _days(medication.since, last or as_of)


def _merged(facts: Iterable[FactOfLines]) -> tuple[FactOfLines, ...]:
    """Lines alike in substance and attributes share one fact."""
    merged: dict[FactOfLines, FactOfLines] = {}
    for fact in facts:
        same = merged.get(fact)
        merged[fact] = fact if same is None else replace(fact, lines=same.lines + fact.lines)
    return tuple(merged.values())
