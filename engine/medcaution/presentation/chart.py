"""A chart of pairs: a picture to look at, and a table that says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medcaution.library.rules import Severity, rank
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.display import Display
from medcaution.presentation.html import render_template
from medcaution.report import Caution

CELL = 34
_LETTER = 7.2  # the width of one letter of a label, generously
_WIDEST_LABEL = 23  # letters; a longer label takes several lines
_TOP = 26
_GAP = 8
#: Pairs that a table tells in plain sentences; of a longer one, the further pairs name the harm.
MOST_TOLD = 40
#: Signs beside the colours, so that a cell can be read without them.
SIGNS: Mapping[Severity, str] = {
    "contraindicated": "X", "major": "!!", "moderate": "!", "minor": "i", "note": "n",
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A class or substance, by id and label, and the other name that somebody wrote for it."""

    id: str
    label: str
    written: str = ""

    def called(self, words: Catalogue) -> str:
        """The label in a language, and behind it what was written."""
        named = words.named(self.label)
        return f"{named} ({self.written})" if self.written else named


@dataclass(frozen=True)
class Cell:
    """The strongest severity of a pair, the substances that have it, and the reasons."""

    severity: Severity
    substances: tuple[str, ...]
    cautions: Sequence[Caution]


@dataclass(frozen=True)
class Chart:
    """Cells by (row, column), the column never above the row. A pair without a cell is silent."""

    headings: tuple[Heading, ...]
    cells: Mapping[tuple[int, int], Cell]
    classes: bool


@dataclass(frozen=True)
class Pair:
    """A cell, where it stands in the picture, and what it is about."""

    row: int
    column: int
    headings: tuple[Heading, Heading]
    cell: Cell

    @property
    def name(self) -> str:
        """The pair as part of an address or of a page."""
        return "pair-" + "--".join(each.id for each in self.headings)

    def called(self, words: Catalogue) -> str:
        """What it is about, each once."""
        return " + ".join(dict.fromkeys(each.called(words) for each in self.headings))


def pairs(chart: Chart) -> list[Pair]:
    """The pairs of which something is told, the strongest first, then as the picture has them."""
    found = [
        Pair(row, column, (chart.headings[row], chart.headings[column]), cell)
        for (row, column), cell in chart.cells.items()
    ]
    return sorted(found, key=lambda each: (-rank(each.cell.severity), each.row, each.column))


def chart_page(
    chart: Chart,
    display: Display | None = None,
    *,
    unknown: Sequence[str] = (),
    undrawn: Sequence[str] = (),
    conditions: Sequence[str] = (),
    apart: bool = False,
) -> str:
    """The whole page as HTML.

    Args:
        chart: what to draw.
        display: the language and the emergency number.
        unknown: names that were asked for and are not known.
        undrawn: names that are known, for which there was no room.
        conditions: what the person lives with, which no chart shows.
        apart: the reasons of each pair stand on a page of its own.

    Raises:
        InputError: if the extra that fills templates is not installed.
    """
    display = display or Display()
    labels = [
        textwrap.wrap(f"{each.called(display.words)} ({number})", _WIDEST_LABEL)
        for number, each in enumerate(chart.headings, 1)
    ]
    longest = max((len(line) for lines in labels for line in lines), default=0)
    left, size = int(_LETTER * longest) + _GAP, CELL * len(chart.headings)
    return render_template(
        "chart.html.jinja",
        display,
        chart=chart,
        labels=labels,
        pairs=pairs(chart),
        signs=SIGNS,
        severities=list(SIGNS),
        cell=CELL,
        left=left,
        top=_TOP,
        width=left + size + CELL,
        height=_TOP + size + _GAP,
        unknown=unknown,
        undrawn=undrawn,
        conditions=conditions,
        apart=apart,
        most_told=MOST_TOLD,
    )


def pair_page(pair: Pair, chart: Chart, display: Display) -> str:
    """The reasons of one pair of a chart, and the way back."""
    return render_template("pair.html.jinja", display, pair=pair, chart=chart)
