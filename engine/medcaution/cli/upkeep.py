"""`medcaution lint`, `selftest`, `schema`: is the knowledge in order?"""

from __future__ import annotations

import time
from pathlib import Path

import click

from medcaution.authoring.cases import run_cases
from medcaution.authoring.lint import lint_folder
from medcaution.authoring.schemas import write_schemas
from medcaution.cli.folders import checkout, folder_argument
from medcaution.cli.main import KNOWLEDGE
from medcaution.library.folders import bundled_folder


@click.command()
@folder_argument
@click.pass_context
def lint(ctx: click.Context, folder: Path | None) -> None:
    """Check the knowledge of FOLDER (the bundled one if not given) for every known fault."""
    problems, warnings = lint_folder(folder or bundled_folder())
    for warning in warnings:
        click.echo(f"{warning} (warning)")
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(problems)} problem(s), {len(warnings)} warning(s)", err=True)
    ctx.exit(KNOWLEDGE if problems else 0)


@click.command()
@click.pass_context
def selftest(ctx: click.Context) -> None:
    """Run every bundled case of every rule against this installation."""
    started = time.perf_counter()
    count, failures = run_cases()
    for failure in failures:
        click.echo(failure)
    seconds = time.perf_counter() - started
    click.echo(f"{count - len(failures)} passed, {len(failures)} failed in {seconds:.1f} s")
    ctx.exit(KNOWLEDGE if failures else 0)


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
def schema(folder: Path | None) -> None:
    """Write the JSON Schemas of reports, people, rules and cases below FOLDER (the checkout)."""
    for path in write_schemas(folder or checkout("FOLDER")):
        click.echo(str(path))
