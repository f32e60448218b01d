"""`medcaution simulate`: the flight simulator, for medcaution and for any other checker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

import click

from medcaution.authoring.simulation.answers import question, read_answers
from medcaution.authoring.simulation.checkers import OURS, answers_of
from medcaution.authoring.simulation.corpus import read_corpus
from medcaution.authoring.simulation.figures import BARE_FIGURES, FIGURES, as_data, written
from medcaution.authoring.simulation.scoring import Score, score
from medcaution.authoring.simulation.upkeep import PAGE, fresh_page
from medcaution.cli.folders import checkout
from medcaution.prepared import prepare


@click.command()
@click.option(
    "--checker",
    default=OURS,
    show_default=True,
    metavar="NAME_OR_COMMAND",
    help="medcaution, naive, or a command that reads a JSON line a list and writes one back.",
)
@click.option("--answers", type=click.File("r", encoding="utf-8"), help="Score answers on file.")
@click.option("--lists", is_flag=True, help="Write the questions and ask nobody.")
@click.option("--write", is_flag=True, help="Write docs/simulator.md of the checkout.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def simulate(checker: str, answers: TextIO | None, lists: bool, write: bool, form: str) -> None:
    """Score a checker on lists with known answers, as a hospital's order-entry test does.

    Sensitivity by class, specificity, alerts a list. docs/simulator.md tells what is scored, how
    an adapter speaks, and how medcaution stands beside others.

    \b
    medcaution simulate
    medcaution simulate --checker "python my_adapter.py" --format json

    Exit codes: 0 the lists were scored, however badly; 2 a command failed or answered amiss.
    """
    root = checkout("--write") if write else None
    prepared = prepare(())
    if root:
        (root / PAGE).write_text(fresh_page(root, prepared), encoding="utf-8")
        click.echo(PAGE.as_posix())
        return
    corpus = read_corpus(prepared.library)
    if lists:
        for each in corpus.placed:
            click.echo(question(each.scenario))
        return
    if answers:
        found = read_answers(answers, corpus.placed, "--answers")
    else:
        found = answers_of(checker, prepared, corpus.placed)
    scored = score(corpus.placed, found)
    if form == "json":
        click.echo(json.dumps(as_data(scored), ensure_ascii=False, indent=2))
        return
    for line in _told(scored):
        click.echo(line)


def _told(scored: Score) -> Iterator[str]:
    for label, reckon in FIGURES:
        yield f"{label:<40}{written(reckon(scored))}"
    yield "\nNames alone"
    for label, reckon in BARE_FIGURES:
        yield f"{label:<40}{written(reckon(scored))}"
    yield "\nNot as expected"
    for each in scored.failed:
        lacks = ", ".join(miss.lack for miss in each.misses)
        yield f"{each.placed.group:<17}{each.placed.scenario.id}: {lacks or 'interrupted'}"
