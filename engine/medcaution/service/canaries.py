"""Readiness: people who are known to be cautioned, checked here and now."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from medcaution.authoring.cases import Fires, case_files, runs
from medcaution.checker import Checker
from medcaution.errors import EngineError, KnowledgeError, Problem
from medcaution.facts import Person
from medcaution.library.rules import Severity, rank

#: Seconds for which an answer is remembered, so that a probe costs no more than one self-test.
_REMEMBERED = 5.0


@dataclass(frozen=True)
class Canary:
    """A person for whom a rule has to speak, at this severity or above."""

    family: str
    rule: str
    severity: Severity
    person: Person

    def sings(self, checker: Checker) -> bool:
        """Does the rule speak?"""
        report = checker.check(self.person)
        return any(
            self.rule in (each.id for each in caution.rules)
            and rank(caution.severity) >= rank(self.severity)
            for caution in report.told
        )


class Canaries:
    """One canary a family of rules, and one more where the family reads a stopped medicine.

    They are cases that the knowledge brings along, so that a new family is watched from its first
    day.

    Raises:
        KnowledgeError: if the rules of a family bring no case that could be watched.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self.all = tuple(_chosen(checker))
        watched = {each.family for each in self.all}
        spoken_for = {r.family for r in checker.library.rules.values() if r.status != "retired"}
        blind = spoken_for - watched
        if blind:
            raise KnowledgeError(
                Problem("rules", 0, f"no case to watch the family {each} by") for each in blind
            )
        self._lock = threading.Lock()
        self._asked, self._alive = 0.0, False

    def alive(self) -> bool:
        """Do all of them sing? Any doubt is a no."""
        with self._lock:
            if not self._asked or time.monotonic() - self._asked > _REMEMBERED:
                self._alive = not self.silent()
                self._asked = time.monotonic()
            return self._alive

    def silent(self) -> list[str]:
        """The families of which a canary does not sing."""
        return sorted({each.family for each in self.all if not self._sings(each)})

    def _sings(self, canary: Canary) -> bool:
        try:
            return canary.sings(self._checker)
        except EngineError:
            return False


def _chosen(checker: Checker) -> Iterator[Canary]:
    taken: set[tuple[str, bool]] = set()
    for canary, stopped in _every(checker):
        if (canary.family, stopped) not in taken:
            taken.add((canary.family, stopped))
            yield canary


def _every(checker: Checker) -> Iterable[tuple[Canary, bool]]:
    rules = checker.library.rules
    for file in case_files():
        for run in runs(file):
            case, rule = run.case, rules.get(run.rule)
            if rule is None or not isinstance(case, Fires) or case.listed:
                continue
            if case.profile == checker.profile:
                person = case.person()
                stopped = any(each.status == "stopped" for each in person.medications)
                yield Canary(rule.family, rule.id, case.severity, person), stopped
