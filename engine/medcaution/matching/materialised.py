"""One person answered from the table: the cells that their medications fall into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from medcaution.matching.facts import Fact, MedicationFact
from medcaution.matching.productions import Activation, FlaggedFact
from medcaution.matching.table import Table


class Materialised:
    """Stands for the matcher that filled a table. Not for several threads at once.

    Args:
        table: of the productions whose flags the facts carry.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """What fires.

        Raises:
            EngineError: if the matcher behind the table cannot answer about a cell.
        """
        signed: dict[int, list[Fact]] = {}
        others: dict[int, list[Fact]] = {}
        for each in facts:
            if isinstance(each.fact, MedicationFact):
                signed.setdefault(self._table.signature(each.fact), []).append(each.fact)
            else:
                for flag in each.flags:
                    others.setdefault(flag, []).append(each.fact)
        return [
            Activation(row.production, chosen)
            for cell in self._cells(sorted(signed))
            for row in self._table.cell(cell)
            for chosen in product(
                *(
                    signed[signature] if signature else others.get(slot.flag, ())
                    for slot, signature in zip(row.production.slots, row.signatures, strict=True)
                )
            )
        ]

    def close(self) -> None:
        """Nothing: a table runs no process."""

    def _cells(self, signatures: Sequence[int]) -> Iterator[tuple[int, ...]]:
        yield ()
        yield from ((each,) for each in signatures)
        yield from combinations(signatures, 2)
        for three in combinations(signatures, 3):
            if all(self._table.near(*two) for two in combinations(three, 2)):
                yield three
