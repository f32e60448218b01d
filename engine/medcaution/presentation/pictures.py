"""The reasons of a caution as a small picture: medicine -> class -> consequence.

Positions only; the template draws them. Lengths are in units of the picture, which is as wide as
a narrow phone.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from medcaution.presentation.display import Display
from medcaution.presentation.showing import beyond, clean
from medcaution.report import Because, Caution

WIDTH = 320
_GAP = 8
_ARROW = 18
_LINE = 15
_PADDING = 7
_LETTER = 6.6  # the width of one letter at the size of the picture, generously
#: Chains that are drawn; the list of lines names the others.
MOST_CHAINS = 3


@dataclass(frozen=True)
class Box:
    """A text in a frame; `kind` is `fact`, `class` or `consequence`."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]

    @property
    def middle(self) -> int:
        """Where an arrow leaves or arrives."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Picture:
    """Boxes, the arrows between them as (x, y, x, y), and what the picture leaves out."""

    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int, int, int], ...]
    steps: tuple[tuple[str, ...], ...]
    left_out: int


def picture(caution: Caution, display: Display) -> Picture:
    """The way from each line to the consequence."""
    chains = list(dict.fromkeys(tuple(_chain(link, display)) for link in caution.because))
    drawn = chains[:MOST_CHAINS] or [("",)]
    width = (WIDTH - _GAP * (len(drawn) - 1)) // len(drawn)
    boxes: list[Box] = []
    arrows: list[tuple[int, int, int, int]] = []
    tips: list[Box] = []
    for place, chain in enumerate(drawn):
        above: Box | None = None
        for step, text in enumerate(chain):
            top = above.y + above.height + _ARROW if above else 1
            box = _box("class" if step else "fact", place * (width + _GAP), top, width, text)
            if above:
                arrows.append((above.middle, above.y + above.height, box.middle, box.y))
            boxes.append(box)
            above = box
        if above:
            tips.append(above)
    top = max(each.y + each.height for each in tips) + _ARROW
    last = _box("consequence", 0, top, WIDTH, display.words.told(caution.harm))
    arrows += [(tip.middle, tip.y + tip.height, tip.middle, top) for tip in tips]
    return Picture(
        height=top + last.height + 1,
        boxes=(*boxes, last),
        arrows=tuple(arrows),
        steps=tuple(chains),
        left_out=len(chains) - len(drawn),
    )


def _chain(link: Because, display: Display) -> list[str]:
    """The line, and the last class on its way; what lies between is told in words."""
    way = [display.named(step) for step in beyond(link.fact, link.path)]
    return [clean(link.fact), *way[:1], *way[-1:]] if len(way) > 1 else [clean(link.fact), *way]


def _box(kind: str, x: int, y: int, width: int, text: str) -> Box:
    letters = max(4, int((width - 2 * _PADDING) / _LETTER))
    lines = textwrap.wrap(text, letters, max_lines=4, placeholder=" …") or [""]
    height = 2 * _PADDING + _LINE * len(lines)
    placed = tuple(
        (y + _PADDING + _LINE * number + _LINE * 4 // 5, line) for number, line in enumerate(lines)
    )
    return Box(kind, x, y, width, height, placed)
