"""The matcher: the engine, and the second opinion that it has to agree with."""

from __future__ import annotations

from collections.abc import Sequence

from medcaution.errors import EngineError
from medcaution.matching.productions import Activation, FlaggedFact, Productions
from medcaution.matching.reference import Reference
from medcaution.matching.rete import Rete


class Matcher:
    """Matches flagged facts against productions. Safe to share between threads.

    Args:
        productions: what may fire.
        cross_check: ask the second matcher every time, and fail loudly if it differs.
    """

    def __init__(self, productions: Productions, *, cross_check: bool = True) -> None:
        self.rete = Rete(productions.all, [test.members for test in productions.tests])
        self.reference = Reference(productions.all) if cross_check else None

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """What fires.

        Raises:
            EngineError: if the matchers disagree or a guard is broken.
        """
        activations = self.rete.activations(facts)
        if self.reference is not None:
            _compare(activations, self.reference.activations(facts), facts)
        return activations


def _compare(
    live: list[Activation], reference: list[Activation], flagged: Sequence[FlaggedFact]
) -> None:
    names = {id(each.fact): each.id for each in flagged}

    def keys(activations: list[Activation]) -> set[tuple[str, ...]]:
        return {
            (each.production.name, *(names[id(fact)] for fact in each.facts))
            for each in activations
        }

    if len(live) != len(reference) or keys(live) != keys(reference):
        raise EngineError("the two matchers disagree about this person; nothing is answered")
