"""Distinct lines, each read once: what a name, its attributes and its dates amount to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.errors import InputError
from medcaution.facts import Person
from medcaution.matching.facts import ConditionFact, MedicationFact
from medcaution.reading import Reader
from medcaution.report import UNREAD, Input

Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """A distinct line. `problem` says why it was refused; all else is empty then.

    `name` is what the knowledge calls it; `key` what it is counted by in the list of names.
    """

    input: Input | None
    medications: tuple[MedicationFact, ...] = ()
    condition: ConditionFact | None = None
    name: str = ""
    problem: str | None = None

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

    def numbers(self, table: pa.Table, as_of: Sequence[str | None], people: Ints) -> Ints:
        """The number of the line in each row; `as_of` is given by person, `people` by row."""
        if not len(table):
            return np.zeros(0, np.int64)
        told = [name for name in self._columns if table[name].null_count < len(table)]
        codes = np.zeros(len(table), np.int64)
        for name in told:
            codes = _joint(codes, table[name])
        dated = any(name in told for name in ("since", "last_taken"))
        if dated:
            codes = _joint(codes, pa.array(as_of, pa.string()).take(pa.array(people)))
        values, where = _distinct(codes)
        first = np.zeros(len(values), np.int64)
        first[where[::-1]] = np.arange(len(where))[::-1]
        rows = table.select(told).take(pa.array(first)).to_pylist()
        found = np.empty(len(values), np.int64)
        for place, row in enumerate(rows):
            day = as_of[int(people[first[place]])] if dated else None
            found[place] = self._number(tuple(row.items()), day)
        return found[where]

    def forget(self) -> None:
        """Drop everything: all numbers are void."""
        self._numbers.clear()

    def _number(self, row: tuple[tuple[str, Any], ...], as_of: str | None) -> int:
        key = (*(each for each in row if each[1] is not None), as_of)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._added(self._line(dict(row), as_of))
        return number

    def _line(self, row: dict[str, Any], as_of: str | None) -> Line:
        data = {name: value for name, value in row.items() if value is not None}
        text = "as_written" if self._kind == "medications" else "name"
        data.setdefault(text, "")
        if "problem" in data:
            return Line(None, problem=data["problem"])
        try:
            if "codes" in data:
                data["codes"] = parse_codes(data["codes"])
            reading = self._reader.read(Person.model_validate({"as_of": as_of, self._kind: [data]}))
        except InputError as error:
            return Line(None, problem=str(error))
        conditions = reading.facts.conditions
        return Line(
            input=reading.inputs[0],
            medications=reading.facts.medications,
            condition=conditions[0] if conditions else None,
            name=reading.names.get(1, ""),
        )


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


def day(text: str | None) -> datetime.date | None:
    """A date of the canonical tables."""
    return datetime.date.fromisoformat(text) if text else None


def encode(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    """One dictionary for a whole column; null is a value like others."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    return pc.dictionary_encode(column, null_encoding="encode")


def _joint(codes: Ints, column: pa.ChunkedArray | pa.Array) -> Ints:
    """Numbers that are equal where both were."""
    encoded = encode(column)
    inner: Ints = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    if not codes.any():
        return inner
    _, packed = _distinct(codes)
    joint: Ints = packed * (len(encoded.dictionary) + 1) + inner
    return joint


def _distinct(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct values in order of appearance, and which one stands where."""
    encoded = pc.dictionary_encode(pa.array(codes))
    values: Ints = encoded.dictionary.to_numpy()
    return values, encoded.indices.to_numpy().astype(np.int64)
