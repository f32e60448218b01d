"""The rows of the heat map: groups of substances, and what the rules say of each two groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations_with_replacement

from pairs import INTERRUPTS, Pairs, pairs_of

#: A group has a row of its own if so much of its pairs interrupts; the rest share one.
OWN_ROW = 0.015
OTHERS = "everything else that rules read"
#: Where the name of a group's file does not read well.
NAMES = {
    "anti-infectives": "anti-infectives", "maois": "MAO inhibitors", "snris": "SNRIs", "ssris": "SSRIs",
    "muscle-relaxants-and-alpha2-agonists": "muscle relaxants, alpha-2 agonists",
    "antihistamines-and-anticholinergics": "antihistamines, anticholinergics",
    "mood-stabilisers-and-anticonvulsants": "mood stabilisers, anticonvulsants",
    "decongestants-and-vasopressors": "decongestants, vasopressors",
}  # fmt: skip
Cell = tuple[str, str]


class Groups:
    """Groups in the order of their rows, and a count of levels for each two of them."""

    def __init__(self, pairs: Pairs) -> None:
        own = {each: pairs.groups[each] for each in pairs.read}
        shares = _shares(_cells(pairs, own))
        merged = {
            each: group if shares[group] >= OWN_ROW else OTHERS for each, group in own.items()
        }
        self.cells = _cells(pairs, merged)
        shares = _shares(self.cells)
        self.order = sorted(
            set(merged.values()), key=lambda group: (group == OTHERS, -shares[group], group)
        )

    def cell(self, first: str, second: str) -> Counter[str]:
        """How many pairs of two groups there are at each level."""
        return self.cells[_cell(first, second)]


def label(group: str) -> str:
    """A group as people read it."""
    further = group.startswith("ordinary-")
    name = group.removeprefix("ordinary-")
    known = NAMES.get(name, name.replace("-", " "))
    return f"further: {known}" if further else known


def interrupting(cell: Counter[str]) -> int:
    """How many pairs of a cell interrupt."""
    return sum(cell[severity] for severity in INTERRUPTS)


def _cells(pairs: Pairs, groups: dict[str, str]) -> dict[Cell, Counter[str]]:
    sizes = Counter(groups.values())
    found: dict[Cell, Counter[str]] = defaultdict(Counter)
    for (first, second), severity in pairs.top.items():
        found[_cell(groups[first], groups[second])][severity] += 1
    for first, second in combinations_with_replacement(sorted(sizes), 2):
        count = pairs_of(sizes[first]) if first == second else sizes[first] * sizes[second]
        cell = found[first, second]
        cell["silent"] = count - cell.total()
    return found


def _cell(first: str, second: str) -> Cell:
    return (first, second) if first <= second else (second, first)


def _shares(cells: dict[Cell, Counter[str]]) -> dict[str, float]:
    """Which part of the pairs that a group takes part in interrupts."""
    every: Counter[str] = Counter()
    loud: Counter[str] = Counter()
    for names, cell in cells.items():
        for group in set(names):
            every[group] += cell.total()
            loud[group] += interrupting(cell)
    return {group: loud[group] / max(total, 1) for group, total in every.items()}
