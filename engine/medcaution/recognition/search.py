"""Looking a name up by hand: exact first, then names that begin alike, then near misses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from medcaution.recognition.names import Entry, Names
from medcaution.recognition.spelling import key_of
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
        self._indexes = tuple((names.entries, tuple(sorted(names.entries))) for names in indexes)

    def matches(self, query: str, limit: int) -> list[NameMatch]:
        """Up to `limit` matches, the best first. Nothing is taken from them."""
        wanted = key_of(query)
        found: dict[NameMatch, None] = {}
        if wanted and limit > 0:
            for step in (self._exact, self._beginning, self._near):
                for entry in step(wanted, limit):
                    found.update(dict.fromkeys(_matches(entry)))
        return list(found)[:limit]

    def _exact(self, wanted: str, limit: int) -> Iterator[Entry]:
        del limit
        yield from (entries[wanted] for entries, _ in self._indexes if wanted in entries)

    def _beginning(self, wanted: str, limit: int) -> Iterator[Entry]:
        for entries, keys in self._indexes:
            start = bisect_left(keys, wanted)
            for each in keys[start : start + limit + 1]:
                if each.startswith(wanted):
                    yield entries[each]

    def _near(self, wanted: str, limit: int) -> Iterator[Entry]:
        for entries, keys in self._indexes:
            yield from (entries[each] for each in near_misses(wanted, keys, limit))


def _matches(entry: Entry) -> Iterator[NameMatch]:
    answer = entry.answer
    if answer.outcome == "recognised":
        yield NameMatch(entry.name, str(answer.via), entry.owner)
    else:
        yield from (NameMatch(entry.name, AMBIGUOUS, candidate) for candidate in answer.candidates)
