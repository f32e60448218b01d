"""What a line turned out to be. Ambiguous and unknown are answers, not errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from medcaution.facts import ConditionStatus, Route
from medcaution.recognition.routes import Told

Outcome: TypeAlias = Literal[
    "recognised", "ambiguous", "not-recognised", "could-not-interpret", "ignored"
]
Via: TypeAlias = Literal[
    "name", "synonym", "brand", "abbreviation", "street", "salt", "code", "ingredients"
]

#: Outcomes that name something of the knowledge.
KNOWN = frozenset(("recognised", "ambiguous"))


@dataclass(frozen=True)
class Recognition:
    """What one line names, in the ids of the knowledge.

    Args:
        outcome: what became of the line.
        substances: ids of the ingredients, sorted; a product or mixture is taken apart.
        product: id of the licensed product they come from; None for a street mixture or brew.
        condition: id of the condition.
        via: by which kind of name it was found.
        name: the knowledge's spelling of what matched.
        candidates: the ids it could be, if it is ambiguous.
        suggestions: up to five names near what was written; none of them was taken.
        reason: one sentence: the question to ask, or why the line was not taken whole.
        route: read from words such as "eye drops".
        told: every route that its words tell, to hold against one that is given.
        strength: the amount and rhythm beside the name; None for a combination, whose amount
            belongs to no single ingredient.
        status: of a condition, read from words such as "history of".
        several: whether it names several things that are no one product, so that what stands
            beside them is told of none in particular.
        partial: whether it names several things, of which one is not known.
        disputed: whether two of its names are of different things, so that no third settles it.
    """

    outcome: Outcome
    substances: tuple[str, ...] = ()
    product: str | None = None
    condition: str | None = None
    via: Via | None = None
    name: str | None = None
    candidates: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    reason: str | None = None
    route: Route | None = None
    told: frozenset[Told] = frozenset()
    strength: str | None = None
    status: ConditionStatus | None = None
    several: bool = False
    partial: bool = False
    disputed: bool = False


def not_recognised(reason: str, suggestions: tuple[str, ...] = ()) -> Recognition:
    """A line that is no known name, and why."""
    return Recognition("not-recognised", reason=reason, suggestions=suggestions)


def could_not_interpret(reason: str) -> Recognition:
    """A line of which nobody can tell what it means, and what to write instead."""
    return Recognition("could-not-interpret", reason=reason)


def ambiguous(candidates: tuple[str, ...], question: str, name: str | None = None) -> Recognition:
    """A line that could be several things, and what to ask."""
    return Recognition("ambiguous", candidates=candidates, reason=question, name=name)
