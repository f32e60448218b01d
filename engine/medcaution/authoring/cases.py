"""The cases beside a rule: what it fires for, what it stays silent for, how it explains itself."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, StrictBool

from medcaution.checker import Checker
from medcaution.errors import KnowledgeError, MedcautionError
from medcaution.facts import Person
from medcaution.judgement.findings import Finding
from medcaution.library.documents import Document
from medcaution.library.folders import bundled_folder
from medcaution.library.library import Library
from medcaution.library.rules import Profile, Severity, rank
from medcaution.library.substances import Entry, Sentence
from medcaution.presentation.text import render_caution
from medcaution.report import UNREAD
from medcaution.shaped import read_shaped


class _Case(Entry):
    medications: tuple[str | dict[str, Any], ...] = Field(min_length=1)
    conditions: tuple[str | dict[str, Any], ...] = ()
    age: int | None = None
    pregnant: bool | None = None
    as_of: datetime.date | None = None
    profile: Profile = "document"

    def person(self) -> Person:
        """The person of the case."""
        return Person.model_validate(self.model_dump(include=set(Person.model_fields)))


class Fires(_Case):
    """The rule fires, at this severity. `listed`: under a stronger rule."""

    why: Sentence
    severity: Severity
    listed: StrictBool = False


class Silent(_Case):
    """The rule does not stand: not met, cancelled, or listed under another."""

    why: Sentence


class Explains(_Case):
    """The golden text of the caution."""

    text: str


class Cases(Entry):
    """A whole cases file."""

    fires: tuple[Fires, ...] = ()
    silent: tuple[Silent, ...] = ()
    explains: tuple[Explains, ...] = ()


@dataclass(frozen=True)
class CaseRun:
    """One case of one rule, ready to be run."""

    rule: str
    path: str
    line: int
    kind: Literal["fires", "silent", "explains"]
    case: Fires | Silent | Explains

    @property
    def name(self) -> str:
        """A name a reader can pick with `-k`."""
        why = getattr(self.case, "why", "its golden text")
        return f"{self.kind}: {why}"

    def failure(self) -> str | None:
        """What is wrong, or None."""
        try:
            return self._failure()
        except KnowledgeError as error:
            return f"cannot be tried, since the knowledge is faulty:\n{error}"
        except MedcautionError as error:
            return str(error)

    def _failure(self) -> str | None:
        checker, person = checker_for(self.case.profile), self.case.person()
        unread = [
            each.as_written for each in checker.check(person).inputs if each.outcome in UNREAD
        ]
        if unread:
            return f"the case itself is not read completely: {', '.join(unread)}"
        if isinstance(self.case, Explains):
            return self._wrong_text(explanation(checker, person, self.rule))
        standing, listed = checker.findings(person)
        return objection(
            self.case,
            [each for each in standing if each.rule.id == self.rule],
            [each for each in listed if each.rule.id == self.rule],
        )

    def _wrong_text(self, text: str) -> str | None:
        assert isinstance(self.case, Explains)  # noqa: S101  (narrows the type)
        if not text:
            return "gives no caution to explain"
        if text.strip() == self.case.text.strip():
            return None
        return (
            f"explains itself differently; refresh with --update-explanations and review:\n{text}"
        )


def objection(
    case: Fires | Silent, standing: Sequence[Finding], listed: Sequence[Finding]
) -> str | None:
    """What a case has against what its rule found, standing or listed under another; or None."""
    if isinstance(case, Silent):
        return f"fires as {standing[0].severity}" if standing else None
    found = listed if case.listed else standing
    if not found:
        return "is listed under another rule" if listed else "stays silent"
    severity = max((each.severity for each in found), key=rank)
    return None if severity == case.severity else f"fires as {severity}, not {case.severity}"


@functools.cache
def checker_for(profile: Profile, folder: str | None = None) -> Checker:
    """One checker a profile: loading is the costly part of a case."""
    return Checker(Library.load(folder), profile=profile)


def explanation(checker: Checker, person: Person, rule: str) -> str:
    """The text of the caution that a rule leads or takes part in."""
    for caution in checker.check(person).told:
        if rule in (each.id for each in caution.rules):
            return render_caution(caution)
    return ""


def case_files(folder: Path | None = None) -> list[Path]:
    """All cases files of a knowledge folder."""
    return sorted(((folder or bundled_folder()) / "rules").glob("*/*.cases.toml"))


def read_cases(file: Path) -> tuple[Document, Cases]:
    """One cases file.

    Raises:
        KnowledgeError: if it cannot be read.
    """
    return read_shaped(file.parent.parent.parent, file, Cases)


def runs(file: Path) -> Iterator[CaseRun]:
    """Every case of a file, with its line."""
    document, cases = read_cases(file)
    rule = file.name.removesuffix(".cases.toml")
    for kind in ("fires", "silent", "explains"):
        for number, case in enumerate(getattr(cases, kind)):
            yield CaseRun(rule, document.path, document.line(kind, number), kind, case)


def run_cases() -> tuple[int, list[str]]:
    """Every bundled case of every rule: how many were run, and what is wrong with which.

    No case at all is a failure too: an installation without cases cannot vouch for itself.
    """
    count, failures = 0, []
    for file in case_files():
        try:
            for run in runs(file):
                count += 1
                failure = run.failure()
                if failure:
                    failures.append(f"{run.path}:{run.line}: {run.rule} {failure}")
        except KnowledgeError as error:
            failures.append(str(error))
    if not count:
        failures.append("no cases found: this installation cannot vouch for itself")
    return count, failures
