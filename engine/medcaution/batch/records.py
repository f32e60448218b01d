"""The people of tables as records: what a single check takes, and every row that it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.ages import Ages
from medcaution.batch.lines import fault_of_row, parse_codes
from medcaution.batch.lists import Lists
from medcaution.batch.numbers import Ints
from medcaution.batch.people import truth
from medcaution.batch.told import unpacked
from medcaution.errors import InputError
from medcaution.facts import Condition, Medication, Person
from medcaution.fhir.lines import Kind, Line, Read, SetAside
from medcaution.fhir.record import Record

_COLUMNS = {
    "medications": (
        "as_written", "route", "use", "status", "dose", "since", "last_taken", "codes", "told",
        "problem",
    ),
    "conditions": ("name", "status", "codes", "told", "problem"),
}  # fmt: skip
_KINDS: dict[str, Kind] = {"medications": "medication", "conditions": "condition"}
#: People at once, and distinct lines remembered: what bounds the memory.
_BLOCK, _REMEMBERED = 2_000, 100_000
_Row: TypeAlias = tuple[str | None, ...]


class Records:
    """Reads rows as `Person` does. What it refuses is set aside, and leaves the record incomplete.

    Args:
        ages: of the library whose rules will read them.
        as_of: the day of whoever has no day of their own.
    """

    def __init__(self, ages: Ages, as_of: str | None) -> None:
        self._ages = ages
        self._as_of = as_of
        self._lines: dict[tuple[str, _Row, str | None], Line] = {}

    def of(self, lists: Lists, names: pa.Array | pa.ChunkedArray) -> Iterator[tuple[str, Record]]:
        """The records of the people of these names, in the same order, few at a time."""
        rows = {
            name: _Rows(getattr(lists, name), names, columns)
            for name, columns in (_COLUMNS | {"people": ("age", "pregnant", "as_of", "problem")}).items()
        }  # fmt: skip
        for start in range(0, len(names), _BLOCK):
            block = names[start : start + _BLOCK].to_pylist()
            found = {name: each.of(start, len(block)) for name, each in rows.items()}
            for place, name in enumerate(block):
                yield name, self._record({kind: each[place] for kind, each in found.items()})

    def _record(self, rows: Mapping[str, list[_Row]]) -> Record:
        lines: list[Line] = []
        told: dict[str, Any] = {}
        as_of = self._as_of
        for age, pregnant, day, problem in rows["people"]:
            said = {
                "age": self._ages.known(age),
                "pregnant": truth(pregnant),
                "as_of": day or as_of,
            }
            fault = problem or _fault(said)
            if fault:
                lines.append(SetAside("medication", "", "could-not-interpret", fault))
            else:
                told, as_of = said, day or as_of
        own: list[Line] = [self._line(kind, row, as_of) for kind in _COLUMNS for row in rows[kind]]
        facts = [each.fact for each in own if isinstance(each, Read)]
        person = Person.model_validate(
            {
                "as_of": as_of,
                **told,
                "medications": [each for each in facts if isinstance(each, Medication)],
                "conditions": [each for each in facts if isinstance(each, Condition)],
            }
        )
        remarks = (said for each in own if isinstance(each, Read) for said in each.remarks)
        return Record(person, (*own, *lines), None, tuple(dict.fromkeys(remarks)))

    def _line(self, kind: str, row: _Row, as_of: str | None) -> Line:
        key = (kind, row, as_of)
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            line = self._lines[key] = _line(kind, row, as_of)
        return line


class _Rows:
    """The rows of a table by the place of their person among some names."""

    def __init__(
        self, table: pa.Table, names: pa.Array | pa.ChunkedArray, columns: tuple[str, ...]
    ) -> None:
        whose = pc.fill_null(pc.index_in(table["person"], names), -1).to_numpy()
        order = np.lexsort((table["row"].to_numpy(), whose))
        self._whose: Ints = whose[order]
        self._order = order
        self._table = table.select(columns)

    def of(self, start: int, size: int) -> list[list[_Row]]:
        """The rows of so many people from a place on."""
        first, last = np.searchsorted(self._whose, [start, start + size])
        taken = self._table.take(pa.array(self._order[first:last]))
        rows = zip(*(column.to_pylist() for column in taken.columns), strict=True)
        found: list[list[_Row]] = [[] for _ in range(size)]
        for owner, row in zip((self._whose[first:last] - start).tolist(), rows, strict=True):
            found[owner].append(row)
        return found


def _line(kind: str, row: _Row, as_of: str | None) -> Line:
    """A row as a line, refused alone if it cannot be read."""
    named = zip(_COLUMNS[kind], row, strict=True)
    data: dict[str, Any] = {name: value for name, value in named if value is not None}
    text = data.setdefault(_COLUMNS[kind][0], "")
    problem = data.pop("problem", None)
    told = unpacked(data.pop("told", None))
    if told.left_out:
        return SetAside(_KINDS[kind], text, "ignored", problem)
    try:
        if problem is None:
            if "codes" in data:
                data["codes"] = parse_codes(data["codes"])
            person = Person.model_validate({"as_of": as_of, kind: [data]})
            fact = person.medications[0] if person.medications else person.conditions[0]
            return Read(fact, None, told.remarks, told.others, told.parts)
    except InputError as error:
        problem = fault_of_row(error)
    return SetAside(_KINDS[kind], text, "could-not-interpret", problem)


def _fault(said: Mapping[str, Any]) -> str | None:
    try:
        Person.model_validate(said)
    except InputError as error:
        return str(error)
    return None
