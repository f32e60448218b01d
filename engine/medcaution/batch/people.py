"""The table of people: the day, age and pregnancy of each, looked at once for each distinct set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from medcaution.batch.bits import Bits, words_of
from medcaution.batch.lines import Days
from medcaution.batch.numbers import Ints, distinct, joint, numbered
from medcaution.errors import InputError
from medcaution.facts import Person
from medcaution.reading import Reader

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_TOLD = ("age", "pregnant", "as_of", "problem")


@dataclass(frozen=True)
class Known:
    """The day and the bits of each person, and what is wrong with rows of the table."""

    days: Days
    bits: Ints
    problems: dict[int, str]


class People:
    """Reads what is said of people as a whole.

    Args:
        reader: reads them the way a single check does.
        bits: of the same library.
        as_of: the day of whoever has no day of their own.
    """

    def __init__(self, reader: Reader, bits: Bits, as_of: str | None) -> None:
        self._reader = reader
        self._bits = bits
        self._as_of = as_of

    def known(self, table: pa.Table, owners: Ints, size: int) -> Known:
        """What the table says of so many people; `owners` are the people of its rows."""
        bits = np.zeros((size, self._bits.words), np.int64)
        bits[:] = words_of(self._said({})[0], self._bits.words)
        day_of = np.zeros(size, np.int64)
        if not len(table):
            return Known(Days([self._as_of], day_of), bits, {})
        codes = np.zeros(len(table), np.int64)
        for name in _TOLD:
            codes = joint(codes, numbered(table[name]))
        _, first, which = distinct(codes)
        rows = table.select(_TOLD).take(pa.array(first)).to_pylist()
        said = [self._said(row) for row in rows]
        faults = [row["problem"] or fault for row, (_, fault) in zip(rows, said, strict=True)]
        good = np.array([fault is None for fault in faults], bool)[which]
        words = np.array([words_of(each, self._bits.words) for each, _ in said], np.int64)
        bits[owners[good]] = words[which[good]]
        day_of[owners[good]] = which[good] + 1
        return Known(
            Days([self._as_of, *(row["as_of"] or self._as_of for row in rows)], day_of),
            bits,
            {at: faults[which[at]] or "" for at in np.flatnonzero(~good).tolist()},
        )

    def _said(self, row: Mapping[str, str | None]) -> tuple[int, str | None]:
        """The bits of a person, or what is wrong."""
        try:
            person = Person.model_validate(
                {
                    "age": whole(row.get("age")),
                    "pregnant": truth(row.get("pregnant")),
                    "as_of": row.get("as_of"),
                }
            )
        except InputError as error:
            return 0, str(error)
        return self._bits.of_person(self._reader.read(person).facts), None


def whole(text: str | None) -> int | str | None:
    """An age as text; whatever is no number is left for `Person` to refuse."""
    return int(text) if text and text.isascii() and text.isdigit() else text or None


def truth(text: str | None) -> bool | str | None:
    """Yes or no as text; whatever is neither is left for `Person` to refuse."""
    return _TRUTHS.get(text.lower(), text) if text else None
