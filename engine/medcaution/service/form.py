"""The form of the page: what was typed, cut into lines and read as a person."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from medcaution.errors import InputError
from medcaution.facts import Person
from medcaution.presentation.page import Typed
from medcaution.recognition import Recogniser, Recognition
from medcaution.recognition.lists import cut
from medcaution.written import read_line, write_line

_MOST_FIELDS = 600
_UNREADABLE = "the form cannot be read; go back and send it again"
_STRENGTH = re.compile(r"\s[0-9].*")
_AROUND = " \t,;"
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
    """Reads the fields of the page with the names of one library."""

    recogniser: Recogniser

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
        if "take" in fields:
            typed = self._taken(typed, fields)
        if "tell" in fields:
            typed = _told(typed, fields)
        return typed

    def _taken(self, typed: Typed, fields: Mapping[str, str]) -> Typed:
        """The line that was asked about, with the name that was chosen for it."""
        number, _, name = fields["take"].partition(" ")
        name = name or fields.get(f"choice-{number}", "")
        line = int(number) if number.isdecimal() else 0
        lines = [*typed.medications, *typed.conditions]
        if not name or not 0 < line <= len(lines):
            return typed
        medicines = len(typed.medications)
        read = self.recogniser.medication if line <= medicines else self.recogniser.condition
        lines[line - 1] = _chosen(read, lines[line - 1], name)
        return replace(
            typed, medications=tuple(lines[:medicines]), conditions=tuple(lines[medicines:])
        )


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
        if not (typed.age.isascii() and typed.age.isdecimal()):
            raise InputError("write it in whole years, or leave it empty", "age")
        data["age"] = int(typed.age)
    return Person.model_validate(data)


def _medications(typed: Typed) -> Iterator[object]:
    for number, line in enumerate(typed.medications, 1):
        try:
            yield _read(line)
        except InputError as error:
            raise InputError(str(error), f"line {number}") from None


def _read(line: str) -> str | dict[str, Any]:
    """A line with its attributes, if it holds any: a semicolon may also stand before a remark."""
    return read_line(line) if "=" in line else line


def _lines(text: str, read: Callable[[str], Recognition]) -> Iterator[str]:
    for line in text.splitlines():
        for part in cut(line, read):
            if part.strip(_AROUND):
                yield part.strip(_AROUND)


def _chosen(read: Callable[[str], Recognition], written: str, name: str) -> str:
    """A line with another name: its strength and attributes stay where they read no differently."""
    old, *attributes = written.split(";")
    wanted = read(name)
    strength = _STRENGTH.search(old)
    if strength:
        whole = read(name + strength[0])
        if (whole.outcome, whole.substances, whole.condition) == (
            wanted.outcome,
            wanted.substances,
            wanted.condition,
        ):
            name += strength[0]
    return ";".join([name, *attributes])


def _told(typed: Typed, fields: Mapping[str, str]) -> Typed:
    """The line that something was told of; what was left open stays as it was."""
    number = fields.get("about", "")
    line = int(number) if number.isdecimal() else 0
    if not 0 < line <= len(typed.medications):
        return typed
    read = _read(typed.medications[line - 1])
    known = {"as_written": read.replace(";", ",")} if isinstance(read, str) else read
    told = {name: fields[name] for name in _TELLING if fields.get(name)}
    name, *rest = (known | told).items()
    lines = list(typed.medications)
    lines[line - 1] = write_line(name[1], **dict(rest))
    return replace(typed, medications=tuple(lines))
