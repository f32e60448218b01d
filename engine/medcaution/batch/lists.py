"""The one shape that every layout is read into: three tables about the same people."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from medcaution.errors import InputError

#: `row` is the line or row of the source; `problem` says why a row cannot be read (else null);
#: `told` is what a clinical record tells beside the name.
MEDICATIONS = pa.schema(
    [
        ("person", pa.string()), ("row", pa.int64()), ("as_written", pa.string()),
        ("route", pa.string()), ("use", pa.string()), ("status", pa.string()),
        ("dose", pa.string()), ("since", pa.string()), ("last_taken", pa.string()),
        ("codes", pa.string()), ("told", pa.string()), ("problem", pa.string()),
    ]
)  # fmt: skip
CONDITIONS = pa.schema(
    [
        ("person", pa.string()), ("row", pa.int64()), ("name", pa.string()),
        ("status", pa.string()), ("codes", pa.string()), ("told", pa.string()),
        ("problem", pa.string()),
    ]
)  # fmt: skip
PEOPLE = pa.schema(
    [
        ("person", pa.string()), ("row", pa.int64()), ("age", pa.string()),
        ("pregnant", pa.string()), ("as_of", pa.string()), ("problem", pa.string()),
    ]
)  # fmt: skip


#: Why two rows for one person are refused.
AGAIN = "another row has the same person; keep one of them"
#: From here on floating point holds two whole numbers as one.
_EXACT = 2.0**53
_OURS = ("row", "problem", "told")


@dataclass(frozen=True)
class Lists:
    """Whole people: every row about them is here.

    `whole` says that a row of the source is a person, so that a fault refuses the whole person, as
    `Person` does; otherwise it refuses one line, and leaves the person incomplete.
    """

    medications: pa.Table
    conditions: pa.Table
    people: pa.Table
    whole: bool = False

    @property
    def names(self) -> set[str]:
        """Everyone there is."""
        tables = (self.people, self.medications, self.conditions)
        return set().union(*(each["person"].unique().to_pylist() for each in tables))


def asked(schema: pa.Schema) -> list[str]:
    """The columns of a table that a file may tell; the others are ours."""
    return [name for name in schema.names if name not in _OURS]


def shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a schema in its order and types; missing ones are null.

    Raises:
        InputError: if ids of people are fractions.
    """
    columns = [
        (ids(table["person"]) if field.name == "person" else table[field.name]).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def ids(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Ids of people as texts. Of those held as floating point 1.0 is 1, and NaN is none.

    Raises:
        InputError: if some are fractions, or so large that two of them are one number.
    """
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
        within = pc.less(pc.abs(column), _EXACT)
        if pc.all(pc.and_(within, pc.equal(column, pc.round(column)))).as_py() is False:
            said = "are fractions or too large for one; write them as whole numbers or as texts"
            raise InputError(said, "person")
        column = column.cast(pa.int64())
    return column.cast(pa.string())
