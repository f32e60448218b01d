"""A chosen name in the place of the words it was offered for.

What else stands on the line stays: beside the name where the whole is read, else on a line of its
own. Nothing that was typed is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from medcaution.recognition import Recognition
from medcaution.recognition.spelling import key_of, words_of
from medcaution.words import distance

Read = Callable[[str], Recognition]

_WORD = re.compile(r"[^\W_]+")
_JOINER = r"(?:and|with|plus)"
_EDGE = re.compile(
    rf"^(?:[\W_]|{_JOINER}\b)+|(?:[\W_]|\b{_JOINER})+$", re.IGNORECASE
)  # what joins one name to the next, and belongs to neither
_TORN = 5  # words more than a name has, into which somebody may have torn it
_MOST_WORDS = 60
_FOLDED = 4  # letters that folding adds or drops


class _Run(NamedTuple):
    """Some words of a line, where they stand, and how far from a name they are."""

    distance: int
    words: int
    start: int
    end: int


def put(read: Read, line: str, names: Sequence[str]) -> list[str] | None:
    """The lines that stand instead of a line for which a name was chosen, or several at once.

    None if nobody can tell which words of the line the name stands for.
    """
    answer = read(line)
    asked = answer.outcome == "ambiguous"
    if asked and not answer.name:
        return None
    run = _nearest(read, line, str(answer.name) if asked else names[0], asked=asked)
    if run is None:
        return None
    before, after = line[: run.start], line[run.end :]
    if len(names) > 1:
        return [*_rest(before), *names, *_rest(after)]
    (name,) = names
    if _holds(read, f"{before}{name}{after}", name):
        return [f"{before}{name}{after}"]
    if _holds(read, f"{name}{after}", name):
        return [*_rest(before), f"{name}{after}"]
    if _holds(read, f"{before}{name}", name):
        return [f"{before}{name}", *_rest(after)]
    return [*_rest(before), name, *_rest(after)]


def _holds(read: Read, line: str, name: str) -> bool:
    """Is a line read, with a name in it or with a further question?"""
    whole, part = read(line), read(name)
    if whole.outcome == "ambiguous":
        return True
    return (
        whole.outcome == "recognised"
        and {*part.substances} <= {*whole.substances}
        and part.condition == whole.condition
    )


def _rest(text: str) -> list[str]:
    left = _EDGE.sub("", text)
    return [left] if left else []


def _nearest(read: Read, line: str, name: str, *, asked: bool) -> _Run | None:
    """The words of a line that come nearest to a name; of those alike, the fewest, then the first."""
    wanted = key_of(name)
    own = {*words_of(name)}
    allowed = max(1, len(wanted) // 3)

    def swallows(words: Sequence[str]) -> bool:
        """A word that is a name of its own is no misspelt piece of another."""
        return asked or all({*words_of(each)} <= own or not _known(read(each)) for each in words)

    found = [
        _Run(far, len(words), start, end)
        for words, start, end in _runs(line, len(_WORD.findall(name)) + _TORN)
        if abs(sum(map(len, words)) - len(wanted)) <= allowed + _FOLDED
        and (far := distance(key_of(line[start:end]), wanted)) <= allowed
        and swallows(words)
    ]
    return min(found, default=None)


def _runs(line: str, longest: int) -> Iterator[tuple[list[str], int, int]]:
    words = list(_WORD.finditer(line))[:_MOST_WORDS]
    for first in range(len(words)):
        for last in range(first, min(first + longest, len(words))):
            run = words[first : last + 1]
            yield [each[0] for each in run], run[0].start(), run[-1].end()


def _known(answer: Recognition) -> bool:
    return answer.outcome in ("recognised", "ambiguous")
