"""Differences as text: what says less stands first, like changes stand together."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from medcaution.authoring.difference import KINDS, LESS, Change, Told, Unread
from medcaution.library.library import Library

_WIDTH = 96
_SHOWN = 12
_HEADLINES = {
    "lowered": "LOWERED: {} answers speak less strongly",
    "gone": "GONE: {} cautions are no longer given",
    "raised": "RAISED: {} answers speak more strongly",
    "new": "NEW: {} cautions that were not given",
    "reworded": "REWORDED: {} answers of the same severity read differently",
}


def tell(found: Sequence[Told | Unread], *, everything: bool = False) -> Iterator[str]:
    """The lines of a report. Long groups are cut unless `everything` is wanted."""
    unread = [each for each in found if isinstance(each, Unread)]
    told = [each for each in found if isinstance(each, Told)]
    yield from _readings("NO LONGER READ", [each for each in unread if each.lost])
    for kind in KINDS:
        same = [each for each in told if each.change.kind == kind]
        if same:
            yield _HEADLINES[kind].format(len(same))
            for headline, lists in _grouped(same):
                yield f"  {headline}: {len(lists)}"
                yield from _listed(lists, everything=everything)
            yield ""
    yield from _readings("READ DIFFERENTLY", [each for each in unread if not each.lost])
    if not found:
        yield "No answer differs."


def says_less(found: Iterable[Told | Unread]) -> bool:
    """Does the new version say less about anything?"""
    return any(
        each.lost if isinstance(each, Unread) else each.change.kind in LESS for each in found
    )


def tell_facts(old: Library, new: Library) -> Iterator[str]:
    """What came, went and changed, entry by entry."""
    for label, before, after in (
        ("rules", old.rules, new.rules),
        ("substances", old.substances, new.substances),
        ("classes", old.classes, new.classes),
        ("conditions", old.conditions, new.conditions),
        ("condition groups", old.groups, new.groups),
        ("warning signs", old.warning_signs, new.warning_signs),
        ("sources", old.sources, new.sources),
    ):
        parts = [
            ("new", after.keys() - before.keys()),
            ("gone", before.keys() - after.keys()),
            ("changed", {each for each in before.keys() & after if before[each] != after[each]}),
        ]
        told = [f"{len(names)} {word} ({_some(sorted(names))})" for word, names in parts if names]
        if told:
            yield f"{label}: {'; '.join(told)}"


def _some(names: Sequence[str]) -> str:
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _grouped(told: Iterable[Told]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for each in told:
        groups.setdefault(_headline(each.change), []).append(each.list)
    yield from groups.items()


def _headline(change: Change) -> str:
    severities = " -> ".join(each for each in (change.old, change.new) if each)
    if change.kind == "reworded":
        severities = f"{change.new}; {', '.join(change.told)}"
    rules = ", ".join(change.rules)
    return f"{rules} {change.consequence.replace('-', ' ')} ({severities})"


def _listed(lists: Sequence[str], *, everything: bool) -> Iterator[str]:
    shown = lists if everything else lists[:_SHOWN]
    more = len(lists) - len(shown)
    text = "; ".join(shown) + (f"; and {more} more" if more else "")
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent="    ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _readings(headline: str, unread: Sequence[Unread]) -> Iterator[str]:
    if unread:
        yield f"{headline}: {len(unread)} lines"
        for each in unread:
            yield f"  {each.list}, line {each.line}: {each.old} -> {each.new}"
        yield ""
