"""A chart of pairs: a picture to look at, a table that says the same, and the reasons below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcaution.library.rules import Severity
from medcaution.presentation.display import Display
from medcaution.presentation.html import render_template
from medcaution.report import Caution

CELL = 34
_LETTER = 7.5  # the width of one letter of a label, generously
_TOP = 26
_GAP = 8
#: Pairs whose reasons stand open below a chart; of more, those of the pair that is tapped.
MOST_UNFOLDED = 12
#: Signs beside the colours, so that a cell can be read without them.
SIGNS: Mapping[Severity, str] = {
    "contraindicated": "X", "major": "!!", "moderate": "!", "minor": "i", "note": "n",
}  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A class or substance, by id and label."""

    id: str
    label: str


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


def anchor(row: Heading, column: Heading) -> str:
    """Where the reasons of a pair stand on the page."""
    return f"pair-{row.id}--{column.id}"


@dataclass(frozen=True)
class Placed:
    """One square of the picture."""

    x: int
    y: int
    row: Heading
    column: Heading
    cell: Cell | None

    @property
    def label(self) -> str:
        """What the square is about."""
        labels = dict.fromkeys((self.row.label, self.column.label))
        return " + ".join(labels)

    @property
    def anchor(self) -> str:
        """Where its reasons stand on the page."""
        return anchor(self.row, self.column)


def chart_page(
    chart: Chart, display: Display | None = None, *, unknown: Sequence[str] = (), **links: object
) -> str:
    """The whole page as HTML.

    Args:
        chart: what to draw.
        display: the language and the emergency number.
        unknown: names that were asked for and are not known.
        links: what else the page template may show, such as a form.

    Raises:
        InputError: if the extra that fills templates is not installed.
    """
    size = CELL * len(chart.headings)
    longest = max((len(each.label) for each in chart.headings), default=0)
    left = int(_LETTER * (longest + 5)) + _GAP
    return render_template(
        "chart.html.jinja",
        display or Display(),
        chart=chart,
        placed=list(_placed(chart, left)),
        anchor=anchor,
        signs=SIGNS,
        severities=list(SIGNS),
        cell=CELL,
        left=left,
        width=left + size + CELL * 2,
        height=_TOP + size + _GAP,
        folded=len(chart.cells) > MOST_UNFOLDED,
        unknown=unknown,
        links=links,
    )


def _placed(chart: Chart, left: int) -> Iterator[Placed]:
    for row, heading in enumerate(chart.headings):
        for column in range(row + 1):
            yield Placed(
                x=left + CELL * column,
                y=_TOP + CELL * row,
                row=heading,
                column=chart.headings[column],
                cell=chart.cells.get((row, column)),
            )
