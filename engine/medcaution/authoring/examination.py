"""Examining an installation: whether what was shown in the tests can hold where it runs.

Each part is imported when it is examined, so that one that cannot even be imported is told like
any other fault.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import datetime
import locale
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from medcaution.version import VERSION

#: Interpreters on which the tests were run. The engine's C code does not load on later ones.
TRIED = ((3, 11), (3, 12))

State = Literal["ok", "note", "amiss"]

_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)(\[[\w,]+\])?(?P<versions>[^;]*?)\s*(;.*extra == '(?P<extra>\w+)')?"
)
_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that was examined. `amiss` forbids relying on the installation; `note` does not."""

    what: str
    state: State
    told: str


def examine(today: datetime.date | None = None) -> Iterator[Finding]:
    """Everything that is examined, in order. A part that raises is amiss, and the next follows."""
    day = today or datetime.date.today()  # noqa: DTZ011  (the clock here is what is examined)
    parts: Sequence[tuple[str, Callable[[], Iterator[Finding]]]] = (
        ("program", _program),
        ("parts", _parts),
        ("knowledge", lambda: _knowledge(day)),
        ("engine", _engine),
        ("cases", _cases),
        ("cache", _cache),
        ("clock", lambda: _clock(day)),
        ("text", _text),
    )
    for what, part in parts:
        try:
            yield from part()
        except Exception as error:  # noqa: BLE001  (whatever is wrong is what was asked)
            yield Finding(what, "amiss", f"{type(error).__name__}: {error}")


def _program() -> Iterator[Finding]:
    place = Path(__file__).resolve().parents[1]
    yield Finding("program", "ok", f"medcaution {VERSION} in {place}")
    version = f"Python {platform.python_version()} on {platform.platform()}"
    if sys.version_info[:2] in TRIED:
        yield Finding("python", "ok", version)
    else:
        tried = ", ".join(f"{major}.{minor}" for major, minor in TRIED)
        yield Finding("python", "note", f"{version}; the tests were run on {tried}")


def _parts() -> Iterator[Finding]:
    """The distributions that are needed, and those of each extra."""
    extras: dict[str, list[str]] = {}
    for requirement in metadata.requires("medcaution") or ():
        found = _REQUIREMENT.fullmatch(requirement)
        if found is None:
            yield Finding("parts", "amiss", f"cannot read the requirement {requirement}")
            continue
        name, wanted = found["name"], found["versions"]
        version = _version(name)
        if found["extra"]:
            missing = extras.setdefault(found["extra"], [])
            if version is None:
                missing.append(name)
        elif version is None:
            yield Finding("parts", "amiss", f"{name} is not installed")
        elif wanted.startswith("==") and wanted != f"=={version}":
            yield Finding("parts", "amiss", f"{name} {version} is installed, {wanted} is wanted")
        else:
            yield Finding("parts", "ok", f"{name} {version}")
    for extra, missing in extras.items():
        told = f"{extra}: {'needs ' + ', '.join(missing) if missing else 'installed'}"
        yield Finding("extras", "ok", told)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _knowledge(day: datetime.date) -> Iterator[Finding]:
    from medcaution.library import Library

    library = Library.load()
    told = f"{library.version}, {library.rules_in_force} rules, sha256 {library.sha256}"
    yield Finding("knowledge", "ok", told)
    unsigned = sum(rule.sign_off is None for rule in library.rules.values())
    if unsigned:
        yield Finding("review", "note", f"{unsigned} rules were reviewed by no clinician")
    if library.next_review < day:
        yield Finding("review", "note", f"a review is due since {library.next_review}")
    newest = max(rule.checked for rule in library.rules.values())
    if day < newest:
        told = f"today is {day} here, before the last check of a rule on {newest}; set the clock"
        yield Finding("clock", "amiss", told)


def _engine() -> Iterator[Finding]:
    """A pair that must be cautioned, matched in a process of its own: a crash is told, not died of."""
    from medcaution import Checker, Person

    checker = Checker(isolated=True)
    try:
        started = time.perf_counter()
        report = checker.check(Person(medications=["sertraline", "phenelzine"]))
        took = (time.perf_counter() - started) * 1000
    finally:
        checker.close()
    if report.cautions and report.cautions[0].severity == "contraindicated":
        yield Finding("engine", "ok", f"matched, and the second matcher agrees; {took:.0f} ms")
    else:
        yield Finding("engine", "amiss", "sertraline with phenelzine is not contraindicated here")


def _cases() -> Iterator[Finding]:
    from medcaution.authoring.cases import run_cases

    count, failures = run_cases()
    if failures:
        some = "; ".join(failures[:_SHOWN])
        told = f"{len(failures)} of {count} failed: {some} (medcaution selftest shows all)"
        yield Finding("cases", "amiss", told)
    else:
        yield Finding("cases", "ok", f"{count} passed")


def _cache() -> Iterator[Finding]:
    from medcaution.prepared import cache_folder

    folder = cache_folder()
    if folder is None:
        yield Finding("cache", "note", "switched off; every command starts slowly")
        return
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        yield Finding("cache", "ok", f"{folder} can be written")
    else:
        told = f"{folder} cannot be written; every command starts slowly. MEDCAUTION_CACHE names another"
        yield Finding("cache", "note", told)


def _clock(day: datetime.date) -> Iterator[Finding]:
    zone = datetime.datetime.now().astimezone().strftime("%Z (UTC%z)")
    yield Finding("clock", "ok", f"{day}, time zone {zone}; a day without --as-of is this one")


def _text() -> Iterator[Finding]:
    output = (sys.stdout.encoding or "none").lower()
    told = f"locale {locale.setlocale(locale.LC_CTYPE)}, output {output}, files {sys.getfilesystemencoding()}"
    state: State = "ok" if output.replace("-", "") == "utf8" else "note"
    yield Finding("text", state, told)
