"""Batches on failing and on full disks, at every stage: taking in, answering, joining, summing up.

python benchmarks/campaigns/disks.py --faults 400 --full 100

Real calls of the system fail, drawn evenly from all that an undisturbed run makes: reads, writes,
syncs, renames, opens, creations and removals, once or for good. Full disks are file systems of many
sizes; where none may be mounted, the size of a file is limited. Each time: an exit code that is not
0, one message with cause and remedy, no file under its final name or part that is not whole, and
the same command ends in the bytes of an undisturbed run, with nothing left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

# The disk belongs to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

import disk

#: Source, and form of the answers. The second source is not sorted, so that the intake has to.
KINDS = (("parquet", "parquet"), ("csv", "csv"), ("ndjson", "ndjson"))
LARGEST = 4 << 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=400)
    parser.add_argument("--full", type=int, default=100)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        library = disk.build(root)
        for number, (ending, form) in enumerate(KINDS):
            rng = Random(f"{options.seed}/{ending}")
            folder = root / ending
            folder.mkdir()
            people = source(folder, ending, options.people, rng)
            size = ["--format", form, "--rows-of-a-part", str(options.people)]
            trial = disk.Trial(folder, library, people, size)
            share = [
                len(range(number, each, len(KINDS))) for each in (options.faults, options.full)
            ]
            wrong += failing(trial, share[0], rng, found)
            wrong += full(trial, share[1], rng, found)
            print(f"{ending}: {dict(found)}, {len(wrong)} wrong", file=sys.stderr, flush=True)
    result = {"seed": options.seed, **found, "wrong": len(wrong), "first": wrong[:5]}
    print(json.dumps(result, indent=2))
    sys.exit(1 if wrong else 0)


def source(folder: Path, ending: str, people: int, rng: Random) -> Path:
    path = folder / f"people.{ending}"
    line = [sys.executable, "-m", "medcaution", "example", "--people", str(people)]
    subprocess.run([*line, "--out", str(path)], check=True, capture_output=True)
    if ending == "csv":
        header, *rows = path.read_text().splitlines()
        path.write_text("\n".join([header, *rng.sample(rows, len(rows))]) + "\n")
    return path


def failing(trial: disk.Trial, number: int, rng: Random, found: Counter[str]) -> Iterator[str]:
    """Calls that fail, as many of each kind."""
    for place in range(number):
        call = list(disk.FAULTS)[place % len(disk.FAULTS)]
        error = rng.choice(disk.FAULTS[call])
        fault = disk.Fault(call, rng.randint(1, trial.calls[call]), error, rng.random() < 0.4)
        out = trial.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        found[f"failing_{call}s"] += 1
        for each in trial.wrongs(out, fault):
            yield f"{trial.folder.name}: {fault}: {each}"


def full(trial: disk.Trial, number: int, rng: Random, found: Counter[str]) -> Iterator[str]:
    """Disks of so many sizes, small ones more often, until the run fits."""
    for _ in range(number):
        size = int(16 * 1024 * (LARGEST / (16 * 1024)) ** rng.random())
        out = trial.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        with small(trial.folder / "small", size) as (place, grow):
            if place is None:
                done = limited(trial, out, size)
                cause = os.strerror(errno.EFBIG)
            else:
                out = place / "out"
                done, cause = trial.run(out), os.strerror(errno.ENOSPC)
            found["full_disks" if done.returncode else "disks_large_enough"] += 1
            wrong = trial.after(out, done, cause)
            grow()
            for each in wrong + trial.resumed(out):
                yield f"{trial.folder.name}: {size} bytes: {each}"


@contextlib.contextmanager
def small(place: Path, size: int) -> Iterator[tuple[Path | None, object]]:
    """A file system of so many bytes, and what makes it larger; None if none may be mounted."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o"]
    if subprocess.run([*mount, f"size={size}", "small", str(place)], check=False).returncode:
        yield None, lambda: None
        return
    larger = [*mount, "remount,size=256m", "small", str(place)]
    try:
        yield place, lambda: subprocess.run(larger, check=True)
    finally:
        subprocess.run(["umount", str(place)], check=True)


def limited(trial: disk.Trial, out: Path, size: int) -> subprocess.CompletedProcess[str]:
    """The run with no file larger than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        return trial.run(out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


if __name__ == "__main__":
    main()
