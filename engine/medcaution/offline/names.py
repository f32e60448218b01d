"""The names that a page reads, and what each stands for.

A page reads less than the engine: a line that is one name of the knowledge, spelled in any way
that folds to it, alone or with an article before and an amount behind it. What that comes to is the engine's own answer.
Everything else the page asks about; it never reads a line as something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from medcaution.library.library import Library
from medcaution.offline.pool import Pool
from medcaution.offline.ways import ROUTES
from medcaution.presentation.catalogue import Catalogue
from medcaution.reading import route_of
from medcaution.recognition import Recogniser, Recognition
from medcaution.recognition.condition_names import OPENINGS
from medcaution.recognition.conditions import EMPTY_TAILS
from medcaution.recognition.names import Entry, Names
from medcaution.recognition.spelling import words_of
from medcaution.recognition.statuses import STATUS_HEADS, STATUS_TAILS
from medcaution.recognition.turning import (
    CONDITION_REASONS,
    HARMLESS_AFTER,
    HARMLESS_BEFORE,
    REASONS,
)

Data: TypeAlias = dict[str, Any]

#: Words of which one may stand ahead of a name.
_AHEAD = ("a", "an", "the", "my", "some")
#: What may stand around a name: whether it leaves the answer as it is, is asked about every name.
_AROUND = ("{} 20 mg", "{} 40 mg daily", "an {}", "my {} 20 mg")


def medications(library: Library, recogniser: Recogniser, say: Catalogue) -> Data:
    """Every name of a substance, product or class."""
    names = recogniser.indexes[0]
    numbers = {name: at for at, name in enumerate(library.substances)}
    meanings = Pool()
    listed = []
    for key, entry in _in_order(names):
        alone = any(not _left(recogniser, entry, each) for each in _AROUND)
        meaning = _meaning(say, entry.answer, numbers) | {"alone": alone}
        if entry.answer.via == "ingredients" and len(entry.answer.substances) > 1:
            meaning["joined"] = True  # one product only as its label joins them
        if entry.answer.name in library.mixtures:
            meaning["together"] = True
        listed.append(_listed(entry, meanings.number(meaning), key, names))
    return {
        "names": listed,
        "meanings": meanings.values,
        "ahead": _AHEAD,
        "turned": _turned(say, REASONS),
        "literal": sorted(map(list, names.literal)),
    }


def conditions(library: Library, recogniser: Recogniser, say: Catalogue) -> Data:
    """Every name of a condition, and the words around it that only the engine reads.

    A name that holds such a word itself is in `spelled`, by its words, with the engine's answer.
    """
    names = recogniser.indexes[1]
    numbers = {name: at for at, name in enumerate(library.conditions)}
    meanings = Pool()
    listed = []
    spelled: dict[str, int] = {}
    beyond = _beyond()
    for key, entry in _in_order(names):
        listed.append(
            _listed(entry, meanings.number(_condition(say, entry.answer, numbers)), key, names)
        )
        words = words_of(entry.name)
        if not beyond.isdisjoint(words):
            answer = recogniser.condition(entry.name)
            spelled[" ".join(words)] = meanings.number(_condition(say, answer, numbers))
    return {
        "names": listed,
        "spelled": spelled,
        "meanings": meanings.values,
        "beyond": sorted(beyond),
        "openings": sorted(OPENINGS),
        "turned": _turned(say, CONDITION_REASONS),
        "literal": sorted(map(list, names.literal)),
    }


def _in_order(names: Names) -> list[tuple[str, Entry]]:
    """The names by their keys, generic ones first: of names equally near, the first is offered."""
    return sorted(names.entries.items(), key=lambda one: (one[1].answer.via != "name", one[0]))


def _listed(entry: Entry, meaning: int, key: str, names: Names) -> list[Any]:
    """A name and its meaning, and its key if the spelling does not give it."""
    own = names.key(words_of(entry.name)) == key
    return [entry.name, meaning] if own else [entry.name, meaning, key]


def _left(recogniser: Recogniser, entry: Entry, around: str) -> bool:
    """Is a name read as before with something around it?"""
    found = recogniser.medication(around.format(entry.name))
    return replace(found, strength=None, via=entry.answer.via) == entry.answer


def _meaning(say: Catalogue, answer: Recognition, numbers: Mapping[str, int]) -> Data:
    if answer.outcome != "recognised":
        return _question(say, answer, numbers)
    return {
        "substances": [numbers[each] for each in answer.substances],
        "product": numbers[answer.product] if answer.product else None,
        "routes": _routes(answer),
        "reason": say.told(answer.reason) or None,
    }


def _routes(answer: Recognition) -> list[int] | None:
    """For each route that can be given, the one by which it counts; None if that is the same."""
    counted = [ROUTES.index(route_of(each, answer)) for each in ROUTES]
    return None if counted == [*range(len(ROUTES))] else counted


def _condition(say: Catalogue, answer: Recognition, numbers: Mapping[str, int]) -> Data:
    if answer.condition is None:
        return _question(say, answer, numbers)
    return {"condition": numbers[answer.condition], "status": answer.status}


def _question(say: Catalogue, answer: Recognition, numbers: Mapping[str, int]) -> Data:
    known = [numbers[each] for each in answer.candidates if each in numbers]
    return {
        "outcome": answer.outcome,
        "candidates": known,
        "reason": say.told(answer.reason) or None,
    }


def _turned(say: Catalogue, reasons: Mapping[str, str]) -> Data:
    """The words that turn a line, by reason, and those beside which they are harmless."""
    found: dict[str, list[str]] = {}
    for word, reason in reasons.items():
        found.setdefault(say.told(reason), []).append(word)
    return {"reasons": found, "after": HARMLESS_AFTER, "before": HARMLESS_BEFORE}


def _beyond() -> frozenset[str]:
    """The words that may tell the status of a condition, or add nothing to it."""
    phrases = (*STATUS_HEADS, *STATUS_TAILS, *EMPTY_TAILS)
    return frozenset(word for words in phrases for word in words)
