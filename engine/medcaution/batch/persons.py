"""A row is a person: Parquet with list columns, and NDJSON in the shape of `Person`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from medcaution.batch.columns import find_columns
from medcaution.batch.delimited import numbered_lines, opened
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists, asked, ids, shaped
from medcaution.batch.numbers import joined
from medcaution.batch.refusals import refuse
from medcaution.errors import InputError
from medcaution.facts import Code, Condition, Medication, Person

_BLOCK = 20_000
#: The columns of a table of people, by our names.
PERSON_COLUMNS = ("person", "age", "pregnant", "as_of", "medications", "conditions")


def read_person_lines(path: Path) -> Iterator[Lists]:
    """NDJSON: each line is one `Person`, read as strictly as a single check reads it."""
    with opened(path) as stream:
        people: list[dict[str, Any]] = []
        medications: list[dict[str, Any]] = []
        conditions: list[dict[str, Any]] = []
        for number, text, problem in numbered_lines(stream, path.name):
            if text is not None and not text.strip():
                continue
            row: dict[str, Any] = {"person": None, "row": number, "problem": problem or None}
            people.append(row)
            if text is not None and not problem:
                try:
                    person = Person.from_json(text)
                except InputError as error:
                    row["problem"] = str(error)
                else:
                    row |= _facts(person, number)
                    key = {"person": row["person"], "row": number}
                    medications += [key | _medication(each) for each in person.medications]
                    conditions += [key | _condition(each) for each in person.conditions]
            if len(people) == _BLOCK:
                yield _lists(people, medications, conditions)
                people, medications, conditions = [], [], []
        yield _lists(people, medications, conditions)


def read_person_table(
    path: Path, named: Mapping[str, str], ignored: Collection[str] = ()
) -> Iterator[Lists]:
    """Parquet: lists of texts, or of structures with the fields of `Medication`."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        refuse(error, path.name)
        raise InputError(
            f"cannot be read as Parquet ({type(error).__name__}); "
            "the layout persons is Parquet or .ndjson",
            path.name,
        ) from None
    columns = find_columns(
        file.schema_arrow.names,
        PERSON_COLUMNS,
        ("person", "medications"),
        named,
        path.name,
        ignored,
    )
    start = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(
                100_000, row_groups=[group], columns=list(columns.values())
            ):
                table = pa.Table.from_batches([batch])
                yield person_columns(
                    table.select(list(columns.values())).rename_columns(list(columns)), start
                )
                start += len(batch)
                size -= len(batch)
        except (pa.ArrowException, OSError) as error:
            refuse(error, path.name)
            reason = f"these {size} rows cannot be read: {type(error).__name__}"
            row = {"person": None, "row": start + 1, "problem": reason}
            yield _lists([row], [], [])
            start += size


def person_columns(table: pa.Table, start: int = 0) -> Lists:
    """Columns `person`, `medications` and more as lists; rows are numbered from `start` + 1.

    Raises:
        InputError: if a column has a type that cannot be read.
    """
    rows = pa.array(np.arange(start + 1, start + len(table) + 1))
    person = ids(table["person"])
    people = table.select(
        [name for name in ("age", "pregnant", "as_of") if name in table.column_names]
    )
    people = people.append_column("person", person).append_column("row", rows)
    problem = pc.if_else(pc.is_null(person), "has no person", pa.scalar(None, pa.string()))
    people = shaped(people.append_column("problem", problem), PEOPLE)
    return Lists(
        _flat(table, "medications", "as_written", person, rows, MEDICATIONS),
        _flat(table, "conditions", "name", person, rows, CONDITIONS),
        people,
        whole=True,
    )


def _flat(
    table: pa.Table,
    name: str,
    text: str,
    person: pa.ChunkedArray,
    rows: pa.Array,
    schema: pa.Schema,
) -> pa.Table:
    if name not in table.column_names:
        return schema.empty_table()
    column = joined(table[name])
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
        raise InputError(f"is {column.type}, not a list", name)
    parents = pc.list_parent_indices(column)
    values = pc.list_flatten(column)
    if pa.types.is_struct(values.type):
        flat = pa.table(dict(zip(values.type.names, values.flatten(), strict=True)))
        fields = asked(schema)[1:]  # without the person
        known = [each for each in flat.column_names if each in fields]
        if text not in known or len(known) < len(flat.column_names):
            raise InputError(f"its fields have to be among {', '.join(fields)}", name)
    else:
        flat = pa.table({text: values})
    flat = flat.append_column("person", person.take(parents))
    flat = flat.append_column("row", rows.take(parents))
    return shaped(flat, schema)


def _facts(person: Person, number: int) -> dict[str, Any]:
    return {
        "person": person.id if person.id is not None else f"row {number:012}",
        "age": None if person.age is None else str(person.age),
        "pregnant": None if person.pregnant is None else str(person.pregnant).lower(),
        "as_of": _day(person.as_of),
    }


def _medication(line: Medication) -> dict[str, Any]:
    return {
        "as_written": line.as_written,
        "route": None if line.route == "unknown" else line.route,
        "use": None if line.use == "unknown" else line.use,
        "status": None if line.status == "current" else line.status,
        "dose": line.dose,
        "since": _day(line.since),
        "last_taken": _day(line.last_taken),
        "codes": _codes(line.codes),
    }


def _condition(line: Condition) -> dict[str, Any]:
    status = None if line.status == "active" else line.status
    return {"name": line.name, "status": status, "codes": _codes(line.codes)}


def _codes(codes: tuple[Code, ...]) -> str | None:
    return "|".join(f"{each.system}:{each.code}" for each in codes) or None


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _lists(
    people: list[dict[str, Any]],
    medications: list[dict[str, Any]],
    conditions: list[dict[str, Any]],
) -> Lists:
    return Lists(
        pa.Table.from_pylist(medications, schema=MEDICATIONS),
        pa.Table.from_pylist(conditions, schema=CONDITIONS),
        pa.Table.from_pylist(people, schema=PEOPLE),
        whole=True,
    )
