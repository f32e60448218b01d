"""The whole table of one library: what a page needs to answer, as data that JSON can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from medcaution.facts import LOCAL_ROUTES
from medcaution.library.library import Library
from medcaution.library.rules import Profile as RuleProfile
from medcaution.matching.facts import ConditionFact
from medcaution.offline import names
from medcaution.offline.cautions import Cautions
from medcaution.offline.lived import STATUSES, Lived, People
from medcaution.offline.pool import Pool
from medcaution.offline.ways import ROUTES, USES, Profile, Ways
from medcaution.prepared import Prepared
from medcaution.presentation.catalogue import Catalogue

Data: TypeAlias = dict[str, Any]
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"


def table(prepared: Prepared, profile: RuleProfile, words: Catalogue) -> Data:
    """Names, ways, cells and templates; what is told of them, in the words of a language.

    Raises:
        EngineError: if the matchers disagree, or the rules need more than a table can hold.
    """
    library, productions = prepared.library, prepared.productions
    ways, lived = Ways(library, productions), Lived(library, productions)
    people = People(lived, productions)
    cautions = Cautions(library, productions, profile, words, ways, lived, people).data()
    profiles = Pool()
    profiled = {name: profiles.number(_profile(each)) for name, each in ways.profiles.items()}
    first, second, pairs = _square(cautions.pop("pairs"))
    return {
        "and": words("joined.and"),
        "uses": USES,
        "routes": ROUTES,
        "local": sorted(LOCAL_ROUTES),
        "statuses": STATUSES,
        "substances": [
            [name, each.name, profiled.get(name, -1)] for name, each in library.substances.items()
        ],
        "conditions": [
            [name, each.label, each.plain, _bits(lived, name)]
            for name, each in library.conditions.items()
        ],
        "covered": sorted(
            at for at, name in enumerate(library.conditions) if name in productions.covered
        ),
        "lived": [_lived(fact) for fact in lived.facts],
        "people": [
            people.numbers,
            [lived.of_person(each.age, each.pregnant) for each in people.all],
        ],
        "profiles": profiles.values,
        "first": first,
        "second": second,
        "pairs": pairs,
        "medicationNames": names.medications(library, prepared.recogniser, words),
        "conditionNames": names.conditions(library, prepared.recogniser, words),
        **cautions,
        "paths": [_paths(library, each, ways, words) for each in cautions["paths"]],
    }


def _bits(lived: Lived, condition: str) -> list[int | None]:
    """The bit of a condition in each status."""
    return [lived.bit(condition, status) for status in STATUSES]


def _lived(fact: object) -> str | None:
    """The condition and status of a bit; None for what is known of the person as a whole."""
    return f"{fact.condition} {fact.status}" if isinstance(fact, ConditionFact) else None


def _profile(profile: Profile) -> Data:
    """A profile with levels that never matter folded together on each axis."""
    shape, values = list(profile.shape), list(profile.ways)
    maps: list[list[int]] = []
    for axis in range(len(shape)):
        inner = math.prod(shape[axis + 1 :])
        outer = math.prod(shape[:axis])
        slices = [
            tuple(
                value
                for block in range(outer)
                for value in values[_run(block * shape[axis] + level, inner)]
            )
            for level in range(shape[axis])
        ]
        kept = list(dict.fromkeys(slices))
        maps.append([kept.index(each) for each in slices])
        values = [
            value for block in range(outer) for each in kept for value in each[_run(block, inner)]
        ]
        shape[axis] = len(kept)
    return {
        "stops": profile.levels.stops,
        "doses": profile.levels.doses,
        "spans": profile.levels.spans,
        "axes": maps,
        "shape": shape,
        "ways": values,
    }


def _run(number: int, length: int) -> slice:
    return slice(number * length, (number + 1) * length)


def _square(pairs: Sequence[Sequence[int]]) -> tuple[list[int], list[int], list[str]]:
    """The table of pairs with equal rows and columns once, two digits of base 64 a cell.

    A run of up to 64 empty cells is a dot and the digit of one less.
    """
    rows = Pool()
    first = [rows.number(each) for each in pairs]
    columns = Pool()
    second = [columns.number(each) for each in zip(*rows.values, strict=True)]
    return first, second, ["".join(_packed(each)) for each in zip(*columns.values, strict=True)]


def _packed(line: Sequence[int]) -> Iterator[str]:
    for cell, run in groupby(line):
        length = len(list(run))
        if cell:
            yield length * (_DIGITS[cell >> 6] + _DIGITS[cell & 63])
            continue
        for start in range(0, length, len(_DIGITS)):
            yield f".{_DIGITS[min(length - start, len(_DIGITS)) - 1]}"


def _paths(library: Library, pattern: Sequence[str], ways: Ways, words: Catalogue) -> Data:
    """What each substance is called by a pattern: the last step of the way up to it."""
    members = sorted(library.members(pattern) & ways.profiles.keys())
    ends = {name: library.path(name, pattern)[-1] for name in members}
    return {
        name: words.named(library.classes[end].label) for name, end in ends.items() if end != name
    }
