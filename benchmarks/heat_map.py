"""The census as a picture: groups of substances against groups, as one self-contained SVG.

Nothing is told by colour alone: each cell writes its strongest severity as a letter and the share
of its pairs that interrupt as a number, and tells its counts when pointed at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from groups import Groups, interrupting, label
from pairs import INTERRUPTS, LEVELS, Pairs, levels, pairs_of

from medcaution.library.rules import rank

CELL_WIDTH, CELL_HEIGHT = 34, 24
LEFT, RIGHT, TOP, BOTTOM = 250, 150, 320, 24
#: Letters for the strongest severity of a cell.
LETTERS = {"contraindicated": "C", "major": "M", "moderate": "mod", "minor": "min", "note": "note"}
#: The least share of interrupting pairs, the fill and the text on it: dark enough at 4.5 to 1.
SHADES = (
    (75, "#7f1734", "#ffffff"), (50, "#b8323f", "#ffffff"), (25, "#ef9273", "#1b1b1b"),
    (10, "#f8c7a4", "#1b1b1b"), (0, "#fde8d4", "#1b1b1b"),
)  # fmt: skip
SPOKEN, SILENT = "#e9eef4", "#ffffff"
OUTLINE = 'stroke="#8a949e" stroke-width="0.5"'
BARS = {
    "contraindicated": "#7f1734", "major": "#b8323f", "moderate": "#ef9273", "minor": "#f8c7a4",
    "note": "#e9eef4", "silent": "#ffffff",
}  # fmt: skip
#: The legend and the bars stand side by side above the triangle.
ABOVE, LEGEND, BARS_AT, LONG, LEAST_WIDTH = 62, 16, 590, 480, 1100
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="11" fill="#1b1b1b"'
ROLE = 'role="img" aria-labelledby="title description"'


def draw(pairs: Pairs, naive: int, serotonin: dict[str, int]) -> str:
    """The whole picture as the text of an SVG file."""
    groups = Groups(pairs)
    width = max(LEAST_WIDTH, LEFT + CELL_WIDTH * len(groups.order) + RIGHT)
    height = TOP + CELL_HEIGHT * len(groups.order) + BOTTOM
    title = "What the rules say of every pair of substances, group against group"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {FONT} {ROLE}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(_description(pairs, naive, serotonin, groups))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="30" font-size="18" font-weight="bold">{escape(title)}</text>',
        *_rows(groups),
        *_legend(),
        *_bars(pairs, naive, serotonin),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rows(groups: Groups) -> Iterator[str]:
    for row, group in enumerate(groups.order):
        y = TOP + row * CELL_HEIGHT
        middle = y + CELL_HEIGHT / 2 + 4
        yield f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end">{escape(label(group))}</text>'
        for column, other in enumerate(groups.order[: row + 1]):
            x = LEFT + column * CELL_WIDTH
            yield _drawn(x, y, group, other, groups.cell(group, other))
        above = LEFT + row * CELL_WIDTH + CELL_WIDTH // 2 + 4
        turned = f'transform="translate({above} {y - 5}) rotate(-40)"'
        yield f"<text {turned}>{escape(label(group))}</text>"


def _drawn(x: int, y: int, group: str, other: str, cell: Counter[str]) -> str:
    total, loud = cell.total(), interrupting(cell)
    spoken = [severity for severity in LETTERS if cell[severity]]
    percent = 100 * loud / total if total else 0
    fill, ink, text = SILENT, "#5a5a5a", "·" if total else ""
    if loud:
        _, fill, ink = next(shade for shade in SHADES if percent >= shade[0])
        text = f"{LETTERS[max(spoken, key=rank)]} {max(round(percent), 1)}"
    elif spoken:
        fill, ink, text = SPOKEN, "#1b1b1b", LETTERS[max(spoken, key=rank)]
    told = ", ".join(f"{cell[level]} {level}" for level in LEVELS if cell[level]) or "no pairs"
    tip = f"{label(group)} with {label(other)}, {total} pairs: {told}"
    return (
        f'<g><title>{escape(tip)}</title><rect x="{x}" y="{y}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" '
        f'fill="{fill}" stroke="#c4ccd4" stroke-width="0.5"/><text x="{x + CELL_WIDTH / 2}" y="{y + CELL_HEIGHT / 2 + 3.5}" '
        f'text-anchor="middle" font-size="9.5" fill="{ink}">{text}</text></g>'
    )


def _legend() -> Iterator[str]:
    x, y = LEGEND, ABOVE
    lines = (
        "The number is the share of its pairs, in percent, that interrupt: contraindicated or major.",
        "The letter is the strongest severity in it: C contraindicated, M major.",
        "No number: nothing interrupts; mod, min or note is the strongest. A dot: no rule speaks.",
    )
    yield f'<text x="{x}" y="{y}" font-weight="bold">How to read a cell</text>'
    for number, line in enumerate(lines, 1):
        yield f'<text x="{x}" y="{y + 17 * number}">{escape(line)}</text>'
    names = ("75 to 100", "50 to 74", "25 to 49", "10 to 24", "1 to 9", "spoken of", "silent")
    fills = (*(shade[1] for shade in SHADES), SPOKEN, SILENT)
    for number, (fill, name) in enumerate(zip(fills, names, strict=True)):
        at = x + number * 76
        yield f'<rect x="{at}" y="{y + 62}" width="12" height="12" fill="{fill}" {OUTLINE}/>'
        yield f'<text x="{at + 16}" y="{y + 72}" font-size="10">{name}</text>'


def _bars(pairs: Pairs, naive: int, serotonin: dict[str, int]) -> Iterator[str]:
    x, y = BARS_AT, ABOVE
    every = pairs_of(len(pairs.read))
    rows = (
        (f"All {every:,} pairs of the {len(pairs.read)} substances that rules read", levels(pairs.top, every)),
        (f"The {naive:,} pairs of serotonergic substances, graded serotonin rules", serotonin),
        ("The same pairs, one rule for any two of them", {"major": naive}),
    )  # fmt: skip
    for number, (name, counts) in enumerate(rows):
        top, at = y + number * 62, float(x)
        share = sum(counts.get(each, 0) for each in INTERRUPTS) / sum(counts.values())
        yield f'<text x="{x}" y="{top}" font-weight="bold">{escape(name)}: {share:.1%} interrupt</text>'
        for level in LEVELS:
            part = LONG * counts.get(level, 0) / sum(counts.values())
            yield f'<rect x="{at:.1f}" y="{top + 6}" width="{part:.1f}" height="16" fill="{BARS[level]}" {OUTLINE}/>'
            at += part
        told = ", ".join(f"{level} {counts[level]:,}" for level in LEVELS if counts.get(level))
        yield f'<text x="{x}" y="{top + 36}" font-size="10">From the left: {told}</text>'


def _description(pairs: Pairs, naive: int, serotonin: dict[str, int], groups: Groups) -> str:
    counts = pairs.levels()
    told = ", ".join(f"{counts[level]} {level}" for level in LEVELS)
    graded = sum(serotonin[each] for each in INTERRUPTS)
    full = sorted(
        f"{label(first)} with {label(second)}"
        for (first, second), cell in groups.cells.items()
        if cell.total() and interrupting(cell) == cell.total()
    )
    return (
        f"A triangular table of groups of substances. Of {pairs.count} pairs: {told}. "
        f"Of {naive} pairs of serotonergic substances the graded serotonin rules interrupt for {graded}, "
        f"one rule for any two of them would for all. Every pair interrupts in: {'; '.join(full)}."
    )
