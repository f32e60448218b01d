"""`medcaution doctor`: can this installation be relied on, and if not, what mends it?"""

from __future__ import annotations

import datetime
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click

from medcaution.authoring.cases import failures
from medcaution.checker import Checker
from medcaution.cli.main import KNOWLEDGE
from medcaution.errors import MedcautionError
from medcaution.facts import Person
from medcaution.library import Library
from medcaution.prepared import cache_folder
from medcaution.version import VERSION

State = Literal["works", "look", "broken"]

#: The release whose faults the guards of matching/rete.py were measured on (pyproject.toml).
_ENGINE = "2.0.28"
#: What each extra cannot do without.
_EXTRAS = {
    "batch": ("duckdb", "numpy", "pyarrow"),
    "service": ("jinja2", "jwt", "starlette", "uvicorn"),
    "spark": ("duckdb", "numpy", "pyarrow", "pandas", "pyspark"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `works`, worth a `look`, or `broken`, with what mends it."""

    what: str
    state: State
    told: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a monitor.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look whether this installation can be relied on, and say what mends it if not.

    \b
    medcaution doctor
    medcaution doctor --json | jq .broken
    Exit code 5 if something is broken, else 0.
    """
    found = [finding for examine in _EXAMINATIONS for finding in _guarded(examine)]
    broken = sum(each.state == "broken" for each in found)
    if as_json:
        click.echo(json.dumps({"broken": broken, "findings": list(map(asdict, found))}, indent=2))
    else:
        for each in found:
            click.echo(f"{each.state:<7} {each.what:<16} {each.told}")
            if each.remedy:
                click.echo(f"{'':<24} -> {each.remedy}")
        click.echo(f"{broken} broken" if broken else "Nothing is broken.", err=True)
    ctx.exit(KNOWLEDGE if broken else 0)


def _guarded(examine: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of one examination; that it fails is a finding too."""
    try:
        yield from examine()
    except Exception as error:  # noqa: BLE001  (whatever is wrong here is what was asked)
        told = (
            str(error) if isinstance(error, MedcautionError) else f"{type(error).__name__}: {error}"
        )
        yield Finding(examine.__name__.strip("_"), "broken", told, "install medcaution anew")


def _program() -> Iterator[Finding]:
    where = Path(__file__).parents[1]
    yield Finding("medcaution", "works", f"{VERSION} in {where}")
    yield Finding("python", "works", f"{platform.python_version()} on {platform.platform()}")


def _engine() -> Iterator[Finding]:
    version = importlib.metadata.version("durable-rules")
    if version == _ENGINE:
        yield Finding("durable_rules", "works", version)
    else:
        remedy = f"pip install durable-rules=={_ENGINE}"
        told = f"{version}, but the guards against its faults were measured on {_ENGINE}"
        yield Finding("durable_rules", "broken", told, remedy)


def _knowledge() -> Iterator[Finding]:
    library = Library.load()
    drafts = sum(rule.status == "draft" for rule in library.rules.values())
    told = f"{len(library.rules)} rules ({drafts} of them drafts that no clinician has reviewed)"
    yield Finding("knowledge", "works", f"{told}, sha256 {library.sha256}")
    due = library.next_review
    if datetime.datetime.now(datetime.UTC).date() > due:
        yield Finding(
            "review", "look", f"was due on {due}; every report says so", "get a newer release"
        )
    else:
        yield Finding("review", "works", f"the first rule is due for review on {due}")


def _cases() -> Iterator[Finding]:
    count, failed = failures()
    for each in failed[:5]:
        yield Finding("case", "broken", each, "install medcaution anew")
    if not failed:
        yield Finding("cases", "works", f"{count:,} bundled cases are answered as they should be")


def _isolation() -> Iterator[Finding]:
    if not hasattr(os, "fork"):
        yield Finding("isolated", "look", "this system cannot isolate the engine (POSIX only)")
        return
    checker = Checker(isolated=True)
    try:
        checker.check(Person(medications=["sertraline", "phenelzine"]))
    finally:
        checker.close()
    yield Finding("isolated", "works", "the engine runs in a process of its own")


def _cache() -> Iterator[Finding]:
    folder = cache_folder()
    if folder is None:
        yield Finding("cache", "look", "switched off: every command starts slowly")
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            yield Finding("cache", "works", str(folder))
    except OSError as error:
        remedy = "let MEDCAUTION_CACHE name a folder that can be written"
        yield Finding("cache", "look", f"{folder}: {error.strerror}; starts are slow", remedy)


def _extras() -> Iterator[Finding]:
    for extra, modules in _EXTRAS.items():
        missing = [each for each in modules if importlib.util.find_spec(each) is None]
        told = f"not installed ({', '.join(missing)} missing)" if missing else "installed"
        remedy = f"pip install 'medcaution[{extra}]', if wanted" if missing else ""
        yield Finding(f"[{extra}]", "look" if missing else "works", told, remedy)
        if extra == "spark" and not missing and shutil.which("java") is None:
            yield Finding("java", "look", "not found: Spark cannot start", "install Java 17")


def _encoding() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "unknown"
    readable = encoding.lower().replace("-", "") == "utf8"
    remedy = "" if readable else "set PYTHONUTF8=1"
    yield Finding("encoding", "works" if readable else "look", encoding, remedy)


def _clock() -> Iterator[Finding]:
    now = datetime.datetime.now().astimezone()
    version = Library.load().version  # a year and a month, and a number within it
    # A clock that stands before the knowledge was made shifts every washout.
    if (now.year, now.month) < tuple(map(int, version.split(".")[:2])):
        told = f"{now:%Y-%m-%d %H:%M %Z}, before the knowledge {version} was made"
        yield Finding("clock", "broken", told, "set the clock, or give --as-of")
    else:
        yield Finding("clock", "works", f"{now:%Y-%m-%d %H:%M %Z}")


_EXAMINATIONS = (
    _program,
    _engine,
    _knowledge,
    _cases,
    _isolation,
    _cache,
    _extras,
    _encoding,
    _clock,
)
