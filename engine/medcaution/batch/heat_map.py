"""Substances against substances, shaded by how often cautions speak of the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

_MOST = 20
_CELL, _LETTER, _FAINTEST = 22, 6.3, 0.05


def heat_map(pairs: Sequence[tuple[Any, ...]]) -> str:
    """An SVG of the substances that most cautions speak of; nothing if there are none.

    Args:
        pairs: two substances and the cautions about them, each pair once.
    """
    weights: Counter[str] = Counter()
    numbers: dict[tuple[str, str], int] = {}
    for one, two, number in pairs:
        numbers[one, two] = numbers[two, one] = number
        weights[one] += number
        weights[two] += number
    names = sorted(weights, key=lambda name: (-weights[name], name))[:_MOST]
    if not names:
        return ""
    shown = {pair: n for pair, n in numbers.items() if set(pair) <= set(names)}
    most = max(shown.values(), default=1)
    edge = round(max(map(len, names)) * _LETTER) + 10
    side = edge + len(names) * _CELL
    drawn = "".join(_label(name, edge + at * _CELL + 15, edge - 6) for at, name in enumerate(names))
    for y, one in enumerate(names):
        for x, two in enumerate(names):
            if one != two:
                place = (edge + x * _CELL, edge + y * _CELL)
                drawn += _cell(one, two, shown.get((one, two), 0), most, place)
    return (
        f"<p>The redder a cell, the more cautions: none in an empty one, {most:,} in the reddest. "
        "Point at one for its number.</p><div class=scroll>"
        f"<svg width={side} height={side} role=img aria-label='Cautions by pair of substances'>"
        f"{drawn}</svg></div>"
    )


def _label(name: str, along: int, edge: int) -> str:
    return (
        f"<text x={edge} y={along} text-anchor=end>{escape(name)}</text>"
        f"<text transform='translate({along} {edge}) rotate(-90)'>{escape(name)}</text>"
    )


def _cell(one: str, two: str, number: int, most: int, place: tuple[int, int]) -> str:
    x, y = place
    # By the root, so that the few great numbers leave the others a shade of their own.
    shade = max((number / most) ** 0.5, _FAINTEST) if number else 0
    return (
        f"<g><title>{escape(one)} with {escape(two)}: {number:,} cautions</title>"
        f"<rect x={x} y={y} width={_CELL - 1} height={_CELL - 1} "
        f"stroke='#8884' stroke-width='.5' fill='#c81e1e' fill-opacity='{shade:.2f}'/></g>"
    )
