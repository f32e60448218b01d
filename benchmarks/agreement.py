"""Do the live matcher, the reference and the oracle agree? A campaign over seeded people.

python benchmarks/agreement.py --people 1000000 --seed 1 --workers 2
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

# The oracle and the people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from trial import Outcome, campaign

EVERY = 10  # seconds between two lines of progress


@click.command()
@click.option("--people", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", default=2, show_default=True)
def main(people: int, seed: int, workers: int) -> None:
    """Try so many people; exit 1 if any of them is answered differently."""
    total, started, told = Outcome(), time.monotonic(), 0.0
    for part in campaign(people, seed, workers):
        total.add(part)
        seconds = time.monotonic() - started
        if seconds - told >= EVERY:
            told = seconds
            _tell(total, people, seconds)
    result = {
        "people": total.people,
        "activations": total.activations,
        "rules_and_clauses_seen": len(total.held),
        "differences": total.differences,
        "first_difference": total.first,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(result, indent=2))
    sys.exit(1 if total.differences else 0)


def _tell(total: Outcome, people: int, seconds: float) -> None:
    left = (people - total.people) * seconds / total.people
    click.echo(
        f"{total.people:,} of {people:,} people, {total.activations:,} activations, "
        f"{total.differences} differences, {seconds:.0f} s, about {left:.0f} s left",
        err=True,
    )


if __name__ == "__main__":
    main()
