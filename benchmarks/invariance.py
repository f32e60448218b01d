"""The same people in any layout and order, however the work is cut: the same bytes?

    python benchmarks/invariance.py --people 200000

Runs are chosen so that every two settings of two different factors meet in one of them. Outputs of
one form are compared byte by byte, and the two forms by writing Parquet out as CSV again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from itertools import combinations, product
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from medcaution.batch.example import write_example
from medcaution.batch.outputs import write_table
from medcaution.batch.run import SCHEMAS
from medcaution.prepared import prepare

FACTORS = {
    "workers": ("1", "2", "3"),
    "rows_of_a_part": ("200000", "37000", "5000"),
    "hash_seed": ("0", "1", "4242"),
    "order": ("person", "person DESC", "hash(person)"),
    "layout": ("persons.parquet", "persons.ndjson", "long.parquet", "long.csv"),
    "form": ("parquet", "csv"),
}
#: What each file of a layout holds, as a query over the people.
TABLES = {
    "persons": {"": "SELECT {id}, age, medications, conditions FROM people"},
    "long": {
        "": "SELECT person, unnest(medications) AS as_written FROM people",
        "conditions": "SELECT person, unnest(conditions) AS name FROM people",
        "people": "SELECT person, age FROM people",
    },
}
_FORMATS = {"parquet": "PARQUET", "ndjson": "JSON", "csv": "CSV, HEADER"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    runs = covering()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_example(root / "example.parquet", prepare().library, options.people, options.seed)
        first: dict[str, dict[str, str]] = {}
        different = []
        for number, setting in enumerate(runs):
            out = root / f"out{number}"
            answer(root, out, setting)
            found = digests(out, setting["form"])
            print(number, setting, found["cautions"][:12], file=sys.stderr)
            if found != first.setdefault(setting["form"], found):
                different.append(setting)
            if setting["form"] == "parquet" and "again" not in first:
                first["again"] = digests(as_csv(out), "csv")
        forms_differ = first["again"] != first["csv"]
    print(json.dumps({"people": options.people, "runs": len(runs), "different": different,
                      "forms_differ": int(forms_differ), "sha256": first["parquet"]}, indent=2))  # fmt: skip
    sys.exit(bool(different or forms_differ))


def covering() -> list[dict[str, str]]:
    """Few settings in which all pairs meet: each next one meets most pairs that are still left."""
    every = [dict(zip(FACTORS, each, strict=True)) for each in product(*FACTORS.values())]
    left = {pair for each in every for pair in combinations(each.items(), 2)}
    chosen = []
    while left:
        best = max(every, key=lambda each: len(left & set(combinations(each.items(), 2))))
        left -= set(combinations(best.items(), 2))
        chosen.append(best)
    return chosen


def answer(root: Path, out: Path, setting: dict[str, str]) -> None:
    """Write the people as the setting says, and let the command answer."""
    layout, ending = setting["layout"].split(".")
    files = {}
    with duckdb.connect() as database:
        people = f"SELECT * FROM read_parquet('{root}/example.parquet')"
        for name, query in TABLES[layout].items():
            files[name] = root / f"{name or 'input'}.{ending}"
            wanted = query.format(id="person AS id" if ending == "ndjson" else "person")
            database.execute(
                f"COPY (WITH people AS ({people} ORDER BY {setting['order']}) {wanted}) "
                f"TO '{files[name]}' (FORMAT {_FORMATS[ending]})"
            )
    beside = [word for name, file in files.items() if name for word in (f"--{name}", str(file))]
    line = [sys.executable, "-m", "medcaution", "batch", str(files[""]), *beside,
            "--out", str(out), "--as-of", "2026-11-26", "--format", setting["form"],
            "--workers", setting["workers"], "--rows-of-a-part", setting["rows_of_a_part"]]  # fmt: skip
    environment = {**os.environ, "PYTHONHASHSEED": setting["hash_seed"]}
    subprocess.run(line, check=True, capture_output=True, env=environment)


def digests(out: Path, form: str) -> dict[str, str]:
    return {
        name: hashlib.sha256((out / f"{name}.{form}").read_bytes()).hexdigest() for name in SCHEMAS
    }


def as_csv(out: Path) -> Path:
    for name, schema in SCHEMAS.items():
        table = pq.read_table(out / f"{name}.parquet").cast(schema)
        write_table(out / f"{name}.csv", schema, [table], "csv")
    return out


if __name__ == "__main__":
    main()
