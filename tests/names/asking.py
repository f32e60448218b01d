"""Asking a checker about one string at a time."""

from __future__ import annotations

from functools import cache

from medcaution import Checker, Condition, Person
from names.expecting import Answer, Expected


class Names:
    """A checker as a reader of names."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.ask = cache(self._ask)

    def answer(self, expected: Expected) -> Answer:
        return self.ask(expected.written, condition=expected.condition)

    def as_expected(self, expected: Expected, answer: Answer) -> bool:
        """Whether the string is named, asked about or refused, as it ought to be."""
        if expected.section == "recognised" or answer.recognised:
            return answer.recognised and not expected.wrong(answer)
        if expected.section == "ambiguous":
            return answer.outcome == "ambiguous" and expected.named <= answer.candidates
        if expected.section == "means" and answer.outcome == "ambiguous":
            return answer.candidates <= expected.things
        return answer.refused and self.suggests(expected, answer)

    def suggests(self, expected: Expected, answer: Answer) -> bool:
        """Whether the suggestions lead to all that was meant, by whatever name."""
        led_to = {
            thing
            for suggestion in answer.suggestions
            for thing in self.ask(suggestion, condition=expected.condition).things
        }
        return expected.named <= led_to

    def _ask(self, written: str, *, condition: bool = False) -> Answer:
        person = (
            Person(conditions=[Condition(name=written)])
            if condition
            else Person(medications=[written])
        )
        (line,) = self._checker.check(person).inputs
        return Answer(
            outcome=line.outcome,
            things=frozenset({line.condition} if line.condition else line.substances),
            status=self._status(person) if line.condition else None,
            candidates=frozenset(line.candidates),
            suggestions=tuple(line.suggestions),
        )

    def _status(self, person: Person) -> str:
        # The report does not say with which status a condition was read.
        (fact,) = self._checker._reader.read(person).facts.conditions
        return fact.status
