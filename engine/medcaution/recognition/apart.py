"""Forms that a comma or stroke sets off from a bare name and that may be things of their own.

"Zoloft, vape" and "Nardil, nasal spray" may tell of two things, and to read the form as packing would
lose the second. It is the form of the name if the knowledge has that one so, or if a strength, or a
count with a rhythm, makes the line an order. What acts where it is put ("sertraline, cream") is not
asked about: its route is not told of the name (see routes.py), and the cautions of that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medcaution.facts import LOCAL_ROUTES, Route
from medcaution.recognition.answer import Recognition, not_recognised
from medcaution.recognition.finding import find, holds_name
from medcaution.recognition.names import Names
from medcaution.recognition.packing import is_ordered, split
from medcaution.recognition.scanning import Piece
from medcaution.recognition.spelling import words_of
from medcaution.recognition.vocabulary import Kind

APART = (
    "A comma or stroke sets a form, such as drops or edibles, off from the name. If it is the form of "
    "what is named, write both without a sign between them. If it is a thing of its own, write the "
    "name of each on a line of its own."
)
#: By their last word, in the singular; with the routes that tell whether they fit a name.
_FORMS: dict[str, tuple[Route, ...]] = {
    **dict.fromkeys(("edible", "gummy", "gummie", "blotter", "vape", "vaping", "smoking"), ()),
    **dict.fromkeys(("inhaler", "nebuliser", "nebulizer"), ("inhaled",)),
    "spray": ("intranasal", "sublingual"),
    "patch": ("transdermal",),
    "implant": (),
    "drop": ("ophthalmic", "otic", "intranasal"),
    **dict.fromkeys(
        ("cream", "lotion", "ointment", "gel"), ("topical", "ophthalmic", "transdermal")
    ),
}


def form_apart(pieces: Sequence[Piece], names: Names) -> Recognition | None:
    """The question what a form is of that stands apart from a name without an order."""
    for texts in _by_name(split(pieces)):
        named = [found.entry.answer for text in texts if (found := find(text, names))]
        substances = {each for answer in named for each in answer.substances}
        if not substances or any(is_ordered(text) for text in texts):
            continue
        for text in texts:
            form = None if holds_name(text) else _form_in(text)
            if form and not _fits(form, substances, names):
                return not_recognised(APART)
    return None


def _by_name(texts: Iterable[list[Piece]]) -> list[list[list[Piece]]]:
    """The texts of a line by the name that they follow. Those ahead of the first are of it too."""
    groups: list[list[list[Piece]]] = [[]]
    named = False
    for text in texts:
        if holds_name(text):
            if named:
                groups.append([])
            named = True
        groups[-1].append(text)
    return groups


def _form_in(text: Iterable[Piece]) -> str | None:
    """The word for a form that may be a thing of its own, in the singular."""
    for piece in text:
        form = _singular(piece.words[-1])
        spreads = LOCAL_ROUTES.isdisjoint((piece.meaning.route, piece.meaning.expected))
        if piece.meaning.kind is Kind.FORM and form in _FORMS and spreads:
            return form
    return None


def _singular(word: str) -> str:
    return word.removesuffix("es" if word.endswith("ches") else "s")


def _fits(form: str, substances: set[str], names: Names) -> bool:
    """Does the knowledge have one of the substances in this form?"""
    for entry in names.entries.values():
        if not substances.isdisjoint(entry.answer.substances) and (
            entry.answer.route in _FORMS[form] or _singular(words_of(entry.name)[-1]) == form
        ):
            return True
    return False
