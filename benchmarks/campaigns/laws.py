"""Laws that hold for everybody, tried on seeded people: what is said must not hang on how it is told.

Order, repetition, another name for the same substance, a further medicine that no rule reads, and
whoever was checked before: none of them may change a caution. The matches come from the table,
which the agreement campaign holds to the engine; all else is a whole check.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

# The people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from medcaution import Checker, Library, Medication, Person, Report
from medcaution.matching.matcher import Matcher
from medcaution.matching.materialised import Materialised
from medcaution.matching.table import Table
from medcaution.prepared import Prepared
from people import random_person

PART = 200
_STRENGTH = re.compile(r" [\d.]+ mg$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    first: list[str] = []
    jobs = [(options.seed, number) for number in range(-(-options.people // PART))]
    with ProcessPoolExecutor(options.workers, get_context("spawn"), start) as pool:
        for number, (found, told) in enumerate(pool.map(work, jobs), 1):
            total += found
            first += told
            if number % 100 == 0:
                print(f"{number * PART:,} people, {total['broken']} broken", file=sys.stderr)
    result = {"seed": options.seed, **total, "broken": total["broken"], "first": first[:5]}
    print(json.dumps(result, indent=2))
    sys.exit(1 if total["broken"] else 0)


class Laws:
    """One checker, and the laws it is held to."""

    def __init__(self) -> None:
        prepared = Prepared.of(Library.load())
        self.library = prepared.library
        productions = prepared.productions
        table = Table(productions, Matcher(productions), self.library.sha256)
        self._checker = Checker(prepared=prepared, matcher=Materialised(table))
        self._unread = sorted(
            name
            for name, each in self.library.substances.items()
            if name not in productions.covered and not each.components
        )
        #: Of a person and their report: the people who have to be told the same.
        self.all: dict[str, Callable[[Person, Report, Random], tuple[Person, Person]]] = {
            "order": self._order,
            "repetition": self._repetition,
            "alias": self._alias,
            "unread_medicine": self._unread_medicine,
        }

    def person(self, rng: Random) -> Person:
        """Somebody whose list has a line at least."""
        while not (person := random_person(self.library, rng)).medications:
            pass
        return person

    def check(self, person: Person) -> Report:
        """The report of one person."""
        return self._checker.check(person)

    def _order(self, person: Person, _: Report, rng: Random) -> tuple[Person, Person]:
        medications = rng.sample(person.medications, len(person.medications))
        conditions = rng.sample(person.conditions, len(person.conditions))
        return person, told(person, medications).model_copy(
            update={"conditions": tuple(conditions)}
        )

    def _repetition(self, person: Person, _: Report, rng: Random) -> tuple[Person, Person]:
        again = rng.choice(person.medications)
        return person, told(person, [*person.medications, again])

    def _alias(self, person: Person, report: Report, rng: Random) -> tuple[Person, Person]:
        """By mouth; a brand that exists for one route only is no other word for its medicine."""
        plain, others = [], []
        for line, known in zip(person.medications, report.inputs, strict=False):
            strength = _STRENGTH.search(line.as_written)
            names = self._names(known.substances)
            for some, name in ((plain, names[0]), (others, rng.choice(names))):
                written = name + (strength[0] if strength else "") if name else line.as_written
                some.append(line.model_copy(update={"as_written": written, "route": "oral"}))
        return told(person, plain), told(person, others)

    def _names(self, substances: Sequence[str]) -> list[str]:
        """What is printed or said for a single substance; the first is the generic name."""
        known = self.library.substances.get(substances[0]) if len(substances) == 1 else None
        if known is None or known.components:
            return [""]
        spoken = (*known.brands, *known.synonyms, *known.abbreviations, *known.street)
        return [known.name, *(each for each in spoken if each not in known.brand_routes)]

    def _unread_medicine(self, person: Person, _: Report, rng: Random) -> tuple[Person, Person]:
        known = self.library.substances[rng.choice(self._unread)]
        return person, told(person, [*person.medications, Medication(as_written=known.name)])


def told(person: Person, medications: Sequence[Medication]) -> Person:
    return person.model_copy(update={"medications": tuple(medications)})


def said(report: Report) -> list[tuple[str, str]]:
    """What was cautioned about, and how strongly."""
    return sorted((each.id, each.severity) for each in report.told)


_STATE: dict[str, Laws] = {}


def start() -> None:
    _STATE["laws"] = Laws()


def work(job: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    laws, rng = _STATE["laws"], Random(f"laws/{job}")
    total: Counter[str] = Counter()
    broken: list[str] = []
    before: tuple[Person, str] | None = None
    for _ in range(PART):
        person = laws.person(rng)
        alone = laws.check(person)
        total["people"] += 1
        for name, law in laws.all.items():
            # Most laws compare with the person themself, who is checked once for all of them.
            one, other = (
                alone if each is person else laws.check(each) for each in law(person, alone, rng)
            )
            total[name] += 1
            total["cautions"] += len(one.cautions)
            if said(one) != said(other):
                broken.append(f"{name}: {said(one)} but {said(other)}: {person!r}")
        # Whoever came between must leave no trace.
        if before is not None:
            total["isolation"] += 1
            if laws.check(before[0]).to_json() != before[1]:
                broken.append(f"isolation: {before[0]!r}")
        before = person, alone.to_json()
    total["broken"] += len(broken)
    return total, broken[:2]


if __name__ == "__main__":
    main()
