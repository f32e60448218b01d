"""From any layout to three Parquet tables sorted by person, which parts are cut from."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from medcaution.batch.census import REJECTED
from medcaution.batch.durable import whole_file, whole_folder
from medcaution.batch.layouts import Source
from medcaution.batch.lists import AGAIN, CONDITIONS, MEDICATIONS, PEOPLE, Lists, asked
from medcaution.batch.numbers import distinct, joined, joint, numbered

TABLES = {"medications": MEDICATIONS, "conditions": CONDITIONS, "people": PEOPLE}
#: Rows of medications in a part, about: what bounds the memory of a process.
ROWS_OF_A_PART = 200_000
_GROUP = 100_000
_SORTING_MEMORY = "600MB"


@dataclass(frozen=True)
class Part:
    """The people from one name on, up to another that is not included. None is no bound."""

    number: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Intake:
    """A folder of sorted tables."""

    folder: Path

    @property
    def rejected(self) -> pa.Table:
        """Rows that name no person."""
        return pq.read_table(self.folder / "rejected.parquet")

    @property
    def whole(self) -> bool:
        """Is a row of the source a person?"""
        return bool(json.loads((self.folder / "intake.json").read_text())["whole"])

    def parts(self, rows: int = ROWS_OF_A_PART) -> list[Part]:
        """The parts, by about so many rows each; no person lies in two."""
        # The longest table is cut evenly; no bound comes from the others, so no part is tiny.
        name = max(TABLES, key=lambda each: pq.read_metadata(self._file(each)).num_rows)
        bounds: list[str] = []
        at = 0
        for batch in pq.ParquetFile(self._file(name)).iter_batches(_GROUP, columns=["person"]):
            while at < len(batch):
                bounds.append(batch["person"][at].as_py())
                at += rows
            at -= len(batch)
        edges = [None, *list(dict.fromkeys(bounds))[1:], None]
        return [Part(number, *edges[number : number + 2]) for number in range(len(edges) - 1)]

    def read(self, part: Part) -> Lists:
        """All rows about the people of a part."""
        person = ds.field("person")
        wanted = None
        if part.first is not None:
            wanted = person >= part.first
        if part.last is not None:
            wanted = person < part.last if wanted is None else wanted & (person < part.last)
        return self._lists(wanted)

    def sample(self, size: int, rng: Random) -> Lists:
        """All rows about some people, drawn from everyone."""
        columns = [pq.read_table(self._file(name), columns=["person"])["person"] for name in TABLES]
        names = pc.unique(pa.chunked_array([each for one in columns for each in one.chunks]))
        drawn = rng.sample(range(len(names)), min(size, len(names)))
        return self._lists(ds.field("person").isin(names.take(pa.array(sorted(drawn)))))

    def _lists(self, wanted: ds.Expression | None) -> Lists:
        """The rows that are wanted; all texts but names of people stay as dictionaries."""
        found = {
            name: self._datasets[name].to_table(schema.names, filter=wanted)
            for name, schema in TABLES.items()
        }
        if not self.whole:
            found["people"] = _doubted(found["people"])
        return Lists(**found, whole=self.whole)

    @cached_property
    def _datasets(self) -> dict[str, ds.Dataset]:
        """The tables, kept from part to part: opening one reads where all its row groups lie."""
        return {
            name: ds.dataset(
                self._file(name),
                format=ds.ParquetFileFormat(dictionary_columns=_repeating(schema)),
            )
            for name, schema in TABLES.items()
        }

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


def take_in(source: Source, folder: Path, as_of: str | None = None) -> Intake:
    """Read a source once, keeping whole what it says on a day (`as_of`).

    Raises:
        InputError: if it cannot be read at all.
        OutputError: if the disk is full or refuses.
    """
    if not folder.exists():
        with whole_folder(folder) as aside:
            _write(source, aside, as_of)
    return Intake(folder)


def _write(source: Source, folder: Path, as_of: str | None) -> None:
    nameless: list[pa.Table] = []
    writing: list[Future[None]] = []
    whole, at = False, 0
    writers = {name: _Writer(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
    try:
        # While one piece is written, the next is read: neither holds the interpreter for long.
        with ThreadPoolExecutor(len(writers)) as threads:
            for lists in source.read(as_of):
                whole = lists.whole
                _finish(writing)
                for name, writer in writers.items():
                    table = _tidied(getattr(lists, name))
                    named = pc.is_valid(table["person"])
                    lost = table.filter(pc.invert(named))
                    if len(lost):
                        nameless.append(_nameless(lost, "people" if whole else name))
                        table = table.filter(named)
                    writing.append(threads.submit(writer.write, table, at))
                    at += len(table)
            _finish(writing)
        for writer in writers.values():
            writer.close()
    except BaseException:
        for writer in writers.values():
            with suppress(OSError):  # a full disk refuses the footer too
                writer.close()
        raise
    for name, writer in writers.items():
        if not writer.sorted:
            _sort(folder / f"{name}.parquet")
    rejected = pa.concat_tables(nameless) if nameless else REJECTED.empty_table()
    pq.write_table(rejected, folder / "rejected.parquet")
    (folder / "intake.json").write_text(json.dumps({"whole": whole}))


def _tidied(table: pa.Table) -> pa.Table:
    """The names of people without spaces around them, which would make two of one person."""
    names = pc.utf8_trim_whitespace(table["person"])
    names = pc.if_else(pc.equal(names, ""), pa.scalar(None, pa.string()), names)
    return table.set_column(table.column_names.index("person"), "person", names)


def _doubted(people: pa.Table) -> pa.Table:
    """Rows that say different things of one person, each refused: nobody can tell which holds."""
    whose = numbered(people["person"])
    said = whose
    for name in (*asked(PEOPLE), "problem"):
        said = joint(said, numbered(people[name]))
    _, first, _ = distinct(said)
    many = np.bincount(whose[first], minlength=1) > 1
    problem = pc.if_else(pa.array(many[whose]), AGAIN, people["problem"].cast(pa.string()))
    return people.set_column(people.column_names.index("problem"), "problem", problem)


def _finish(writing: list[Future[None]]) -> None:
    """Wait, and raise what was raised there."""
    for each in writing:
        each.result()
    writing.clear()


class _Writer:
    """Writes one table and notices whether it comes sorted by person."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema.append(pa.field("place", pa.int64()))
        # People come and go, everything else comes again: a dictionary of people is lost work.
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="lz4",
            use_dictionary=_repeating(schema),
            write_statistics=["person"],
        )
        self._last = ""
        self.sorted = True

    def write(self, table: pa.Table, at: int) -> None:
        """Append rows, numbered on from `at`."""
        if not len(table):
            return
        column = joined(table["person"])
        rising = pc.all(pc.less_equal(column[:-1], column[1:])).as_py() if len(column) > 1 else True
        first = column[0].as_py()
        self.sorted = self.sorted and rising is not False and first.encode() >= self._last.encode()
        self._last = column[-1].as_py()
        numbers = pa.array(np.arange(at, at + len(table)))
        self._writer.write_table(table.append_column("place", numbers).cast(self._schema), _GROUP)

    def close(self) -> None:
        self._writer.close()


def _repeating(schema: pa.Schema) -> list[str]:
    return [each for each in schema.names if each not in ("person", "row")]


def _sort(path: Path) -> None:
    with whole_file(path) as aside, duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{_SORTING_MEMORY}'")
        database.execute(f"SET temp_directory = {_quoted(path.parent / 'sorting')}")
        database.execute("SET preserve_insertion_order = true")
        database.execute(
            f"COPY (SELECT * FROM read_parquet({_quoted(path)}) ORDER BY person, place) "
            f"TO {_quoted(aside)} (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE {_GROUP})"
        )


def _nameless(table: pa.Table, name: str) -> pa.Table:
    reason = pc.fill_null(table["problem"], "has no person")
    return pa.table(
        [pa.array([name] * len(table)), table["row"], table["person"], reason], schema=REJECTED
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
