"""Peak memory of a whole batch run, Parquet in and all outputs out, at several sizes.

    python benchmarks/memory.py --people 100000 1000000

`largest` is the peak of any one process, `together` of all at one moment (shared pages counted
once), which has to stay under 1.5 GB. Ten million people take an hour on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from processes import Peak, cpu_seconds

_LIMIT, _MEGABYTE = 1_500, 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    runs = {}
    for size in options.people:
        with tempfile.TemporaryDirectory() as name:
            people, out = Path(name, "people.parquet"), Path(name, "out")
            made = watched(
                "example", "--people", str(size), "--seed", str(options.seed), "--out", str(people)
            )
            batch = watched(
                "batch", str(people), "--out", str(out), "--workers", str(options.workers)
            )
            counts = json.loads((out / "run.json").read_text())["counts"]
            written = round(sum(each.stat().st_size for each in out.rglob("*")) / _MEGABYTE, 1)
        runs[size] = {
            "example": made,
            "batch": batch,
            "counts": counts,
            "megabytes_written": written,
        }
        print(size, runs[size], file=sys.stderr)
    over = [size for size, each in runs.items() if each["batch"]["together_megabytes"] > _LIMIT]
    print(json.dumps({
        "people": max(options.people),
        "largest_megabytes": {size: each["batch"]["largest_megabytes"] for size, each in runs.items()},
        "together_megabytes": {size: each["batch"]["together_megabytes"] for size, each in runs.items()},
        "over_the_limit": over,
        "runs": runs,
    }, indent=2))  # fmt: skip
    sys.exit(bool(over))


def watched(*line: str) -> dict[str, float]:
    """Run a command of ours; its peaks, seconds and processor seconds."""
    started, before = time.monotonic(), cpu_seconds(os.getpid())
    process = subprocess.Popen(
        [sys.executable, "-m", "medcaution", *line], stdout=subprocess.DEVNULL
    )
    with Peak(process.pid) as peak:
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"medcaution {line[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return {
        "largest_megabytes": used.ru_maxrss * 1024 // _MEGABYTE,
        "together_megabytes": peak.together // _MEGABYTE,
        "seconds": round(time.monotonic() - started, 1),
        "processor_seconds": round(cpu_seconds(os.getpid()) - before, 1),
    }


if __name__ == "__main__":
    main()
