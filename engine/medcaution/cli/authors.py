"""`medcaution new`, `docs`, `diff`: tools for those who write rules."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from medcaution.authoring.difference import Difference, Told, Unread
from medcaution.authoring.difference.telling import says_less, tell, tell_facts
from medcaution.authoring.pages import stale_pages, write_pages
from medcaution.authoring.scaffold import scaffold
from medcaution.cli.folders import FOLDER, checkout, folder_argument
from medcaution.cli.main import CAUTION, KNOWLEDGE, OK, profile_option
from medcaution.errors import InputError
from medcaution.facts import Person
from medcaution.library import Library
from medcaution.library.rules import Profile

Value = TypeVar("Value")


@click.command()
@click.argument("rule", metavar="RULE_ID")
@click.option("--code", required=True, metavar="XXX-00", help="A short handle nobody has taken.")
@click.option("--consequence", required=True, help="What may happen: the folder of the rule.")
@click.option("--folder", type=FOLDER, help="The knowledge to add to; the checkout if not given.")
def new(rule: str, code: str, consequence: str, folder: Path | None) -> None:
    """Begin a rule: its file and its cases, with a placeholder for all that you decide.

    RULE_ID completes "this list shows ...": lower-case words joined by hyphens.

    \b
    medcaution new ketamine-with-lamotrigine --code THX-09 --consequence therapy-interference
    """
    root = folder or checkout("--folder")
    today = datetime.date.today()  # noqa: DTZ011  (a rule is checked on a day, anywhere)
    files = scaffold(root, rule, code, consequence, today)
    for file in files:
        click.echo(file.relative_to(root).as_posix())
    click.echo(
        "Fill in every TODO; `medcaution lint` names those that are left. rules/README.md leads on.",
        err=True,
    )


@click.command()
@folder_argument
@click.option("--check", is_flag=True, help="Write nothing; fail if a page is out of date.")
@click.pass_context
def docs(ctx: click.Context, folder: Path | None, check: bool) -> None:
    """Write the pages of rules, classes, names and claims below FOLDER (the checkout)."""
    root = folder or checkout("FOLDER")
    if check:
        stale = stale_pages(root)
        for path in stale:
            click.echo(f"{path}: out of date; run `medcaution docs`")
        ctx.exit(KNOWLEDGE if stale else OK)
    changed = write_pages(root)
    for file in changed:
        click.echo(file.relative_to(root).as_posix())
    click.echo(f"{len(changed)} page(s) written or removed", err=True)


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option(
    "--lists", "file", type=click.File("rb"), help="People as NDJSON: compare their answers too."
)
@profile_option
@click.option("--all", "everything", is_flag=True, help="Name every list, however many.")
@click.option(
    "--format", "form", type=click.Choice(["text", "ndjson"]), default="text", show_default=True
)
@click.pass_context
def diff(
    ctx: click.Context,
    old: Path,
    new: Path,
    file: BinaryIO | None,
    profile: Profile,
    everything: bool,
    form: str,
) -> None:
    """Show every answer that differs between two knowledge folders, OLD and NEW.

    Every name is read with both. Every pair of substances is compared, and every substance alone;
    then with each condition, further medicine and attribute that a changed rule asks about. What
    says less stands first.

    \b
    git worktree add ../before HEAD && medcaution diff ../before .

    Exit codes: 0 no answer says less; 1 one does; 2 usage; 5 knowledge invalid.
    """
    difference = Difference(Library.load(old), Library.load(new), profile)
    people = list(_people(file)) if file else []
    with click.progressbar(
        length=len(difference.lists) + len(people), label="Comparing answers", file=sys.stderr
    ) as bar:
        found: list[Told | Unread] = [*difference.told_of_names()]
        found += difference.told(_counted(difference.lists, bar))
        found += difference.told_of_people(_counted(people, bar))
    if form == "ndjson":
        for each in found:
            click.echo(json.dumps(asdict(each)))
    else:
        for line in (*tell_facts(difference.old, difference.new), "", *tell(found, everything=everything)):  # fmt: skip
            click.echo(line)
    asked = f"{len(difference.lists)} lists that could differ and {len(people)} people asked about"
    click.echo(f"{asked}; {len(found)} differences", err=True)
    ctx.exit(CAUTION if says_less(found) else OK)


def _counted(values: Iterable[Value], bar: Any) -> Iterator[Value]:
    for value in values:
        yield value
        bar.update(1)


def _people(file: Iterable[bytes]) -> Iterator[Person]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield Person.from_json(line)
            except InputError as error:
                raise InputError(f"line {number}: {error}", "--lists") from None
