"""A list of the simulator: what a person takes, and what a clinician would want to be told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from medcaution.facts import ConditionStatus, MedicationStatus, Person, Route, Use
from medcaution.library.substances import Entry, Sentence

Level: TypeAlias = Literal["minor", "moderate", "major", "contraindicated"]
Group: TypeAlias = Literal["fatal", "high-risk", "moderate", "excessive-alert", "ordinary"]
#: How much of a source was looked at for the test, the least last.
Read: TypeAlias = Literal["data", "abstract", "excerpt", "secondary", "title", "not-looked-up"]

#: What must be raised on the lists of a dangerous group, unless an expectation says less.
EXPECTED: Mapping[Group, Level] = {"fatal": "major", "high-risk": "major", "moderate": "moderate"}
#: Lists on which nobody should be interrupted.
CALM: tuple[Group, ...] = ("excessive-alert", "ordinary")
GROUPS: tuple[Group, ...] = (*EXPECTED, *CALM)


class Line(Entry):
    """One medication: as written, what it holds by INN, and what else is known of it.

    `ingredients` are for checkers that know no brands; the words alone if not given.
    """

    as_written: Sentence
    ingredients: tuple[Sentence, ...] = ()
    route: Route = "unknown"
    use: Use = "unknown"
    status: MedicationStatus = "current"
    dose: Sentence | None = None
    last_taken: datetime.date | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"as_written": value} if isinstance(value, str) else value

    @property
    def holds(self) -> tuple[str, ...]:
        """The ingredients, or the words."""
        return self.ingredients or (self.as_written,)

    @property
    def bare(self) -> bool:
        """Whether the names are all that is known."""
        told = self.model_fields_set - {"as_written", "ingredients"}
        return not told

    @property
    def names(self) -> tuple[str, ...]:
        """All that an answer may call the line."""
        return (self.as_written, *self.ingredients)


class LivedWith(Entry):
    """One condition."""

    name: Sentence
    status: ConditionStatus = "active"

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @property
    def names(self) -> tuple[str, ...]:
        """All that an answer may call the line."""
        return (self.name,)


class Expectation(Entry):
    """What must be raised: about which lines, for one of which consequences, how loudly.

    `at_least` is the level of the group if not given. A checker that names no consequences is
    not asked for one.
    """

    members: tuple[Sentence, ...] = Field(min_length=1)
    consequence: tuple[Sentence, ...] = Field(min_length=1)
    at_least: Level | None = None


class Scenario(Entry):
    """A list, and what a clinician would want a checker to say of it.

    `quiet` are sets of lines about which nobody should be interrupted although others are
    dangerous. `corrected` says when and why an expectation was changed after the first run.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    why: Sentence
    source: str
    medications: tuple[Line, ...] = Field(min_length=1)
    conditions: tuple[LivedWith, ...] = ()
    age: int | None = None
    pregnant: bool | None = None
    as_of: datetime.date | None = None
    expect: tuple[Expectation, ...] = ()
    quiet: tuple[tuple[Sentence, ...], ...] = ()
    corrected: Sentence | None = None

    @property
    def lines(self) -> tuple[Line | LivedWith, ...]:
        """Every line, medications first."""
        return (*self.medications, *self.conditions)

    def called(self, name: str) -> frozenset[int]:
        """The lines that go by a name, by their index; two tablets of one substance are two."""
        wanted = name.strip().casefold()
        return frozenset(
            at
            for at, line in enumerate(self.lines)
            if wanted in (each.casefold() for each in line.names)
        )

    @property
    def bare(self) -> bool:
        """Whether the names of medicines decide the answer: no condition, route, use or date."""
        expected = {
            line for each in self.expect for name in each.members for line in self.called(name)
        }
        return (
            all(line.bare for line in self.medications)
            and all(line < len(self.medications) for line in expected)
            and not self.pregnant
        )

    def person(self) -> Person:
        """The person to check."""
        asked = self.model_dump(include=set(Person.model_fields), exclude_unset=True)
        for line in asked["medications"]:
            line.pop("ingredients", None)
        return Person.model_validate(asked)


class Source(Entry):
    """Where expectations come from, and what of it was looked at."""

    title: Sentence
    year: int | None = None
    where: Sentence
    read: Read
    saw: Sentence
