"""The figures of a whole run, out of its finished parts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
from pyarrow.dataset import dataset

from medcaution.library.library import Library

Row: TypeAlias = tuple[Any, ...]
_MOST = 20
_MEMORY = "600MB"


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
    places = sorted(parts.glob("part-*"))
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'")
        rules = _rules(database, places, library)
        for name in ("cautions", "people", "names"):
            _register(database, name, places)
        return Figures(
            knowledge=f"{library.version}, {library.sha256[:12]}",
            options=json.loads((parts / "run.json").read_text())["options"],
            counts=counts,
            statuses=_rows(database, _STATUS),
            lines=_rows(database, _LINES)[0],
            highest=dict(_rows(database, _HIGHEST)),
            rules=rules,
            pairs=_rows(database, _PAIRS),
            unread=_rows(database, _UNREAD),
        )


_STATUS = "SELECT status, count(*), count(*) FILTER (NOT complete) FROM people GROUP BY status"
_LINES = "SELECT CAST(coalesce(sum(lines), 0) AS BIGINT), CAST(coalesce(sum(unread), 0) AS BIGINT) FROM people"
_HIGHEST = "SELECT highest, count(*) FROM people WHERE highest IS NOT NULL GROUP BY highest"
_SPOKEN = """
    SELECT rule, count(*), count(DISTINCT person)
    FROM (SELECT person, unnest(rules) AS rule FROM cautions) GROUP BY rule
"""
_PAIRS = """
    SELECT substances[1], substances[2], count(*) AS n FROM cautions
    WHERE len(substances) = 2 AND severity <> 'note' GROUP BY ALL ORDER BY n DESC, 1, 2
"""
_UNREAD = f"""
    SELECT as_written, kind, outcome, array_to_string(suggestions, ', '),
           CAST(sum(count) AS BIGINT) AS n
    FROM names WHERE outcome IN ('ambiguous', 'not-recognised', 'could-not-interpret')
    GROUP BY ALL ORDER BY n DESC, as_written LIMIT {_MOST}
"""


def _rules(
    database: duckdb.DuckDBPyConnection, places: Sequence[Path], library: Library
) -> list[Row]:
    """The rules that spoke of most people. No person lies in two parts, so people add up."""
    cautions: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for place in places:
        _register(database, "cautions", [place])
        for code, number, persons in _rows(database, _SPOKEN):
            cautions[code] += number
            people[code] += persons
    most = sorted(people, key=lambda code: (-people[code], code))[:_MOST]
    return [(code, _title(library, code), cautions[code], people[code]) for code in most]


def _title(library: Library, code: str) -> str:
    rule = library.rule(code)
    return rule.title if rule else ""


def _register(database: duckdb.DuckDBPyConnection, name: str, places: Sequence[Path]) -> None:
    files = [place / f"{name}.arrow" for place in places]
    database.register(name, dataset(files, format="feather"))


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    return database.execute(query).fetchall()
