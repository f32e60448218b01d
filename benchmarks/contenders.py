"""Other rule engines on the same productions and the same flagged facts, behind one method.

An engine that can bind facts binds them itself; rule-engine and zen-engine have no variables that
range over facts, so they say which productions may fire and plain Python binds the facts. The
bindings of one substance or product with itself are dropped after the match, as for durable_rules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from medcaution.matching.productions import Activation, FlaggedFact, Production, clash
from medcaution.matching.reference import Reference, _bindings


class Clips:
    """CLIPS through clipspy: one pattern a slot, bound by CLIPS."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import clips  # noqa: PLC0415  (a peer that may not be installed)

        self._productions = productions
        self._environment = clips.Environment()
        self._found: list[tuple[int, tuple[int, ...]]] = []
        self._environment.define_function(self._take, "take")
        for number, production in enumerate(productions):
            places = range(len(production.slots))
            patterns = " ".join(
                f"(p{slot.flag} ?v{place}{''.join(f'&~?v{each}' for each in range(place))})"
                for place, slot in enumerate(production.slots)
            )
            names = " ".join(f"?v{place}" for place in places)
            self._environment.build(f"(defrule r{number} {patterns} => (take {number} {names}))")

    def _take(self, number: int, *bound: int) -> None:
        self._found.append((number, bound))

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """Every activation on the facts of one person."""
        self._found.clear()
        self._environment.reset()
        for at, fact in enumerate(facts):
            for flag in fact.flags:
                self._environment.assert_string(f"(p{flag} {at})")
        self._environment.run()
        every = (
            Activation(self._productions[number], tuple(facts[at].fact for at in bound))
            for number, bound in self._found
        )
        return [each for each in every if not clash(each.facts)]


class _Candidates:
    """Binds the facts of the productions that an engine without variables lets through."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._productions = productions
        self._absent = {f"p{slot.flag}": 0 for each in productions for slot in each.slots}

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        carriers: dict[int, list] = {}
        for each in facts:
            for flag in each.flags:
                carriers.setdefault(flag, []).append(each.fact)
        present = self._absent | {f"p{flag}": 1 for flag in carriers}
        return [
            Activation(self._productions[number], binding)
            for number in self.candidates(present)
            for binding in _bindings(self._productions[number], carriers, ())
        ]

    def candidates(self, present: dict[str, int]) -> list[int]:
        raise NotImplementedError


def _condition(production: Production) -> str:
    return " and ".join(f"p{slot.flag} == 1" for slot in production.slots)


class RuleEngine(_Candidates):
    """rule-engine: one expression a production, evaluated in turn."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import rule_engine  # noqa: PLC0415

        super().__init__(productions)
        self._rules = [rule_engine.Rule(_condition(each)) for each in productions]

    def candidates(self, present: dict[str, int]) -> list[int]:
        """The productions all of whose flags are present."""
        return [number for number, rule in enumerate(self._rules) if rule.matches(present)]


class Zen(_Candidates):
    """zen-engine: one expression node with one expression a production."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import zen  # noqa: PLC0415

        super().__init__(productions)
        expressions = [
            {"id": f"e{number}", "key": f"r{number}", "value": _condition(each)}
            for number, each in enumerate(productions)
        ]
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "x", "type": "expressionNode", "name": "x", "content": {"expressions": expressions}},
            {"id": "out", "type": "outputNode", "name": "out"},
        ]  # fmt: skip
        edges = [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "x"},
            {"id": "2", "type": "edge", "sourceId": "x", "targetId": "out"},
        ]
        graph = json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})  # fmt: skip
        self._decision = zen.ZenEngine().create_decision(graph)

    def candidates(self, present: dict[str, int]) -> list[int]:
        """The productions all of whose flags are present."""
        result = self._decision.evaluate(present)["result"]
        return [int(key[1:]) for key, fired in result.items() if key[0] == "r" and fired is True]


#: What each is called in the tables, the module it needs, and how it is made.
CONTENDERS: dict[str, tuple[str, Callable[[Sequence[Production]], object]]] = {
    "plain index": ("medcaution", Reference),
    "clipspy": ("clips", Clips),
    "zen-engine": ("zen", Zen),
    "rule-engine": ("rule_engine", RuleEngine),
}
