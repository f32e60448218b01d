"""Typed facts about one person: what they take and what they live with."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from medcaution.errors import InputError
from medcaution.strict_json import parse_json
from medcaution.words import near_misses

Route: TypeAlias = Literal[
    "oral", "sublingual", "intranasal", "inhaled", "iv", "im", "sc", "transdermal",
    "rectal", "topical", "ophthalmic", "otic", "unknown",
]  # fmt: skip
#: Routes by which a medicine acts where it is put: systemic patterns do not read them.
LOCAL_ROUTES: frozenset[Route] = frozenset(("topical", "ophthalmic", "otic"))
Use: TypeAlias = Literal[
    "prescribed-supervised", "prescribed-unsupervised", "non-prescribed", "unknown"
]
MedicationStatus: TypeAlias = Literal["current", "planned", "stopped"]
ConditionStatus: TypeAlias = Literal["active", "history", "family-history", "suspected"]

#: Years that nobody outlives, with room to spare: the oldest person on record died at 122.
OLDEST = 130
MOST_MEDICATIONS = 200
MOST_CONDITIONS = 500
LONGEST_LINE = 1_000

# Symbols that real packages carry; every other pictograph is refused rather than interpreted.
_PRINTED_SYMBOLS = frozenset("®©™℠°№℞")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def _readable(text: Any) -> Any:
    """Refuse what a person cannot see or a name cannot hold; leave other types to pydantic."""
    if not isinstance(text, str) or (text.isascii() and text.isprintable()):
        return text
    for character in text:
        category = unicodedata.category(character)
        if character in "\t\n\r" or character in _PRINTED_SYMBOLS:
            continue
        if category in ("Cc", "Cs"):
            raise ValueError("holds a control character; remove it")
        if character in _BIDI_CONTROLS:
            raise ValueError("holds a text-direction mark; remove it")
        if category == "So":
            raise ValueError("holds an emoji or symbol; write the name in letters")
    return text


def _date(value: Any) -> Any:
    """JSON has no dates: read YYYY-MM-DD, and nothing looser."""
    if isinstance(value, str):
        if not _DAY.match(value):
            raise ValueError("write the date as YYYY-MM-DD")
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise ValueError("is no day of the calendar; write it as YYYY-MM-DD") from None
    return value


Text: TypeAlias = Annotated[str, BeforeValidator(_readable), Field(max_length=LONGEST_LINE)]
Date: TypeAlias = Annotated[datetime.date, BeforeValidator(_date)]


class _Fact(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True
    )


class Code(_Fact):
    """A code for a medication or condition, such as rxnorm 4493 or icd10cm F20.0."""

    system: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(min_length=1, max_length=64)]


class Medication(_Fact):
    """One line of a medication list.

    A `route` that differs from what the words of the line or dose tell is taken as not known.
    `dose` is the text as written. `since` and `last_taken` are dates, of which `since` is no later
    unless the medicine is planned; `last_taken` counts for washout together with the `as_of` of
    the person.
    """

    as_written: Text
    route: Route = "unknown"
    use: Use = "unknown"
    status: MedicationStatus = "current"
    dose: Text | None = None
    since: Date | None = None
    last_taken: Date | None = None
    codes: tuple[Code, ...] = Field(default=(), strict=False)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"as_written": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _refuse_an_end_before_the_start(self) -> Self:
        """A day long past would silence every rule about what was stopped not long ago."""
        first, last = self.since, self.last_taken
        if first and last and first > last and self.status != "planned":
            raise ValueError("since is after last_taken; correct one of the two dates")
        return self


class Condition(_Fact):
    """One condition a person lives with, has had, or runs in the family."""

    name: Text
    status: ConditionStatus = "active"
    codes: tuple[Code, ...] = Field(default=(), strict=False)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class Person(_Fact):
    """The facts one check is made of.

    Args:
        id: echoed in the report, never logged.
        as_of: the day the list is checked for. Without it the list is taken as current and
            time-dependent rules stay undecided.
        age: in whole years.
        medications: at most 200 lines, each a text or a `Medication`.
        conditions: at most 500 lines, each a text or a `Condition`.
        pregnant: None if unknown.

    Raises:
        InputError: naming the field and the remedy, never the value.
    """

    id: Annotated[str, BeforeValidator(_readable), Field(max_length=256)] | None = None
    as_of: Date | None = None
    age: Annotated[int, Field(ge=0, le=OLDEST)] | None = None
    medications: tuple[Medication, ...] = Field(default=(), strict=False)
    conditions: tuple[Condition, ...] = Field(default=(), strict=False)
    pregnant: bool | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _clear_errors(cls, value: Any, handler: Any) -> Person:
        _refuse_crowds(value)
        try:
            person: Person = handler(value)
        except ValidationError as error:
            raise _problems(error) from None
        person._refuse_impossible_dates()
        return person

    def _refuse_impossible_dates(self) -> None:
        """A slip in the year of a medicine that was stopped would silence every rule about it."""
        if self.as_of is None:
            return
        for index, medication in enumerate(self.medications):
            for name in ("last_taken", "since"):
                day = getattr(medication, name)
                if day is not None and self.as_of.year - day.year > OLDEST:
                    raise InputError(
                        f"is more than {OLDEST} years before as_of; correct one of the two dates",
                        f"medications[{index + 1}].{name}",
                    )
                if day is not None and day > self.as_of and medication.status != "planned":
                    raise InputError(
                        "is after as_of; correct one of the two dates",
                        f"medications[{index + 1}].{name}",
                    )

    @classmethod
    def from_json(cls, text: str | bytes) -> Person:
        """Read one person from JSON, refusing duplicate keys, NaN and deep nesting.

        Raises:
            InputError: if the text is not one JSON object of this shape.
        """
        return cls.model_validate(parse_json(text))


def _refuse_crowds(value: Any) -> None:
    """Count before validating, so that a list of a million lines is refused at once."""
    if not isinstance(value, dict):
        return
    for name, most in (("medications", MOST_MEDICATIONS), ("conditions", MOST_CONDITIONS)):
        lines = value.get(name)
        if isinstance(lines, (list, tuple)) and len(lines) > most:
            raise InputError(f"{len(lines)} lines; at most {most} are checked at once", name)


_KEYS: dict[str, type[BaseModel]] = {
    "": Person,
    "medications": Medication,
    "conditions": Condition,
    "codes": Code,
}


def _problems(error: ValidationError) -> InputError:
    problems = error.errors(include_url=False, include_context=True, include_input=False)
    first, *others = (InputError(_explain(each), _place(each)) for each in problems)
    return InputError(first.message, first.field, others)


def _place(problem: ErrorDetails) -> str:
    place, last = "", problem["loc"]
    if problem["type"] == "extra_forbidden":
        last = last[:-1]  # the key itself may be personal text
    for step in last:
        place += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if place else ''}{step}"
    return place


def _explain(problem: ErrorDetails) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        *path, key = problem["loc"]
        owner = next((step for step in reversed(path) if isinstance(step, str)), "")
        allowed = list(_KEYS.get(owner, Person).model_fields)
        near = near_misses(str(key), allowed)
        return (
            f"holds an unknown key; did you mean '{near[0]}'?"
            if near
            else f"holds an unknown key; allowed are {', '.join(allowed)}"
        )
    if kind == "literal_error":
        return f"is not one of {context['expected']}"
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters"
    if kind == "tuple_type":
        return "is not a list"
    if kind == "value_error":
        return str(context["error"])
    return problem["msg"][0].lower() + problem["msg"][1:]
