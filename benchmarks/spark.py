"""The same people on a local Spark and on this machine alone: the same rows, and at what speed?

    python benchmarks/spark.py --people 1000000 --seed 1

Spark writes two tables, and `cautions` a second time with the rows turned about and cut into other
parts. `kernel` is one process that answers what it is handed and writes nothing; Spark has two
Pythons, and reads, shuffles by person, and writes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from digests import rows_digest
from pyspark.sql import SparkSession, functions

from medcaution.batch.example import write_example
from medcaution.batch.kernel import Kernel
from medcaution.batch.layouts import Source
from medcaution.batch.persons import person_columns
from medcaution.batch.run import Options, run
from medcaution.batch.spark import check
from medcaution.prepared import prepare

_DAY, _CORES = "2026-11-26", 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = compare(Path(name), options.people, options.seed)
    print(json.dumps(found, indent=2))
    sys.exit(bool(found["different"]))


def compare(folder: Path, size: int, seed: int) -> dict[str, object]:
    people = folder / "people.parquet"
    write_example(people, prepare().library, size, seed)
    seconds: dict[str, float] = {}
    with timed(seconds, "one machine"):
        asked = Options(folder / "alone", workers=_CORES, as_of=_DAY)
        run(Source(people, "persons"), asked, lambda *_: None)
    kernel = Kernel(prepare(), as_of=_DAY)
    for state in ("first", "again"):
        with timed(seconds, f"kernel {state}"):
            for batch in pq.ParquetFile(people).iter_batches(100_000):
                kernel.check(person_columns(pa.Table.from_batches([batch])))
    with timed(seconds, "start"):
        spark = session(folder)
        spark.range(1).count()
    read = spark.read.parquet(str(people))
    turned = read.orderBy(functions.reverse("person")).repartition(7)
    written = {"people": ("people", read), "cautions": ("cautions", read),
               "cautions turned": ("cautions", turned)}  # fmt: skip
    different = []
    for name, (table, df) in written.items():
        out = folder / name
        with timed(seconds, name):
            check(df, table=table, as_of=_DAY).write.parquet(str(out))
        wanted = rows_digest([folder / f"alone/{table}.parquet"])
        if rows_digest(sorted(out.glob("*.parquet"))) != wanted:
            different.append(name)
        if name == "cautions":
            shown = {f"cautions_{key}": value for key, value in wanted.items()}
    spark.stop()
    rate = {name: round(size / spent) for name, spent in seconds.items() if name != "start"}
    return {
        "people": size,
        **shown,
        "different": different,
        "seconds_to_start": round(seconds["start"], 1),
        "people_a_second": rate,
        "ratio_spark_to_kernel": round(rate["cautions"] / rate["kernel again"], 2),
        "ratio_spark_to_one_machine": round(rate["cautions"] / rate["one machine"], 2),
        "load": round(os.getloadavg()[0], 1),
    }


def session(folder: Path) -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(f"local[{_CORES}]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.local.dir", str(folder)).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    seconds[name] = time.monotonic() - started


if __name__ == "__main__":
    main()
