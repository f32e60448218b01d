"""What the rows of files are, whatever order they stand in and however they are cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb

_MEMORY = "1GB"


def rows_digest(files: Iterable[Path]) -> dict[str, object]:
    """How many rows Parquet or NDJSON files hold, and the sha256 of the sorted rows.

    A row is its JSON, hashed; the hashes are sorted, so neither order nor parts count, and a row
    that stands twice does.
    """
    listed = [str(each) for each in files]
    reader = "read_parquet" if listed[0].endswith(".parquet") else "read_ndjson_auto"
    total, rows = hashlib.sha256(), 0
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'")
        hashes = database.execute(
            f"SELECT sha256(CAST(to_json(t) AS VARCHAR)) AS h FROM {reader}($1) t ORDER BY h",
            [listed],
        )
        while block := hashes.fetchmany(100_000):
            rows += len(block)
            for (each,) in block:
                total.update(each.encode())
    return {"rows": rows, "sha256": total.hexdigest()}
