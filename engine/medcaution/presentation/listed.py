"""The list as it is shown again: as written, what is told beside the names, what is missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from medcaution.library.rules import Severity, rank
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.showing import clean
from medcaution.report import UNREAD, Input, Report, Stated

_MOST_CANDIDATES = 8


def listed(each: Input, as_of: datetime.date | None, say: Catalogue) -> str:
    """The line: `fluoxetine (stopped, last taken 2026-11-06, 21 days before this check)`."""
    written = clean(each.as_written)
    told = stated(each, as_of, say)
    return f"{written} ({told})" if told else written


def told_apart(report: Report) -> dict[str, list[Input]]:
    """The lines that were not read, those that rules read, and those that no rule knows."""
    return {
        "not-read": [each for each in report.inputs if each.outcome in UNREAD],
        "read": [each for each in report.inputs if each.outcome == "recognised"],
        "not-known": [each for each in report.inputs if each.outcome == "recognised-not-covered"],
    }


def remarks_on_lines(report: Report, say: Catalogue) -> list[str]:
    """What is to be said of lines that were read, such as that only a part is known."""
    return [
        f"{clean(each.as_written)}: {say.told(each.reason)}"
        for each in report.inputs
        if each.outcome.startswith("recognised") and each.reason
    ]


def stated(each: Input, as_of: datetime.date | None, say: Catalogue) -> str:
    """What is told of a line in plain words; empty if only its name is told."""
    if each.stated is None:
        return ""
    tell = _lived if each.kind == "condition" else _taken
    return ", ".join(tell(each.stated, as_of, say))


def could_be(each: Input, say: Catalogue) -> str:
    """What a line could be, for whoever has to choose; empty if nothing is known of it."""
    if not each.candidates:
        return ""
    shown = ", ".join(each.candidates[:_MOST_CANDIDATES])
    more = len(each.candidates) - _MOST_CANDIDATES
    return say("text.could-be-more" if more > 0 else "text.could-be", names=shown, n=more)


def about(report: Report, say: Catalogue) -> str:
    """What is told of the person as a whole; empty if nothing is."""
    told = [say("person.age", age=report.age)] if report.age is not None else []
    if report.pregnant is not None:
        told.append(say("person.pregnant" if report.pregnant else "person.not-pregnant"))
    return ", ".join(told)


def missing(report: Report, say: Catalogue, lines: int | None = None) -> list[str]:
    """What could not be judged: how many facts are wanted, and a line for each severity.

    Args:
        report: the answer.
        say: the words.
        lines: severities there is room for, the gravest first; of the others, how many facts.
    """
    needs: dict[Severity, list[str]] = {}
    for need, severity in _wanted(report).items():
        needs.setdefault(severity, []).append(say.told(need))
    if not needs:
        return []
    told = [
        say("missing.facts", severity=say(f"plain-severity.{severity}"), needs="; ".join(some))
        for severity, some in needs.items()
    ][:lines]
    left = sum(len(some) for some in [*needs.values()][len(told) :])
    more = [say.count("missing.more", left)] if left else []
    return [say.count("missing.count", sum(map(len, needs.values()))), *told, *more]


def _wanted(report: Report) -> dict[str, Severity]:
    """Each fact that a rule wants, and the gravest that it could be; the gravest first."""
    found: dict[str, Severity] = {}
    for each in sorted(report.undecided, key=lambda each: -rank(each.could_be)):
        for need in each.needs.split("; "):
            found.setdefault(need, each.could_be)
    return found


def _lived(told: Stated, _: datetime.date | None, say: Catalogue) -> Iterator[str]:
    yield say(f"lived.{told.status}")


def _taken(told: Stated, as_of: datetime.date | None, say: Catalogue) -> Iterator[str]:
    if told.status == "stopped" and told.last_taken is None:
        yield say("stated.stopped-some-day")
    elif told.status:
        yield say(f"status.{told.status}")
    if told.last_taken:
        yield from _last(told.last_taken, as_of, say)
    if told.since:
        yield say("stated.since", day=told.since)
    if told.use:
        yield say(f"use.{told.use}")
    if told.route:
        yield say(f"route.{told.route}")
    if told.dose:
        yield clean(told.dose)


def _last(day: datetime.date, as_of: datetime.date | None, say: Catalogue) -> Iterator[str]:
    yield say("stated.last-taken", day=day)
    if as_of is not None and day <= as_of:
        yield say.count("stated.days-before", (as_of - day).days)
