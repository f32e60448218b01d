"""kill -9 at random moments of a batch run, resumed: the same bytes, and never a torn file.

python benchmarks/crashes.py --kills 200

Runs take turns in the form of their answers. A run counts as finished when it ends by itself, so
that the kills also hit what is done after the last file is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

FORMS = ("parquet", "ndjson", "csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        people = root / "people.parquet"
        command("example", "--people", str(options.people), "--out", str(people))
        wanted: dict[str, dict[str, str]] = {}
        started = time.monotonic()
        for form in FORMS:
            command(*arguments(people, root / form, form))
            wanted[form] = digests(root / form)
        seconds = (time.monotonic() - started) / len(FORMS)
        found: Counter[str] = Counter(runs_finished=0, torn_files=0, different_ends=0)
        for number, form in enumerate(cycle(FORMS)):
            if found["kills"] >= options.kills:
                break
            out = root / f"out{number}"
            while killed(people, out, form, rng.uniform(0.2, seconds * 1.1)):
                found["kills"] += 1
                found[f"kills_with_{form}"] += 1
                there = digests(out)
                found["torn_files"] += sum(there[name] != wanted[form][name] for name in there)
            found["runs_finished"] += 1
            found["different_ends"] += digests(out) != wanted[form]
            found["different_ends"] += names(out) != names(root / form)
    print(json.dumps({"seed": options.seed, **found, "seconds_of_a_run": round(seconds, 1)}))
    sys.exit(1 if found["torn_files"] or found["different_ends"] else 0)


def killed(people: Path, out: Path, form: str, after: float) -> bool:
    """Was a run still under way after so many seconds, and is now no more?"""
    line = [sys.executable, "-m", "medcaution", *arguments(people, out, form)]
    process = subprocess.Popen(
        line, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _, said = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    if process.returncode:
        raise SystemExit(f"a run cannot go on: {said}")
    return False


def arguments(people: Path, out: Path, form: str) -> list[str]:
    return [
        "batch", str(people), "--out", str(out), "--as-of", "2026-11-25", "--rows-of-a-part", "900",
        "--format", form, "--resume",
    ]  # fmt: skip


def command(*line: str) -> None:
    subprocess.run([sys.executable, "-m", "medcaution", *line], check=True, capture_output=True)


def names(out: Path) -> list[str]:
    return sorted(each.name for each in out.iterdir())


def digests(out: Path) -> dict[str, str]:
    """What stands under a final name, but for run.json, which tells the time."""
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in (out.iterdir() if out.exists() else ())
        if each.is_file() and each.name[0] != "." and each.name != "run.json"
    }


if __name__ == "__main__":
    main()
