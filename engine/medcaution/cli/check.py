"""`medcaution check`: the main job."""

from __future__ import annotations

import contextlib
import datetime
import os
from pathlib import Path

import click

from medcaution.checker import Checker
from medcaution.cli.main import (
    CAUTION,
    INCOMPLETE,
    OK,
    as_of_option,
    display_options,
    knowledge_option,
    option_once,
    profile_option,
)
from medcaution.cli.person import assemble
from medcaution.library.rules import SEVERITIES, Profile, rank
from medcaution.prepared import prepare
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.caution_text import Audience
from medcaution.presentation.display import Display
from medcaution.presentation.text import WIDTH, render
from medcaution.report import Report

_WIDEST = 100
_STDOUT = 1
_COLOURS = {"contraindicated": "red", "major": "red", "moderate": "yellow", "minor": "cyan"}


@click.command()
@click.argument("medications", nargs=-1, metavar="[MEDICATION]...")
@click.option(
    "--condition",
    "conditions",
    multiple=True,
    metavar="TEXT",
    help="Something the person lives with, such as epilepsy or pregnant; repeat for more.",
)
@option_once(
    "--person",
    "file",
    metavar="FILE|-",
    help="A person as JSON or TOML; - is JSON on standard input.",
)
@option_once("--age", type=int, help="Age in years.")
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html", "message"]),
    default="text",
    show_default=True,
    help="html is a sheet to print for the person; message is plain text to send.",
)
@click.option(
    "--audience",
    type=click.Choice(["professional", "person"]),
    default="professional",
    show_default=True,
)
@profile_option
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="minor",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
@display_options
@knowledge_option
@click.pass_context
def check(
    ctx: click.Context,
    medications: tuple[str, ...],
    conditions: tuple[str, ...],
    file: str | None,
    age: int | None,
    as_of: datetime.datetime | None,
    form: str,
    audience: Audience,
    profile: Profile,
    fail_on: str,
    language: str,
    emergency_number: str,
    extra: tuple[Path, ...],
) -> None:
    """Check what a person takes and lives with.

    A medication may carry attributes after semicolons: use, route, status, last_taken, since, dose.

    \b
    medcaution check "Prozac 20 mg" ketamine --condition schizophrenia
    medcaution check "ketamine; use=non-prescribed; route=intranasal" Zoloft
    medcaution check "fluoxetine; status=stopped; last_taken=2026-10-20" phenelzine
    medcaution check --person person.json --format json
    medcaution check --person person.json --format html > sheet.html

    Exit codes: 0 complete and nothing at or above --fail-on; 1 a caution, also where the list was
    not read whole; 3 incomplete or nothing checked; 2 usage; 5 knowledge invalid; 70 internal error.
    """
    if not (medications or conditions or file):
        raise click.UsageError(
            'name what the person takes, as in: medcaution check "Prozac 20 mg" ketamine'
        )
    person = assemble(medications, conditions, file, age, as_of.date() if as_of else None)
    report = Checker(profile=profile, prepared=prepare(extra)).check(person)
    click.echo(
        _told(report, form, audience, Display(Catalogue(language), emergency_number)), nl=False
    )
    ctx.exit(exit_code(report, fail_on))


def _told(report: Report, form: str, audience: Audience, display: Display) -> str:
    if form == "json":
        return report.to_json(indent=2) + "\n"
    if form == "html":
        from medcaution.presentation.handout import handout  # noqa: PLC0415  (templates load slowly)

        return handout(report, display)
    if form == "message":
        from medcaution.presentation.message import message  # noqa: PLC0415

        return message(report, display)
    width = min(_columns(), _WIDEST)
    return _coloured(render(report, audience, width, display.words, display.emergency_number))


def _columns() -> int:
    """The width of the terminal; shutil would load three libraries to tell it."""
    with contextlib.suppress(KeyError, ValueError):
        return int(os.environ["COLUMNS"])
    with contextlib.suppress(OSError):
        return os.get_terminal_size(_STDOUT).columns
    return WIDTH


def exit_code(report: Report, fail_on: str) -> int:
    """The exit code of a report, as the contract has it."""
    if any(rank(each.severity) >= rank(fail_on) for each in report.told):
        return CAUTION
    if not report.complete or report.status in ("incomplete", "nothing-checked"):
        return INCOMPLETE
    return OK


def _coloured(text: str) -> str:
    """Colour the severity marks; click drops the colour where there is no terminal."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for severity, colour in _COLOURS.items():
            if line.startswith(f"[{severity.upper()}]"):
                lines[number] = click.style(line, fg=colour, bold=True)
        if line.startswith(("NOT CHECKED", "NOTHING WAS CHECKED")):
            lines[number] = click.style(line, bold=True, reverse=True)
    return "\n".join(lines)
