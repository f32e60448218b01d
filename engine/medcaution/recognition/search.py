"""Looking a name up by hand: exact first, then names that begin alike, then near misses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from medcaution.recognition.names import Entry, Names
from medcaution.recognition.spelling import words_of
from medcaution.words import near_misses

AMBIGUOUS = "ambiguous"


class NameMatch(NamedTuple):
    """One name of the knowledge, by which kind it names, and what."""

    name: str
    via: str
    id: str


class Search:
    """Searches several indexes of names at once."""

    def __init__(self, *indexes: Names) -> None:
        self._indexes = tuple((names, tuple(sorted(names.entries))) for names in indexes)

    def matches(self, query: str, limit: int) -> list[NameMatch]:
        """Up to `limit` matches, the best first. Nothing is taken from them."""
        words = words_of(query)
        found: dict[NameMatch, None] = {}
        for step in (_exact, _beginning, _near):
            for names, keys in self._indexes:
                wanted = names.key(words)
                for entry in step(names, keys, wanted, limit) if wanted and limit > 0 else ():
                    found.update(dict.fromkeys(_matches(entry)))
        return list(found)[:limit]


def _exact(names: Names, keys: tuple[str, ...], wanted: str, limit: int) -> Iterator[Entry]:
    del keys, limit
    if wanted in names.entries:
        yield names.entries[wanted]


def _beginning(names: Names, keys: tuple[str, ...], wanted: str, limit: int) -> Iterator[Entry]:
    start = bisect_left(keys, wanted)
    for each in keys[start : start + limit + 1]:
        if each.startswith(wanted):
            yield names.entries[each]


def _near(names: Names, keys: tuple[str, ...], wanted: str, limit: int) -> Iterator[Entry]:
    for each in near_misses(wanted, keys, limit):
        yield names.entries[each]


def _matches(entry: Entry) -> Iterator[NameMatch]:
    answer = entry.answer
    if answer.outcome == "recognised":
        yield NameMatch(entry.name, str(answer.via), entry.owner)
    else:
        yield from (NameMatch(entry.name, AMBIGUOUS, candidate) for candidate in answer.candidates)
