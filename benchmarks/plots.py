"""Lines over two logarithmic axes as one self-contained SVG, readable in light and in dark.

Nothing is told by colour alone: each line has its own mark and its name at its end, ours is thick.
The numbers stand in the tables of docs/benchmarks.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

WIDTH, HEIGHT = 960, 520
LEFT, TOP, RIGHT, BOTTOM = 80, 84, 290, 60
LEAST_APART = 17
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="13"'
ROLE = 'role="img" aria-labelledby="title description"'
STYLE = """<style>
.back { fill: #ffffff } text { fill: #1b1b1b } .grid { stroke: #d5dae0 }
.other { stroke: #4f5b66; fill: none; stroke-width: 1.5 } .mark { fill: #ffffff; stroke: #4f5b66; stroke-width: 1.5 }
.ours { stroke: #b8323f; fill: none; stroke-width: 3 } .ours-mark { fill: #b8323f } .ours-name { fill: #b8323f; font-weight: bold }
.lead { stroke: #8a949e; stroke-width: 0.8; fill: none }
@media (prefers-color-scheme: dark) {
.back { fill: #14181c } text { fill: #e8ecf0 } .grid { stroke: #39424b }
.other { stroke: #aab6c2 } .mark { fill: #14181c; stroke: #aab6c2 }
.ours { stroke: #ff8d96 } .ours-mark { fill: #ff8d96 } .ours-name { fill: #ff8d96 }
}
</style>"""
#: Marks around (0, 0).
_MARKS = (
    "M-4,-4H4V4H-4Z", "M0,-5L5,4H-5Z", "M0,-5L5,0L0,5L-5,0Z", "M-4,-4L4,4M4,-4L-4,4",
    "M0,-5V5M-5,0H5", "M0,5L5,-4H-5Z", "M-5,-2H5V2H-5Z", "M-2,-5H2V5H-2Z", "M-5,0L-2,-4H2L5,0L2,4H-2Z",
)  # fmt: skip
Lines = dict[str, list[tuple[float, float]]]


def draw(title: str, said: str, across: str, up: str, lines: Lines) -> str:
    """The whole picture as the text of an SVG file."""
    lines = {name: points for name, points in lines.items() if points}
    every = [point for points in lines.values() for point in points]
    x, y = _Axis([at for at, _ in every], LEFT, WIDTH - RIGHT), _Axis(
        [at for _, at in every], HEIGHT - BOTTOM, TOP
    )  # fmt: skip
    told = "; ".join(
        f"{name}: {_number(points[0][1])} at {_number(points[0][0])}, {_number(points[-1][1])} at {_number(points[-1][0])}"
        for name, points in lines.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" {FONT} {ROLE}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(f"{up} against {across}. {told}")}</desc>',
        STYLE,
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text x="16" y="30" font-size="18" font-weight="bold">{escape(title)}</text>',
        f'<text x="16" y="54">{escape(said)}</text>',
        *_grid(x, y),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="16" y="{TOP - 8}">{escape(up)}</text>',
        *_lines(x, y, lines),
        *_names(x, y, lines),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Axis:
    """A logarithmic axis over the values, between two places of the picture."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = math.log10(min(values)), math.log10(max(values))
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Where a value lies."""
        share = (math.log10(value) - self.low) / ((self.high - self.low) or 1)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> Iterator[float]:
        """Round numbers within the axis."""
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        steps = (1, 2, 5) if self.high - self.low < 2.5 else (1,)
        for tick in (step * 10.0**decade for decade in decades for step in steps):
            if self.low - 1e-9 <= math.log10(tick) <= self.high + 1e-9:
                yield tick


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    for tick in x.ticks():
        yield f'<path class="grid" d="M{x.at(tick)},{TOP}V{bottom}"/>'
        yield f'<text x="{x.at(tick)}" y="{bottom + 20}" text-anchor="middle">{_number(tick)}</text>'
    for tick in y.ticks():
        yield f'<path class="grid" d="M{LEFT},{y.at(tick)}H{right}"/>'
        yield f'<text x="{LEFT - 8}" y="{y.at(tick) + 4}" text-anchor="end">{_number(tick)}</text>'


def _lines(x: _Axis, y: _Axis, lines: Lines) -> Iterator[str]:
    for number, (name, points) in enumerate(lines.items()):
        places = [(x.at(one), y.at(two)) for one, two in points]
        ours = name.startswith("medcaution")
        path = "L".join(f"{one},{two}" for one, two in places)
        yield f'<path class="{"ours" if ours else "other"}" d="M{path}"/>'
        for one, two in places:
            shape = f'd="{_MARKS[number % len(_MARKS)]}" transform="translate({one} {two})"'
            yield f'<path class="{"ours-mark" if ours else "mark"}" {shape}/>'


def _names(x: _Axis, y: _Axis, lines: Lines) -> Iterator[str]:
    """Each name beside its line's last mark, moved apart where two would meet."""
    ends = sorted(
        (y.at(points[-1][1]), name, x.at(points[-1][0])) for name, points in lines.items()
    )
    right, free = WIDTH - RIGHT + 28, float(TOP)
    spare = HEIGHT - BOTTOM + 8
    for number, (wanted, name, end) in enumerate(ends):
        room = spare - LEAST_APART * (len(ends) - 1 - number)
        place = min(max(wanted, free), room)
        free = place + LEAST_APART
        look = ' class="ours-name"' if name.startswith("medcaution") else ""
        yield f'<path class="lead" d="M{end + 7},{wanted}L{right - 4},{place}"/>'
        yield f'<text x="{right}" y="{place + 4}"{look}>{escape(name)}</text>'


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
