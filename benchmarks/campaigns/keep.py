"""Run a campaign and keep what it found, for docs/trust.md.

python benchmarks/campaigns/keep.py limits --seed 2 --people 100000

Arguments that are not known here go to the campaign. A further run on the same state of the
program adds to the record; a changed program starts a new one. Exit 1 if there were faults.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from typing import Any

from ledger import ROOT, Campaign, Record, Run, catalogue, fingerprints, read
from page import write


def main() -> None:
    known = {each.name: each for each in catalogue()}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("campaign", choices=known)
    parser.add_argument("--seed", type=int, default=1)
    options, others = parser.parse_known_args()
    campaign = known[options.campaign]
    run, measured = observe(campaign, options.seed, others)
    record = read(campaign.name)
    if record is None or record.measured != measured:
        record = Record(campaign.name, measured)
    record.add(run)
    record.write()
    write()
    print(json.dumps({"faults": run.faults, **run.figures}, indent=2))
    sys.exit(1 if run.faults else 0)


def observe(campaign: Campaign, seed: int, others: list[str]) -> tuple[Run, dict[str, str]]:
    """Run the command; what it printed, and what it measured."""
    measured = fingerprints(campaign.measures)
    command = shlex.join([*shlex.split(campaign.command.replace("{seed}", str(seed))), *others])
    arguments = shlex.split(command)
    if arguments[0] == "python":
        arguments[0] = sys.executable
    started = time.monotonic()
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if "{" not in done.stdout:
        raise SystemExit(f"{command} ended with {done.returncode} and no JSON; nothing is kept")
    result = json.loads(done.stdout[done.stdout.index("{") :])
    if fingerprints(campaign.measures) != measured:
        raise SystemExit("what is measured changed during the run; nothing is kept")
    faults = sum(map(_count, (result.get(key, 0) for key in campaign.faults)))
    if done.returncode and not faults:
        raise SystemExit(f"{command} failed with exit code {done.returncode}; nothing is kept")
    figures = {key: result[key] for key in campaign.figures or _numbers(result)}
    run = Run(
        command=command,
        seed=seed if "{seed}" in campaign.command else None,
        commit=_git("rev-parse", "--short", "HEAD") + _uncommitted(campaign),
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        machine=f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}",
        seconds=round(time.monotonic() - started, 1),
        faults=faults,
        figures={key: value for key, value in figures.items() if key not in campaign.faults},
    )
    return run, measured


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else int(value)


def _numbers(result: dict[str, Any]) -> list[str]:
    return [key for key, each in result.items() if isinstance(each, int | float) and key != "seed"]


def _uncommitted(campaign: Campaign) -> str:
    return " with changes" if _git("status", "--porcelain", "--", *campaign.measures) else ""


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
