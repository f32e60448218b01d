"""Rules that speak once about three medications: which three kinds make them speak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations_with_replacement

from medcaution.errors import EngineError
from medcaution.matching.facts import MedicationFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import FlaggedFact, Production
from medcaution.offline.told import MARKS


def three(
    production: Production, matcher: Matcher, kinds: Iterable[Sequence[int]]
) -> tuple[list[int], list[list[int]]]:
    """For each kind the class it belongs to, and the threes of classes that fire, rising.

    A class is which slots the kind fills, as bits; 0 fills none.

    Raises:
        EngineError: if anything but the three decides.
    """
    if any(slot.kind != "medication" for slot in production.slots):
        raise EngineError(f"{production.rule} binds more than three medicines: no page can hold it")
    flags = [slot.flag for slot in production.slots]
    classes = [sum(1 << at for at, flag in enumerate(flags) if flag in kind) for kind in kinds]
    present = sorted(set(classes) - {0})
    firing = [
        list(three)
        for three in combinations_with_replacement(present, len(MARKS))
        if _fires(production, matcher, three)
    ]
    return classes, firing


def _fires(production: Production, matcher: Matcher, classes: Sequence[int]) -> bool:
    facts = [
        FlaggedFact(
            f"m{name}",
            tuple(
                dict.fromkeys(
                    slot.flag for at, slot in enumerate(production.slots) if filled >> at & 1
                )
            ),
            MedicationFact(name),
        )
        for name, filled in zip(MARKS, classes, strict=True)
    ]
    return any(each.production == production for each in matcher.activations(facts))
