"""Names near what was written. None of them is ever taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from medcaution.recognition.names import Entry, Names
from medcaution.words import distance, near_misses

MOST = 5
_LONGEST = 60
_CONSIDERED = 25
_SHORT = 4
#: The most edits, for names shorter than a length.
_EDITS = ((_SHORT, 1), (12, 2), (_LONGEST + 1, 3))
_SHORTEST_INSIDE = 3
_LONGEST_RUN = 4
_LENGTHS_APART = 2


class Suggestions:
    """Finds the names of an index that lie near a text."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def near(self, words: Sequence[str]) -> tuple[str, ...]:
        """Up to five names, one for each thing that could be meant: inside the text, then near it."""
        spelled: dict[str, str] = {}
        for entry in (*self.inside(words), *self._misspelt(self._names.key(tuple(words)))):
            spelled.setdefault(entry.owner, entry.name)
        offered: dict[str, str] = {}
        for name in spelled.values():
            offered.setdefault(name.casefold(), name)  # a substance and its class may share a name
        return tuple(offered.values())[:MOST]

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(sorted(self._names.entries))

    def _misspelt(self, written: str) -> Iterator[Entry]:
        if not 1 < len(written) <= _LONGEST:
            return
        for near in near_misses(written, self._keys, limit=_CONSIDERED):
            if _plausible(written, near):
                yield self._names.entries[near]

    def inside(self, words: Sequence[str]) -> list[Entry]:
        """Known names among unknown words, the longest first: "street ketamine"."""
        return [entry for _, _, entry in self._runs(words, len(words) - 1)]

    def apart(self, words: Sequence[str]) -> list[Entry]:
        """The known names in a text, each word in one of them only: the longest has it."""
        taken: set[int] = set()
        found: list[Entry] = []
        for start, end, entry in self._runs(words, len(words)):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                found.append(entry)
        return found

    def _runs(self, words: Sequence[str], longest: int) -> Iterator[tuple[int, int, Entry]]:
        words = words[:_LONGEST]
        for length in range(min(_LONGEST_RUN, longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                entry = self._names.find(run) if sum(map(len, run)) >= _SHORTEST_INSIDE else None
                if entry and entry.answer.outcome == "recognised":
                    yield start, start + length, entry


def _plausible(written: str, name: str) -> bool:
    """Is a name near enough to be worth showing?

    Short names are near only by one letter and with the same first; longer ones by two or three.
    A name starts alike or is about as long.
    """
    if name == written:
        return False
    shorter = min(len(written), len(name))
    allowed = next(most for length, most in _EDITS if shorter < length)
    if distance(written, name) > allowed:
        return False
    if shorter < _SHORT:
        return written[0] == name[0]
    alike = written[0] == name[0] or written[1] == name[1]
    return alike or abs(len(written) - len(name)) <= _LENGTHS_APART
