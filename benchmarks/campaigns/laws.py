"""Metamorphic laws: what may not change an answer, on people who lean towards what the rules read.

Each case checks one person and the same person changed, live, with recognition and report: lines
in another order, a line said twice, a name exchanged for another of the same substance, a medicine
that no rule reads put in; and the same person again after someone else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

# The people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from medcaution import Checker, Person, Report
from people import random_person

PART = 100  # people of one seed; as many cases of each law
Lines = list[dict[str, Any]]
_STATE: dict[str, Checker] = {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    jobs = [(options.seed, number) for number in range(options.people // PART)]
    total: Counter[str] = Counter()
    broken: list[str] = []
    with ProcessPoolExecutor(options.workers, get_context("spawn"), start) as pool:
        for cases, told in pool.map(work, jobs):
            total += cases
            broken += told
    print(
        json.dumps(
            {
                "seed": options.seed,
                "people": total["people"],
                "people_with_cautions": total["people with cautions"],
                **{law: total[law] for law in (*LAWS, "isolation")},
                "broken": len(broken),
                "first": broken[:5],
            },
            indent=2,
        )
    )
    sys.exit(1 if broken else 0)


def start() -> None:
    _STATE["checker"] = Checker()


def work(job: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    checker, rng = _STATE["checker"], Random(f"laws/{job[0]}/{job[1]}")
    cases: Counter[str] = Counter()
    broken: list[str] = []
    for number in range(PART):
        person = plain(random_person(checker.library, rng))
        before = checker.check(person)
        cases["people"] += 1
        cases["people with cautions"] += bool(before.cautions)
        for law, change in LAWS.items():
            lines = change(checker, rng, written(person))
            if lines is None:
                continue
            cases[law] += 1
            if gist(checker.check(of(person, lines))) != gist(before):
                broken.append(f"{law}, seed {job[0]}, part {job[1]}, person {number}")
        cases["isolation"] += 1
        if checker.check(person).to_json() != before.to_json():
            broken.append(f"isolation, seed {job[0]}, part {job[1]}, person {number}")
    return cases, broken


def gist(report: Report) -> set[tuple[str, str]]:
    """Every caution and note with its severity."""
    return {(each.id, each.severity) for each in (*report.cautions, *report.notes)}


def plain(person: Person) -> Person:
    """The person by route, as a name may stand for a product with a route of its own."""
    lines = written(person)
    for line in lines:
        if line["route"] == "unknown":
            line["route"] = "oral"
    return of(person, lines)


def written(person: Person) -> Lines:
    return [each.model_dump() for each in person.medications]


def of(person: Person, lines: Lines) -> Person:
    return Person.model_validate(person.model_dump() | {"medications": lines})


def reordered(checker: Checker, rng: Random, lines: Lines) -> Lines | None:  # noqa: ARG001  (one shape for all)
    return rng.sample(lines, len(lines)) if len(lines) > 1 else None


def doubled(checker: Checker, rng: Random, lines: Lines) -> Lines | None:  # noqa: ARG001  (one shape for all)
    """A line without a dose: two that state one are a double dose, and other rules may speak."""
    open_to = [line for line in lines if not dosed(line)]
    return [*lines, rng.choice(open_to)] if open_to else None


def renamed(checker: Checker, rng: Random, lines: Lines) -> Lines | None:
    known = {each.name: each for each in checker.library.substances.values()}
    open_to = [line for line in lines if line["as_written"] in known]
    if not open_to:
        return None
    chosen = rng.choice(open_to)
    found = known[chosen["as_written"]]
    names = (*found.brands, *found.synonyms, *found.abbreviations, *found.street)
    if not names:
        return None
    other = chosen | {"as_written": rng.choice(names)}
    return [other if line is chosen else line for line in lines]


def with_unrelated(checker: Checker, rng: Random, lines: Lines) -> Lines | None:
    covered = checker._productions.covered
    unread = sorted(
        each.name
        for name, each in checker.library.substances.items()
        if name not in covered and not each.components
    )
    return [*lines, {"as_written": rng.choice(unread)}]


def dosed(line: dict[str, Any]) -> bool:
    return bool(line["dose"]) or any(each.isdigit() for each in line["as_written"])


LAWS: dict[str, Callable[[Checker, Random, Lines], Lines | None]] = {
    "order": reordered,
    "duplicates": doubled,
    "aliases": renamed,
    "unrelated_additions": with_unrelated,
}

if __name__ == "__main__":
    main()
