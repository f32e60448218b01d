"""Mappings that load at once and whose values are read only when they are asked for.

A check touches a few of thousands of names, substances and rules. Kept packed, the rest costs a
cold start next to nothing.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
Record = TypeVar("Record")

#: Bytes in a drawer, about: opening one must cost little, and so must loading all of them.
_DRAWER = 2048


class Packed(Mapping[Key, Value], Generic[Key, Value]):
    """An immutable mapping kept as drawers of bytes, each opened when a key in it is asked for."""

    def __init__(self, drawers: tuple[bytes, ...], keys: bytes, size: int) -> None:
        self._drawers = drawers
        self._keys = keys
        self._size = size
        self._open: dict[int, dict[Key, Value]] = {}

    @classmethod
    def of(cls, values: Mapping[Key, Value]) -> Packed[Key, Value]:
        """Equal to the mapping it is made of."""
        count = len(_written(values)) // _DRAWER + 1
        drawers: list[dict[Key, Value]] = [{} for _ in range(count)]
        for key, value in values.items():
            drawers[_number(key, count)][key] = value
        return cls(tuple(map(_written, drawers)), _written(list(values)), len(values))

    def __getitem__(self, key: Key) -> Value:
        return self._drawer(_number(key, len(self._drawers)))[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(pickle.loads(self._keys))  # noqa: S301  (packed by ourselves)

    def __len__(self) -> int:
        return self._size

    def __reduce__(self) -> tuple[object, ...]:
        return Packed, (self._drawers, self._keys, self._size)

    def _drawer(self, number: int) -> dict[Key, Value]:
        if number not in self._open:
            self._open[number] = pickle.loads(self._drawers[number])  # noqa: S301  (as above)
        return self._open[number]


def _written(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def _number(key: object, count: int) -> int:
    """The drawer of a key. Not by `hash`, which differs from one process to the next."""
    return zlib.crc32(key.encode()) % count if isinstance(key, str) else 0


def packed(record: Record) -> Record:
    """A dataclass with each of its mappings packed."""
    values = {each.name: getattr(record, each.name) for each in fields(record)}  # type: ignore[arg-type]
    mappings = {name: Packed.of(each) for name, each in values.items() if isinstance(each, dict)}
    changed: Any = replace(record, **mappings)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]
