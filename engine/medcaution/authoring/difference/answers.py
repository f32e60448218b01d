"""One version of the knowledge, asked about typed facts by the plain matcher and the judge."""

from __future__ import annotations

from dataclasses import replace

from medcaution.judgement import Judge
from medcaution.library.library import Library
from medcaution.library.rules import Profile
from medcaution.matching.facts import ConditionFact, Facts, MedicationFact, PersonFact
from medcaution.matching.productions import Productions
from medcaution.matching.reference import Reference
from medcaution.reading import Reading
from medcaution.report import Caution, Input

_RECOGNISED = "recognised"


class Answers:
    """Answers by one library. Names are those of the library, so nothing is recognised here."""

    def __init__(self, library: Library, profile: Profile) -> None:
        self.library = library
        self.productions = Productions(library)
        self._reference = Reference(self.productions.all)
        self._judge = Judge(library, self.productions, profile)

    def cautions(self, facts: Facts) -> list[Caution]:
        """The cautions and notes about some facts; what the library does not know is left out."""
        known = self._known(facts)
        activations = self._reference.activations(self.productions.flag(known))
        return self._judge.cautions(self._reading(known), activations) if activations else []

    def _known(self, facts: Facts) -> Facts:
        medications = [
            self._used(each)
            for each in facts.medications
            if each.substance in self.library.substances
        ]
        conditions = [
            each for each in facts.conditions if each.condition in self.library.conditions
        ]
        lines = iter(range(1, len(medications) + len(conditions) + 1))
        return Facts(
            tuple(replace(each, lines=(next(lines),)) for each in medications),
            tuple(replace(each, lines=(next(lines),)) for each in conditions),
            facts.person,
        )

    def _used(self, fact: MedicationFact) -> MedicationFact:
        """A use that nobody states is the usual one, as for a line that is read."""
        usual = self.library.substances[fact.substance].usual_use
        return (
            replace(fact, use=usual, use_assumed=True) if usual and fact.use == "unknown" else fact
        )

    def _reading(self, facts: Facts) -> Reading:
        names = {
            line: self.library.substances[fact.substance].name
            for fact in facts.medications
            for line in fact.lines
        } | {
            line: self.library.conditions[fact.condition].label
            for fact in facts.conditions
            for line in fact.lines
        }
        medications = len(facts.medications)
        inputs = tuple(
            Input(
                line=line,
                kind="medication" if line <= medications else "condition",
                as_written=name,
                outcome=_RECOGNISED,
            )
            for line, name in sorted(names.items())
        )
        return Reading(inputs, facts, names)


def described(facts: Facts) -> str:
    """A list as one line: `ketamine + fluoxetine (stopped 35 days ago) + mania`."""
    parts = [_medication(each) for each in facts.medications]
    parts += [_condition(each) for each in facts.conditions]
    parts += _person(facts.person)
    return " + ".join(parts)


def _medication(fact: MedicationFact) -> str:
    told: list[str] = [each for each in (fact.use, fact.route) if each != "unknown"]
    if fact.dose:
        told.append(f"{fact.dose.milligrams:g} mg a day")
    if fact.taken_days is not None:
        told.append(f"for {fact.taken_days} days")
    if fact.status != "current":
        days = "" if fact.stopped_days is None else f" {fact.stopped_days} days ago"
        told.append(f"{fact.status}{days}")
    return fact.substance + (f" ({', '.join(told)})" if told else "")


def _condition(fact: ConditionFact) -> str:
    return fact.condition + (f" ({fact.status})" if fact.status != "active" else "")


def _person(fact: PersonFact) -> list[str]:
    told = [f"age {fact.age}"] if fact.age is not None else []
    if fact.pregnant is not None:
        told.append("pregnant" if fact.pregnant else "not pregnant")
    return told
