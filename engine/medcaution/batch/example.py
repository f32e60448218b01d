"""Invented people in realistic proportions: for a first try, and for measuring.

The frequencies are rough orders of magnitude chosen by us so that the mix looks like ordinary
lists; no source stands behind a single number, and nothing may be learnt from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from medcaution.batch.durable import whole_file
from medcaution.batch.layouts import ending
from medcaution.errors import InputError
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
_MISTAKEN, _BRANDED, _STRENGTH_GIVEN = 0.01, 0.4, 0.5
_STEEPNESS = 1.8
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
    names = _names(library)
    weights = list(accumulate((place + 3) ** -_STEEPNESS for place in range(len(names))))
    ills = [each.label for each in library.conditions.values()]
    ill_weights = list(accumulate(1 / (place + 2) for place in range(len(ills))))
    for start in range(0, people, _BLOCK):
        rng = Random(f"{seed}/{start}")  # noqa: S311  (to be repeated, not to be secret)
        rows = []
        for number in range(start, min(start + _BLOCK, people)):
            lines = rng.choices(names, cum_weights=weights, k=rng.choice(_LINES))
            rows.append(
                {
                    "person": f"p{number:09}",
                    "age": rng.randint(18, 95),
                    "medications": [_line(rng, spellings) for spellings in lines],
                    "conditions": rng.choices(ills, cum_weights=ill_weights, k=rng.choice(_ILLS)),
                }
            )
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


def _names(library: Library) -> list[tuple[str, ...]]:
    """The spellings of each substance; those in many classes come late, and so are rare."""
    rng = Random("order")  # noqa: S311
    known = [
        (len(each.classes) + 6 * rng.random(), (each.name, *each.brands[:3]))
        for _, each in sorted(library.substances.items())
        if not each.street
    ]
    return [spellings for _, spellings in sorted(known)]


def _line(rng: Random, spellings: tuple[str, ...]) -> str:
    if rng.random() < _MISTAKEN:
        return rng.choice(_MISTAKES)
    name = rng.choice(spellings) if rng.random() < _BRANDED else spellings[0]
    return f"{name} {rng.choice(_STRENGTHS)} mg" if rng.random() < _STRENGTH_GIVEN else name


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in ',"') else text
