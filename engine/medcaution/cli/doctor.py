"""`medcaution doctor`: is this installation fit to answer?"""

from __future__ import annotations

import json

import click

from medcaution.authoring.examination import examine
from medcaution.cli.main import KNOWLEDGE
from medcaution.version import VERSION


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Examine this installation: versions, knowledge, engine, cases, extras, cache, clock.

    Exits with 5 if it must not be relied on. What is merely worth knowing costs no exit code.

    \b
    medcaution doctor --json > doctor.json
    """
    findings = list(examine())
    sound = all(each.state != "amiss" for each in findings)
    if as_json:
        told = [{"what": each.what, "state": each.state, "told": each.told} for each in findings]
        click.echo(json.dumps({"version": VERSION, "sound": sound, "findings": told}, indent=2))
    else:
        for each in findings:
            click.echo(f"{each.state:<6} {each.what}: {each.told}")
        verdict = "fit to answer" if sound else "not fit to answer: mend what is amiss"
        click.echo(f"This installation is {verdict}.", err=True)
    ctx.exit(0 if sound else KNOWLEDGE)
