"""`medcaution rules`, `explain`, `names`: looking into the knowledge."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medcaution.cli.main import INCOMPLETE, as_of_option, knowledge_option, option_once
from medcaution.errors import InputError
from medcaution.library.rules import Rule, rank
from medcaution.prepared import prepare
from medcaution.presentation.rules import describe, explain_rule, rule_table
from medcaution.presentation.text import render_caution, render_inputs
from medcaution.words import did_you_mean

if TYPE_CHECKING:
    from medcaution.checker import Checker
    from medcaution.facts import Person
    from medcaution.report import Report


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@knowledge_option
def rules(form: str, extra: tuple[Path, ...]) -> None:
    """List every rule, the strongest first."""
    library = prepare(extra).library
    listed = sorted(library.rules.values(), key=lambda rule: (-rank(rule.severity), rule.code))
    if form == "json":
        rows = [
            {"code": rule.code, "id": rule.id, "severity": rule.severity, "consequence": rule.consequence,
             "contested": rule.contested, "status": rule.status, "title": rule.title}
            for rule in listed
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=2))
    else:
        click.echo(rule_table(listed))


@click.command()
@click.argument("rule", metavar="RULE_OR_CODE")
@option_once(
    "--person",
    "file",
    metavar="FILE|-",
    help="Say why the rule fires or stays silent for this person.",
)
@click.argument("medications", nargs=-1, metavar="[MEDICATION]...")
@click.option("--condition", "conditions", multiple=True, metavar="TEXT")
@option_once("--age", type=int)
@as_of_option
@knowledge_option
def explain(
    rule: str,
    file: str | None,
    medications: tuple[str, ...],
    conditions: tuple[str, ...],
    age: int | None,
    as_of: datetime.datetime | None,
    extra: tuple[Path, ...],
) -> None:
    """Show a rule; with a person or medications, why it fires or stays silent.

    \b
    medcaution explain CORE-01
    medcaution explain SER-01 phenelzine "sertraline; status=stopped; last_taken=2026-11-01"
    """
    prepared = prepare(extra)
    library = prepared.library
    found = library.rule(rule)
    if found is None:
        known = [*library.rules, *(each.code for each in library.rules.values())]
        hint = did_you_mean(rule, known) or did_you_mean(rule.upper(), known)
        raise InputError(f"no such rule.{hint} `medcaution rules` lists them all.", "RULE_OR_CODE")
    click.echo(explain_rule(library, found))
    if file or medications or conditions:
        from medcaution.checker import Checker  # noqa: PLC0415  (not needed for the rule alone)
        from medcaution.cli.person import assemble  # noqa: PLC0415

        person = assemble(medications, conditions, file, age, as_of.date() if as_of else None)
        click.echo("\n" + _why(Checker(prepared=prepared), found, person))


def _why(checker: Checker, rule: Rule, person: Person) -> str:
    """What was read of a person; why the rule fires, or pattern by pattern why it stays silent."""
    report = checker.check(person)
    return f"{render_inputs(report)}\n\n{_standing(checker, rule, person, report)}"


def _standing(checker: Checker, rule: Rule, person: Person, report: Report) -> str:
    standing, listed = checker.findings(person)
    if any(each.rule.id == rule.id for each in standing):
        cautions = [
            render_caution(each)
            for each in report.told
            if rule.id in (mark.id for mark in each.rules)
        ]
        return "\n\n".join([f"{rule.code} FIRES:", *cautions])
    if any(each.rule.id == rule.id for each in listed):
        return f"{rule.code} FIRES, listed under a stronger rule on the same facts."
    lines = [f"{rule.code} STAYS SILENT for these facts:"]
    lines += [
        f"  {name}: {describe(rule.when[name])}: {answer}"
        for name, answer in checker.answers(person, rule).items()
    ]
    return "\n".join(lines)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.pass_context
def names(ctx: click.Context, query: tuple[str, ...]) -> None:
    """Look up names: exact, beginning alike, and near misses. Nothing is taken as a match.

    \b
    medcaution names zolof
    """
    found = prepare().recogniser.search(" ".join(query))
    for match in found:
        click.echo(f"{match.name:<32} {match.via:<14} {match.id}")
    if not found:
        click.echo("No name like it is known.", err=True)
        ctx.exit(INCOMPLETE)
