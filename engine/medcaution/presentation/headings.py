"""Cautions of one family about the same substances, under one heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from medcaution.report import Caution


@dataclass(frozen=True)
class Headed:
    """Cautions that stand together, the strongest first, and the lines they speak of."""

    written: tuple[str, ...]
    cautions: Sequence[Caution]


def headed(cautions: Iterable[Caution]) -> list[Headed]:
    """The cautions by heading, in the order of the strongest of each."""
    groups: dict[tuple[str, tuple[str, ...]], list[Caution]] = {}
    for caution in cautions:
        groups.setdefault((caution.family, caution.substances), []).append(caution)
    return [Headed(_written(together), together) for together in groups.values()]


def _written(cautions: Sequence[Caution]) -> tuple[str, ...]:
    """The lines in the person's own words, each once, in the order of the list."""
    lines = {each.line: each.as_written for caution in cautions for each in caution.medications}
    return tuple(dict.fromkeys(lines[line] for line in sorted(lines)))
