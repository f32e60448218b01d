"""Damaged files: every row is answered or rejected, and nothing but a clear error is raised.

python benchmarks/damage.py --files 1000
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from medcaution import MedcautionError
from medcaution.batch.example import write_example
from medcaution.batch.intake import take_in
from medcaution.batch.kernel import Kernel
from medcaution.batch.layouts import Source
from medcaution.prepared import prepare

_LAYOUTS = {"csv": "long", "ndjson": "persons", "parquet": "persons"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    prepared = prepare()
    kernel, rng = Kernel(prepared), random.Random(options.seed)
    found: dict[str, Any] = {
        "seed": options.seed,
        "files": 0,
        "refused_whole": 0,
        "rows": 0,
        "rejected": 0,
        "lost": 0,
        "other_errors": [],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = {}
        for ending in _LAYOUTS:
            path = folder / f"whole.{ending}"
            write_example(path, prepared.library, 50, seed=1)
            whole[ending] = path.read_bytes()
        for number in range(options.files):
            ending = rng.choice(list(_LAYOUTS))
            path = folder / f"{number}.{ending}"
            path.write_bytes(damaged(rng, whole[ending]))
            try_file(kernel, path, folder / f"in{number}", found)
    print(json.dumps(found, indent=2))
    sys.exit(bool(found["lost"] or found["other_errors"]))


def try_file(kernel: Kernel, path: Path, folder: Path, found: dict[str, Any]) -> None:
    """Check everyone in one file, and count what became of its rows."""
    ending = path.suffix.removeprefix(".")
    found["files"] += 1
    try:
        intake = take_in(Source(path, _LAYOUTS[ending]), folder)
        parts = [kernel.check(intake.read(part)) for part in intake.parts()]
    except MedcautionError:
        found["refused_whole"] += 1
        return
    except Exception as error:  # noqa: BLE001  (that is what is counted)
        found["other_errors"].append(f"{ending}: {type(error).__name__}: {error}"[:120])
        return
    rejected = len(intake.rejected) + sum(len(each.rejected) for each in parts)
    answered = sum(
        sum(each.people["lines"].to_pylist()) if ending == "csv" else len(each.people)
        for each in parts
    )
    found["rejected"] += rejected
    if ending != "parquet":
        rows = count(path.read_bytes()) - (ending == "csv")
        found["rows"] += rows
        found["lost"] += rows > answered + rejected


def damaged(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    kind = rng.choice(("flip", "cut", "encoding", "ends"))
    if kind == "cut":
        return bytes(changed[: rng.randrange(len(changed))])
    if kind == "encoding":
        return bytes(changed).replace(b"a", b"\xe9", rng.randrange(1, 5))
    if kind == "ends":
        return bytes(changed).replace(b"\n", rng.choice((b"\r\n", b"\r")), rng.randrange(1, 40))
    for _ in range(rng.choice((1, 5, 50))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def count(data: bytes) -> int:
    lines = (
        data.removeprefix(b"\xef\xbb\xbf")
        .replace(b"\r\n", b"\n")
        .replace(b"\r", b"\n")
        .split(b"\n")
    )
    return sum(1 for line in lines if line.strip())


if __name__ == "__main__":
    main()
