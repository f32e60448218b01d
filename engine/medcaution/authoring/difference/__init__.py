"""`medcaution diff`: which answers two versions of the knowledge give differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from medcaution.authoring.difference.answers import Answers, described
from medcaution.authoring.difference.changes import KINDS, LESS, Change, changes
from medcaution.authoring.difference.meaning import touched
from medcaution.authoring.difference.probes import probes
from medcaution.checker import Checker
from medcaution.facts import Person
from medcaution.library.library import Library
from medcaution.library.rules import Profile
from medcaution.matching.facts import Facts
from medcaution.recognition import Recogniser, Recognition
from medcaution.report import UNREAD, Report

__all__ = ["KINDS", "LESS", "Change", "Difference", "Told", "Unread"]


@dataclass(frozen=True)
class Told:
    """A change, and the list that shows it."""

    list: str
    change: Change


@dataclass(frozen=True)
class Unread:
    """A line, or a name, that one version reads and the other does not, or reads otherwise."""

    list: str
    line: int
    old: str
    new: str

    @property
    def lost(self) -> bool:
        """Is what was read before no longer read, or not all of it?"""
        before, after = (_things(each) for each in (self.old, self.new))
        return self.new in UNREAD or not before <= after


class Difference:
    """Two versions of the knowledge, side by side.

    Args:
        old: the version that answers now.
        new: the version that is to take its place.
        profile: which severity the contested rules of the source document carry.
    """

    def __init__(self, old: Library, new: Library, profile: Profile = "document") -> None:
        self.old, self.new, self._profile = old, new, profile

    @cached_property
    def lists(self) -> list[Facts]:
        """The lists that could be answered differently, the smallest first.

        Every pair of substances, and every substance alone, that a changed rule reads, or that
        holds a substance which stands otherwise to some rule; then, pattern by pattern, with each
        condition, further medicine and attribute that a rule asks about. Lists of substances and
        conditions that mean the same in both versions are left out: their answers are equal.
        """
        differing = touched(self.old, self.new)
        found = {
            facts
            for answers in self._answers
            for facts in (
                probes(answers.library, answers.productions, differing) if differing else ()
            )
        }
        return sorted(found, key=lambda facts: (_size(facts), described(facts)))

    def told(self, lists: Iterable[Facts]) -> Iterator[Told]:
        """Every change about some lists, told once, for the first list that shows it."""
        old, new = self._answers
        known: set[Change] = set()
        for facts in lists:
            for change in changes(old.cautions(facts), new.cautions(facts)):
                bare = replace(change, conditions=())
                if known.isdisjoint((change, bare)):
                    known.add(change)
                    yield Told(described(facts), change)

    def told_of_people(self, people: Iterable[Person]) -> Iterator[Told | Unread]:
        """Every change about some people, from the lines as they are written to the cautions.

        Raises:
            EngineError: if one of the versions cannot check a person.
        """
        old, new = self._checkers
        for number, person in enumerate(people, 1):
            name = f"list {number}"
            before, after = old.check(person), new.check(person)
            yield from _lines(name, before, after)
            for change in changes(before.told, after.told):
                yield Told(name, change)

    def told_of_names(self) -> Iterator[Unread]:
        """Every name of either version that the other reads otherwise."""
        old, new = Recogniser(self.old), Recogniser(self.new)
        for kind, *indexes in zip(
            ("medication", "condition"), old.indexes, new.indexes, strict=True
        ):
            names = {each.name for index in indexes for each in index.entries.values()}
            for name in sorted(names):
                read = [_shown(getattr(each, kind)(name)) for each in (old, new)]
                if read[0] != read[1]:
                    yield Unread(f"the name '{name}'", 1, *read)

    @cached_property
    def _answers(self) -> tuple[Answers, Answers]:
        return Answers(self.old, self._profile), Answers(self.new, self._profile)

    @cached_property
    def _checkers(self) -> tuple[Checker, Checker]:
        return Checker(self.old, profile=self._profile), Checker(self.new, profile=self._profile)


def _shown(read: Recognition) -> str:
    """What a name is read as, with the way of taking or the status that it tells."""
    things = ", ".join(read.substances) or read.condition
    told = ", ".join(filter(None, (read.product, read.route, read.status)))
    return f"{read.outcome}: {things}{f' ({told})' if told else ''}" if things else read.outcome


def _things(read: str) -> set[str]:
    """The substances, or the condition, of what a line is read as."""
    told = read.partition(": ")[2].partition(" (")[0]
    return set(filter(None, told.split(", ")))


def _size(facts: Facts) -> tuple[int, int]:
    """How many things a list states, and how many of them are medicines."""
    stated = sum(
        (each.use != "unknown", each.route != "unknown", each.status != "current",
         each.dose is not None, each.taken_days is not None).count(True)
        for each in facts.medications
    )  # fmt: skip
    person = (facts.person.age is not None) + (facts.person.pregnant is not None)
    medications = len(facts.medications)
    return medications + len(facts.conditions) + stated + person, medications


def _lines(name: str, old: Report, new: Report) -> Iterator[Unread]:
    for before, after in zip(old.inputs, new.inputs, strict=True):
        read = [
            f"{each.outcome}: {', '.join(each.substances) or each.condition}"
            if each.outcome.startswith("recognised") and (each.substances or each.condition)
            else each.outcome
            for each in (before, after)
        ]
        if read[0] != read[1]:
            yield Unread(name, before.line, *read)
