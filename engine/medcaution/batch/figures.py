"""The figures of a whole run, out of its finished parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.tallies import TALLY, added_up
from medcaution.library.library import Library
from medcaution.library.rules import SEVERITIES

Row: TypeAlias = tuple[Any, ...]
_MOST = 20


@dataclass(frozen=True)
class Figures:
    """What is told of a run.

    Args:
        knowledge: its version and the beginning of its sha256.
        options: of the run, as `run.json` holds them.
        counts: rows of each table.
        statuses: status, people, and those of them who were not read whole.
        lines: lines of all people, and those of them that were not read.
        highest: people by their highest severity.
        severities: cautions and notes by severity, all of them named.
        rules: the rules that spoke of most people: code, title, cautions, people.
        pairs: two substances and the cautions about them, notes left out; the most frequent first.
        unread: the most frequent names that were not read: as written, kind, outcome, near names,
            lines.
        nameless: rejected rows that name no person.
    """

    knowledge: str
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    statuses: Sequence[Row]
    lines: Row
    highest: Mapping[str, int]
    severities: Mapping[str, int]
    rules: Sequence[Row]
    pairs: Sequence[Row]
    unread: Sequence[Row]
    nameless: int


def figures_of(
    parts: Path,
    tallies: Iterable[pa.Table],
    counts: Mapping[str, int],
    library: Library,
    nameless: int,
) -> Figures:
    """Add up what the parts counted.

    Args:
        parts: the folder of the parts, which says with which options they were made.
        tallies: of all parts.
        counts: rows of each table.
        library: tells what rules are about.
        nameless: rejected rows that name no person.
    """
    whole = added_up(tallies)

    def most(figure: str, apart: int, numbers: int = 1) -> list[Row]:
        """What is counted apart with its counts, the greatest first."""
        columns = [*TALLY.names[1 : apart + 1], *TALLY.names[-2:][:numbers]]
        rows = whole.filter(pc.equal(whole["figure"], figure)).select(columns)
        found = zip(*(each.to_pylist() for each in rows.columns), strict=True)
        return sorted(found, key=lambda row: (-row[-1], str(row)))

    spoken: dict[str, int] = dict(most("severities", 1))
    return Figures(
        knowledge=f"{library.version}, {library.sha256[:12]}",
        options=json.loads((parts / "run.json").read_text())["options"],
        counts=counts,
        statuses=most("statuses", 1, 2),
        lines=next(iter(most("lines", 0, 2)), (0, 0)),
        highest=dict(most("highest", 1)),
        severities={each: spoken.get(each, 0) for each in SEVERITIES},
        rules=[
            (code, _title(library, code), cautions, people)
            for code, cautions, people in most("rules", 1, 2)[:_MOST]
        ],
        pairs=most("pairs", 2),
        unread=most("unread", 4)[:_MOST],
        nameless=nameless,
    )


def _title(library: Library, code: str) -> str:
    rule = library.rule(code)
    return rule.title if rule else ""
