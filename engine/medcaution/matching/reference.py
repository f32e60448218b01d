"""The second opinion: the same productions matched in plain Python, sharing no code with rete.py.

`Checker(cross_check=True)` asks it for every person, so that a silent miss of the C library
becomes a loud failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medcaution.matching.facts import Fact, MedicationFact
from medcaution.matching.productions import Activation, FlaggedFact, Production


class Reference:
    """An inverted index from flags to the productions that read them."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._by_first_flag: dict[int, list[Production]] = {}
        for production in productions:
            self._by_first_flag.setdefault(production.slots[0].flag, []).append(production)

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """Every activation on the facts of one person."""
        carriers: dict[int, list[Fact]] = {}
        for flagged in facts:
            for flag in flagged.flags:
                carriers.setdefault(flag, []).append(flagged.fact)
        return [
            Activation(production, binding)
            for flag in carriers
            for production in self._by_first_flag.get(flag, ())
            if all(slot.flag in carriers for slot in production.slots)
            for binding in _bindings(production, carriers, ())
        ]


def _bindings(
    production: Production, carriers: dict[int, list[Fact]], bound: tuple[Fact, ...]
) -> Iterator[tuple[Fact, ...]]:
    """Fill the next slot with every fact that may stand beside those bound so far."""
    if len(bound) == len(production.slots):
        yield bound
        return
    for fact in carriers[production.slots[len(bound)].flag]:
        if not isinstance(fact, MedicationFact) or all(_apart(fact, other) for other in bound):
            yield from _bindings(production, carriers, (*bound, fact))


def _apart(fact: MedicationFact, other: Fact) -> bool:
    if not isinstance(other, MedicationFact):
        return True
    if fact.substance == other.substance:
        return False
    return fact.product is None or fact.product != other.product
