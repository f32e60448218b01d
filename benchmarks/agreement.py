"""Do live matcher, reference, table and oracle agree? A campaign over seeded people, in pieces.

    python benchmarks/agreement.py --people 10000000 --kept agreement.jsonl

Everyone is matched in all four ways. One person in --written is also read from written lines and
answered as rows by the batch, which are compared with the report of a single check. With --kept,
each piece adds a line to that file, and the same command goes on after the last of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

# The oracle and the people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from medcaution import Library
from trial import PART, WRITTEN, Outcome, campaign

PARTS = 20  # of a piece


@click.command()
@click.option("--people", default=1_000_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--written", default=WRITTEN, show_default=True)
@click.option("--kept", type=click.Path(dir_okay=False, path_type=Path))
def main(people: int, seed: int, workers: int, written: int, kept: Path | None) -> None:
    """Try so many people; exit 1 if any of them is answered differently."""
    asked = {"knowledge": Library.load().sha256, "seed": seed, "written": written}
    if people % PART:
        raise click.UsageError(f"--people has to be a multiple of {PART}")
    total = Outcome()
    for piece in kept_pieces(kept, asked):
        total.add(piece)
    started, before = time.monotonic(), total.people
    parts = campaign(people, seed, workers, total.people // PART, written)
    while some := list(islice(parts, PARTS)):
        piece = Outcome()
        for part in some:
            piece.add(part)
        total.add(piece)
        if kept:
            told = asked | {"piece": vars(piece) | {"held": sorted(map(list, piece.held), key=str)}}
            with kept.open("a") as stream:
                stream.write("\n" + json.dumps(told) + "\n")  # no line joins a torn one
        tell(total, people, time.monotonic() - started, before)
    result = {
        "people": total.people,
        "of_them_as_rows": total.written,
        "activations": total.activations,
        "rules_and_clauses_seen": len(total.held),
        "differences": total.differences,
        "first_difference": total.first,
        "seconds_of_this_run": round(time.monotonic() - started, 1),
    }
    print(json.dumps(result, indent=2))
    sys.exit(1 if total.differences else 0)


def kept_pieces(kept: Path | None, asked: dict[str, object]) -> Iterator[Outcome]:
    """The pieces of the same campaign, in order; a torn one is the last of them."""
    for line in kept.read_text().splitlines() if kept and kept.exists() else ():
        if line.endswith("}}"):
            told = json.loads(line)
            if {name: told[name] for name in asked} == asked:
                piece = told["piece"]
                yield Outcome(**piece | {"held": {tuple(each) for each in piece["held"]}})


def tell(total: Outcome, people: int, seconds: float, before: int) -> None:
    left = (people - total.people) * seconds / (total.people - before)
    click.echo(
        f"{total.people:,} of {people:,} people, {total.activations:,} activations, "
        f"{total.differences} differences, {seconds:.0f} s, about {left:.0f} s left",
        err=True,
    )


if __name__ == "__main__":
    main()
