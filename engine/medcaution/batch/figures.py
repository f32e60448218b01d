"""The figures of a whole run, out of its finished parts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from medcaution.batch.workers import read_part
from medcaution.library.library import Library

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
        rules: the rules that spoke of most people: code, title, cautions, people.
        pairs: two substances and the cautions about them, notes left out; the most frequent first.
        unread: the most frequent names that were not read: as written, kind, outcome, near names,
            lines.
    """

    knowledge: str
    options: Mapping[str, Any]
    counts: Mapping[str, int]
    statuses: Sequence[Row]
    lines: Row
    highest: Mapping[str, int]
    rules: Sequence[Row]
    pairs: Sequence[Row]
    unread: Sequence[Row]


def figures_of(parts: Path, counts: Mapping[str, int], library: Library) -> Figures:
    """Count what the parts in a folder say."""
    found = _added_up(parts)
    return Figures(
        knowledge=f"{library.version}, {library.sha256[:12]}",
        options=json.loads((parts / "run.json").read_text())["options"],
        counts=counts,
        statuses=_most(found["statuses"]),
        lines=found["lines"].get(("all",), (0, 0)),
        highest=dict(_most(found["highest"])),
        rules=[
            (code, _title(library, code), cautions, people)
            for code, cautions, people in _most(found["rules"])[:_MOST]
        ],
        pairs=_most(found["pairs"]),
        unread=_most(found["unread"])[:_MOST],
    )


#: For each figure: of which table, what is counted apart, and the counts. As no person lies in two
#: parts, the counts of all parts add up.
_COUNTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "statuses": ("people", "status", ("count(*)", "count(*) FILTER (NOT complete)")),
    "lines": ("people", "'all'", ("sum(lines)", "sum(unread)")),
    "highest": ("people WHERE highest IS NOT NULL", "highest", ("count(*)",)),
    "rules": (
        "(SELECT person, unnest(rules) AS rule FROM cautions)",
        "rule",
        ("count(*)", "count(DISTINCT person)"),
    ),
    "pairs": (
        "cautions WHERE len(substances) = 2 AND severity <> 'note'",
        "substances[1], substances[2]",
        ("count(*)",),
    ),
    "unread": (
        "names WHERE outcome IN ('ambiguous', 'not-recognised', 'could-not-interpret')",
        "as_written, kind, outcome, array_to_string(suggestions, ', ')",
        ("sum(count)",),
    ),
}


def _added_up(parts: Path) -> dict[str, dict[Row, Row]]:
    """The counts of each figure by what is counted apart."""
    found: dict[str, dict[Row, Row]] = {name: {} for name in _COUNTS}
    with duckdb.connect() as database:
        for place in sorted(parts.glob("part-*")):
            # Tables in memory: DuckDB crashes if a disk fails while it reads through Arrow.
            for table in ("cautions", "people", "names"):
                database.register(table, read_part(place, table))
            for name, (table, apart, counts) in _COUNTS.items():
                whole = ", ".join(f"CAST({each} AS BIGINT)" for each in counts)
                rows = database.execute(f"SELECT {apart}, {whole} FROM {table} GROUP BY ALL")
                known, none = found[name], (0,) * len(counts)
                for row in rows.fetchall():
                    key, numbers = row[: -len(counts)], row[-len(counts) :]
                    known[key] = tuple(map(add, known.get(key, none), numbers))
    return found


def _title(library: Library, code: str) -> str:
    rule = library.rule(code)
    return rule.title if rule else ""


def _most(counts: Mapping[Row, Row]) -> list[Row]:
    """What is counted apart with its counts, the greatest first."""
    return sorted(
        ((*key, *numbers) for key, numbers in counts.items()),
        key=lambda row: (-row[-1], str(row)),
    )
