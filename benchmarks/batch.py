"""Batch matching and the whole batch beside a tight C loop and hand-written SQL, in one run.

    python benchmarks/batch.py --people 1000000

The C loop walks each person's signatures and, for every pair, reads one cell of a square matrix:
the least that any table of pairs has to do. DuckDB joins the same pairs with the same cells. The
whole batch is the command itself, from a Parquet file to all outputs, started and ended.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from opened import Opened

from medcaution.batch.example import example_people
from medcaution.batch.kernel import Kernel
from medcaution.batch.lines import Days
from medcaution.batch.lists import Lists
from medcaution.batch.persons import person_columns
from medcaution.facts import Person
from medcaution.prepared import prepare

_C = """
#include <stdint.h>
int64_t walk(const int64_t *starts, int64_t people, const int64_t *s, const int32_t *cells, int64_t n) {
  int64_t hits = 0;
  for (int64_t p = 0; p < people; p++)
    for (int64_t i = starts[p]; i < starts[p + 1]; i++)
      for (int64_t j = i + 1; j < starts[p + 1]; j++)
        hits += cells[s[i] * n + s[j]] > 0;
  return hits;
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    whole = end_to_end(options.people, options.seed, options.workers)
    prepared = prepare()
    kernel = Kernel(prepared)
    blocks = [
        person_columns(each)
        for each in example_people(prepared.library, options.people, options.seed)
    ]
    seconds: dict[str, float] = {}
    seconds["kernel, table empty"] = timed(lambda: [kernel.check(each) for each in blocks])
    seconds["kernel, table filled"] = timed(lambda: [kernel.check(each) for each in blocks])
    people, signatures, starts = facts(kernel, blocks)
    lookup = kernel._pictures._lookup
    everyone = np.arange(len(starts) - 1)
    lookup.cells(everyone, people, signatures)
    seconds["matching"] = timed(lambda: lookup.cells(everyone, people, signatures))
    cells = lookup._pairs >> 1
    walk = compiled().walk
    hits = 0

    def loop() -> None:
        nonlocal hits
        hits = walk(*(each.ctypes.data for each in (starts,)), len(starts) - 1,
                    signatures.ctypes.data, cells.ctypes.data, len(cells))  # fmt: skip

    seconds["C loop over pairs"] = timed(loop)
    one, two = np.nonzero(cells > 0)
    pairs = (one, two, np.ones(len(one), np.int64))
    found: list[int] = []
    seconds["DuckDB join over pairs"] = timed(
        lambda: found.append(joined(people, signatures, pairs))
    )
    assert found == [hits], (found, hits)
    checker = Opened(prepared=prepared, cross_check=False)
    flagged = live(checker, blocks[0], 500)
    each = timed(lambda: [checker.matcher.activations(facts) for facts in flagged]) / len(flagged)
    rates = {name: round(options.people / spent) for name, spent in seconds.items()}
    rates["live durable_rules"] = round(1 / each)
    rates["whole batch"] = round(options.people / whole)
    matching = rates["matching"]
    print(json.dumps({
        "people": options.people, "workers_of_the_whole_batch": options.workers,
        "people_a_second": rates,
        "matching_to": {name: round(matching / rate, 3) for name, rate in rates.items()},
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }, indent=2))  # fmt: skip


def end_to_end(people: int, seed: int, workers: int) -> float:
    """Seconds of the command, with all its processes."""
    command = [sys.executable, "-m", "medcaution"]
    with tempfile.TemporaryDirectory() as folder:
        lists, out = f"{folder}/people.parquet", f"{folder}/out"
        example = ["example", "--people", str(people), "--seed", str(seed), "--out", lists]
        subprocess.run([*command, *example], check=True, capture_output=True)
        batch = ["batch", lists, "--out", out, "--workers", str(workers)]
        started = time.perf_counter()
        subprocess.run([*command, *batch], check=True, capture_output=True)
        return time.perf_counter() - started


def timed(call) -> float:  # noqa: ANN001
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def facts(kernel: Kernel, blocks: list[Lists]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(person, signature) of everyone, and where each person starts."""
    rows: list[np.ndarray] = []
    start = 0
    for block in blocks:
        names = block.people["person"].to_pylist()
        place = {name: start + at for at, name in enumerate(names)}
        owners = np.array([place[name] for name in block.medications["person"].to_pylist()])
        days = Days([None], np.zeros(start + len(names), np.int64))
        lines = kernel._medications.numbers(block.medications, days, owners)
        signatures, where = kernel.spread(lines)
        rows.append(
            np.unique(np.stack([owners[where], signatures], axis=1)[signatures > 0], axis=0)
        )
        start += len(names)
    every = np.concatenate(rows)
    people, signatures = np.ascontiguousarray(every[:, 0]), np.ascontiguousarray(every[:, 1])
    return people, signatures, np.searchsorted(people, np.arange(start + 1)).astype(np.int64)


def compiled() -> ctypes.CDLL:
    folder = Path(tempfile.mkdtemp())
    (folder / "walk.c").write_text(_C)
    line = ["cc", "-O3", "-march=native", "-shared", "-fPIC", "-o", "walk.so", "walk.c"]
    subprocess.run(line, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "walk.so"))
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    library.walk.argtypes = [pointer, number, pointer, pointer, number]
    library.walk.restype = number
    return library


def joined(people: np.ndarray, signatures: np.ndarray, pairs: tuple[np.ndarray, ...]) -> int:
    """What DuckDB adds up over pairs (one signature, the other, how much it counts)."""
    lists = pa.table({"person": people, "s": signatures})  # noqa: F841  (DuckDB finds it by name)
    rules = pa.table(dict(zip("abn", pairs, strict=True)))  # noqa: F841
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        found = database.execute(
            "SELECT sum(n) FROM lists x JOIN lists y ON x.person = y.person AND x.s < y.s "
            "JOIN rules ON a = x.s AND b = y.s"
        ).fetchone()
    return int(found[0])


def live(checker: Opened, block: Lists, size: int) -> list:
    lines: dict[str, list[str]] = {}
    for row in block.medications.to_pylist():
        lines.setdefault(row["person"], []).append(row["as_written"])
    people = [Person(medications=each) for each in list(lines.values())[:size]]
    return [*map(checker.flagged, people)]


if __name__ == "__main__":
    main()
