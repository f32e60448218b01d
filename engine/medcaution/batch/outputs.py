"""The tables of a run under their final names, in the form that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Literal, TypeAlias, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from medcaution.batch.durable import whole_file
from medcaution.batch.numbers import joined

Form: TypeAlias = Literal["parquet", "csv", "ndjson"]
FORMS: tuple[Form, ...] = get_args(Form)
_GROUP = 65_536
#: A cell that starts so is run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_JOINT = "; "


def write_table(path: Path, schema: pa.Schema, tables: Iterable[pa.Table], form: Form) -> int:
    """Write tables one after another as one file; the number of rows.

    Rows are grouped anew and their texts numbered anew, so that the bytes do not tell how the work
    was cut.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    rows = 0
    with whole_file(path) as aside:
        if form == "parquet":
            rows = _write_parquet(aside, schema, tables)
        else:
            with aside.open("wb") as stream:
                if form == "csv":
                    stream.write((",".join(schema.names) + "\n").encode())
                write = _write_csv if form == "csv" else _write_json
                for group in _regrouped(tables):
                    write(stream, group.cast(schema))
                    rows += len(group)
    return rows


def _write_parquet(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Columns that come as dictionaries are written as such; the file says they are texts."""
    rows, groups = 0, _regrouped(tables)
    first = next(groups, schema.empty_table())
    with pq.ParquetWriter(path, first.schema, compression="zstd", store_schema=False) as writer:
        for group in chain([first], groups):
            writer.write_table(
                pa.table([_renumbered(each) for each in group.columns], first.schema)
            )
            rows += len(group)
    return rows


def _renumbered(column: pa.ChunkedArray) -> pa.Array:
    """A column whose dictionary, if it has one, holds its texts in order of appearance."""
    column = joined(column)
    if not pa.types.is_dictionary(column.type):
        return column
    used = pc.dictionary_encode(column.indices)
    return pa.DictionaryArray.from_arrays(used.indices, column.dictionary.take(used.dictionary))


def _regrouped(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    size = 0
    for table in tables:
        held.append(table)
        size += len(table)
        while size >= _GROUP:
            joint = pa.concat_tables(held)
            yield joint.slice(0, _GROUP).combine_chunks()
            held, size = [joint.slice(_GROUP)], size - _GROUP
    if size:
        yield pa.concat_tables(held).combine_chunks()


def _write_json(stream: IO[bytes], table: pa.Table) -> None:
    for row in table.to_pylist():
        stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _write_csv(stream: IO[bytes], table: pa.Table) -> None:
    flat = {name: _cells(table[name]) for name in table.column_names}
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(pa.table(flat), stream, options)


def _cells(column: pa.ChunkedArray) -> pa.Array:
    """A column as text without line breaks that no spreadsheet takes for a formula."""
    if pa.types.is_list(column.type):
        texts = [_JOINT.join(each) if each is not None else None for each in column.to_pylist()]
    elif pa.types.is_string(column.type):
        texts = column.to_pylist()
    else:
        return column
    return pa.array([None if each is None else plain_cell(each) for each in texts], pa.string())


def plain_cell(text: str) -> str:
    """A text that a spreadsheet shows and does not run, on one line."""
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return f"'{text}" if text.startswith(_FORMULA) else text
