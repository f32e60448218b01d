"""Faults of one pattern: a member dropped, a class mistaken, a demand lifted, a bound shifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medcaution.library.library import Library
from medcaution.library.rules import AgeTest, DoseTest, Pattern, PersonTest, days

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
            side = "above" if dose.above else "at_most"
            amount, unit = (dose.above or dose.at_most or "").split()
            for step in (-1, 1):
                bound = f"{float(amount) + step:g} {unit}"
                test = DoseTest.model_validate({side: bound})
                yield self._fault(f"{side} {bound}", "shift a bound", "dose", {"dose": test})
        if self.pattern.taken_for:
            yield self._fault("ask nothing", "lift a demand", "taken_for", {"taken_for": None})
        for key in ("taken_for", "within"):
            text = getattr(self.pattern, key)
            for step in (-1, 1) if text else ():
                bound = f"{days(text) + step} days"
                yield self._fault(bound, "shift a bound", key, {key: bound})

    def _person(self) -> Iterator[Fault]:
        person = self.pattern.person
        if person is None:
            return
        if person.age is not None:
            for side in ("at_least", "at_most"):
                bound = getattr(person.age, side)
                for step in (-1, 1) if bound is not None else ():
                    age = AgeTest.model_validate({**person.age.model_dump(), side: bound + step})
                    yield self._of_person(f"{side} {bound + step}", "shift a bound", person, age)
            if person.pregnant is not None:
                yield self._of_person("ask nothing", "lift a demand", person, None)
        if person.pregnant is not None:
            flipped = person.model_copy(update={"pregnant": not person.pregnant})
            yield self._fault("the other way", "flip", "person", {"person": flipped})

    def _of_person(self, done: str, kind: str, person: PersonTest, age: AgeTest | None) -> Fault:
        other = person.model_copy(update={"age": age})
        return self._fault(done, kind, "person.age", {"person": other})

    def _timing(self) -> Iterator[Fault]:
        if self.pattern.timing is None:
            return
        lifted = {"timing": None, "within": None}
        yield self._fault("ask nothing", "lift a demand", "timing", lifted)
        for other in _WINDOWS:
            if self.pattern.timing in _WINDOWS and other != self.pattern.timing:
                yield self._fault(other, "swap the window", "timing", {"timing": other})

    def _fault(self, done: str, kind: str, key: str, updates: dict[str, object]) -> Fault:
        return done, kind, key, self.pattern.model_copy(update=updates)


def relatives(library: Library, name: str) -> Iterator[tuple[str, str]]:
    """The parents, children and siblings of a @class; the other groups of a condition @group.

    Groups of conditions have no tree: each could be mistaken for any other. A class marked `root`
    is left out: a rule that names one does not load.
    """
    if not name.startswith("@"):
        return
    bare = name[1:]
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
