"""The table over columns: which cells the medications of many people fall into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from medcaution.errors import EngineError
from medcaution.matching.table import SILENT, Row, Table

Ints: TypeAlias = npt.NDArray[np.int64]
Cells: TypeAlias = npt.NDArray[np.int32]
_UNASKED = -1
_EMPTY, _FAILED = 0, 1  # cells without rows
_TRIES = 2  # a process that was suspended answers when it is asked again
_NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Hits:
    """Cells that are not empty, with the person of each; and the people who cannot be answered."""

    people: Ints
    cells: Ints
    failed: Ints


class Lookup:
    """Numbers for the cells of a table, and where to find them. The first two hold no rows.

    Pairs lie in a square matrix: signatures are bounded by the knowledge, not by the people. What
    lies there is twice the cell, and one more if the two could be part of a triple.
    `added` is told of each new cell, in the order of their numbers.
    """

    def __init__(self, table: Table, added: Callable[[tuple[Row, ...]], None]) -> None:
        self._table = table
        self._added = added
        self._count = 2
        self._bare: int | None = None
        self._singles = np.full(1024, _UNASKED, np.int32)
        self._pairs = np.full((1024, 1024), _UNASKED, np.int32)
        self._triples: Ints = np.array([np.iinfo(np.int64).max])  # rising; the last is none
        self._in_triples: Cells = np.array([_EMPTY], np.int32)
        added(())
        added(())

    def cells(self, everyone: Ints, people: Ints, signatures: Ints) -> Hits:
        """The cells of everyone, given in rows of (person, signature), both rising, none twice."""
        self._grow()
        if self._bare is None:
            self._bare = self._number(())
        read = signatures != SILENT
        if not read.all():
            people, signatures = people[read], signatures[read]
        found = [(people, self._alone(signatures))]
        if self._bare != _EMPTY:
            found.append((everyone, np.full(len(everyone), self._bare, np.int32)))
        near: list[tuple[Ints, Ints]] = []
        step = 1
        while len(at := np.flatnonzero(people[step:] == people[:-step])):
            pairs = self._paired(signatures.take(at), signatures.take(at + step))
            spoken = np.flatnonzero(pairs)
            at, pairs = at[spoken], pairs[spoken]
            found.append((people[at], pairs >> 1))
            close = at[(pairs & 1) != 0]
            near.append((close, close + step))
            step += 1
        found.extend(self._in_threes(people, signatures, near))
        owners = np.concatenate([who for who, _ in found])
        cells = np.concatenate([cell for _, cell in found])
        hit = np.flatnonzero(cells > _FAILED)
        failed = np.unique(owners[cells == _FAILED])
        if len(failed):
            self._forget_failures()
        return Hits(owners[hit], cells[hit].astype(np.int64), failed)

    def _in_threes(
        self, people: Ints, signatures: Ints, near: list[tuple[Ints, Ints]]
    ) -> Iterator[tuple[Ints, Cells]]:
        """Triples of which each two could be part of one production."""
        one = np.concatenate([first for first, _ in near] or [_NONE])
        two = np.concatenate([second for _, second in near] or [_NONE])
        third = two + 1
        while len(one):
            inside = np.flatnonzero(third < len(people))
            inside = inside[people.take(third[inside]) == people.take(one[inside])]
            one, two, third = one[inside], two[inside], third[inside]
            a, b, c = signatures.take(one), signatures.take(two), signatures.take(third)
            close = np.flatnonzero(self._paired(a, c) & self._paired(b, c) & 1)
            yield people[one[close]], self._tripled(a[close], b[close], c[close])
            third = third + 1

    def _alone(self, signatures: Ints) -> Cells:
        cells = self._singles.take(signatures)
        unasked = cells == _UNASKED
        if unasked.any():
            for one in np.unique(signatures[unasked]).tolist():
                self._singles[one] = self._number((one,))
            cells = self._singles.take(signatures)
        return cells

    def _paired(self, one: Ints, two: Ints) -> Cells:
        places = one * len(self._pairs) + two
        pairs = self._pairs.ravel().take(places)
        unasked = pairs == _UNASKED
        if unasked.any():
            for both in np.unique(places[unasked]).tolist():
                pair = divmod(both, len(self._pairs))
                self._pairs[pair] = 2 * self._number(pair) + self._table.near(*pair)
            pairs = self._pairs.ravel().take(places)
        return pairs

    def _tripled(self, one: Ints, two: Ints, three: Ints) -> Cells:
        wide = (one << 40) | (two << 20) | three
        places = np.searchsorted(self._triples, wide)
        unasked = self._triples.take(places) != wide
        if unasked.any():
            fresh = np.unique(wide[unasked])
            numbers = [
                self._number((key >> 40, (key >> 20) & 0xFFFFF, key & 0xFFFFF))
                for key in fresh.tolist()
            ]
            before = np.searchsorted(self._triples, fresh)
            self._triples = np.insert(self._triples, before, fresh)
            self._in_triples = np.insert(self._in_triples, before, numbers)
            places = np.searchsorted(self._triples, wide)
        return self._in_triples.take(places)

    def _number(self, signatures: tuple[int, ...]) -> int:
        for _ in range(_TRIES):
            with suppress(EngineError):
                rows = self._table.cell(signatures)
                break
        else:
            return _FAILED
        if not rows:
            return _EMPTY
        self._added(rows)
        self._count += 1
        return self._count - 1

    def _forget_failures(self) -> None:
        """Whatever failed is asked again with the next people."""
        self._bare = None if self._bare == _FAILED else self._bare
        self._singles[self._singles == _FAILED] = _UNASKED
        self._pairs[self._pairs >> 1 == _FAILED] = _UNASKED
        good = self._in_triples != _FAILED
        self._triples, self._in_triples = self._triples[good], self._in_triples[good]

    def _grow(self) -> None:
        size = len(self._singles)
        while size < len(self._table.facts):
            size *= 2
        more = size - len(self._singles)
        if more:
            self._singles = np.pad(self._singles, (0, more), constant_values=_UNASKED)
            self._pairs = np.pad(self._pairs, (0, more), constant_values=_UNASKED)
