"""The matcher: the engine, and the second opinion that it has to agree with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medcaution.errors import EngineError
from medcaution.matching.productions import Activation, FlaggedFact, Productions
from medcaution.matching.reference import Reference
from medcaution.matching.rete import Rete

if TYPE_CHECKING:
    from medcaution.matching.isolated import Isolated


class Matcher:
    """Matches flagged facts against productions. Safe to share between threads.

    Args:
        productions: what may fire.
        cross_check: ask the second matcher every time, and fail loudly if it differs.
        isolated: run the engine, but not the second matcher, in a process of its own.
    """

    def __init__(
        self, productions: Productions, *, cross_check: bool = True, isolated: bool = False
    ) -> None:
        engine = _isolated() if isolated else Rete
        self.rete = engine(productions.all, [test.members for test in productions.tests])
        self.reference = Reference(productions.all) if cross_check else None

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """What fires.

        Raises:
            EngineError: if the matchers disagree, a guard is broken, or the process died.
        """
        activations = self.rete.activations(facts)
        if self.reference is not None:
            _compare(activations, self.reference.activations(facts), facts)
        return activations

    def close(self) -> None:
        """End the process of an isolated engine, if there is one."""
        self.rete.close()


def _isolated() -> type[Isolated]:
    from medcaution.matching.isolated import Isolated  # noqa: PLC0415  (few need processes)

    return Isolated


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
