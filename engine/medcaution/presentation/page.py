"""The page for the person in front of you: what was typed, what was read of it, what to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from medcaution.facts import Medication, Person, Route, Use
from medcaution.library.rules import SEVERITIES, Severity, rank
from medcaution.presentation.display import Display
from medcaution.presentation.headings import Headed, headed
from medcaution.presentation.html import render_template
from medcaution.presentation.listed import listed
from medcaution.presentation.showing import emergency_signs
from medcaution.report import UNREAD, Caution, Input, Report

#: Cautions that are explained on the page itself; of a longer list, only the first few are.
MOST_EXPLAINED = 5
FIRST_EXPLAINED = 3
#: Cautions with their plain sentences; those beyond have their names and the harm, one tap away.
MOST_TOLD = 20
#: Candidates that stand side by side; more are a list to choose from.
MOST_BUTTONS = 6


@dataclass(frozen=True)
class Typed:
    """The fields of the form: a line each, medicines with their attributes; the age as typed."""

    medications: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    age: str = ""


@dataclass(frozen=True)
class Offer:
    """The names that can be chosen for a line, and whether it mostly is all of them `together`."""

    names: tuple[str, ...]
    together: bool = False


def _every(_: int, names: tuple[str, ...]) -> Offer:
    return Offer(names)


@dataclass(frozen=True)
class Line:
    """What became of a line, and what can be chosen if that was not settled.

    `apart`: names came near, and none of them has a place in the line.
    """

    read: Input
    offer: Offer
    apart: bool
    medication: Medication | None
    named: str


@dataclass(frozen=True)
class Entry:
    """A heading, and how much of it the page itself tells: `explained`, `told` or `named`."""

    heading: Headed
    depth: str
    first: bool


def form_page(display: Display, typed: Typed | None = None, error: str = "") -> str:
    """The page before a check, or after one that could not be made."""
    return render_template("form.html.jinja", display, typed=typed or Typed(), error=error)


def refused_page(display: Display) -> str:
    """What a browser is told that shows no token."""
    return render_template("refused.html.jinja", display)


def result_page(
    report: Report,
    person: Person,
    typed: Typed,
    display: Display,
    offer: Callable[[int, tuple[str, ...]], Offer] = _every,
) -> str:
    """The page after a check.

    Args:
        report: the answer.
        person: who was checked.
        typed: the form as it was sent.
        display: the language and the emergency number.
        offer: which of some names can be chosen for a line, by its number.
    """
    lines = [_line(each, person, display, offer) for each in report.inputs]
    read = [each for each in lines if each.read.outcome not in UNREAD]
    return render_template(
        "result.html.jinja",
        display,
        report=report,
        typed=typed,
        unread=[each for each in lines if each.read.outcome in UNREAD],
        read=read,
        which=_which(read, report, display),
        sections=_sections(report.cautions),
        signs=emergency_signs(report),
        buttons=MOST_BUTTONS,
        uses=_stated(Use),
        routes=_stated(Route),
    )


def caution_page(caution: Caution, typed: Typed, display: Display) -> str:
    """One caution with all its reasons, and the way back."""
    return render_template("caution.html.jinja", display, caution=caution, typed=typed)


def _stated(choice: object) -> list[str]:
    """What a field of a medication can be told to be."""
    return [each for each in get_args(choice) if each != "unknown"]


def _line(
    read: Input,
    person: Person,
    display: Display,
    offer: Callable[[int, tuple[str, ...]], Offer],
) -> Line:
    medicine = person.medications[read.line - 1] if read.kind == "medication" else None
    names = tuple(map(display.label, read.candidates)) or read.suggestions
    offered = offer(read.line, names) if names else Offer(())
    apart = bool(names) and not offered.names
    return Line(read, offered, apart, medicine, _named(read, display))


def _which(lines: Sequence[Line], report: Report, display: Display) -> list[tuple[int, str]]:
    """The medicines of which more can be told, by line; those that read alike with its number."""
    say = display.words
    taken = [
        (each.read.line, listed(each.read, report.as_of, say)) for each in lines if each.medication
    ]
    alike = Counter(shown for _, shown in taken)
    return [
        (line, say("page.line", n=line, written=shown) if alike[shown] > 1 else shown)
        for line, shown in taken
    ]


def _named(read: Input, display: Display) -> str:
    """What a line was read as; empty where the line says so, in whole words."""
    known = read.substances or ([read.condition] if read.condition else [])
    named = " + ".join(map(display.named, known))
    return "" if f" {named} ".casefold() in f" {read.as_written} ".casefold() else named


def _sections(cautions: Sequence[Caution]) -> Mapping[Severity, list[Entry]]:
    """The headings by the strongest severity below each, the strongest first."""
    explained = MOST_EXPLAINED if len(cautions) <= MOST_EXPLAINED else FIRST_EXPLAINED
    sections: dict[Severity, list[Entry]] = {
        each: [] for each in sorted(SEVERITIES, key=rank, reverse=True)
    }
    before = 0
    for heading in headed(cautions):
        depth = "explained" if before < explained else "told" if before < MOST_TOLD else "named"
        entry = Entry(heading, depth, first=not before)
        sections[heading.cautions[0].severity].append(entry)
        before += len(heading.cautions)
    return {severity: entries for severity, entries in sections.items() if entries}
