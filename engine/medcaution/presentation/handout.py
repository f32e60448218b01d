"""One page for the person, to print or to show. It needs no colour and no other file."""

from __future__ import annotations

from medcaution.presentation.display import Display
from medcaution.presentation.html import render_template
from medcaution.presentation.showing import emergency_signs
from medcaution.report import UNREAD, Report

#: Cautions that a handout tells in full; the others have a line each, so that it stays one page.
MOST_IN_FULL = 3


def handout(report: Report, display: Display | None = None) -> str:
    """The page as HTML.

    Raises:
        InputError: if the extra that fills templates is not installed.
    """
    return render_template(
        "handout.html.jinja",
        display or Display(),
        report=report,
        unread=[each for each in report.inputs if each.outcome in UNREAD],
        read=[each for each in report.inputs if each.outcome.startswith("recognised")],
        full=report.cautions[:MOST_IN_FULL],
        brief=report.cautions[MOST_IN_FULL:],
        signs=emergency_signs(report),
    )
