"""Finding the one name in a line. A match leaves no residue but what says how it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medcaution.recognition.agreement import ids
from medcaution.recognition.answer import ambiguous
from medcaution.recognition.names import Entry, Names
from medcaution.recognition.packing import holds_form_apart
from medcaution.recognition.scanning import Piece
from medcaution.recognition.spelling import key
from medcaution.recognition.units import ONE, REFILLS, SEVERAL
from medcaution.recognition.vocabulary import Kind

#: Kinds that a name must account for; all others may stand beside it.
_SOLID = (Kind.NAME, Kind.NUMBER, Kind.ORDINAL)
_BESIDE = 2
#: Kinds of which no name is made: a name is looked up without them, or with any of them.
_NEVER_OWN = (Kind.AMOUNT, Kind.SEPARATOR)
_COUNTED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.LESS)
#: A count from here on is of a package: the 12 of "vitamin B 12 tablets" is that of the name.
_LEAST_QUANTITY = 5
#: How a phrase begins that tells on what occasion, not how often: "Tylenol 3 prn" counts nothing.
_ON_OCCASION = frozenset(("prn", "as", "when", "if"))
_COUNT_OR_NAME = (
    "Its number may be part of the name {name}, or tell how many of {other} are taken. Which is "
    "it? Write that name alone."
)
_NOTHING = re.compile(r"0[0.,]*(?:-0[0.,]*)*(?![0-9.,-])")


class Found(NamedTuple):
    """A name, the pieces of the line it spans, and whether packing stands inside it."""

    entry: Entry
    start: int
    end: int
    loose: bool = False


def holds_name(pieces: Iterable[Piece]) -> bool:
    """Is there a word that could be a name?"""
    return any(piece.meaning.kind is Kind.NAME for piece in pieces)


def core(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The words that no vocabulary explains: what a suggestion is sought for.

    A number at the end without a unit is a strength ("setraline 50").
    """
    solid = [piece for piece in pieces if piece.meaning.kind in _SOLID]
    while len(solid) > 1 and solid[-1].meaning.kind is Kind.NUMBER:
        solid.pop()
    return tuple(word for piece in solid for word in piece.words)


def find(pieces: Sequence[Piece], names: Names) -> Found | None:
    """The name that accounts for every word of the pieces which is not packing.

    A number in it that may as well count what is taken makes it a question: "Tylenol 3 tablets". A
    form that may be a thing of its own is accounted for by no name beside it: "Nardil, pills".
    """
    if holds_form_apart(pieces, names):
        return None
    found = _find(pieces, names)
    counted = _counted(pieces, found) if found else ()
    if not found or not counted:
        return found
    other = _find([each for at, each in enumerate(pieces) if at not in counted], names)
    meant = dict.fromkeys(ids(found.entry.answer) + (ids(other.entry.answer) if other else ()))
    if not other or len(meant) == len(ids(found.entry.answer)):
        return found
    question = _COUNT_OR_NAME.format(name=found.entry.name, other=other.entry.name)
    answer = ambiguous(tuple(sorted(meant)), question)
    return found._replace(entry=Entry(found.entry.name, " or ".join(meant), answer))


def _counted(pieces: Sequence[Piece], found: Found) -> list[int]:
    """The places of the numbers of a name behind which stands a form or a rhythm."""
    own = own_pieces(pieces, found)
    return [at for at in sorted(own) if _is_digit(pieces[at]) and _counts(pieces, at)]


def _is_digit(piece: Piece) -> bool:
    number = piece.words[0]
    return number.isdecimal() and int(number) < _LEAST_QUANTITY and not piece.hyphened


def _counts(pieces: Sequence[Piece], at: int) -> bool:
    """Does a form or a rhythm stand behind a number, or behind its route: "1 po bid"?"""
    if pieces[at].meaning.kind is Kind.COUNT:
        return True
    for piece in pieces[at + 1 :]:
        kind, first = piece.meaning.kind, piece.words[0]
        if first in ONE | SEVERAL or first == "every":
            return True
        if piece.meaning.route is None:
            return kind in (Kind.FREQUENCY, Kind.LESS) and first not in _ON_OCCASION
    return False


def _find(pieces: Sequence[Piece], names: Names) -> Found | None:
    """The name, whatever its numbers may mean.

    Longer readings come first, so that "Ery-Tab" and "oral contraceptive" keep a word which is
    packing elsewhere. Words inside a name are dropped only if no reading keeps them.
    """
    solid = [at for at, piece in enumerate(pieces) if piece.meaning.kind in _SOLID]
    if not solid:
        return _look_up(pieces, 0, len(pieces), names)
    first, last = solid[0], solid[-1] + 1
    for start in range(max(0, first - _BESIDE), first + 1):
        for end in range(min(len(pieces), last + _BESIDE), last - 1, -1):
            found = _look_up(pieces, start, end, names)
            if found:
                return found
    bare = [
        piece for piece in pieces[first:last] if piece.meaning.kind in (*_SOLID, Kind.SEPARATOR)
    ]
    found = _look_up(bare, 0, len(bare), names)
    if found:
        return Found(found.entry, first, last, loose=True)
    return _without_numbers(pieces, solid, names)


def _look_up(pieces: Sequence[Piece], start: int, end: int, names: Names) -> Found | None:
    run = pieces[start:end]
    words = [word for piece in run if piece.meaning.kind is not Kind.AMOUNT for word in piece.words]
    entry = names.entries.get(key(words))
    return Found(entry, start, end) if entry else None


def _without_numbers(pieces: Sequence[Piece], solid: Sequence[int], names: Names) -> Found | None:
    """A number goes last of all ("Prozac 20"), and never from a street name ("perc 30")."""
    if pieces[solid[-1]].meaning.kind is not Kind.NUMBER or len(solid) == 1:
        return None
    found = _find(pieces[: solid[-1]], names)
    return found if found and found.entry.answer.via != "street" else None


def holds_zero(pieces: Sequence[Piece]) -> bool:
    """Does it tell an amount or count of nothing, other than of refills?"""
    return any(
        piece.meaning.kind in _COUNTED
        and _NOTHING.match(piece.text) is not None
        and not (after and after[0].words[0] in REFILLS)
        for piece, after in ((each, pieces[at + 1 :][:1]) for at, each in enumerate(pieces))
    )


def beside(pieces: Sequence[Piece], names: Names) -> list[Piece]:
    """The pieces that no name is made of."""
    found = find(pieces, names)
    own = own_pieces(pieces, found) if found else frozenset()
    return [piece for at, piece in enumerate(pieces) if at not in own]


def own_pieces(pieces: Sequence[Piece], found: Found) -> frozenset[int]:
    """Which pieces the name is made of, by their places."""
    spanned = range(found.start, found.end)
    if found.loose:
        return frozenset(at for at in spanned if pieces[at].meaning.kind in _SOLID)
    return frozenset(at for at in spanned if pieces[at].meaning.kind not in _NEVER_OWN)


def in_salt_form(pieces: Sequence[Piece], found: Found) -> bool:
    """Does a salt word stand beside the name?"""
    return any(piece.meaning.kind is Kind.SALT for piece in pieces[found.end :])
