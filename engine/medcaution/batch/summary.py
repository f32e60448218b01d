"""One page about a whole run: how much was read, what was found, what to mend first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from medcaution.batch.durable import whole_file
from medcaution.batch.figures import Figures, Row
from medcaution.batch.heat_map import heat_map
from medcaution.library.rules import SEVERITIES, rank

_MOST_PAIRS = 10
_LONG = 24
_COLOURS = {
    "contraindicated": "#7f1d1d", "major": "#b91c1c", "moderate": "#c2700c",
    "minor": "#2b6cb0", "note": "#5f6b7a",
}  # fmt: skip
_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse}td,th{padding:.2rem .7rem;text-align:left;border-bottom:1px solid #8884;vertical-align:top;white-space:nowrap}
td:first-child,th:first-child{padding-left:0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
td.long{white-space:normal;min-width:12rem}tr.all td{font-weight:600}td.bars{width:30rem}.bar{height:1.1rem;display:inline-block;vertical-align:middle}
.limits{border-left:4px solid #c2700c;padding:.4rem 1rem}svg{display:block;margin-top:1rem}svg text{font:11px system-ui,sans-serif;fill:currentColor}.scroll{overflow-x:auto}
@media(max-width:40rem){table{font-size:.9rem}td,th{padding:.2rem .4rem}td.bars{width:auto;min-width:4rem}td.long:not(:first-child){white-space:nowrap}}
"""
_LIMITS = (
    "Silence is not an all-clear: no caution means that no rule spoke. The rules are a draft that "
    "no clinician has reviewed. Names that were not recognised were not checked. "
    "Nobody should change a prescribed medicine because of this page."
)
#: In the order in which they want to be looked at.
_MEANINGS = {
    "cautions": "one caution or more",
    "incomplete": "something was not read, and no caution came of the rest",
    "nothing-checked": "no medicine was read",
    "none-found": "everything was read, and no caution came of it",
}


def write_summary(path: Path, figures: Figures) -> None:
    """Write the page.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    with whole_file(path) as aside:
        aside.write_text(page(figures), encoding="utf-8")


def page(figures: Figures) -> str:
    """One self-contained HTML page."""
    title = f"Medication lists of {_counted(figures.counts['people'], 'person', 'people')}"
    asked = figures.options
    day = f", for {asked['as_of']}" if asked["as_of"] else ""
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>medcaution: {title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1>"
        f"<p>Knowledge {escape(figures.knowledge)}, profile {escape(asked['profile'])}{day}</p>"
        f"<p class=limits>{_LIMITS}</p>"
        + _people(figures)
        + _severities(figures)
        + _rules(figures)
        + _pairs(figures.pairs)
        + _unread(figures)
        + "</body></html>\n"
    )


def nameless(rows: int) -> str:
    """What rejected rows without a person mean for the people who were answered."""
    one = rows == 1
    return (
        f"{rows:,} rejected {'row names' if one else 'rows name'} no person: whoever "
        f"{'it speaks' if one else 'they speak'} of is answered without "
        f"{'it' if one else 'them'}, and may be called complete."
    )


def _people(figures: Figures) -> str:
    counts = figures.counts
    people = counts["people"]
    found = {status: numbers for status, *numbers in figures.statuses}
    rows = [
        (status, *_shared(number, people), unread, meaning)
        for status, meaning in _MEANINGS.items()
        for number, unread in [found.get(status, (0, 0))]
    ]
    total = sum(unread for *_, unread, _ in rows)
    rejected = _counted(counts["rejected"], "row was", "rows were")
    failed = _counted(counts["failed"], "person was", "people were")
    return _table(
        "People",
        ("status", "#people", "#share", "#not read whole", "what it says"),
        [*rows, ("all", *_shared(people, people), total, "")],
        (
            f"{rejected} rejected and {failed} not answered: those two tables name them.",
            *([nameless(figures.nameless)] if figures.nameless else ()),
            "Whoever was not read whole may have cautions that are not here.",
        ),
    )


def _severities(figures: Figures) -> str:
    found, people = figures.highest, figures.counts["people"]
    most = max(found.values(), default=1)
    rows = [
        (each, *_shared(found.get(each, 0), people), _Bar(found.get(each, 0) / most, each))
        for each in sorted(SEVERITIES, key=rank, reverse=True)
    ]
    silent = people - sum(found.values())
    return _table(
        "People by their highest severity",
        ("severity", "#people", "#share", ""),
        [
            *rows,
            ("no rule spoke", *_shared(silent, people), ""),
            ("all", *_shared(people, people), ""),
        ],
        (
            f"{_counted(figures.counts['cautions'], 'caution or note', 'cautions and notes')} in all.",
        ),
    )


def _rules(figures: Figures) -> str:
    people = max(figures.counts["people"], 1)
    return _table(
        "Rules that spoke of most people",
        ("rule", "#per 1,000", "#people", "#cautions", "what it is about"),
        [
            (code, _Number(f"{1000 * heard / people:.1f}"), heard, spoken, title)
            for code, title, spoken, heard in figures.rules
        ],
        ("A rule may speak several times of one person, about different medicines.",),
    )


def _pairs(pairs: Sequence[Row]) -> str:
    rows = [(f"{one} with {two}", number) for one, two, number in pairs[:_MOST_PAIRS]]
    return _table(
        "Pairs that cautions speak of most often",
        ("substances", "#cautions"),
        rows,
        ("Notes are left out. Two cautions about one pair of one person count twice.",),
    ) + heat_map(pairs)


def _unread(figures: Figures) -> str:
    lines, unread = figures.lines
    return _table(
        "Names that were not read, by how often they stand in the lists",
        ("as written", "#lines", "#of unread", "kind", "outcome", "near names (none was taken)"),
        [
            (name, *_shared(number, unread), kind, outcome, near)
            for name, kind, outcome, near, number in figures.unread
        ],
        (
            f"{unread:,} of {_counted(lines, 'line', 'lines')} ({_share(unread, lines)}) were not read.",
            "Every name is in the table of names: the work list for whoever owns the data.",
        ),
    )


class _Number(str):
    """A number that is text already."""

    __slots__ = ()


class _Bar:
    """A bar as long as a share of the widest."""

    def __init__(self, share: float, severity: str) -> None:
        self.html = f"<span class=bar style='width:{100 * share:.1f}%;background:{_COLOURS[severity]}'></span>"


def _table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], notes: Sequence[str]
) -> str:
    """A heading, what there is to say, and a table; heads of numbers begin with #."""
    body = "".join(
        f"<tr{' class=all' if row[0] == 'all' else ''}>{''.join(map(_cell, row))}</tr>"
        for row in rows
    )
    if not body:
        body = f"<tr><td colspan={len(heads)}>none</td></tr>"
    named = "".join(
        f"<th{' class=n' if head.startswith('#') else ''}>{escape(head.removeprefix('#'))}</th>"
        for head in heads
    )
    said = f"<p>{escape(' '.join(notes))}</p>" if notes else ""
    return (
        f"<h2>{escape(title)}</h2>{said}<div class=scroll><table><thead><tr>{named}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, _Bar):
        return f"<td class=bars>{value.html}</td>"
    if isinstance(value, int):
        return f"<td class=n>{value:,}</td>"
    if isinstance(value, _Number):
        return f"<td class=n>{value}</td>"
    text = str(value)
    return f"<td{' class=long' if len(text) > _LONG else ''}>{escape(text)}</td>"


def _shared(number: int, whole: int) -> tuple[int, _Number]:
    return number, _Number(_share(number, whole))


def _share(number: int, whole: int) -> str:
    return f"{100 * number / max(whole, 1):.1f} %"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
