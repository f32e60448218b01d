"""The layouts that a source may have, and how each is read into lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from medcaution.batch.columns import KNOWN, find_columns
from medcaution.batch.delimited import read_delimited
from medcaution.batch.fhir import is_resource, read_resources
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists, asked, shaped
from medcaution.batch.omop import read_omop
from medcaution.batch.persons import PERSON_COLUMNS, read_person_lines, read_person_table
from medcaution.batch.refusals import refuse
from medcaution.errors import InputError
from medcaution.words import did_you_mean

Layout: TypeAlias = Literal["long", "persons", "fhir", "omop"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
_JSON = (".ndjson", ".jsonl", ".json")
_PACKED = (".gz", ".zst")
_OTHERWISE_PACKED = (".7z", ".br", ".bz2", ".lz4", ".rar", ".tar", ".tgz", ".xz", ".zip")


@dataclass(frozen=True)
class Source:
    """What the user named: a file or folder, tables beside it, and names of columns.

    Raises:
        InputError: if the layout has no use for something that was named, which would be lost.
    """

    path: Path
    layout: Layout
    conditions: Path | None = None
    people: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        folder = {"omop": True, "fhir": self.path.is_dir()}.get(self.layout, False)
        if self.path.is_dir() != folder:
            wanted = "a folder" if folder else "a file"
            raise InputError(
                f"is not {wanted}, which the layout {self.layout} needs", self.path.name
            )
        if not self.files:
            raise InputError("is an empty folder", self.path.name)
        if self.layout != "long":
            for option in ("conditions", "people"):
                if getattr(self, option) is not None:
                    raise InputError(
                        f"is for the layout long; in {self.layout} they stand in INPUT",
                        f"--{option}",
                    )
        known = self._columns()
        if self.ignored and not known:
            raise InputError(f"the layout {self.layout} has no columns to leave out", "--ignore")
        for column in self.columns:
            if column not in known:
                listed = f"has {', '.join(known)}" if known else "has no columns to name"
                hint = did_you_mean(column, known)
                raise InputError(f"{column}: the layout {self.layout} {listed}.{hint}", "--column")

    def _columns(self) -> list[str]:
        """The columns that may be named, by our names."""
        if self.layout == "persons" and ending(self.path) not in _JSON:
            return list(PERSON_COLUMNS)
        if self.layout != "long":
            return []
        beside = ((self.conditions, CONDITIONS), (self.people, PEOPLE))
        schemas = [MEDICATIONS, *(schema for path, schema in beside if path)]
        return list(dict.fromkeys(name for schema in schemas for name in asked(schema)))

    @property
    def files(self) -> list[Path]:
        """Every file that is read, in a fixed order."""
        named = [each for each in (self.path, self.conditions, self.people) if each]
        return [
            file
            for each in named
            for file in (
                sorted(p for p in each.rglob("*") if p.is_file()) if each.is_dir() else [each]
            )
        ]

    @property
    def named(self) -> dict[str, Path]:
        """Every file by its place in the folder that was named, else by its name.

        A file whose name is taken stands under its whole path.
        """
        found: dict[str, Path] = {}
        for file in self.files:
            inside = self.path.is_dir() and file.is_relative_to(self.path)
            name = file.relative_to(self.path).as_posix() if inside else file.name
            found[str(file) if name in found else name] = file
        return found

    def read(self, as_of: str | None = None) -> Iterator[Lists]:
        """The lists of the source, piece by piece, in its own order.

        Args:
            as_of: the day to check for, on which days of birth and of doses turn into facts.

        Raises:
            InputError: if a file or its header cannot be read at all.
        """
        if self.layout == "persons":
            if ending(self.path) in _JSON:
                return read_person_lines(self.path)
            return read_person_table(self.path, self.columns, self.ignored)
        if self.layout == "fhir":
            return read_resources(self.files, as_of)
        if self.layout == "omop":
            return read_omop(self.path, as_of)
        return self._long()

    def _long(self) -> Iterator[Lists]:
        paths = (self.path, self.conditions, self.people)
        schemas = (MEDICATIONS, CONDITIONS, PEOPLE)
        needed = (("person", "as_written"), ("person", "name"), ("person",))
        for place, path in enumerate(paths):
            if path is None:
                continue
            for table in _rows(path, schemas[place], needed[place], self.columns, self.ignored):
                tables = [schema.empty_table() for schema in schemas]
                tables[place] = table
                yield Lists(*tables)


def guess(path: Path) -> Layout:
    """The layout of a source, if only one is possible.

    Raises:
        InputError: if it has to be said.
    """
    if path.is_dir():
        names = {file.name.lower().split(".")[0] for file in path.iterdir()}
        if "drug_exposure" in names:
            return "omop"
        if any(ending(file) in _JSON for file in path.iterdir()):
            return "fhir"
        raise InputError("is a folder without drug_exposure or NDJSON; say --layout", path.name)
    if ending(path) in _JSON:
        return "fhir" if is_resource(path) else "persons"
    if ending(path) == ".parquet":
        schema = _parquet(path).schema_arrow
        lists = [each.name for each in schema if pa.types.is_nested(each.type)]
        return "persons" if set(map(str.lower, lists)) & set(KNOWN["medications"]) else "long"
    if ending(path) in (".csv", ".tsv", ".txt"):
        return "long"
    if path.suffix.lower() in _OTHERWISE_PACKED:
        raise InputError(
            f"is packed as {path.suffix}, which is not read; unpack it, or pack it as gzip or zstd",
            path.name,
        )
    raise InputError("has an ending that tells no layout; say --layout", path.name)


def ending(path: Path) -> str:
    """`.csv` for list.csv and for list.csv.gz."""
    suffixes = [each.lower() for each in path.suffixes if each.lower() not in _PACKED]
    return suffixes[-1] if suffixes else ""


def _rows(
    path: Path,
    schema: pa.Schema,
    needed: tuple[str, ...],
    named: Mapping[str, str],
    ignored: Collection[str],
) -> Iterator[pa.Table]:
    if ending(path) != ".parquet":
        yield from read_delimited(path, schema, needed, named, ignored)
        return
    file = _parquet(path)
    wanted = asked(schema)
    columns = find_columns(file.schema_arrow.names, wanted, needed, named, path.name, ignored)
    start = 0
    for group in range(file.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        try:
            for batch in file.iter_batches(200_000, [group], list(columns.values())):
                table = pa.Table.from_batches([batch]).select(list(columns.values()))
                table = table.rename_columns(list(columns))
                rows = pa.array(np.arange(start + 1, start + len(table) + 1))
                yield shaped(table.append_column("row", rows), schema)
                start, size = start + len(table), size - len(table)
        except (pa.ArrowException, OSError) as error:
            refuse(error, path.name)
            reason = f"these {size} rows cannot be read: {type(error).__name__}"
            yield pa.Table.from_pylist([{"row": start + 1, "problem": reason}], schema=schema)
            start += size


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        refuse(error, path.name)
        raise InputError(f"cannot be read as Parquet: {type(error).__name__}", path.name) from None
