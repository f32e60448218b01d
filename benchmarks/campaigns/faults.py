"""Every call into durable_rules answered wrongly, one at a time: an error, or the whole answer.

Kinds of fault, put into each call that the check of a person makes: every error code of the
library; every error as the exception its binding raises; a match withheld; the clock stepped. Last,
the process of an isolated engine killed at random moments. Whatever happens, the person gets the
report they would have got or an `EngineError`, and the next person gets theirs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

# The people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from medcaution import Checker, EngineError, Person
from medcaution.matching import rete
from people import random_person

#: Every code that src/rules/rules.h of durable_rules 2.0.28 names, and one that it does not.
CODES = (1, 2, *range(101, 114), *range(201, 206), *range(302, 313), *range(501, 508), 999)
#: Seconds that the wall clock or both clocks are moved by.
STEPS = (-86_400.0, -3600.0, -11.0, 6.0, 11.0, 3600.0, 86_400.0, 6e8)
CALLS = (
    "create_ruleset",
    "assert_facts",
    "start_action_for_state",
    "complete_and_start_action",
    "delete_state",
)
NEXT = Person(medications=["Zoloft", "Nardil", "ketamine"], conditions=["mania"])


class Faulty:
    """The C module, with one call of all answered by `fault(real, arguments)` instead."""

    def __init__(self) -> None:
        self.real, self.made = rete.engine, 0
        self.at, self.fault = -1, None
        self.names: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        if name not in CALLS:
            return real

        def call(*arguments: Any) -> Any:
            number, self.made = self.made, self.made + 1
            self.names.append(name)
            return self.fault(real, arguments) if number == self.at else real(*arguments)

        return call

    def begin(self, at: int = -1, fault: Callable[..., Any] | None = None) -> None:
        self.made, self.at, self.fault, self.names = 0, at, fault, []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rete.MOST_REBUILDS = 10**6  # so that the last fault is met by the same program as the first
    checker = Checker()
    rng = random.Random(options.seed)
    people: list[Person] = []
    while len(people) < options.people:
        person = random_person(checker.library, rng)
        if checker.check(person).cautions:
            people.append(person)
    total: Counter[str] = Counter()
    for person in people:
        total += tried_apart(checker, person)
    apart = Checker(checker.library, isolated=True)
    total += killed(checker, apart, people, options.kills, rng)
    apart.close()
    wrong = total["wrong"] + total["wrong after"] + total["died"]
    kinds = ("error codes", "exceptions", "matches withheld", "clock steps", "kills")
    made = {kind.replace(" ", "_"): total[kind] for kind in kinds}
    print(json.dumps({
        "seed": options.seed, "people": len(people), **made,
        "refused": total["refused"], "answered_whole": total["right"], "lost_or_wrong": wrong,
    }, indent=2))  # fmt: skip
    sys.exit(1 if wrong else 0)


def tried_apart(checker: Checker, person: Person) -> Counter[str]:
    """`tried` in a process of its own, since every fault leaks a handle."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=lambda: theirs.send(tried(checker, person)))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        return Counter(died=1)
    finally:
        process.join()


def tried(checker: Checker, person: Person) -> Counter[str]:
    """Every fault at every call of one person's check."""
    faulty = Faulty()
    rete.engine = faulty
    right, right_next = checker.check(person).to_json(), checker.check(NEXT).to_json()
    found: Counter[str] = Counter()

    def attempt(kind: str) -> None:
        found[kind] += 1
        found[outcome(checker, person, right)] += 1
        faulty.begin()
        if outcome(checker, NEXT, right_next) != "right":
            found["wrong after"] += 1

    faulty.begin()
    checker.check(person)
    names = list(faulty.names)
    for at, name in enumerate(names):
        if name == "assert_facts":
            for code in CODES:
                faulty.begin(at, lambda _, __, code=code: (code, 0))
                attempt("error codes")
        for code in CODES:
            faulty.begin(at, lambda *_, code=code: _raise(f"error code: {code}"))
            attempt("exceptions")
        if "start_action" in name:
            faulty.begin(at, lambda *_: None)
            attempt("matches withheld")
            faulty.begin(at, lambda real, given: real(*given) and real(*given))
            attempt("matches withheld")
        for step in STEPS:
            for both in (False, True):
                with stepped(step, both=both) as move:
                    faulty.begin(at, lambda real, given, move=move: (real(*given), move())[0])
                    attempt("clock steps")
    return found


def _raise(message: str) -> None:
    raise rete.engine.real.error(message)


class stepped:  # noqa: N801  (a context)
    """The clock that rete.py reads, moved when told to: only the wall's, or both."""

    def __init__(self, step: float, *, both: bool) -> None:
        self.step, self.both, self.by = step, both, 0.0

    def __enter__(self) -> Callable[[], None]:
        rete.time = self
        return lambda: setattr(self, "by", self.step)

    def __exit__(self, *_: object) -> None:
        rete.time = time

    def time(self) -> float:
        return time.time() + self.by

    def monotonic(self) -> float:
        return time.monotonic() + (self.by if self.both else 0.0)


def outcome(checker: Checker, person: Person, right: str) -> str:
    try:
        return "right" if checker.check(person).to_json() == right else "wrong"
    except EngineError:
        return "refused"


def killed(
    checker: Checker, apart: Checker, people: list[Person], kills: int, rng: random.Random
) -> Counter[str]:
    """The process of an isolated engine killed at random moments of a row of checks."""
    found: Counter[str] = Counter()
    right = [checker.check(person).to_json() for person in people]
    for number in range(kills):
        worker = apart._matcher.rete._worker
        if worker is None:
            apart.check(NEXT)
            worker = apart._matcher.rete._worker
        kill = threading.Timer(rng.random() * 0.02, worker.process.kill)
        kill.start()
        while kill.is_alive():
            place = (number + found["right"]) % len(people)
            found[outcome(apart, people[place], right[place])] += 1
        found["kills"] += 1
    return found


if __name__ == "__main__":
    main()
