"""Mappings that load at once and whose values are read only when they are asked for.

A check touches a few of thousands of names, substances and rules. Kept packed, the rest costs a
cold start nothing.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")
Record = TypeVar("Record")


class Packed(Mapping[Key, Value], Generic[Key, Value]):
    """An immutable mapping whose values are kept as bytes until they are asked for."""

    def __init__(self, packed: Mapping[Key, bytes]) -> None:
        self._packed = packed
        self._read: dict[Key, Value] = {}

    @classmethod
    def of(cls, values: Mapping[Key, Value]) -> Packed[Key, Value]:
        """Equal to the mapping it is made of."""
        return cls({key: pickle.dumps(value, protocol=5) for key, value in values.items()})

    def __getitem__(self, key: Key) -> Value:
        if key not in self._read:
            self._read[key] = pickle.loads(self._packed[key])  # noqa: S301  (packed by ourselves)
        return self._read[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __reduce__(self) -> tuple[object, ...]:
        return Packed, (self._packed,)


def packed(record: Record) -> Record:
    """A dataclass with each of its mappings packed."""
    values = {each.name: getattr(record, each.name) for each in fields(record)}  # type: ignore[arg-type]
    mappings = {name: Packed.of(each) for name, each in values.items() if isinstance(each, dict)}
    changed: Any = replace(record, **mappings)  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]
