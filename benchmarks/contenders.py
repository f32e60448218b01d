"""Rule engines of others on the same productions and the same facts, behind one method.

An engine with a working memory binds the facts itself. rule-engine and zen-engine evaluate one
expression over one given object; their documents show array comprehensions and closures with
names, in which nested loops bind facts too. Both ways are here: the quicker one asks the engine
which productions may fire and lets plain Python bind. What binds one substance or product with
itself is dropped after the match, for every engine alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from work import Activation, Facts, Production, apart, kept_apart


class Index:
    """Plain Python: from a flag to the productions that begin with it. What one writes by hand."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._productions = productions
        self._by_first: dict[int, list[int]] = {}
        for number, flags in enumerate(productions):
            self._by_first.setdefault(flags[0], []).append(number)

    def activations(self, facts: Facts) -> list[Activation]:
        """Every activation on the facts of one person, sorted."""
        carriers = carried(facts)
        return sorted(
            (number, places)
            for flag in carriers
            for number in self._by_first.get(flag, ())
            for places in bindings(self._productions[number], carriers, facts)
        )


def carried(facts: Facts) -> dict[int, list[int]]:
    """Which facts carry each flag."""
    carriers: dict[int, list[int]] = {}
    for at, fact in enumerate(facts):
        for flag in fact.flags:
            carriers.setdefault(flag, []).append(at)
    return carriers


def bindings(
    flags: Production, carriers: dict[int, list[int]], facts: Facts, bound: tuple[int, ...] = ()
) -> Iterator[tuple[int, ...]]:
    """Every way to fill the patterns that are left."""
    if len(bound) == len(flags):
        yield bound
        return
    for at in carriers.get(flags[len(bound)], ()):
        if at not in bound and apart(facts, (*bound, at)):
            yield from bindings(flags, carriers, facts, (*bound, at))


class Clips:
    """CLIPS through clipspy: one pattern a slot, bound by CLIPS."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import clips  # noqa: PLC0415  (a peer that may not be installed)

        self._environment = clips.Environment()
        self._found: list[Activation] = []
        self._environment.define_function(self._take, "take")
        for number, flags in enumerate(productions):
            places = range(len(flags))
            patterns = " ".join(
                f"(p{flags[place]} ?v{place}{''.join(f'&~?v{each}' for each in range(place))})"
                for place in places
            )
            names = " ".join(f"?v{place}" for place in places)
            self._environment.build(f"(defrule r{number} {patterns} => (take {number} {names}))")

    def _take(self, number: int, *bound: int) -> None:
        self._found.append((number, bound))

    def activations(self, facts: Facts) -> list[Activation]:
        """Every activation on the facts of one person, sorted."""
        self._found.clear()
        self._environment.reset()
        stated = [f"(p{flag} {at})" for at, fact in enumerate(facts) for flag in fact.flags]
        if stated:
            # One by one, through `assert_string`, a reset takes longer with every person before.
            self._environment.eval(f"(assert {' '.join(stated)})")
        self._environment.run()
        return kept_apart(facts, self._found)


class Experta:
    """experta, a CLIPS written in Python: one pattern a slot, bound by experta."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import experta  # noqa: PLC0415

        found: list[Activation] = []
        rules = {
            f"r{number}": _experta_rule(experta, number, flags, found)
            for number, flags in enumerate(productions)
        }
        self._fact, self._found = experta.Fact, found
        self._engine = type("Engine", (experta.KnowledgeEngine,), rules)()

    def activations(self, facts: Facts) -> list[Activation]:
        """Every activation on the facts of one person, sorted."""
        self._found.clear()
        self._engine.reset()
        for at, fact in enumerate(facts):
            for flag in fact.flags:
                self._engine.declare(self._fact(f"p{flag}", at=at))
        self._engine.run()
        return kept_apart(facts, self._found)


def _experta_rule(experta: object, number: int, flags: Production, found: list) -> object:
    patterns = []
    for place, flag in enumerate(flags):
        at = getattr(experta.MATCH, f"v{place}")
        for earlier in range(place):
            at &= ~getattr(experta.MATCH, f"v{earlier}")
        patterns.append(experta.Fact(f"p{flag}", at=at))

    def take(_engine: object, **bound: int) -> None:
        found.append((number, tuple(bound[f"v{place}"] for place in range(len(flags)))))

    return experta.Rule(*patterns)(take)


class _Gate:
    """Asks which productions may fire, and binds the facts of those in plain Python."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._productions = productions
        self._absent = {f"p{flag}": 0 for flags in productions for flag in flags}

    def activations(self, facts: Facts) -> list[Activation]:
        """Every activation on the facts of one person, sorted."""
        carriers = carried(facts)
        present = self._absent | {f"p{flag}": 1 for flag in carriers}
        return sorted(
            (number, places)
            for number in self.candidates(present)
            for places in bindings(self._productions[number], carriers, facts)
        )

    def candidates(self, present: dict[str, int]) -> Iterable[int]:
        """The productions all of whose flags are present."""
        raise NotImplementedError


class _Loops:
    """Gives an engine the places of each flag's facts; nested loops in its language bind them."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._absent = {f"p{flag}": [] for flags in productions for flag in flags}

    def activations(self, facts: Facts) -> list[Activation]:
        """Every activation on the facts of one person, sorted."""
        carriers = self._absent | {f"p{flag}": places for flag, places in carried(facts).items()}
        return kept_apart(facts, self.bound(carriers))

    def bound(self, carriers: dict[str, list[int]]) -> Iterable[Activation]:
        """What the engine binds."""
        raise NotImplementedError


def _all_present(flags: Production) -> str:
    return " and ".join(f"p{flag} == 1" for flag in flags)


class RuleEngine(_Gate):
    """rule-engine: one expression a production, evaluated in turn."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import rule_engine  # noqa: PLC0415

        super().__init__(productions)
        self._rules = [rule_engine.Rule(_all_present(each)) for each in productions]

    def candidates(self, present: dict[str, int]) -> Iterable[int]:
        """The productions all of whose flags are present."""
        return (number for number, rule in enumerate(self._rules) if rule.matches(present))


class RuleEngineLoops(_Loops):
    """rule-engine: one nested array comprehension a production."""

    def __init__(self, productions: Sequence[Production]) -> None:
        import rule_engine  # noqa: PLC0415

        super().__init__(productions)
        self._rules = [rule_engine.Rule(self._comprehension(each)) for each in productions]
        self._widths = [len(each) for each in productions]

    @staticmethod
    def _comprehension(flags: Production) -> str:
        text = f"[{', '.join(f'v{place}' for place in range(len(flags)))}]"
        for place in reversed(range(len(flags))):
            others = " and ".join(f"v{place} != v{each}" for each in range(place))
            text = f"[{text} for v{place} in p{flags[place]}{f' if {others}' if others else ''}]"
        return text

    def bound(self, carriers: dict[str, list[int]]) -> Iterator[Activation]:
        """What rule-engine binds: its loops nest, so its lists do."""
        for number, (rule, width) in enumerate(zip(self._rules, self._widths, strict=True)):
            rows = rule.evaluate(carriers)
            for _ in range(width - 1):
                rows = [row for each in rows for row in each]
            yield from ((number, tuple(map(int, row))) for row in rows)


def _zen(written: Iterable[str]) -> object:
    """One expression node with one expression a production."""
    import zen  # noqa: PLC0415

    expressions = [
        {"id": f"e{number}", "key": f"r{number}", "value": text}
        for number, text in enumerate(written)
    ]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "x", "type": "expressionNode", "name": "x", "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "x"},
        {"id": "2", "type": "edge", "sourceId": "x", "targetId": "out"},
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    return zen.ZenEngine().create_decision(json.dumps(graph))


class Zen(_Gate):
    """zen-engine: the expressions ask for presence."""

    def __init__(self, productions: Sequence[Production]) -> None:
        super().__init__(productions)
        self._decision = _zen(map(_all_present, productions))

    def candidates(self, present: dict[str, int]) -> Iterable[int]:
        """The productions all of whose flags are present."""
        result = self._decision.evaluate(present)["result"]
        return (int(key[1:]) for key, fired in result.items() if key[0] == "r" and fired is True)


class ZenLoops(_Loops):
    """zen-engine: the expressions are nested loops over the facts."""

    def __init__(self, productions: Sequence[Production]) -> None:
        super().__init__(productions)
        self._decision = _zen(map(self._nested, productions))

    @staticmethod
    def _nested(flags: Production) -> str:
        text = f"[{', '.join(f'v{place}' for place in range(len(flags)))}]"
        for place in reversed(range(len(flags))):
            others = " and ".join(f"v{place} != v{each}" for each in range(place))
            kept = (
                f"filter(p{flags[place]} as v{place}, {others})" if others else f"p{flags[place]}"
            )
            loop = "map" if place == len(flags) - 1 else "flatMap"
            text = f"{loop}({kept} as v{place}, {text})"
        return text

    def bound(self, carriers: dict[str, list[int]]) -> Iterator[Activation]:
        """What zen-engine binds."""
        result = self._decision.evaluate(carriers)["result"]
        for key, rows in result.items():
            if key[0] == "r":
                yield from ((int(key[1:]), tuple(map(int, row))) for row in rows)
