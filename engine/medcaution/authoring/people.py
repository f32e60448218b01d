"""The people of facts/people: ordinary lists that stay quiet, and the examples of the README.

A quiet list is no statement about the person. It says that every caution above minor on it would
be one caution too many: the list is what a pharmacist sees all day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from medcaution.checker import Checker
from medcaution.errors import MedcautionError
from medcaution.facts import Person
from medcaution.library.folders import bundled_folder
from medcaution.library.rules import Severity, rank
from medcaution.library.substances import Entry, Sentence
from medcaution.report import UNREAD, Caution, Report
from medcaution.shaped import read_shaped

#: The loudest that may speak on an ordinary list.
QUIET: Severity = "minor"
#: The one file whose people are examples, and may be as loud as they say.
EXAMPLES = "examples"


class ListedPerson(Entry):
    """One person of a file: a list, its conditions, and what it guards against.

    `severity` is the highest that the list must reach; without it the list is an ordinary one.
    `incomplete` says that some line of it is not read yet.
    """

    why: Sentence
    as_of: datetime.date | None = None
    age: int | None = None
    pregnant: bool | None = None
    medications: tuple[str | dict[str, Any], ...] = Field(min_length=1)
    conditions: tuple[str | dict[str, Any], ...] = ()
    incomplete: bool = False
    severity: Severity | None = None

    def person(self) -> Person:
        """The person to check."""
        return Person.model_validate(self.model_dump(include=set(Person.model_fields)))


class People(Entry):
    """A whole file of people."""

    person: tuple[ListedPerson, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Placed:
    """A listed person and where the list stands."""

    path: str
    line: int
    listed: ListedPerson

    @property
    def group(self) -> str:
        """The specialty or age group: the name of the file."""
        return Path(self.path).stem

    def failure(self, checker: Checker) -> str | None:
        """What is wrong with the answer to this list, or None."""
        try:
            report = checker.check(self.listed.person())
        except MedcautionError as error:
            return str(error)
        return _reading(self.listed, report) or _loudness(self.listed, report)


def people_files(folder: Path | None = None) -> list[Path]:
    """All files of people of a knowledge folder, the examples among them."""
    return sorted(((folder or bundled_folder()) / "facts" / "people").glob("*.toml"))


def read_people(file: Path) -> Iterator[Placed]:
    """The people of one file, in its order.

    Raises:
        KnowledgeError: if the file cannot be read, with every problem at its line.
    """
    document, people = read_shaped(file.parent.parent.parent, file, People)
    for number, listed in enumerate(people.person):
        yield Placed(document.path, document.line("person", number), listed)


def ordinary_people(folder: Path | None = None) -> list[Placed]:
    """The benign corpus: everybody on file but the examples."""
    files = [file for file in people_files(folder) if file.stem != EXAMPLES]
    return [placed for file in files for placed in read_people(file)]


def loudest(report: Report) -> Caution | None:
    """The strongest caution of a report, or None."""
    return max(report.cautions, key=lambda each: rank(each.severity), default=None)


def _reading(listed: ListedPerson, report: Report) -> str | None:
    """Is every line read, unless the list says that one is not?"""
    unread = [each.as_written for each in report.inputs if each.outcome in UNREAD]
    if unread and not listed.incomplete:
        return f"not read completely: {', '.join(unread)}"
    if listed.incomplete and not unread:
        return "every line is read by now; delete `incomplete = true`"
    return None


def _loudness(listed: ListedPerson, report: Report) -> str | None:
    """An ordinary list stays at minor or below; an example reaches what it says."""
    caution = loudest(report)
    severity = caution.severity if caution else "note"
    if listed.severity is not None:
        return None if severity == listed.severity else f"is {severity}, not {listed.severity}"
    if caution is None or rank(severity) <= rank(QUIET):
        return None
    codes = ", ".join(rule.code for rule in caution.rules)
    written = ", ".join(each.as_written for each in caution.medications)
    return (
        f"{codes} speaks as {severity} about {written}: one caution too many, or no ordinary list"
    )
