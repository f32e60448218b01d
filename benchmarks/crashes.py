"""kill -9 at random moments of a batch run, resumed: the same bytes, and never a torn file.

python benchmarks/crashes.py --kills 200
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
from pathlib import Path

OUTPUTS = ("cautions", "people", "names", "rejected", "failed")


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
        started = time.monotonic()
        run(people, root / "whole")
        seconds = time.monotonic() - started
        wanted = digests(root / "whole")
        kills = runs = torn = different = 0
        while kills < options.kills:
            out = root / f"out{runs}"
            runs += 1
            while not (out / "run.json").exists():
                process = start(people, out)
                try:
                    process.wait(rng.uniform(0.2, seconds * 1.1))
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    kills += 1
                    torn += sum(digest(file) != wanted[file.stem] for file in out.glob("*.parquet"))
            different += digests(out) != wanted
    print(json.dumps({"kills": kills, "runs_finished": runs, "torn_files": torn,
                      "different_ends": different, "seconds_of_a_run": round(seconds, 1)}))  # fmt: skip
    sys.exit(1 if torn or different else 0)


def arguments(people: Path, out: Path) -> list[str]:
    return [
        "batch", str(people), "--out", str(out), "--as-of", "2026-11-25", "--rows-of-a-part", "900",
        "--resume",
    ]  # fmt: skip


def start(people: Path, out: Path) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "medcaution", *arguments(people, out)]
    return subprocess.Popen(
        line, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def run(people: Path, out: Path) -> None:
    command(*arguments(people, out))


def command(*line: str) -> None:
    subprocess.run([sys.executable, "-m", "medcaution", *line], check=True, capture_output=True)


def digests(out: Path) -> dict[str, str]:
    return {name: digest(out / f"{name}.parquet") for name in OUTPUTS}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
