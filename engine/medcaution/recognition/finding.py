"""Finding the one name in a line. A match leaves no residue but what says how it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from medcaution.recognition.names import Entry, Names
from medcaution.recognition.scanning import Piece
from medcaution.recognition.spelling import key
from medcaution.recognition.units import REFILLS
from medcaution.recognition.vocabulary import Kind

#: Kinds that a name must account for; all others may stand beside it.
_SOLID = (Kind.NAME, Kind.NUMBER, Kind.ORDINAL)
_BESIDE = 2
#: Kinds of which no name is made: a name is looked up without them, or with any of them.
_NEVER_OWN = (Kind.AMOUNT, Kind.SEPARATOR)
_COUNTED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.LESS)
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
    found = find(pieces[: solid[-1]], names)
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
