"""Which medicine a drug resource speaks of: its concept, or the Medication it points to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from medcaution.fhir.shapes import Concept, MedicationResource, MedicationUse, Pointer


class Unnamed(Exception):  # noqa: N818  (an answer of this package, never seen outside)
    """A drug resource that names no medicine. The message says why."""


@dataclass(frozen=True)
class Named:
    """The words for a medicine, the concepts whose codes name it, and whether it is obscure."""

    words: str
    concepts: tuple[Concept, ...]
    obscure: bool = False


def name(
    use: MedicationUse, resource: Mapping[str, Any], index: Mapping[str, dict[str, Any]]
) -> Named:
    """The medicine of a drug resource.

    Raises:
        Unnamed: if it names none.
        ValidationError: if the Medication it points to has a shape that cannot be read.
    """
    concept, pointer = use.concept, use.pointer
    later = resource.get("medication")  # R5 holds both under one name
    if isinstance(later, dict) and concept is None and pointer is None:
        if "concept" in later:
            concept = Concept.model_validate(later["concept"])
        pointer = Pointer.model_validate(later.get("reference") or {})
    if concept is not None and concept.words:
        return Named(concept.words, (concept,))
    if pointer is None or not (pointer.reference or pointer.display):
        raise Unnamed("It holds no name and no code.")
    inside = {f"#{each.get('id')}": each for each in use.contained}
    found = _find(pointer.reference or "", {**index, **inside})
    if found is not None:
        return _of(MedicationResource.model_validate(found), pointer, inside | dict(index))
    if pointer.display:
        return Named(pointer.display, ())
    raise Unnamed("The Medication that it points to is not in the record.")


def _find(reference: str, index: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
    found = index.get(reference)
    if found is None and reference.startswith(("http://", "https://")):
        found = index.get("/".join(reference.split("/_history/", maxsplit=1)[0].split("/")[-2:]))
    return found if found and found.get("resourceType") in ("Medication", "Substance") else None


def _of(
    medication: MedicationResource, pointer: Pointer, index: Mapping[str, dict[str, Any]]
) -> Named:
    if medication.status == "entered-in-error":
        raise Unnamed("The Medication that it points to was entered in error.")
    parts = [
        _part(each.item_concept, each.item_pointer, index)
        for each in medication.ingredients
        if each.active is not False
    ]
    own = medication.code if medication.code and medication.code.words else None
    if len(parts) > 1 and all(part and part.words for part in parts) and own is None:
        words = " + ".join(part.words for part in parts if part)
        return Named(words, (), medication.obscure)
    if own is not None:
        # The code of the only ingredient names the product where its own code is unknown.
        single = tuple(part for part in parts if part) if len(parts) == 1 else ()
        return Named(own.words, (own, *single), medication.obscure)
    if len(parts) == 1 and parts[0] and parts[0].words:
        return Named(parts[0].words, (parts[0],), medication.obscure)
    if pointer.display:
        return Named(pointer.display, (), medication.obscure)
    raise Unnamed("The Medication that it points to holds no name and no code.")


def _part(
    concept: Concept | None, pointer: Pointer | None, index: Mapping[str, dict[str, Any]]
) -> Concept | None:
    if concept is not None:
        return concept
    if pointer is None:
        return None
    found = _find(pointer.reference or "", index)
    if found is not None:
        inner = MedicationResource.model_validate(found)
        if inner.code and inner.code.words:
            return inner.code
    return Concept(text=pointer.display) if pointer.display else None
