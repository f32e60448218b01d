"""`medcaution chart`: a page to look at."""

from __future__ import annotations

from pathlib import Path

import click

from medcaution.checker import Checker
from medcaution.cli.main import display_options, knowledge_option
from medcaution.errors import InputError
from medcaution.matrix import MOST_SUBSTANCES, class_chart, substance_chart
from medcaution.prepared import prepare
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.chart import chart_page
from medcaution.presentation.display import Display
from medcaution.recognition import Recogniser, Recognition


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@display_options
@knowledge_option
def chart(
    names: tuple[str, ...], language: str, emergency_number: str, extra: tuple[Path, ...]
) -> None:
    """Write an HTML chart of pairs by severity: of NAMES, or of the classes rules speak of most.

    \b
    medcaution chart > classes.html
    medcaution chart ketamine Zoloft Nardil alcohol > mine.html
    """
    prepared = prepare(extra)
    checker = Checker(prepared=prepared)
    display = Display(Catalogue(language), emergency_number, label=checker.library.label)
    if names:
        read = _read(prepared.recogniser, names)
        drawn = substance_chart(checker, _substances(read), read)
    else:
        drawn = class_chart(checker)
    click.echo(chart_page(drawn, display), nl=False)


def _read(recogniser: Recogniser, names: tuple[str, ...]) -> list[Recognition]:
    """What the names mean. A chart with a name left out would say too little, so none is."""
    found = []
    for number, name in enumerate(names, 1):
        answer = recogniser.medication(name)
        if answer.outcome != "recognised":
            near = ", ".join(answer.candidates or answer.suggestions)
            hint = f" Did you mean one of {near}?" if near else ""
            raise InputError(f"is {answer.outcome}.{hint}", f"NAME {number}")
        found.append(answer)
    return found


def _substances(read: list[Recognition]) -> list[str]:
    found = dict.fromkeys(name for each in read for name in each.substances)
    if len(found) > MOST_SUBSTANCES:
        raise InputError(f"{len(found)} substances; at most {MOST_SUBSTANCES} are drawn", "NAMES")
    return list(found)
