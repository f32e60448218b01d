"""The one shape that every layout is read into: three tables about the same people."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

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
    """The columns of a schema in its order and types; missing ones are null."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
