"""What a line tells of the dose: all of its text but the name and what it is packed in.

The text stays as it was written, signs and points included, so that the grammar of doses reads the
same words here as in a field of their own. Only what surely leaves the dose as it is goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from medcaution.recognition.finding import find, own_pieces
from medcaution.recognition.names import Names
from medcaution.recognition.scanning import Piece
from medcaution.recognition.spelling import places
from medcaution.recognition.units import NO_DOSE, SUPPLY
from medcaution.recognition.vocabulary import Kind

#: What a name leaves behind it where it is taken away: "prozac-20 mg", "(prozac)".
_JOINTS = "-,:;"


class Text(NamedTuple):
    """A part of a line, padded to stand where it stands in the line, and its pieces."""

    padded: str
    pieces: Sequence[Piece]


def strength_of(folded: str, texts: Iterable[Text], names: Names) -> str | None:
    """What a line tells of the dose; None if it holds no amount.

    Args:
        folded: the whole line.
        texts: what stands outside and inside its brackets.
        names: those that the line may hold.
    """
    texts = tuple(texts)
    if not any(each.meaning.kind is Kind.AMOUNT for text in texts for each in text.pieces):
        return None
    left = list(folded)
    for padded, pieces in texts:
        words = iter(places(padded))
        for piece, silent in zip(pieces, _silent(pieces, names), strict=True):
            for start, end in islice(words, len(piece.words)):
                if silent:
                    _blank(left, start, end)
    return " ".join("".join(left).split())


def _silent(pieces: Sequence[Piece], names: Names) -> list[bool]:
    """Which pieces tell nothing of how much is taken: the name, its packing, a sign between them."""
    found = find(pieces, names)
    own = own_pieces(pieces, found) if found else frozenset()
    befores = (None, *pieces)
    silent = [
        at in own or _is_packing(piece, before)
        for at, (piece, before) in enumerate(zip(pieces, befores, strict=False))
    ]
    for at in range(1, len(pieces) - 1):
        if pieces[at].meaning.kind is Kind.SEPARATOR:
            silent[at] = silent[at - 1] and silent[at + 1]
    return silent


def _blank(left: list[str], start: int, end: int) -> None:
    while end < len(left) and left[end] in _JOINTS:
        end += 1
    left[start:end] = " " * (end - start)


def _is_packing(piece: Piece, before: Piece | None) -> bool:
    kind, first = piece.meaning.kind, piece.words[0]
    if kind is Kind.FORM:
        if piece.words[-1] == "strength":  # "double strength" may be twice the amount
            return False
        return before is None or before.meaning.kind not in (Kind.COUNT, Kind.LESS)
    if kind is Kind.FILLER:
        return first in SUPPLY or first == "for" or NO_DOSE.issuperset(piece.words)
    if kind is Kind.RELEASE:
        return before is None or before.words[-1] != "every"
    return kind in (Kind.NAME, Kind.SALT)
