"""Cold starts beside bare pydantic: imports, and a whole `medcaution check`.

Where the system lets us drop its page cache (root on Linux), the starts are measured a second time
with nothing in memory, as after a reboot (`from_disk`).
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import medcaution

CACHES = Path("/proc/sys/vm/drop_caches")
COMMANDS = {
    "python": [sys.executable, "-c", "pass"],
    "pydantic": [sys.executable, "-c", "import pydantic"],
    "pydantic_model_and_engine": [
        sys.executable,
        "-c",
        "import pydantic, durable_rules_engine\nclass M(pydantic.BaseModel):\n    a: int\nM(a=1)",
    ],
    "import_medcaution": [sys.executable, "-c", "from medcaution import Checker, Person"],
    "check": [str(Path(sys.executable).with_name("medcaution")), "check", "sertraline", "ketamine"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--runs-from-disk", type=int, default=5)
    options = parser.parse_args()
    # An installed package has its bytecode; a checkout may not have written it yet.
    compileall.compile_dir(str(Path(medcaution.__file__).parent), quiet=2)
    subprocess.run(COMMANDS["check"], stdout=subprocess.DEVNULL, check=False)  # fill the cache
    shown = figures(run(options.runs))
    if drop_caches():
        shown["from_disk"] = figures(run(options.runs_from_disk, before=drop_caches))
    print(json.dumps(shown, indent=2))


def run(runs: int, before: Callable[[], object] = bool) -> dict[str, list[float]]:
    """Milliseconds of each command, taking turns."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            before()
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            times[name].append((time.perf_counter() - started) * 1000)
    return times


def drop_caches() -> bool:
    """Forget every file that is kept in memory; False where that is not ours to do."""
    try:
        CACHES.write_text("3", encoding="ascii")
    except OSError:
        return False
    return True


def figures(times: dict[str, list[float]]) -> dict[str, object]:
    best = {name: round(min(each), 1) for name, each in times.items()}
    middle = {name: round(statistics.median(each), 1) for name, each in times.items()}
    return {
        "milliseconds_min": best,
        "milliseconds_median": middle,
        "ratio_import_to_pydantic_model_and_engine": round(
            best["import_medcaution"] / best["pydantic_model_and_engine"], 2
        ),
        "ratio_model_and_engine_to_import_pydantic": round(
            best["pydantic_model_and_engine"] / best["pydantic"], 2
        ),
        "ratio_check_to_import_pydantic": round(best["check"] / best["pydantic"], 2),
    }


if __name__ == "__main__":
    main()
