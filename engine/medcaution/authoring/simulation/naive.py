"""The checker to be better than: class against class, without conditions, routes or grades.

It knows the same substances and classes as medcaution and nothing else. Two medicines of one
class are an alert; so are two medicines that fill the two medication patterns of any rule, whatever
else the rule asks. It has no grades: whatever it says, it says as major.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from medcaution.authoring.simulation.answers import Alert, Answer
from medcaution.authoring.simulation.scenarios import Scenario
from medcaution.library.library import Library
from medcaution.prepared import Prepared

_SEVERITY = "major"


class NaiveChecker:
    """Answers by names and classes alone; stopped medicines and creams count like any other."""

    def __init__(self, prepared: Prepared) -> None:
        self._recogniser = prepared.recogniser
        library = prepared.library
        self._classes = [library.members([f"@{name}"]) for name in library.classes]
        self._pairs = list(_class_pairs(library))

    def answer(self, scenario: Scenario) -> Answer:
        """Every pair of ingredients on the list that shares a class or fills a pair of classes."""
        held: list[tuple[str, str]] = []
        unread = []
        for line in scenario.medications:
            for ingredient in line.holds:
                substances = self._recogniser.medication(ingredient).substances
                held += [(line.as_written, substance) for substance in substances]
                if not substances:
                    unread.append(line.as_written)
        pairs = {
            tuple(sorted({line, other}))
            for (line, one), (other, two) in combinations(held, 2)
            if self._speaks(one, two)
        }
        return Answer(
            id=scenario.id,
            alerts=tuple(Alert(severity=_SEVERITY, members=pair) for pair in sorted(pairs)),
            unread=tuple(unread),
        )

    def _speaks(self, one: str, two: str) -> bool:
        return any(one in members and two in members for members in self._classes) or any(
            (one in left and two in right) or (two in left and one in right)
            for left, right in self._pairs
        )


def _class_pairs(library: Library) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The two medication patterns of every rule that has two and no third."""
    for rule in library.rules.values():
        patterns = [each for each in rule.when.values() if each.kind == "medication"]
        if rule.status != "retired" and len(patterns) == 2:  # noqa: PLR2004  (a pair)
            left, right = (library.members(each.medication) for each in patterns)
            yield left, right
