"""The table over columns: which cells the medications of many people fall into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from medcaution.errors import EngineError
from medcaution.matching.table import SILENT, Row, Table

Ints: TypeAlias = npt.NDArray[np.int64]
_UNASKED, _EMPTY, _FAILED = -1, 0, -2


@dataclass(frozen=True)
class Hits:
    """Cells that are not empty, with the person of each; and the people who cannot be answered."""

    people: Ints
    cells: Ints
    failed: Ints


class Lookup:
    """Numbers for the cells of a table, and where to find them. Cell 0 is empty.

    Pairs lie in a square matrix: signatures are bounded by the knowledge, not by the people.
    `added` is told of each new cell, in the order of their numbers.
    """

    def __init__(self, table: Table, added: Callable[[tuple[Row, ...]], None]) -> None:
        self._table = table
        self._added = added
        self._count = 1
        self._bare: int | None = None
        self._singles = np.full(1024, _UNASKED, np.int32)
        self._pairs = np.full((1024, 1024), _UNASKED, np.int32)
        self._near = np.zeros((1024, 1024), bool)
        self._triples: dict[tuple[int, int, int], int] = {}
        added(())

    def cells(self, everyone: Ints, people: Ints, signatures: Ints) -> Hits:
        """The cells of everyone, given in rows of (person, signature), both rising, none twice."""
        self._grow()
        if self._bare is None:
            self._bare = self._number(())
        read = signatures != SILENT
        people, signatures = people[read], signatures[read]
        found = [(people, self._look(self._singles, signatures))]
        if self._bare != _EMPTY:
            found.append((everyone, np.full(len(everyone), self._bare)))
        ends = np.searchsorted(people, people, side="right")
        at = np.arange(len(people))
        near: list[tuple[Ints, Ints]] = []
        step = 1
        while len(at := at[at + step < ends[at]]):
            first, second = signatures[at], signatures[at + step]
            found.append((people[at], self._look(self._pairs, first, second)))
            close = self._near[first, second]
            near.append((at[close], at[close] + step))
            step += 1
        if near:
            found.extend(self._in_threes(people, signatures, ends, near))
        owners = np.concatenate([who for who, _ in found])
        cells = np.concatenate([cell for _, cell in found])
        hit = cells > _EMPTY
        return Hits(owners[hit], cells[hit], np.unique(owners[cells == _FAILED]))

    def _in_threes(
        self, people: Ints, signatures: Ints, ends: Ints, near: list[tuple[Ints, Ints]]
    ) -> list[tuple[Ints, Ints]]:
        """Triples of which each two could be part of one production."""
        one = np.concatenate([first for first, _ in near])
        two = np.concatenate([second for _, second in near])
        found = []
        third = two + 1
        while len(one):
            inside = third < ends[one]
            one, two, third = one[inside], two[inside], third[inside]
            a, b, c = signatures[one], signatures[two], signatures[third]
            close = self._near[a, c] & self._near[b, c]
            found.append((people[one[close]], self._look_three(a[close], b[close], c[close])))
            third = third + 1
        return found

    def _look(self, cells: npt.NDArray[np.int32], *keys: Ints) -> Ints:
        answer = cells[keys]
        unasked = answer == _UNASKED
        if unasked.any():
            for key in np.unique(np.stack([each[unasked] for each in keys], axis=1), axis=0):
                signatures = tuple(map(int, key))
                cells[signatures] = self._number(signatures)
                if len(signatures) > 1:
                    self._near[signatures] = self._table.near(*signatures)
            answer = cells[keys]
        return answer.astype(np.int64)

    def _look_three(self, a: Ints, b: Ints, c: Ints) -> Ints:
        wide = (a << 40) | (b << 20) | c
        keys, where = np.unique(wide, return_inverse=True)
        numbers = np.empty(len(keys), np.int64)
        for place, key in enumerate(keys.tolist()):
            signatures = (key >> 40, (key >> 20) & 0xFFFFF, key & 0xFFFFF)
            number = self._triples.get(signatures)
            if number is None:
                number = self._triples[signatures] = self._number(signatures)
            numbers[place] = number
        return numbers[where]

    def _number(self, signatures: tuple[int, ...]) -> int:
        try:
            rows = self._table.cell(signatures)
        except EngineError:
            return _FAILED
        if not rows:
            return _EMPTY
        self._added(rows)
        self._count += 1
        return self._count - 1

    def _grow(self) -> None:
        size = len(self._singles)
        while size < len(self._table.facts):
            size *= 2
        more = size - len(self._singles)
        if more:
            self._singles = np.pad(self._singles, (0, more), constant_values=_UNASKED)
            self._pairs = np.pad(self._pairs, (0, more), constant_values=_UNASKED)
            self._near = np.pad(self._near, (0, more))
