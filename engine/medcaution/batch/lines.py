"""Distinct lines, each read once: what a name, its attributes and its dates amount to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from medcaution.batch.numbers import Ints, distinct, joint, numbered
from medcaution.batch.told import unpacked
from medcaution.errors import InputError
from medcaution.facts import Condition, Medication, Person
from medcaution.fhir.agreement import settled
from medcaution.fhir.checking import accounted
from medcaution.fhir.lines import Kind, Read, SetAside
from medcaution.fhir.record import Record
from medcaution.matching.facts import ConditionFact, MedicationFact
from medcaution.reading import Reader
from medcaution.report import UNREAD, Input

_KINDS: dict[str, Kind] = {"medications": "medication", "conditions": "condition"}


@dataclass(frozen=True)
class Days:
    """The day that each person is checked for: `texts[of[person]]`, None if there is none."""

    texts: Sequence[str | None]
    of: Ints


@dataclass(frozen=True, slots=True)
class Line:
    """A distinct line. `problem` says why it was refused; all else is empty then.

    `name` is what the knowledge calls it; `left_out` says why a record's line does not count.
    """

    input: Input | None
    medications: tuple[MedicationFact, ...] = ()
    condition: ConditionFact | None = None
    name: str = ""
    problem: str | None = None
    left_out: str | None = None

    @property
    def unread(self) -> bool:
        """Does it leave the person incomplete?"""
        return self.input is None or self.input.outcome in UNREAD

    @property
    def recognised(self) -> bool:
        """Was it read as something?"""
        return self.input is not None and self.input.outcome.startswith("recognised")


class Lines:
    """Numbers for the distinct lines of one kind, `medications` or `conditions`.

    Args:
        reader: reads each distinct line, the way a single check does.
        kind: the field of `Person` that the lines belong to.
        columns: the columns that make a line, the written text first.
        added: told of each new line, in the order of the numbers.
    """

    def __init__(
        self, reader: Reader, kind: str, columns: Sequence[str], added: Callable[[Line], None]
    ) -> None:
        self._reader = reader
        self._kind = kind
        self._columns = columns
        self._added = added
        self._numbers: dict[tuple[Any, ...], int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, table: pa.Table, days: Days, people: Ints) -> Ints:
        """The number of the line in each row; `people` are the persons of the rows."""
        if not len(table):
            return np.zeros(0, np.int64)
        told = [name for name in self._columns if table[name].null_count < len(table)]
        codes = np.zeros(len(table), np.int64)
        for name in told:
            codes = joint(codes, numbered(table[name])) if codes.any() else numbered(table[name])
        # Only dates are read in the light of the day.
        dated = any(name in told for name in ("since", "last_taken"))
        if dated:
            codes = joint(codes, days.of[people])
        _, first, which = distinct(codes)
        values = [
            table[name].take(pa.array(first)).to_pylist() if name in told else repeat(None)
            for name in self._columns
        ]
        found = np.empty(len(first), np.int64)
        for place, row in zip(range(len(first)), zip(*values, strict=False), strict=False):
            day = days.texts[int(days.of[people[first[place]]])] if dated else None
            found[place] = self._number(row, day)
        return found[which]

    def varied(self, number: int, line: Line) -> int:
        """The number of a line that stands for another one beside certain lines of the person."""
        key = (number, line.medications)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._numbers)
            self._added(line)
        return found

    def forget(self) -> None:
        """Drop everything: all numbers are void."""
        self._numbers.clear()

    def _number(self, row: tuple[Any, ...], as_of: str | None) -> int:
        key = (*row, as_of)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            told = {
                name: each
                for name, each in zip(self._columns, row, strict=True)
                if each is not None
            }
            self._added(self._line(told, as_of))
        return number

    def _line(self, data: dict[str, Any], as_of: str | None) -> Line:
        text = "as_written" if self._kind == "medications" else "name"
        data.setdefault(text, "")
        told = unpacked(data.pop("told", None))
        problem = data.pop("problem", None)
        if told.left_out:
            aside = SetAside(_KINDS[self._kind], data[text], "ignored", problem or "")
            return Line(accounted(aside, 1), left_out=problem)
        if problem is not None:
            return Line(None, problem=problem)
        try:
            if "codes" in data:
                data["codes"] = parse_codes(data["codes"])
            person = Person.model_validate({"as_of": as_of, self._kind: [data]})
            if told.others or told.parts:
                facts: tuple[Medication | Condition, ...] = (
                    *person.medications,
                    *person.conditions,
                )
                lines = tuple(Read(each, None, (), told.others, told.parts) for each in facts)
                (line,) = settled(Record(person, lines, None, ()), self._reader.recogniser).lines
                if isinstance(line, SetAside):
                    return Line(accounted(line, 1))
            reading = self._reader.read(person)
        except InputError as error:
            return Line(None, problem=fault_of_row(error))
        conditions = reading.facts.conditions
        return Line(
            input=reading.inputs[0],
            medications=reading.facts.medications,
            condition=conditions[0] if conditions else None,
            name=reading.names.get(1, ""),
        )


def fault_of_row(error: InputError) -> str:
    """What is wrong with a row that was read as the one line of a person: the columns alone."""
    return error.told(_of_column)


def _of_column(fault: InputError) -> str:
    column = fault.field.rpartition(".")[2]
    return f"{column}: {fault.message}" if column else fault.message


def parse_codes(text: str) -> list[dict[str, str]]:
    """`rxnorm:6130|atc:N01AX03` as codes.

    Raises:
        InputError: if a part is not `system:code`.
    """
    codes = []
    for part in filter(None, text.split("|")):
        system, colon, code = part.rpartition(":")
        if not colon or not system or not code:
            raise InputError("codes are written system:code, several joined by |", "codes")
        codes.append({"system": system, "code": code})
    return codes
