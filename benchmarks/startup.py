"""Cold starts beside bare pydantic: imports, and a whole `medcaution check`."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

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
    options = parser.parse_args()
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(options.runs):
        for name, command in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            times[name].append((time.perf_counter() - started) * 1000)
    best = {name: round(min(each), 1) for name, each in times.items()}
    middle = {name: round(statistics.median(each), 1) for name, each in times.items()}
    print(
        json.dumps(
            {
                "milliseconds_min": best,
                "milliseconds_median": middle,
                "ratio_import_to_pydantic_model_and_engine": round(
                    best["import_medcaution"] / best["pydantic_model_and_engine"], 2
                ),
                "ratio_check_to_import_pydantic": round(best["check"] / best["pydantic"], 2),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
