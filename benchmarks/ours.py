"""medcaution itself as contenders: the whole check, and its engine alone on the facts of others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from opened import Opened
from work import Activation, Fact, Facts, Work

from medcaution import Person
from medcaution.matching.facts import ConditionFact, MedicationFact
from medcaution.matching.productions import Activation as Fired
from medcaution.matching.productions import FlaggedFact, Production, Slot
from medcaution.matching.rete import Rete
from medcaution.prepared import Prepared, prepare


def checker_of(work: Work) -> Opened:
    """With the knowledge of the work, kept prepared as for the command line."""
    return Opened(prepared=prepare([Path(work.extra)] if work.extra else []))


def prepared_in(folder: Path, extra: Path | None) -> Prepared:
    """The knowledge, kept there for this process and for those of the contenders."""
    os.environ["MEDCAUTION_CACHE"] = str(folder / f"prepared-{extra.name if extra else 'bundled'}")
    return prepare([extra] if extra else [])


class WholeCheck:
    """Words in, a report out: names, both matchers, judgement and the report included."""

    def __init__(self, work: Work) -> None:
        self._checker = checker_of(work)
        self._people = [Person.model_validate(each) for each in work.lists]
        self._numbers = numbers(self._checker)

    def call(self, at: int) -> object:
        """What is timed."""
        return self._checker.check(self._people[at])

    def answer(self, at: int) -> list[Activation]:
        """What the matchers say inside the check."""
        reading = self._checker.reader.read(self._people[at])
        productions = self._checker.productions
        flagged = productions.flag(productions.condense(reading.facts))
        return placed(self._checker.matcher.activations(flagged), flagged, self._numbers)


class Engine:
    """durable_rules as medcaution drives it, asked directly."""

    def __init__(self, work: Work) -> None:
        checker = checker_of(work)
        self._rete, self._numbers = checker.matcher.rete, numbers(checker)
        self._people = [flagged_facts(each) for each in work.people]

    def call(self, at: int) -> object:
        """What is timed."""
        return self._rete.activations(self._people[at])

    def answer(self, at: int) -> list[Activation]:
        """What it says."""
        flagged = self._people[at]
        return placed(self._rete.activations(flagged), flagged, self._numbers)


def numbers(checker: Opened) -> dict[str, int]:
    """The number of each production."""
    return {each.name: number for number, each in enumerate(checker.productions.all)}


def flagged_facts(facts: Facts) -> list[FlaggedFact]:
    """The facts of one person as the engine takes them."""
    return [
        FlaggedFact(
            f"m{at}",
            fact.flags,
            MedicationFact(fact.substance, product=fact.product, lines=(at,))
            if fact.substance
            else ConditionFact(f"c{at}"),
        )
        for at, fact in enumerate(facts)
    ]


def placed(
    fired: list[Fired], flagged: list[FlaggedFact], numbers: dict[str, int]
) -> list[Activation]:
    """The same in numbers: a fact is the place that carries the flag of the pattern it fills."""
    return sorted(
        (
            numbers[each.production.name],
            tuple(
                next(
                    at
                    for at, known in enumerate(flagged)
                    if known.fact is fact and slot.flag in known.flags
                )
                for slot, fact in zip(each.production.slots, each.facts, strict=True)
            ),
        )
        for each in fired
    )


def expected(checker: Opened, flagged: list[FlaggedFact]) -> list[Activation]:
    """What the reference matcher says: every contender is compared with it."""
    return placed(checker.matcher.reference.activations(flagged), flagged, numbers(checker))


def plain_facts(flagged: list[FlaggedFact]) -> list[list]:
    """Facts as every contender takes them."""
    return [
        [each.flags, getattr(each.fact, "substance", None), getattr(each.fact, "product", None)]
        for each in flagged
    ]


def engine(
    productions: Sequence[Sequence[int]], facts: Sequence[Fact]
) -> Callable[[Sequence[FlaggedFact]], list[Fired]]:
    """durable_rules as medcaution drives it, on any productions; what fires on flagged facts."""
    made = [
        Production(
            f"r{number}",
            None,
            tuple(Slot(f"v{place}", flag, "medication") for place, flag in enumerate(flags)),
        )
        for number, flags in enumerate(productions)
    ]
    carriers: list[set[str]] = [
        set() for _ in range(1 + max(flag for each in productions for flag in each))
    ]
    for fact in facts:
        for flag in fact.flags:
            carriers[flag].add(fact.substance or "")
    return Rete(made, carriers).activations
