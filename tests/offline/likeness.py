"""An exported page beside the engine: the same people, answered by both.

    python tests/offline/likeness.py --people 10000 --seed 1      compare, and print the figures

A line that the page does not read is asked of the engine as an unknown word, so that the rest of
the person is compared; how many such lines the engine would have read is counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from medcaution import Checker, Person
from medcaution.matching.dose import read_dose
from medcaution.report import UNREAD, Caution, Report
from people import random_person

ANSWERS = Path(__file__).with_name("answers.mjs")
UNKNOWN = "qwertol"
#: What would change a caution, and which of the person's conditions it lists.
_BESIDE = ("changes", "conditions")


@dataclass
class Likeness:
    """What a comparison found."""

    people: int = 0
    cautions: int = 0
    lines: int = 0
    left: int = 0  # lines that the engine reads and the page does not
    differing: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # alike but for a word beside the caution


def answers(page: Path, asked: Iterable[Any]) -> Iterator[Any]:
    """What the scripts of a page answer, in order."""
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in asked)
    done = subprocess.run(
        ["node", str(ANSWERS), str(page)], input=lines, capture_output=True, text=True, check=True
    )
    return map(json.loads, done.stdout.splitlines())


def asked_of_page(person: Person) -> dict[str, Any]:
    """A person as the page asks for one: days and milligrams instead of dates and texts."""

    def days(day: Any) -> int | None:
        return (person.as_of - day).days if day and person.as_of else None

    return {
        "age": person.age,
        "pregnant": person.pregnant,
        "medications": [
            {
                "text": each.as_written,
                "use": each.use,
                "route": each.route,
                "status": each.status,
                "stopped": days(each.last_taken) if each.status == "stopped" else None,
                "dose": dose.milligrams if (dose := read_dose(each.dose)) else None,
                "span": days(each.since),
            }
            for each in person.medications
        ],
        "conditions": [{"text": each.name, "status": each.status} for each in person.conditions],
    }


def compare(checker: Checker, page: Path, people: list[Person]) -> Likeness:
    """Everything a page says of people against everything the engine says."""
    found = Likeness()
    for person, said in zip(people, answers(page, map(asked_of_page, people)), strict=True):
        report = checker.check(person)
        found.people += 1
        found.lines += len(report.inputs)
        left = [
            at
            for at, (each, outcome) in enumerate(zip(report.inputs, said["outcomes"], strict=True))
            if outcome == "not-recognised" and each.outcome != "not-recognised"
        ]
        if left:
            found.left += sum(report.inputs[at].outcome not in UNREAD for at in left)
            report = checker.check(without(person, left))
        true = told(report)
        found.cautions += len(true["cautions"]) + len(true["notes"])
        if _bare(true) != _bare(said):
            found.differing.append(_difference(person, true, said))
        elif true != said:
            found.words.append(_difference(person, true, said))
    return found


def without(person: Person, lines: list[int]) -> Person:
    """The person with some lines written as an unknown word."""
    medications = [
        each.model_copy(update={"as_written": UNKNOWN}) if at in lines else each
        for at, each in enumerate(person.medications)
    ]
    conditions = [
        each.model_copy(update={"name": UNKNOWN}) if at in lines else each
        for at, each in enumerate(person.conditions, len(medications))
    ]
    return person.model_copy(
        update={"medications": tuple(medications), "conditions": tuple(conditions)}
    )


def told(report: Report) -> dict[str, Any]:
    """A report in the shape of the page's answers."""
    return {
        "status": report.status,
        "complete": report.complete,
        "outcomes": [each.outcome for each in report.inputs],
        "cautions": [_caution(each) for each in report.cautions],
        "notes": [_caution(each) for each in report.notes],
    }


def _caution(caution: Caution) -> dict[str, Any]:
    return {
        "severity": caution.severity,
        "consequence": caution.consequence,
        "family": caution.family,
        "plain": caution.plain,
        "summary": caution.summary,
        "contested": caution.contested,
        "signs": list(caution.warning_signs),
        "emergency": list(caution.emergency_signs),
        "assumed": list(caution.assumed),
        "changes": [[each.if_, each.to] for each in caution.would_change],
        "substances": sorted({each.substance for each in caution.medications}),
        "lines": sorted({each.line for each in caution.medications}),
        "conditions": sorted({each.line for each in caution.conditions if each.line}),
    }


def _bare(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the words that stand beside a caution."""
    return answer | {
        kind: [
            {name: value for name, value in each.items() if name not in _BESIDE}
            for each in answer[kind]
        ]
        for kind in ("cautions", "notes")
    }


def _difference(person: Person, true: dict[str, Any], said: dict[str, Any]) -> str:
    for name in ("status", "outcomes"):
        if true[name] != said[name]:
            return f"{name}: {true[name]} but the page says {said[name]}\n  {person!r}"
    for kind in ("cautions", "notes"):
        marks = [
            [
                (each["family"], each["consequence"], each["severity"], *each["substances"])
                for each in answer[kind]
            ]
            for answer in (true, said)
        ]
        if marks[0] != marks[1]:
            return f"{kind}: only the engine {[each for each in marks[0] if each not in marks[1]]}; only the page {[each for each in marks[1] if each not in marks[0]]}\n  {person!r}"
        for one, other in zip(true[kind], said[kind], strict=True):
            for name, value in one.items():
                if value != other[name]:
                    return f"{kind} {one['family']} {one['substances']} {name}:\n  {value}\n  {other[name]}"
    return "something else"


def some_people(checker: Checker, number: int, seed: int) -> list[Person]:
    """Seeded people that lean towards everything the rules read."""
    rng = Random(seed)
    return [random_person(checker.library, rng) for _ in range(number)]


@click.command()
@click.option("--people", default=10_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--page", type=click.Path(exists=True, path_type=Path), help="Exported if not given.")
def main(people: int, seed: int, page: Path | None) -> None:
    """Compare seeded people, and print what differs."""
    checker = Checker()
    with tempfile.TemporaryDirectory() as folder:
        if page is None:
            page = Path(folder) / "page.html"
            subprocess.run(
                [sys.executable, "-m", "medcaution", "export-page", str(page)], check=True
            )
        started = time.perf_counter()
        found = compare(checker, page, some_people(checker, people, seed))
    figures = {
        "people": found.people,
        "cautions": found.cautions,
        "differing": len(found.differing),
        "differing in a word beside a caution": len(found.words),
        "lines": found.lines,
        "lines the engine alone reads": found.left,
        "seconds": round(time.perf_counter() - started, 1),
    }
    click.echo(json.dumps(figures))
    click.echo("\n".join([*found.differing[:10], *found.words[:10]]))
    sys.exit(bool(found.differing))


if __name__ == "__main__":
    main()
