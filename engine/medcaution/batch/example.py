"""Invented people in everyday proportions: for a first try, and for measuring.

Most lines are drawn from the ordinary lists in facts/people, as they are written there, so what is
common there is common here; the others are any name of any substance. No source stands behind a
single frequency, and nothing may be learnt from them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from medcaution.batch.durable import whole_file
from medcaution.batch.layouts import ending
from medcaution.errors import InputError
from medcaution.library.folders import bundled_folder
from medcaution.library.library import Library

_BLOCK = 50_000
_SHAPE = pa.schema(
    [
        ("person", pa.string()), ("age", pa.int32()),
        ("medications", pa.list_(pa.string())), ("conditions", pa.list_(pa.string())),
    ]
)  # fmt: skip
_LINES = (1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12)
_ILLS = (0, 0, 0, 1, 1, 2, 3)
_MISTAKEN, _ANY, _STRENGTH_GIVEN = 0.01, 0.05, 0.5
_STRENGTHS = (5, 10, 20, 25, 40, 50, 100, 150, 200, 300, 500)
_MISTAKES = (
    "water pill",
    "blue inhaler",
    "vitamin",
    "sertralin",
    "Prozax",
    "see chart",
    "as before",
)


def example_people(library: Library, people: int, seed: int) -> Iterator[pa.Table]:
    """Tables of invented people, block by block: the same for the same seed."""
    everyday, ills = _everyday("medications"), _everyday("conditions")
    names = [
        name
        for _, each in sorted(library.substances.items())
        for name in dict.fromkeys((each.name, *each.brands, *each.street))
    ]
    for start in range(0, people, _BLOCK):
        rng = Random(f"{seed}/{start}")  # noqa: S311  (to be repeated, not to be secret)
        rows = [
            {
                "person": f"p{number:09}",
                "age": rng.randint(18, 95),
                "medications": [_line(rng, everyday, names) for _ in range(rng.choice(_LINES))],
                "conditions": rng.choices(ills, k=rng.choice(_ILLS)),
            }
            for number in range(start, min(start + _BLOCK, people))
        ]
        yield pa.Table.from_pylist(rows, schema=_SHAPE)


def write_example(path: Path, library: Library, people: int, seed: int) -> None:
    """Write invented people; the ending chooses Parquet, NDJSON or CSV (a medication a row).

    Raises:
        InputError: if the ending is another.
        OutputError: if the disk is full or refuses.
    """
    kind = ending(path)
    if kind not in (".parquet", ".ndjson", ".jsonl", ".csv"):
        raise InputError("has to end in .parquet, .ndjson or .csv", path.name)
    tables = example_people(library, people, seed)
    with whole_file(path) as aside:
        if kind == ".parquet":
            with pq.ParquetWriter(aside, _SHAPE, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table)
            return
        with aside.open("w", encoding="utf-8") as stream:
            if kind == ".csv":
                stream.write("person,as_written\n")
            for row in (row for table in tables for row in table.to_pylist()):
                if kind == ".csv":
                    stream.writelines(
                        f"{row['person']},{_quoted(each)}\n" for each in row["medications"]
                    )
                else:
                    stream.write(json.dumps({"id": row.pop("person"), **row}) + "\n")


def _everyday(key: str) -> list[str]:
    """Every line under a key of the ordinary lists, as often as it stands there."""
    found: list[str] = []
    for file in sorted((bundled_folder() / "facts" / "people").glob("*.toml")):
        for person in tomllib.loads(file.read_text(encoding="utf-8")).get("person", []):
            found.extend(each for each in person.get(key, []) if isinstance(each, str))
    return found


def _line(rng: Random, everyday: list[str], names: list[str]) -> str:
    if rng.random() < _MISTAKEN:
        return rng.choice(_MISTAKES)
    if rng.random() >= _ANY:
        return rng.choice(everyday)
    name = rng.choice(names)
    return f"{name} {rng.choice(_STRENGTHS)} mg" if rng.random() < _STRENGTH_GIVEN else name


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in ',"') else text
