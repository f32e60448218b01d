"""The tables of a run under their final names, in the form that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Literal, TypeAlias, get_args

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from medcaution.batch.durable import whole_file

Form: TypeAlias = Literal["parquet", "csv", "ndjson"]
FORMS: tuple[Form, ...] = get_args(Form)
_GROUP = 65_536
#: A cell that starts so is run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_JOINT = "; "


def write_table(path: Path, schema: pa.Schema, tables: Iterable[pa.Table], form: Form) -> int:
    """Write tables one after another as one file; the number of rows.

    Rows are grouped anew, so that the bytes do not tell how the work was cut.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    rows = 0
    with whole_file(path) as aside:
        if form == "parquet":
            with pq.ParquetWriter(aside, schema, compression="zstd") as writer:
                for group in _regrouped(schema, tables):
                    writer.write_table(group)
                    rows += len(group)
        else:
            with aside.open("wb") as stream:
                if form == "csv":
                    stream.write((",".join(schema.names) + "\n").encode())
                write = _write_csv if form == "csv" else _write_json
                for group in _regrouped(schema, tables):
                    write(stream, group)
                    rows += len(group)
    return rows


def _regrouped(schema: pa.Schema, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    size = 0
    for table in tables:
        held.append(table.cast(schema))
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
