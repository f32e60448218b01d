"""Whole columns as numbers: what is equal gets one number, so that it is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints: TypeAlias = npt.NDArray[np.int64]
Value = TypeVar("Value", int, bool)


class Grown(Generic[Value]):
    """A column that grows by a row at a time and is read as an array.

    Args:
        kind: the type of the array.
        width: how many values a row has; without it a row is a value.
    """

    def __init__(self, kind: type[Value], width: int | None = None) -> None:
        self._shape = (-1,) if width is None else (-1, width)
        self._kind = np.int64 if kind is int else np.bool_
        self._fresh: list[Value | Sequence[Value]] = []
        self._array: npt.NDArray[Any]
        self.clear()

    def __len__(self) -> int:
        return len(self._array) + len(self._fresh)

    def append(self, value: Value | Sequence[Value]) -> None:
        """One more row."""
        self._fresh.append(value)

    def clear(self) -> None:
        """Drop all rows."""
        self._fresh.clear()
        self._array = np.zeros(0, self._kind).reshape(self._shape)

    @property
    def array(self) -> npt.NDArray[Any]:
        """All rows so far. Not to be written to."""
        if self._fresh:
            fresh: npt.NDArray[Any] = np.array(self._fresh, self._kind).reshape(self._shape)
            self._array = np.concatenate([self._array, fresh])
            self._fresh.clear()
        return self._array


def encode(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    """One dictionary for a whole column; null is a value like others."""
    return pc.dictionary_encode(joined(column), null_encoding="encode")


def numbered(column: pa.ChunkedArray | pa.Array) -> Ints:
    """The number of the value in each row."""
    column = joined(column)
    if not pa.types.is_dictionary(column.type):
        column = encode(column)
    indices = column.indices.fill_null(len(column.dictionary))
    numbers: Ints = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def joined(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    return column


def distinct(codes: Ints) -> tuple[Ints, Ints, Ints]:
    """The distinct values in order of appearance, where each is first, and which stands where."""
    encoded = pc.dictionary_encode(pa.array(codes))
    values: Ints = encoded.dictionary.to_numpy()
    which = encoded.indices.to_numpy().astype(np.int64)
    first = np.empty(len(values), np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    return values, first, which


def joint(codes: Ints, other: Ints) -> Ints:
    """Numbers, none below 0, that are equal where both are."""
    if not len(codes):
        return codes
    _, _, one = distinct(codes)
    _, _, two = distinct(other)
    wide: Ints = one * (int(two.max()) + 1) + two
    return wide


def fold(values: Ints, starts: Ints, sizes: Ints) -> Ints:
    """Numbers that are equal where whole runs of `values` are: `sizes` of them from `starts` on."""
    codes = np.zeros(len(starts), np.int64)
    at = np.arange(len(starts))
    step = 0
    while len(at := at[sizes[at] > step]):
        codes[at] = joint(codes[at], values[starts[at] + step])
        step += 1
    return joint(sizes, codes)


def ranges(starts: Ints, counts: Ints) -> Ints:
    """`start, start + 1, ...` for each count, one after another."""
    total = int(counts.sum())
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return offsets + np.arange(total)


def coded(values: Sequence[str], which: Ints) -> pa.DictionaryArray:
    """A column of few texts: `values[which]`, null where `which` is below 0."""
    indices = pa.array(which.astype(np.int32), mask=which < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))
