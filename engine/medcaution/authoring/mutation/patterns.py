"""Faults of one pattern: a member dropped, a class mistaken, a demand lifted, a bound shifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcaution.authoring.bounds import shifted_age, shifted_days, shifted_dose
from medcaution.library.library import Library
from medcaution.library.rules import Pattern

#: A pattern at fault: what was done, its kind, where in the pattern, and the pattern.
Fault = tuple[str, str, str, Pattern]

_WINDOWS = ("active", "same-day", "carry-over", "washout")


@dataclass(frozen=True)
class Faults:
    """Every fault of a pattern. `narrowing` ones may ask for nothing of their own."""

    library: Library
    pattern: Pattern
    narrowing: bool = False

    def all(self) -> Iterator[Fault]:
        """One fault at a time, in a fixed order."""
        for key in ("medication", "condition"):
            yield from self._members(key)
        yield from self._exceptions()
        for key in ("route", "use", "status"):
            yield from self._values(key)
        yield from self._bounds()
        yield from self._person()
        yield from self._timing()

    def _members(self, key: str) -> Iterator[Fault]:
        names: tuple[str, ...] = getattr(self.pattern, key)
        for position, name in enumerate(names):
            rest = names[:position] + names[position + 1 :]
            if rest:
                yield self._fault(f"drop {name}", "drop a member", key, {key: rest})
            for relation, other in relatives(self.library, name):
                swapped = (*names[:position], other, *names[position + 1 :])
                done = f"{name} -> {relation} {other}"
                yield self._fault(done, f"swap for a {relation}", key, {key: swapped})
        if names and self.narrowing:
            yield self._fault("ask nothing", "lift a demand", key, {key: (), "except_": ()})

    def _exceptions(self) -> Iterator[Fault]:
        names = self.pattern.except_
        for name in names:
            rest = tuple(each for each in names if each != name)
            yield self._fault(f"drop {name}", "drop an exception", "except", {"except_": rest})

    def _values(self, key: str) -> Iterator[Fault]:
        values: tuple[str, ...] = getattr(self.pattern, key)
        if len(values) > 1:
            for value in values:
                rest = tuple(each for each in values if each != value)
                yield self._fault(f"drop {value}", "drop a value", key, {key: rest})
        if values:
            yield self._fault("ask nothing", "lift a demand", key, {key: ()})

    def _bounds(self) -> Iterator[Fault]:
        if dose := self.pattern.dose:
            yield self._fault("ask nothing", "lift a demand", "dose", {"dose": None})
            for step in (-1, 1):
                other = shifted_dose(dose, step)
                done = f"above {other.above}" if other.above else f"at_most {other.at_most}"
                yield self._fault(done, "shift a bound", "dose", {"dose": other})
        if self.pattern.taken_for:
            yield self._fault("ask nothing", "lift a demand", "taken_for", {"taken_for": None})
        for key in ("taken_for", "within"):
            text = getattr(self.pattern, key)
            for step in (-1, 1) if text else ():
                bound = shifted_days(text, step)
                yield self._fault(bound, "shift a bound", key, {key: bound})

    def _person(self) -> Iterator[Fault]:
        person = self.pattern.person
        if person is None:
            return
        for side in ("at_least", "at_most"):
            for step in (-1, 1) if getattr(person.age, side, None) is not None else ():
                other = shifted_age(person, side, step)
                done = f"{side} {getattr(other.age, side)}"
                yield self._fault(done, "shift a bound", "person", {"person": other})
        if person.pregnant is not None:
            if person.age is not None:
                for key in ("age", "pregnant"):
                    other = person.model_copy(update={key: None})
                    yield self._fault(f"ask no {key}", "lift a demand", "person", {"person": other})
            flipped = person.model_copy(update={"pregnant": not person.pregnant})
            yield self._fault("the other way", "lift a demand", "person", {"person": flipped})

    def _timing(self) -> Iterator[Fault]:
        if self.pattern.timing is None:
            return
        lifted = {"timing": None, "within": None}
        yield self._fault("ask nothing", "lift a demand", "timing", lifted)
        for other in _WINDOWS:
            if self.pattern.timing in _WINDOWS and other != self.pattern.timing:
                yield self._fault(other, "swap the window", "timing", {"timing": other})

    def _fault(self, done: str, kind: str, key: str, updates: Mapping[str, object]) -> Fault:
        return done, kind, key, self.pattern.model_copy(update=updates)


def relatives(library: Library, name: str) -> Iterator[tuple[str, str]]:
    """The parents, children and siblings of a @class; the other groups of a condition @group.

    Groups of conditions have no tree: each could be mistaken for any other. A class marked `root`
    is left out: a rule that names one does not load.
    """
    if not name.startswith("@"):
        return
    bare = name[1:]
    related: tuple[tuple[str, Sequence[str]], ...]
    if bare in library.classes:
        parents = library.classes[bare].parents
        children = {each for each, other in library.classes.items() if bare in other.parents}
        siblings = {
            each for each, other in library.classes.items() if set(parents) & set(other.parents)
        }
        related = (
            ("parent", parents),
            ("child", sorted(children)),
            ("sibling", sorted(siblings - {bare, *children, *parents})),
        )
    else:
        related = (("sibling", sorted(set(library.groups) - {bare})),)
    for relation, names in related:
        for other in names:
            if other in library.classes and library.classes[other].root:
                continue
            yield relation, f"@{other}"
