"""What every contender is given, in plain numbers: no contender reads a rule or a name.

A production is the flags of its patterns; a fact is the flags it carries, with the substance and
product that keep two medications apart. An answer is (number of the production, places of the
facts that fill its patterns). Written as JSON, so that a contender's process needs nothing of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

Activation = tuple[int, tuple[int, ...]]
Production = tuple[int, ...]


class Fact(NamedTuple):
    """One fact about one person; substance and product are of medications only."""

    flags: tuple[int, ...]
    substance: str | None = None
    product: str | None = None


Facts = Sequence[Fact]


@dataclass(frozen=True)
class Work:
    """Productions, people as facts, the same people as lists of words, and knowledge added."""

    productions: list[Production]
    people: list[list[Fact]]
    lists: list[dict] = field(default_factory=list)
    extra: str = ""

    @classmethod
    def read(cls, file: Path) -> Work:
        """What `write` wrote."""
        kept = json.loads(file.read_text("utf-8"))
        people = [
            [Fact(tuple(flags), substance, product) for flags, substance, product in person]
            for person in kept["people"]
        ]
        productions = [tuple(each) for each in kept["productions"]]
        return cls(productions, people, kept["lists"], kept["extra"])

    def write(self, file: Path) -> None:
        """Keep it for the processes of the contenders."""
        file.write_text(json.dumps(vars(self)), "utf-8")


def apart(facts: Facts, places: Sequence[int]) -> bool:
    """May these facts stand together: no two medications of one substance, or of one product?"""
    bound = [facts[at] for at in places]
    substances = [each.substance for each in bound if each.substance]
    products = [each.product for each in bound if each.product]
    return len(set(substances)) == len(substances) and len(set(products)) == len(products)


def kept_apart(facts: Facts, found: Iterable[Activation]) -> list[Activation]:
    """The activations of which the medications may stand together, in an order of their own."""
    return sorted(each for each in found if apart(facts, each[1]))
