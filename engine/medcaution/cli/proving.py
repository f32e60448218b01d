"""`medcaution coverage`, `mutate`: do the cases prove what the rules say?"""

from __future__ import annotations

import time
from pathlib import Path

import click

from medcaution.authoring.coverage import survey
from medcaution.authoring.coverage.table import (
    coverage_table,
    gap_problems,
    redundancies,
)
from medcaution.authoring.coverage.table import summary as coverage_summary
from medcaution.authoring.hearing import read_witnesses
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.mutation import mutate as put_faults
from medcaution.authoring.mutation.table import mutation_table
from medcaution.authoring.mutation.table import summary as mutation_summary
from medcaution.cli.folders import folder_argument
from medcaution.cli.main import KNOWLEDGE
from medcaution.cli.progress import ProgressLine
from medcaution.errors import InputError
from medcaution.library.folders import bundled_folder
from medcaution.library.rules import Rule
from medcaution.words import did_you_mean

_only = click.option(
    "--rule",
    "names",
    multiple=True,
    metavar="RULE_OR_CODE",
    help="Look at this rule alone; repeat for more.",
)


@click.command()
@folder_argument
@_only
@click.pass_context
def coverage(ctx: click.Context, folder: Path | None, names: tuple[str, ...]) -> None:
    """Say which parts of the rules of FOLDER (the bundled ones if not given) no case exercises.

    Every member, exception, route, use, status and bound of a rule and of its clauses wants a
    case in which it alone makes the rule fire (the clause speak), and a case that differs from
    that one in nothing else, for which the rule is silent (the clause says nothing).

    \b
    medcaution coverage --rule SER-01

    Exit codes: 0 all is covered; 5 something is not.
    """
    knowledge = Knowledge.read(folder or bundled_folder())
    witnesses = read_witnesses(knowledge)
    documents = {rule.id: document for rule, document in knowledge.rule_documents}
    surveyed = [
        survey(rule, knowledge.library, witnesses[rule.id]) for rule in _chosen(knowledge, names)
    ]
    click.echo(coverage_table(surveyed))
    gaps = [problem for each in surveyed for problem in gap_problems(each, documents[each.rule.id])]
    for each in surveyed:
        for warning in redundancies(each, documents[each.rule.id]):
            click.echo(f"{warning} (warning)")
    for problem in sorted(gaps):
        click.echo(str(problem))
    click.echo(coverage_summary(surveyed))
    ctx.exit(KNOWLEDGE if gaps else 0)


@click.command()
@folder_argument
@_only
@click.pass_context
def mutate(ctx: click.Context, folder: Path | None, names: tuple[str, ...]) -> None:
    """Put every single fault into the rules of FOLDER and see whether a case notices.

    Survivors are gaps in the cases, or equivalents listed with a reason in
    rules/equivalent-mutants.toml. Matching is done by the plain reference matcher. With --rule,
    the windows of substances are left out.

    \b
    medcaution mutate --rule SER-01

    Exit codes: 0 all are killed or explained; 5 some survive, or the list is stale.
    """
    started = time.perf_counter()
    knowledge = Knowledge.read(folder or bundled_folder())
    rules = _chosen(knowledge, names) if names else None
    progress = ProgressLine("Reading the cases ...")

    def tell(done: int, total: int) -> None:
        progress.tell(done, total, f"{done} of {total} rules tried")

    campaign = put_faults(knowledge, rules, tell)
    progress.end()
    click.echo(mutation_table(campaign))
    for problem in campaign.problems:
        click.echo(str(problem))
    click.echo(mutation_summary(campaign, time.perf_counter() - started))
    ctx.exit(KNOWLEDGE if campaign.problems else 0)


def _chosen(knowledge: Knowledge, names: tuple[str, ...]) -> list[Rule]:
    library = knowledge.library
    active = sorted(
        (rule for rule in library.rules.values() if rule.status != "retired"),
        key=lambda rule: rule.code,
    )
    if not names:
        return active
    chosen = []
    for name in names:
        rule = library.rule(name)
        if rule is None or rule.status == "retired":
            hint = did_you_mean(name.upper(), [each.code for each in active])
            raise InputError(f"no such rule in force.{hint}", "--rule")
        chosen.append(rule)
    return chosen
