"""Threads and processes that share checkers and must never hear of each other's people.

python benchmarks/isolation.py --processes 8 --threads 64

Every thread has people of its own, each marked with a canary: an id and a line that nobody else
has. In any order and at once with all others, each gets, byte for byte, the report that they got
alone. Now and then a person whose input is refused comes between.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from opened import Opened
from single import draw_people

from medcaution import Checker, InputError, Person

PEOPLE_OF_A_THREAD = 5
_CANARY = re.compile(r"canary-\d+-\d+")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--checks-a-thread", type=int, default=200)
    parser.add_argument("--isolated", action="store_true", help="each engine in its own process")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found: Counter[str] = Counter()
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for each in pool.map(talk, [options] * options.processes, range(options.processes)):
            found += each
    result = {
        "seed": options.seed,
        "processes": options.processes,
        "threads": options.threads * options.processes,
        "checks": found["checks"],
        "refused_between": found["refused"],
        "foreign_canaries": found["foreign"],
        "other_answers": found["other"],
    }
    print(json.dumps(result, indent=2))
    sys.exit(1 if found["foreign"] or found["other"] else 0)


def talk(options: argparse.Namespace, process: int) -> Counter[str]:
    """The threads of one process, all at once."""
    alone, shared = Opened(), Checker(isolated=options.isolated)
    rng = random.Random(f"{options.seed}/{process}")
    known = iter(())
    told = []
    for number in range(options.threads):
        some = []
        for _ in range(PEOPLE_OF_A_THREAD):
            if (person := next(known, None)) is None:
                known = iter(draw_people(alone, rng))
                person = next(known)
            person = marked(person, f"canary-{process}-{number}")
            some.append((person, alone.check(person).to_json()))
        told.append(some)
    counts = [Counter() for _ in told]
    start = threading.Barrier(len(told))
    threads = [
        threading.Thread(target=run, args=(shared, some, options.checks_a_thread, start, count))
        for some, count in zip(told, counts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shared.close()
    done = sum(counts, Counter())
    # A thread that died has fewer checks than it was to make, and that is a fault too.
    done["other"] += options.threads * options.checks_a_thread - done["checks"]
    return +done


def marked(person: Person, canary: str) -> Person:
    return Person(
        id=canary,
        medications=[*person.medications, canary],
        conditions=[*person.conditions, canary],
    )


def run(
    checker: Checker,
    people: list[tuple[Person, str]],
    checks: int,
    start: threading.Barrier,
    count: Counter[str],
) -> None:
    """One thread: its own people over and over."""
    start.wait()
    for number in range(checks):
        person, expected = people[number % len(people)]
        said = checker.check(person).to_json()
        count["checks"] += 1
        count["other"] += said != expected
        count["foreign"] += any(each != person.id for each in _CANARY.findall(said))
        if number % 7 == 0:
            try:
                Person.model_validate({"id": person.id, "medications": [f"{person.id}\x00"]})
            except InputError as error:
                count["refused"] += 1
                count["foreign"] += "canary" in str(error)


if __name__ == "__main__":
    main()
