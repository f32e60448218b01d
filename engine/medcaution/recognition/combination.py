"""Lines that name several ingredients: taken only if every one of them is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from medcaution.recognition.agreement import agree
from medcaution.recognition.answer import Recognition, ambiguous, not_recognised
from medcaution.recognition.finding import core, find, holds_name
from medcaution.recognition.names import Names
from medcaution.recognition.packing import texts_of
from medcaution.recognition.scanning import JOINERS, Piece
from medcaution.recognition.spelling import key, key_of
from medcaution.recognition.suggestions import Suggestions
from medcaution.recognition.vocabulary import Kind, Meaning

MOST_PARTS = 8
_SHORTEST_HYPHENED = 4
_TOO_MANY = f"One line names more than {MOST_PARTS} things: write one medicine a line."
_UNNAMED = (
    "After a plus sign it tells of a form, such as drops, but not of what. Write the name of each "
    "thing on a line of its own."
)
#: What joins the ingredients of one product on a label. The ";" is a stroke between blanks.
_STROKES = ("/", ";")
_OWN_NAMES = ("brand", "street")
_END = Piece((",",), Meaning(Kind.SEPARATOR))
#: What is told of one thing alone, and so parts what stands before it from what follows.
_OF_ONE = (Kind.COUNT, Kind.FREQUENCY, Kind.LESS, Kind.FORM, Kind.FILLER)
_UNKNOWN = "Part {} of this combination is not a known name, so none of it is taken."
_ONLY_INSIDE = (
    "Part {} of this combination is known only inside other products, so none of it is taken."
)


class Part(NamedTuple):
    """One ingredient of a line: what it names, or the key of one that is not modelled."""

    pieces: Sequence[Piece]
    answer: Recognition | None
    unmodelled: str | None = None


def combine(pieces: Sequence[Piece], names: Names, suggestions: Suggestions) -> Recognition | None:
    """The answer for a line of several parts; None if none of it is known.

    The ingredients of a licensed product, joined as labels do, become that product. Any others
    are separate things taken at once, and may caution each other.
    """
    parts = list(_parts(pieces, names))
    if len(parts) == 1:
        return parts[0].answer
    if len(parts) > MOST_PARTS:
        return Recognition("could-not-interpret", reason=_TOO_MANY)
    if not any(part.answer or part.unmodelled for part in parts):
        return None
    for position, part in enumerate(parts, 1):
        if part.answer and part.answer.outcome == "ambiguous":
            question = f"Part {position}: {part.answer.reason}"
            asked = ambiguous(part.answer.candidates, question, part.answer.name)
            return replace(asked, partial=True)
        if part.answer is None and part.unmodelled is None:
            return _unread(_UNKNOWN, position, part, suggestions)
    return _together(pieces, parts, names, suggestions)


def unless_one(answer: Recognition, pieces: Sequence[Piece]) -> Recognition:
    """A product that only its ingredients name: itself as labels join them, else each of them."""
    listed = answer.via == "ingredients" and answer.product and len(answer.substances) > 1
    return replace(answer, product=None, several=True) if listed and not _as_one(pieces) else answer


def unnamed_beside(pieces: Sequence[Piece]) -> Recognition | None:
    """The question what a second remedy is, if only its form is told: "sertraline + eye drops"."""
    formed = named = added = False
    for piece in (*pieces, _END):
        if piece.meaning.kind is Kind.SEPARATOR:
            if added and formed and not named:
                return replace(not_recognised(_UNNAMED), partial=True)
            added, formed, named = piece.words[0] == "+", False, False
        formed = formed or piece.meaning.kind is Kind.FORM
        named = named or piece.meaning.kind is Kind.NAME
    return None


def _as_one(pieces: Sequence[Piece]) -> bool:
    """Are the names joined as on the label of one product, with nothing told of one alone?"""
    named = [at for at, piece in enumerate(pieces) if piece.meaning.kind is Kind.NAME]
    between = pieces[named[0] : named[-1] + 1] if named else ()
    joined = False
    for piece in between:
        kind = piece.meaning.kind
        if kind in _OF_ONE or (kind is Kind.NAME and piece.words[0] in JOINERS):
            return False
        if kind is Kind.SEPARATOR and piece.words[0] not in _STROKES:
            return False
        joined = joined or kind is Kind.SEPARATOR or piece.hyphened
    return joined


def _together(
    pieces: Sequence[Piece], parts: Sequence[Part], names: Names, suggestions: Suggestions
) -> Recognition:
    answers = [part.answer for part in parts if part.answer]
    substances = frozenset(each for answer in answers for each in answer.substances)
    unmodelled = frozenset(part.unmodelled for part in parts if part.unmodelled)
    as_one = _as_one(pieces)
    product = names.products.get(substances | unmodelled)
    plain = as_one and all(answer.via not in _OWN_NAMES for answer in answers)
    if product and (plain or unmodelled):
        meaning = names.meanings[product]
        several = not plain and len(meaning.substances) > 1
        return Recognition(
            "recognised", meaning.substances, None if several else product, via="ingredients",
            name=meaning.name, reason=meaning.reason, several=several,
        )  # fmt: skip
    for position, part in enumerate(parts, 1):
        if part.unmodelled:
            return _unread(_ONLY_INSIDE, position, part, suggestions)
    listed = names.listed.get(frozenset(key_of(str(answer.name)) for answer in answers))
    if listed:
        return replace(listed.answer, via="ingredients")
    whole = [answer for answer in answers if frozenset(answer.substances) == substances]
    if whole and (as_one or len(substances) == 1):
        # "Percocet / oxycodone" names nothing beside Percocet, in either order.
        return next((answer for answer in whole if answer.product), whole[0])
    return Recognition(
        "recognised",
        tuple(sorted(substances)),
        via="ingredients",
        name=" / ".join(str(answer.name) for answer in answers),
        reason=" ".join(dict.fromkeys(each.reason for each in answers if each.reason)) or None,
        several=True,
    )


def _unread(why: str, position: int, part: Part, suggestions: Suggestions) -> Recognition:
    near = suggestions.near(core(part.pieces))
    return replace(not_recognised(why.format(position), near), partial=True)


def _parts(pieces: Sequence[Piece], names: Names) -> Iterator[Part]:
    """The parts between separators. Mere packing (", tablet") is no part of a combination.

    A form that may be a thing of its own is packing beside the one thing it could be: "Suboxone,
    strips".
    """
    texts = [
        (text, list(_known_parts(text.pieces, names)) if holds_name(text.pieces) else [])
        for text in texts_of(pieces, names)
    ]
    named = [part.answer for _, parts in texts for part in parts if part.answer]
    for text, parts in texts:
        yield from parts
        form = text.form.answer if text.form else None
        if form and not any(_settles(answer, form, names) for answer in named):
            yield Part(text.pieces, form)


def _settles(named: Recognition, form: Recognition, names: Names) -> bool:
    """Is what a name names the thing that a form could be?"""
    return agree(named, form, names).outcome == "recognised"


def _known_parts(pieces: Sequence[Piece], names: Names) -> Iterator[Part]:
    """The text as one name if it is one, else its parts around "and", "with" or hyphens."""
    part = _part(pieces, names)
    if part:
        yield part
        return
    for cut in (_cut_at_joiners, _cut_at_hyphens):
        texts = list(cut(pieces))
        if len(texts) > 1:
            for text in texts:
                yield from _known_parts(text, names)
            return
    yield Part(pieces, None)


def _part(pieces: Sequence[Piece], names: Names) -> Part | None:
    found = find(pieces, names)
    if found:
        return Part(pieces, found.entry.answer)
    written = key(core(pieces))
    if written in names.unmodelled:
        return Part(pieces, None, written)
    # The 3 of "codeine #3" tells amounts; that of "Tylenol #3" tells what else is in it.
    plain = [piece for piece in pieces if piece.meaning.kind is not Kind.ORDINAL]
    found = find(plain, names) if len(plain) < len(pieces) else None
    return Part(pieces, found.entry.answer) if found and found.entry.answer.via != "brand" else None


def _cut_at_joiners(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """An "and" or "with" at the edge joins nothing; it stays, and so is not taken for packing."""
    text: list[Piece] = []
    for at, piece in enumerate(pieces):
        joins = piece.words[0] in JOINERS and piece.meaning.kind is Kind.NAME
        if joins and holds_name(text) and holds_name(pieces[at + 1 :]):
            yield text
            text = []
        else:
            text.append(piece)
    yield text


def _cut_at_hyphens(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    text: list[Piece] = []
    for piece in pieces:
        if piece.hyphened and text and _whole_word(piece) and _whole_word(text[-1]):
            yield text
            text = []
        text.append(piece)
    yield text


def _whole_word(piece: Piece) -> bool:
    kind = piece.meaning.kind
    return kind is Kind.SALT or (kind is Kind.NAME and len(piece.words[0]) >= _SHORTEST_HYPHENED)
