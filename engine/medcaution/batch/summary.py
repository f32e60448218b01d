"""One page about a whole run: how much was read, what was found, what to mend first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import duckdb
from pyarrow.dataset import dataset

from medcaution.batch.durable import whole_file
from medcaution.library.library import Library
from medcaution.library.rules import SEVERITIES, rank

_MOST = 20
_COLOURS = {
    "contraindicated": "#7f1d1d", "major": "#b91c1c", "moderate": "#c2700c",
    "minor": "#2b6cb0", "note": "#5f6b7a",
}  # fmt: skip
_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:left;border-bottom:1px solid #8884}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.bar{height:1.1rem;display:inline-block;vertical-align:middle}
.limits{border-left:4px solid #c2700c;padding:.4rem 1rem}svg text{font:11px system-ui,sans-serif;fill:currentColor}.scroll{overflow-x:auto}
"""
_LIMITS = (
    "Silence is not an all-clear: no caution means that no rule spoke. The rules are a draft that "
    "no clinician has reviewed. Names that were not recognised were not checked. "
    "Nobody should change a prescribed medicine because of this page."
)


def write_summary(path: Path, parts: Path, counts: Mapping[str, int], library: Library) -> None:
    """Write the page from the finished parts.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    with duckdb.connect() as database:
        for name in ("cautions", "people", "names"):
            files = sorted(parts.glob(f"part-*/{name}.arrow"))
            database.register(name, dataset(files, format="feather"))
        page = _page(database, counts, library)
    with whole_file(path) as aside:
        aside.write_text(page, encoding="utf-8")


def _page(database: duckdb.DuckDBPyConnection, counts: Mapping[str, int], library: Library) -> str:
    people = counts["people"]
    sections = [
        f"<p class=limits>{_LIMITS}</p>",
        _table("People", ("status", "people"), _rows(database, _STATUS), ()),
        _severities(_rows(database, _HIGHEST), people),
        _table(
            "Rules that spoke most often",
            ("rule", "what it is about", "cautions", "of 1,000 people"),
            [
                (
                    code,
                    _title(library, str(code)),
                    number,
                    f"{1000 * int(number) / max(people, 1):.2f}",
                )
                for code, number in _rows(database, _RULES)
            ],
            (),
        ),
        _heat_map(_rows(database, _PAIRS)),
        _table(
            "Names that were not read, by how often they stand in the lists",
            ("as written", "kind", "outcome", "near names (none was taken)", "lines"),
            _rows(database, _UNREAD),
            ("Every name is in the table of names: the work list for whoever owns the data.",),
        ),
        _table(
            "Rows",
            ("table", "rows"),
            [(name, counts[name]) for name in ("cautions", "rejected", "failed")],
            (),
        ),
    ]
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>medcaution: {people:,} people</title><style>{_STYLE}</style>"
        f"<h1>Cautions about {people:,} people</h1>"
        f"<p>Knowledge {escape(library.version)}, {library.sha256[:12]}</p>"
        + "".join(sections)
        + "</html>\n"
    )


_STATUS = "SELECT status, count(*) AS n FROM people GROUP BY status ORDER BY n DESC, status"
_HIGHEST = "SELECT highest, count(*) FROM people WHERE highest IS NOT NULL GROUP BY highest"
_RULES = f"""
    SELECT rule, count(*) AS n FROM (SELECT unnest(rules) AS rule FROM cautions)
    GROUP BY rule ORDER BY n DESC, rule LIMIT {_MOST}
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


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return database.execute(query).fetchall()


def _title(library: Library, code: str) -> str:
    rule = library.rule(code)
    return rule.title if rule else ""


def _table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]
) -> str:
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    if not body:
        body = f"<tr><td colspan={len(heads)}>none</td></tr>"
    named = "".join(f"<th>{escape(head)}</th>" for head in heads)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f"<h2>{escape(title)}</h2>{said}<div class=scroll><table><thead><tr>{named}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"<td class=n>{value:,}</td>"
    return f"<td>{escape(str(value))}</td>"


def _severities(rows: Sequence[tuple[Any, ...]], people: int) -> str:
    found = {str(severity): int(number) for severity, number in rows}
    most = max(found.values(), default=1)
    body = ""
    for severity in sorted(SEVERITIES, key=rank, reverse=True):
        number = found.get(severity, 0)
        width = 30 * number / most
        body += (
            f"<tr><td>{severity}</td><td class=n>{number:,}</td>"
            f"<td class=n>{100 * number / max(people, 1):.1f} %</td>"
            f"<td><span class=bar style='width:{width:.1f}rem;background:{_COLOURS[severity]}'>"
            "</span></td></tr>"
        )
    return (
        "<h2>People by their highest caution</h2><table><thead><tr><th>severity</th>"
        f"<th class=n>people</th><th class=n>share</th><th></th></tr></thead><tbody>{body}</tbody></table>"
    )


def _heat_map(rows: Sequence[tuple[Any, ...]]) -> str:
    weight: dict[str, int] = {}
    pairs = {(str(one), str(two)): int(number) for one, two, number in rows}
    for (one, two), number in pairs.items():
        weight[one] = weight.get(one, 0) + number
        weight[two] = weight.get(two, 0) + number
    names = sorted(sorted(weight), key=lambda name: -weight[name])[:_MOST]
    if not names:
        return ""
    most = max(pairs.values())
    size, left = 22, 150
    cells = []
    for y, one in enumerate(names):
        cells.append(
            f"<text x={left - 6} y={left + y * size + 15} text-anchor=end>{escape(one)}</text>"
            f"<text transform='translate({left + y * size + 15} {left - 6}) rotate(-90)'>{escape(one)}</text>"
        )
        for x, two in enumerate(names):
            number = pairs.get((one, two)) or pairs.get((two, one)) or 0
            shade = (number / most) ** 0.5 if number else 0
            cells.append(
                f"<rect x={left + x * size} y={left + y * size} width={size - 1} height={size - 1} "
                f"fill='#b91c1c' fill-opacity='{max(shade, 0.04):.2f}'>"
                f"<title>{escape(one)} with {escape(two)}: {number:,} cautions</title></rect>"
            )
    side = left + len(names) * size
    return (
        "<h2>Pairs that cautions speak of most often</h2><div class=scroll>"
        f"<svg width={side} height={side} role=img aria-label='Cautions by pair of substances'>"
        f"{''.join(cells)}</svg></div>"
    )
