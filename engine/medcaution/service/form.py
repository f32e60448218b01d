"""The form of the page: what was typed, cut into lines and read as a person."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from medcaution.errors import InputError
from medcaution.facts import OLDEST, Person
from medcaution.presentation.page import Offer, Typed
from medcaution.recognition import Recogniser, Recognition
from medcaution.recognition.lists import cut
from medcaution.service.placing import Read, put
from medcaution.written import read_line, write_line

_MOST_FIELDS = 600
_UNREADABLE = "the form cannot be read; go back and send it again"
_AROUND = " \t,;"
_AGE = re.compile("[0-9]{1,3}")
_NUMBER = re.compile("[0-9]{1,4}")
_PLACE = re.compile(r"(medications|conditions)\[(\d+)\](?:\.(\w+))?")
_QUOTE = "'"
_CHOICE = re.compile(f"is not one of ({_QUOTE}.*)")
_PARTS = {
    "as_written": "text",
    "name": "text",
    "use": "use",
    "route": "route",
    "status": "status",
    "dose": "dose",
    "since": "first day",
    "last_taken": "last day",
}
_TELLING = ("use", "route", "status", "last_taken")


def read_fields(body: bytes) -> dict[str, str]:
    """The fields of a form that was sent.

    Raises:
        InputError: if it is not the form of this page, which holds no field twice.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise InputError(_UNREADABLE) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InputError(_UNREADABLE)
    return fields


@dataclass(frozen=True)
class Form:
    """Reads the fields of the page with the names of one library.

    Args:
        recogniser: reads a line.
        mixtures: ambiguous words that mostly mean all of their candidates at once.
    """

    recogniser: Recogniser
    mixtures: frozenset[str] = frozenset()

    def typed(self, fields: Mapping[str, str]) -> Typed:
        """The lines as they were typed."""
        return Typed(
            tuple(_lines(fields.get("medications", ""), self.recogniser.medication)),
            tuple(_lines(fields.get("conditions", ""), self.recogniser.condition)),
            fields.get("age", "").strip(),
        )

    def settled(self, typed: Typed, fields: Mapping[str, str]) -> Typed:
        """The lines as they stand after what was chosen and told.

        Raises:
            InputError: if something is told of a line whose attributes cannot be read.
        """
        if "take" in fields or "all" in fields:
            typed = self._taken(typed, fields)
        if "tell" in fields:
            typed = _told(typed, fields)
        return typed

    def offer(self, typed: Typed, line: int, names: Sequence[str]) -> Offer:
        """The names that can be chosen for a line: those that have a place in it."""
        read, written = self._line(typed, line)
        answer = read(_bare(written))
        if answer.outcome == "ambiguous":  # every candidate takes the place of one word
            placed = tuple(names) if put(read, _bare(written), names[:1]) else ()
            return Offer(placed, together=bool(placed) and answer.name in self.mixtures)
        return Offer(tuple(each for each in names if put(read, _bare(written), [each])))

    def _line(self, typed: Typed, line: int) -> tuple[Read, str]:
        medicines = len(typed.medications)
        if line <= medicines:
            return self.recogniser.medication, typed.medications[line - 1]
        return self.recogniser.condition, typed.conditions[line - 1 - medicines]

    def _taken(self, typed: Typed, fields: Mapping[str, str]) -> Typed:
        """The line that was asked about, with the name that was chosen for it, or with all."""
        number, _, name = fields.get("take", fields.get("all", "")).partition(" ")
        line = _number(number)
        if not 0 < line <= len(typed.medications) + len(typed.conditions):
            return typed
        read, written = self._line(typed, line)
        name = name or fields.get(f"choice-{number}", "")
        chosen = [name] if name else []
        if "take" not in fields:
            known = self.recogniser.indexes[0].meanings
            chosen = [str(known[each].name) for each in read(_bare(written)).candidates]
        placed = put(read, _bare(written), chosen) if chosen else None
        return _replaced(typed, line, _with_attributes(written, placed, chosen))


def person_of(typed: Typed, today: datetime.date) -> Person:
    """The person that was typed.

    Raises:
        InputError: naming the line or field, never what it holds.
    """
    data: dict[str, object] = {
        "as_of": today,
        "medications": list(_medications(typed)),
        "conditions": list(typed.conditions),
    }
    if typed.age:
        if not _AGE.fullmatch(typed.age) or int(typed.age) > OLDEST:
            raise InputError(
                f"Write the age in whole years, from 0 to {OLDEST}, or leave it empty."
            )
        data["age"] = int(typed.age)
    try:
        return Person.model_validate(data)
    except InputError as error:
        raise InputError(error.told(_of_line)) from None


def _of_line(fault: InputError) -> str:
    """A fault of a person as it is told to someone who sees a form and its lines."""
    placed = _PLACE.fullmatch(fault.field)
    if placed is None:
        return fault.alone
    kind, number, part = placed.groups()
    line = f"Line {number}" if kind == "medications" else f"Line {number} of what is lived with"
    message = _CHOICE.sub(lambda found: f"is not {found[1].replace(_QUOTE, '')}", fault.message)
    if part not in _PARTS:
        return f"{line}: {message}"
    verb = " " if message.startswith(("is ", "holds ")) else ": "
    return f"{line}: the {_PARTS[part]}{verb}{message}"


def _medications(typed: Typed) -> Iterator[object]:
    for number, line in enumerate(typed.medications, 1):
        try:
            yield _read(line)
        except InputError as error:
            raise InputError(f"Line {number}: {error.message}") from None


def _read(line: str) -> str | dict[str, Any]:
    """A line with its attributes, if it holds any: a semicolon may also stand before a remark."""
    return read_line(line) if "=" in line else line


def _lines(text: str, read: Callable[[str], Recognition]) -> Iterator[str]:
    for line in text.splitlines():
        for part in cut(line, read):
            if part.strip(_AROUND):
                yield part.strip(_AROUND)


def _bare(written: str) -> str:
    """A line without its attributes."""
    return written.partition(";")[0].strip()


def _number(written: str) -> int:
    """The number of a line; 0 for what is none."""
    return int(written) if _NUMBER.fullmatch(written) else 0


def _with_attributes(
    written: str, placed: Sequence[str] | None, chosen: Sequence[str]
) -> list[str]:
    """The lines instead of one; what was told of it holds for what was chosen."""
    _, mark, attributes = written.partition(";")
    if placed is None:
        return [written]
    told = [any(name in each for name in chosen) for each in placed]
    return [
        f"{each}{mark}{attributes}" if of else each for each, of in zip(placed, told, strict=True)
    ]


def _replaced(typed: Typed, line: int, lines: Sequence[str]) -> Typed:
    medicines = len(typed.medications)
    every = [*typed.medications, *typed.conditions]
    before, after = every[: line - 1], every[line:]
    if line <= medicines:
        medicines += len(lines) - 1
    every = [*before, *lines, *after]
    return replace(typed, medications=tuple(every[:medicines]), conditions=tuple(every[medicines:]))


def _told(typed: Typed, fields: Mapping[str, str]) -> Typed:
    """The line that something was told of; what was left open stays as it was."""
    number = fields.get("about", "")
    line = _number(number)
    if not 0 < line <= len(typed.medications):
        return typed
    read = _read(typed.medications[line - 1])
    known = {"as_written": read.replace(";", ",")} if isinstance(read, str) else read
    told = {name: fields[name] for name in _TELLING if fields.get(name)}
    name, *rest = (known | told).items()
    lines = list(typed.medications)
    lines[line - 1] = write_line(name[1], **dict(rest))
    return replace(typed, medications=tuple(lines))
