"""What has to be judged together.

A finding is touched only by findings on all of its own facts: by those of its rule's clauses, and
by those that it yields to. So the findings on one set of substances can be judged by themselves,
given the findings on larger sets that they yield to. A `once` rule looks at all its bindings at
once: it is judged over the whole person, and so is every rule that is entangled with it.
"""

from __future__ import annotations

from itertools import permutations

from medcaution.library.library import Library
from medcaution.matching.productions import Productions


class Scope:
    """Which rules bear on which, whoever the person is."""

    def __init__(self, library: Library, productions: Productions) -> None:
        self._library = library
        self._tests = productions.tests
        self._bases = {each.rule: each for each in productions.all if each.clause is None}
        self._yields = {name: self._targets(name) for name in self._bases}
        self._reach = {name: self._closure(name) for name in self._bases}
        self._bearing: dict[tuple[str, frozenset[str]], bool] = {}
        self._knots = self._tie()

    def knot(self, rule: str) -> int | None:
        """The number of the rules that are judged over the whole person with this one, if any."""
        return self._knots.get(rule)

    def bears_on(self, rule: str, substances: frozenset[str]) -> bool:
        """May a finding of this rule cover a finding on fewer substances, namely these?"""
        key = (rule, substances)
        if key not in self._bearing:
            self._bearing[key] = any(
                rule in reach and self._binds(name, substances)
                for name, reach in self._reach.items()
            )
        return self._bearing[key]

    def parts(self) -> list[frozenset[str]]:
        """The rules in groups: a finding of one group never touches a finding of another."""
        together: dict[str, set[str]] = {}
        for name in self._bases:
            rule = self._library.rules[name]
            linked = {name, *self._yields[name], f"{rule.family} {rule.consequence}"}
            joined = linked.union(*(together[each] for each in linked if each in together))
            together |= dict.fromkeys(joined, joined)
        parts = {id(each): each for each in together.values()}
        return sorted((frozenset(each & self._bases.keys()) for each in parts.values()), key=sorted)

    def yields(self, name: str) -> frozenset[str]:
        """The rules that a rule yields to on the same facts."""
        return frozenset(self._yields[name])

    def above(self, name: str) -> frozenset[str]:
        """The rules on more medications that a finding of this one may come to lie under."""
        width = self._width(name)
        return frozenset(other for other in self._reach[name] if self._width(other) > width)

    def _width(self, name: str) -> int:
        return sum(slot.kind == "medication" for slot in self._bases[name].slots)

    def _targets(self, name: str) -> set[str]:
        wanted = set(self._library.rules[name].yields_to)
        return {
            other
            for other in self._bases
            if other != name
            and wanted & {other, self._library.rules[other].code, self._library.rules[other].family}
        }

    def _closure(self, name: str) -> frozenset[str]:
        reached: set[str] = set()
        ahead = [name]
        while ahead:
            found = self._yields[ahead.pop()] - reached
            reached |= found
            ahead.extend(found)
        return frozenset(reached)

    def _binds(self, name: str, substances: frozenset[str]) -> bool:
        slots = [each for each in self._bases[name].slots if each.kind == "medication"]
        if len(slots) != len(substances):
            return False
        return any(
            all(
                substance in self._tests[slot.flag].members
                for substance, slot in zip(order, slots, strict=True)
            )
            for order in permutations(substances)
        )

    def _tie(self) -> dict[str, int]:
        """Rules entangled with a `once` rule, by yielding or by one heading for both."""
        rules = self._library.rules
        knots: dict[str, int] = {}
        for start in (name for name in sorted(self._bases) if rules[name].once):
            if start in knots:
                continue
            number = len(set(knots.values()))
            ahead = [start]
            while ahead:
                name = ahead.pop()
                knots[name] = number
                heading = (rules[name].family, rules[name].consequence)
                ahead.extend(
                    other
                    for other in self._bases
                    if other not in knots
                    and (
                        other in self._yields[name]
                        or name in self._yields[other]
                        or (rules[other].family, rules[other].consequence) == heading
                    )
                )
        return knots
