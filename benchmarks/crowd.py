"""Lists of many people for the batch contenders: invented, in the proportions of the example.

The example's people are read once, which gives every medicine as a fact with its frequency and
the lengths of the lists; any number of people of any length is then drawn from those. What the
contenders get is plain: (person, signature), the flags of each signature, and the productions
with their medication patterns only, as if every condition were present.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from opened import Opened
from ours import prepared_in

from medcaution import Person
from medcaution.batch.example import example_people
from medcaution.matching.facts import MedicationFact
from medcaution.matching.lookup import Lookup
from medcaution.matching.reference import Reference
from medcaution.matching.table import SILENT, Table

READ = 4_000
#: The commonest medicines, seven lines in ten: rarer ones only lengthen the filling of the table.
MOST_FACTS = 250
_AT_ONCE = 5_000


class Crowd:
    """What the example's people take, and how much of it."""

    def __init__(self, checker: Opened, seed: int, read: int = READ) -> None:
        counted: Counter[MedicationFact] = Counter()
        self.lengths: list[int] = []
        for block in example_people(checker.library, read, seed):
            for row in block.to_pylist():
                person = Person(medications=row["medications"])
                facts = checker.reader.read(person).facts.medications
                counted.update(replace(each, lines=()) for each in facts)
                self.lengths.append(len(facts))
        self.facts = [fact for fact, _ in counted.most_common(MOST_FACTS)]
        self.share = sum(counted[each] for each in self.facts) / counted.total()
        weights = np.array([counted[each] for each in self.facts], float)
        self._weights = weights / weights.sum()

    def draw(self, people: int, seed: int, medications: int | None = None) -> np.ndarray:
        """(person, number of the fact) in rows; lists of one length, or of the example's."""
        rng = np.random.default_rng(seed)
        if medications is None:
            lengths = rng.choice(np.array(self.lengths), people)
            owners = np.repeat(np.arange(people), lengths)
            return np.stack([owners, rng.choice(len(self.facts), len(owners), p=self._weights)], 1)
        blocks = []
        for start in range(0, people, _AT_ONCE):
            # The largest of log(weight) plus a Gumbel number each: draws that never repeat.
            count = min(_AT_ONCE, people - start)
            keys = np.log(self._weights) + rng.gumbel(size=(count, len(self.facts)))
            facts = np.argpartition(-keys, medications, axis=1)[:, :medications]
            owners = np.repeat(np.arange(start, start + count), medications)
            blocks.append(np.stack([owners, facts.ravel()], 1))
        return np.concatenate(blocks)

    def write(
        self, folder: Path, rows: np.ndarray, people: int, first: int, extra: Path | None = None
    ) -> int:
        """Keep the work for the contenders' processes; how many rules there are.

        Engines that take one person at a time are asked about the first people only.

        The cells of the table are filled by the reference matcher, which is quicker than the
        engine and was seen to agree with it; who filled them is nothing to a look-up.
        """
        folder.mkdir(parents=True, exist_ok=True)
        prepared = prepared_in(folder.parent, extra)
        productions = prepared.productions
        table = Table(productions, _Filler(Reference(productions.all)), prepared.library.sha256)
        signatures = np.array([table.signature(each) for each in self.facts], np.int64)[rows[:, 1]]
        lists = np.stack([rows[:, 0], signatures], 1)[signatures != SILENT]
        lists = np.unique(lists, axis=0)
        owners, signatures = (np.ascontiguousarray(lists[:, at]) for at in (0, 1))
        Lookup(table, lambda _: None).cells(np.arange(people), owners, signatures)
        (folder / "table.json").write_bytes(table.dump())
        starts = np.searchsorted(owners, np.arange(people + 1)).astype(np.int64)
        np.savez(folder / "lists.npz", owners=owners, signatures=signatures, starts=starts)
        slots = [
            [slot.flag for slot in each.slots if slot.kind == "medication"]
            for each in productions.all
        ]
        plain = {
            "extra": str(extra or ""),
            "first": [
                signatures[starts[at] : starts[at + 1]].tolist() for at in range(min(people, first))
            ],
            "productions": [each for each in slots if each],
            "facts": [
                [productions.medication_flags(each) if at else [], each.substance, each.product]
                for at, each in enumerate(table.facts)
            ],
        }
        (folder / "plain.json").write_text(json.dumps(plain), "utf-8")
        return len(prepared.library.rules)


class _Filler:
    """What a table asks, answered by the reference matcher."""

    def __init__(self, reference: Reference) -> None:
        self.activations = reference.activations

    def close(self) -> None:
        """Nothing to end."""
