"""One warm check beside clipspy matching the very same productions on the very same facts.

The check includes recognition, both matchers, judgement and the report; clipspy only matches.
Beside it: the same check without the second matcher, and with the engine in its own process.
People differ from check to check, so that nothing remembered answers for the work.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence

import clips
from opened import Opened

from medcaution import Checker, Person
from medcaution.matching.productions import FlaggedFact, Production

MEDICATIONS, CONDITIONS, PEOPLE = 6, 2, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checker = Opened()
    alone = Checker(checker.library, cross_check=False)
    apart = Opened(checker.library, isolated=True)
    people = draw_people(checker, random.Random(options.seed))
    flagged = [*map(checker.flagged, people)]
    clipspy = Clipspy(checker.productions.all)
    for facts in flagged:
        matched = clipspy.match(facts)
        assert matched >= len(checker.matcher.reference.activations(facts)), "clipspy matched less"
    contenders: dict[str, Callable[[int], object]] = {
        "check": lambda number: checker.check(people[number]),
        "check_without_cross_check": lambda number: alone.check(people[number]),
        "check_isolated": lambda number: apart.check(people[number]),
        "recognition": lambda number: checker.reader.read(people[number]),
        "durable_rules": lambda number: checker.matcher.rete.activations(flagged[number]),
        "durable_rules_isolated": lambda number: apart.matcher.rete.activations(flagged[number]),
        "reference": lambda number: checker.matcher.reference.activations(flagged[number]),
        "clipspy": lambda number: clipspy.match(flagged[number]),
    }
    microseconds = measure(contenders, options.rounds)
    apart.close()
    print(
        json.dumps(
            {
                "people": PEOPLE,
                "medications": MEDICATIONS,
                "conditions": CONDITIONS,
                "productions": len(checker.productions.all),
                "cautions_per_check": statistics.mean(
                    len(checker.check(each).cautions) for each in people
                ),
                "microseconds_median": microseconds,
                "ratio_check_to_check_without_cross_check": round(
                    microseconds["check"] / microseconds["check_without_cross_check"], 2
                ),
                "ratio_check_isolated_to_check": round(
                    microseconds["check_isolated"] / microseconds["check"], 2
                ),
                "ratio_check_to_clipspy_matching": round(
                    microseconds["check"] / microseconds["clipspy"], 2
                ),
                "ratio_durable_rules_to_clipspy": round(
                    microseconds["durable_rules"] / microseconds["clipspy"], 2
                ),
            },
            indent=2,
        )
    )


def draw_people(
    checker: Opened,
    rng: random.Random,
    people: int = PEOPLE,
    medications: int = MEDICATIONS,
    conditions: int = CONDITIONS,
) -> list[Person]:
    """Ordinary lists: half of the lines are medicines that rules read."""
    library, covered = checker.library, checker.productions.covered
    plain = [name for name, each in library.substances.items() if not each.components]
    read = [name for name in plain if name in covered]
    labels = [each.label for each in library.conditions.values()]

    def line(name: str) -> str:
        known = library.substances[name]
        return f"{rng.choice([known.name, *known.brands])} {rng.choice([5, 10, 20, 50])} mg"

    return [
        Person(
            medications=[line(rng.choice(plain if at % 2 else read)) for at in range(medications)],
            conditions=rng.sample(labels, conditions),
        )
        for _ in range(people)
    ]


class Clipspy:
    """The same productions in CLIPS, through clipspy."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._environment = clips.Environment()
        self._matches = 0
        self._environment.define_function(self._count, "count_match")
        for number, production in enumerate(productions):
            patterns = []
            for place, slot in enumerate(production.slots):
                apart = "".join(f"&~?v{earlier}" for earlier in range(place))
                patterns.append(f"(p{slot.flag} ?v{place}{apart})")
            self._environment.build(f"(defrule r{number} {' '.join(patterns)} => (count_match))")

    def _count(self) -> None:
        self._matches += 1

    def match(self, facts: Sequence[FlaggedFact]) -> int:
        """How many activations fire."""
        self._matches = 0
        self._environment.reset()
        for fact in facts:
            for flag in fact.flags:
                self._environment.assert_string(f"(p{flag} {fact.id})")
        self._environment.run()
        return self._matches


def measure(contenders: dict[str, Callable[[int], object]], rounds: int) -> dict[str, float]:
    """Median microseconds a call. Contenders take turns, so that a busy machine slows all alike."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, call in contenders.items():
            started = time.perf_counter()
            for number in range(PEOPLE):
                call(number)
            times[name].append((time.perf_counter() - started) / PEOPLE * 1e6)
    return {name: round(statistics.median(each[1:]), 1) for name, each in times.items()}


if __name__ == "__main__":
    main()
