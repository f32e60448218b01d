"""Which medicine a drug resource speaks of: its concept, and the Medication it points to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from medcaution.fhir.index import Index, Several, one
from medcaution.fhir.shapes import (
    Concept,
    Ingredient,
    Item,
    MedicationResource,
    MedicationUse,
    Pointer,
)

_FRAME = re.compile(
    r"product containing (?:(?:only|precisely) )?(?P<name>.+?)(?: in [\w ]+ dose form)?"
    r" \((?:medicinal product(?: form)?|clinical drug|product)\)",
    re.IGNORECASE,
)
_KINDS = ("Medication", "Substance")


class Unnamed(Exception):  # noqa: N818  (an answer of this package, never seen outside)
    """A drug resource that names no medicine. The message says why."""


class Unclear(Unnamed):
    """A drug resource that tells its medicine in ways between which nobody can choose."""


@dataclass(frozen=True)
class Named:
    """The words for a medicine, and all else that the record tells of its name.

    Args:
        words: what it is read by.
        concepts: whose codes name it.
        obscure: does it carry rules that are not understood?
        others: what else stands as the name of the whole medicine, in other words.
        parts: its active ingredients; None for one that is only pointed to and not in the record.
    """

    words: str
    concepts: tuple[Concept, ...]
    obscure: bool = False
    others: tuple[str, ...] = ()
    parts: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class _Surroundings:
    """Where the references of a resource are looked up: inside it, then in the record."""

    inside: tuple[Mapping[str, Any], ...]
    index: Index
    home: str | None

    def find(self, reference: str) -> dict[str, Any] | None:
        fits = [dict(each) for each in self.inside if f"#{each.get('id')}" == reference]
        try:
            found = one(fits) if fits else self.index.find(reference, self.home)
        except Several:
            raise Unclear(
                "Two resources that differ bear the id of the Medication that it points to."
            ) from None
        return found if found and found.get("resourceType") in _KINDS else None


def name(use: MedicationUse, resource: Mapping[str, Any], index: Index) -> Named:
    """The medicine of a drug resource, and every other name that the record gives it.

    Raises:
        Unnamed: if it names none.
        ValidationError: if the Medication it points to has a shape that cannot be read.
    """
    surroundings = _Surroundings(tuple(use.contained), index, index.home(resource))
    later = resource.get("medication")  # R5 holds both under one name
    item = Item.model_validate(later) if isinstance(later, dict) else Item()
    if use.concept is None and use.pointer is None:
        return _named(item.concept, item.pointer, surroundings)
    named = _named(use.concept, use.pointer, surroundings)
    if item.concept is None and item.pointer is None:
        return named
    beside = _named(item.concept, item.pointer, surroundings)
    told = (*named.others, beside.words, *beside.others)
    return replace(named, others=_different(named.words, told))


def _named(concept: Concept | None, pointer: Pointer | None, surroundings: _Surroundings) -> Named:
    """The medicine of a concept, a reference, or both."""
    spoken = _spoken(concept)
    try:
        pointed = _pointed(pointer, surroundings)
    except Unclear:
        raise
    except Unnamed:
        if spoken is None:
            raise
        return spoken
    if spoken is None or pointed is None:
        found = spoken or pointed
        if found is None:
            raise Unnamed("It holds no name and no code.")
        return found
    return replace(
        pointed,
        words=spoken.words,
        concepts=(*spoken.concepts, *pointed.concepts),
        others=_different(spoken.words, (*spoken.others, pointed.words, *pointed.others)),
    )


def _spoken(concept: Concept | None) -> Named | None:
    """What a concept alone tells."""
    if concept is None or not concept.words:
        return None
    words = _unframed(concept.words)
    return Named(words, (concept,), others=_different(words, concept.displays))


def _pointed(pointer: Pointer | None, surroundings: _Surroundings) -> Named | None:
    """What a reference tells; None if there is none."""
    if pointer is None or not (pointer.reference or pointer.display):
        return None
    found = surroundings.find(pointer.reference or "")
    if found is not None:
        return _of(MedicationResource.model_validate(found), pointer, surroundings)
    if pointer.display:
        return Named(pointer.display, ())
    raise Unnamed("The Medication that it points to is not in the record.")


def _of(medication: MedicationResource, pointer: Pointer, surroundings: _Surroundings) -> Named:
    if medication.status == "entered-in-error":
        raise Unnamed("The Medication that it points to was entered in error.")
    inside = tuple(medication.contained)
    around = replace(surroundings, inside=inside) if inside else surroundings
    found = [_part(each, around) for each in medication.ingredients if each.active is not False]
    parts = tuple(_part_words(each) for each in found)
    displays = tuple(shown for each in found if each for shown in each.displays)
    # A code names the product where its own is unknown, if there is one ingredient, and names
    # an ingredient of which no words are told.
    wordless = (each for each in found if each and not (each.text or each.displays))
    single = tuple(each for each in found if each) if len(found) == 1 else tuple(wordless)
    own = _spoken(medication.code)
    if own is not None:
        told = replace(own, concepts=(*own.concepts, *single), parts=parts)
    elif parts and None in parts:
        raise Unnamed("An ingredient of the Medication that it points to is not told.")
    elif parts:
        told = Named(" / ".join(filter(None, parts)), single)
    elif pointer.display:
        told = Named(pointer.display, ())
    else:
        raise Unnamed("The Medication that it points to holds no name and no code.")
    others = _different(told.words, (*told.others, pointer.display, *displays))
    return replace(told, others=others, obscure=medication.obscure)


def _part(ingredient: Ingredient, surroundings: _Surroundings) -> Concept | None:
    if ingredient.concept is not None:
        return ingredient.concept
    pointer = ingredient.pointer
    if pointer is None:
        return None
    found = surroundings.find(pointer.reference or "")
    if found is not None:
        inner = MedicationResource.model_validate(found)
        if inner.code and inner.code.words:
            return inner.code
    return Concept(text=pointer.display) if pointer.display else None


def _part_words(part: Concept | None) -> str | None:
    return _unframed(part.words) or None if part else None


def _unframed(words: str) -> str:
    """The medicine in a full name of SNOMED CT: "Product containing only X (medicinal product)"."""
    found = _FRAME.fullmatch(words)
    return found["name"] if found else words


def _different(words: str, told: Iterable[str | None]) -> tuple[str, ...]:
    """What is told in other words than these, each once."""
    found = {each.casefold(): each for each in map(_unframed, filter(None, told))}
    return tuple(each for key, each in found.items() if key != words.casefold())
