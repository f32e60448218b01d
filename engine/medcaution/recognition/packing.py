"""Forms that a comma or stroke sets off from a name: packing of it, or a thing of their own.

"Pills", "tabs" and "strips" are forms and street names. "Nardil, pills" may tell of two things, so
it is asked about; "Nardil 15 mg, tabs" and "Nardil, 2 tabs daily" are how orders are written. What
tells them apart is an amount since the last name, or a count with a rhythm beside the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from medcaution.recognition.names import Entry, Names
from medcaution.recognition.scanning import Piece
from medcaution.recognition.spelling import key
from medcaution.recognition.vocabulary import Kind

_NAME = (Kind.NAME,)
_STRENGTH = (Kind.AMOUNT, Kind.NUMBER)
_COUNT = (Kind.COUNT, Kind.LESS)
_RHYTHM = (Kind.FREQUENCY, Kind.FILLER)


class Text(NamedTuple):
    """What stands between two separators, and the name it may be though it tells a form."""

    pieces: list[Piece]
    form: Entry | None = None


def split(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """What stands between separators."""
    for parts, found in groupby(pieces, lambda each: each.meaning.kind is Kind.SEPARATOR):
        if not parts:
            yield list(found)


def is_ordered(text: Sequence[Piece]) -> bool:
    """Does a text tell how much is taken: a strength, or a count with a rhythm?"""
    return _holds(text, _STRENGTH) or (_holds(text, _COUNT) and _holds(text, _RHYTHM))


def texts_of(pieces: Sequence[Piece], names: Names) -> Iterator[Text]:
    """The texts between separators."""
    measured = False
    for text in split(pieces):
        named = _holds(text, _NAME)
        measured = _holds(text, _STRENGTH) or (measured and not named)
        packs = named or measured or is_ordered(text)
        yield Text(text, None if packs else _name_of(text, names))


def holds_form_apart(pieces: Sequence[Piece], names: Names) -> bool:
    """Does a form set off from the rest have a name of its own?"""
    texts = list(texts_of(pieces, names))
    return len(texts) > 1 and any(text.form for text in texts)


def _name_of(text: Iterable[Piece], names: Names) -> Entry | None:
    """The name that its forms are too, in the plural if not as they stand: "1 strip".

    "Oral tabs" is none, for "tabs" is not all of it.
    """
    for are_forms, run in groupby(text, lambda each: each.meaning.kind is Kind.FORM):
        form = key(word for each in run for word in each.words)
        entry = names.entries.get(form) or names.entries.get(f"{form}s")
        if are_forms and entry:
            return entry
    return None


def _holds(pieces: Iterable[Piece], kinds: tuple[Kind, ...]) -> bool:
    return any(piece.meaning.kind in kinds for piece in pieces)
