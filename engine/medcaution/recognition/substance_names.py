"""The names of substances, licensed products and street mixtures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from medcaution.facts import LOCAL_ROUTES, Route
from medcaution.library import Library
from medcaution.library.substances import Substance
from medcaution.recognition.answer import Recognition, Via
from medcaution.recognition.class_names import add_classes
from medcaution.recognition.names import Entry, Gathering, Names
from medcaution.recognition.routes import Told
from medcaution.recognition.spelling import key_of
from medcaution.recognition.turning import turned

_NOT_MODELLED = "It also holds {}, which this knowledge does not cover: only the rest is checked."
_JOINED = re.compile(r"\s*[-/]\s*|\s+(?:and|with)\s+")
_WORD = 4
_LISTED = re.compile(r"[,/+;]|\band\b")


def substance_names(library: Library) -> Names:
    """The index of everything a medication line can name.

    Raises:
        KnowledgeError: if a name belongs to two substances and is no ambiguity.
    """
    gathering = Gathering("facts/ambiguous.toml")
    gathering.settle_all(library.ambiguities, library.substances)
    meanings: dict[str, Recognition] = {}
    unmodelled: dict[str, str] = {}
    for identifier, substance in library.substances.items():
        meanings[identifier] = _answer(identifier, substance, "name", substance.name)
        unmodelled |= {key_of(part): part for part in _unmodelled(substance)}
        if substance.components:
            _add_combination(library, identifier, gathering)
        else:
            for name, via in (*_names(substance), (identifier.replace("-", " "), "name")):
                route = substance.brand_routes.get(name)
                answer = Recognition(
                    "recognised", (identifier,), via=via, name=name, route=route, told=_told(route)
                )
                gathering.add(name, identifier, answer)
    gathering.add_possessives()
    add_classes(library, gathering)
    literal = gathering.finish(turned)
    products = dict(_products(library))
    listed = dict(_listed(gathering.entries.values()))
    return Names(gathering.entries, meanings, products, unmodelled, listed, literal)


def _names(substance: Substance) -> Iterator[tuple[str, Via]]:
    yield substance.name, "name"
    for names, via in (
        (substance.synonyms, "synonym"),
        (substance.brands, "brand"),
        (substance.abbreviations, "abbreviation"),
        (substance.street, "street"),
        (substance.salts, "salt"),
    ):
        for name in names:
            yield name, via  # type: ignore[misc]


def _add_combination(library: Library, identifier: str, gathering: Gathering) -> None:
    """A name that only lists the ingredients is told from one of the product's own."""
    substance = library.substances[identifier]
    ingredients = {key_of(part) for part in _unmodelled(substance)}
    for component in substance.components:
        ingredients |= {key_of(name) for name, _ in _names(library.substances[component])}
    for name, via in _names(substance):
        parts = {key_of(part) for part in _JOINED.split(name)}
        if via in ("name", "synonym") and parts <= ingredients:
            answer = _answer(identifier, substance, "ingredients", name)
            run_together = key_of(name).replace("/", "")
            gathering.add_variant(Entry(name, identifier, answer), run_together)
        else:
            answer = _answer(identifier, substance, via, name)
        gathering.add(name, identifier, answer)


def _answer(identifier: str, substance: Substance, via: Via, name: str) -> Recognition:
    if not substance.components:
        return Recognition("recognised", (identifier,), via=via, name=name)
    missing = " and ".join(_unmodelled(substance))
    route = substance.brand_routes.get(name)
    return Recognition(
        "recognised",
        substances=tuple(sorted(substance.components)),
        product=identifier if substance.licensed else None,
        via=via,
        name=name,
        route=route,
        told=_told(route),
        reason=_NOT_MODELLED.format(missing) if missing else None,
    )


def _told(route: Route | None) -> frozenset[Told]:
    """What a brand tells of its route, to hold against one that is given.

    Only one that acts in the whole body: held against it, two local routes would be unknown, and
    eye drops that a record codes as topical would speak like tablets.
    """
    return frozenset((Told(route),)) if route and route not in LOCAL_ROUTES else frozenset()


def _unmodelled(substance: Substance) -> list[str]:
    parts = _LISTED.split(substance.partial) if substance.partial else []
    return [part.strip() for part in parts if part.strip()]


def _listed(entries: Iterable[Entry]) -> Iterator[tuple[frozenset[str], Entry]]:
    """Single substances named by a list of parts, so that the order of the parts is free."""
    for entry in entries:
        answer = entry.answer
        parts = _JOINED.split(entry.name) if answer.via in ("name", "synonym") else []
        if len(answer.substances) == 1 and len(parts) > 1 and min(map(len, parts)) >= _WORD:
            yield frozenset(map(key_of, parts)), entry


def _products(library: Library) -> Iterator[tuple[frozenset[str], str]]:
    """Licensed products by their ingredients; of two alike, the first by id is kept."""
    for identifier, substance in sorted(library.substances.items(), reverse=True):
        missing = {key_of(part) for part in _unmodelled(substance)}
        ingredients = frozenset(substance.components) | missing
        if substance.licensed and len(ingredients) > 1:
            yield ingredients, identifier
