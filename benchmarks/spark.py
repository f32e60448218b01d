"""The same people on a local Spark and on this machine alone: the same rows?

python benchmarks/spark.py PEOPLE.parquet CAUTIONS.parquet --as-of 2026-11-25
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from medcaution.batch.answers import CAUTIONS
from medcaution.batch.spark import check


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=Path)
    parser.add_argument("cautions", type=Path)
    parser.add_argument("--as-of", required=True)
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    started = time.monotonic()
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "50000").getOrCreate()
    spark.range(1).count()
    ready = time.monotonic()
    df = spark.read.parquet(str(options.people))
    table = check(df, as_of=options.as_of).toArrow().cast(CAUTIONS)
    done = time.monotonic()
    wanted = pq.read_table(options.cautions)
    # The order within a person is that of the report; people come in the order of the partitions.
    same = sorted(map(repr, table.to_pylist())) == sorted(map(repr, wanted.to_pylist()))
    people = pq.ParquetFile(options.people).metadata.num_rows
    print(json.dumps({"people": people, "rows": len(table), "same_rows": same,
                      "seconds_to_start": round(ready - started, 1),
                      "people_a_second": round(people / (done - ready))}))  # fmt: skip
    spark.stop()
    sys.exit(not same)


if __name__ == "__main__":
    main()
