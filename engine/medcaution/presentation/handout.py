"""One page for the person, to print or to show. It needs no colour and no other file."""

from __future__ import annotations

from collections.abc import Sequence

from medcaution.presentation.display import Display
from medcaution.presentation.html import render_template
from medcaution.presentation.listed import remarks_on_lines, told_apart
from medcaution.presentation.showing import emergency_signs
from medcaution.report import Caution, Report

#: Letters that the cautions of a handout may take, so that the sheet of an ordinary list is one
#: page: the strongest is told in full, further ones while there is room, the others in a line each.
_ROOM = 1_150
_HEADING = 130  # what a heading and its gaps take
_LINE = 75


def handout(report: Report, display: Display | None = None) -> str:
    """The page as HTML.

    Raises:
        InputError: if the extra that fills templates is not installed.
    """
    display = display or Display()
    in_full = _in_full(report.cautions)
    return render_template(
        "handout.html.jinja",
        display,
        report=report,
        lines=told_apart(report),
        remarks=remarks_on_lines(report, display.words),
        full=report.cautions[:in_full],
        brief=report.cautions[in_full:],
        signs=emergency_signs(report),
    )


def _in_full(cautions: Sequence[Caution]) -> int:
    """How many cautions are told in full."""
    left = _ROOM - _LINE * len(cautions)
    for number, each in enumerate(cautions):
        left -= _HEADING + len(each.plain) + sum(len(sign) + 2 for sign in each.warning_signs)
        if number and left < 0:
            return number
    return len(cautions)
