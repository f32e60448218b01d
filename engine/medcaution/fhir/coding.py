"""From FHIR codings to the codes and routes of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from medcaution.facts import LOCAL_ROUTES, Code, Route
from medcaution.fhir.shapes import Coding, Concept, Dosage
from medcaution.recognition.routes import settled, told_in

# Forms that real records carry beside those that recognition knows.
_OTHER_FORMS = {
    "http://snomed.info/id": "snomed",
    "http://hl7.org/fhir/sid/icd-10-us": "icd10cm",
}
_LONGEST_SYSTEM, _LONGEST_CODE = 200, 64

# SNOMED CT route codes of the FHIR R4 route-codes value set, compared with their displays in it.
_ROUTE_CODES: dict[str, Route] = {
    "26643006": "oral",
    "37839007": "sublingual",
    "46713006": "intranasal",
    "447694001": "inhaled",
    "47625008": "iv",
    "78421000": "im",
    "34206005": "sc",
    "45890007": "transdermal",
    "37161004": "rectal",
    "6064005": "topical",
    "54485002": "ophthalmic",
    "10547007": "otic",
}
_ROUTE_WORDS: dict[str, Route] = {
    "oral": "oral",
    "by mouth": "oral",
    "po": "oral",
    "sublingual": "sublingual",
    "intranasal": "intranasal",
    "nasal": "intranasal",
    "inhaled": "inhaled",
    "inhalation": "inhaled",
    "intravenous": "iv",
    "iv": "iv",
    "intramuscular": "im",
    "im": "im",
    "subcutaneous": "sc",
    "sc": "sc",
    "transdermal": "transdermal",
    "rectal": "rectal",
    "topical": "topical",
    "ophthalmic": "ophthalmic",
    "otic": "otic",
}


def codes(concepts: Iterable[Concept]) -> tuple[Code, ...]:
    """The codes of concepts; a code without a system names nothing."""
    return tuple(dict.fromkeys(each for concept in concepts for each in _codes(concept.coding)))


def _codes(codings: Iterable[Coding]) -> Iterator[Code]:
    for coding in codings:
        system = (coding.system or "").rstrip("/")
        if system.startswith("2.16."):
            system = f"urn:oid:{system}"
        system = _OTHER_FORMS.get(system.lower(), system)
        if coding.code and 0 < len(system) <= _LONGEST_SYSTEM and len(coding.code) <= _LONGEST_CODE:
            yield Code(system=system, code=coding.code)


def route(dosages: Sequence[Dosage]) -> Route:
    """The route that every dosage names, or unknown.

    A local route silences rules, so it counts only if no dosage leaves it open. One text becomes
    the dose of the line, whose words the engine holds against the route; more are held here.
    """
    found = {_route(each.route) for each in dosages if each.route is not None}
    if len(found) != 1:
        return "unknown"
    (only,) = found
    if only in LOCAL_ROUTES and any(each.route is None for each in dosages):
        return "unknown"
    texts = [each.text for each in dosages if each.text]
    return settled(only, told_in("; ".join(texts))) if len(texts) > 1 else only


def _route(concept: Concept) -> Route:
    for coding in concept.coding:
        if coding.code in _ROUTE_CODES:
            return _ROUTE_CODES[coding.code]
    words = concept.words.lower().removesuffix(" route").removesuffix(" use").strip()
    return _ROUTE_WORDS.get(words, "unknown")
