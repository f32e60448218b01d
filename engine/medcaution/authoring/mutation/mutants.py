"""One deliberate fault in the knowledge, and whether it changes what the knowledge means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from medcaution.library.library import Library
from medcaution.library.rules import SYSTEMIC, Pattern, Rule
from medcaution.library.substances import Substance
from medcaution.matching.patterns import Test, window
from medcaution.matching.productions import Productions

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutant:
    """A rule with one fault put in, or left out altogether; or a substance with another window.

    `owner` is the code of the rule, or the substance; `owner` and `name` are how the list of
    equivalents knows a mutant. `rule` is None if it is left out, `at` the place in the owner's
    file.
    """

    owner: str
    name: str
    kind: str
    at: Place
    rule: Rule | None = None
    substances: Mapping[str, Substance] = field(default_factory=dict)


def changed(rule: Rule, **updates: Any) -> Rule:
    """A copy of a rule with other values, unchecked: a fault need not be one a file may hold."""
    copy = rule.model_copy(update=updates)
    copy.__dict__.pop("clause_names", None)  # remembered from the rule as it was
    return copy


def meanings(productions: Productions, library: Library, rules: Iterable[Rule]) -> list[object]:
    """What each rule comes to, however it is written: equal meanings cannot be told apart.

    A class stands for its members, a named window for the days of each member, no route for
    systemic, and "unknown" beside other values of a lenient pattern for nothing.
    """
    asked: dict[str, dict[str | None, object]] = {}
    for production in productions.all:
        tests = (productions.tests[slot.flag] for slot in production.slots)
        slots = tuple(_asked(test, library) for test in tests)
        asked.setdefault(production.rule, {})[production.clause] = slots
    return [
        (
            asked.get(rule.id), rule.severity, rule.severity_in("evidence"), rule.once,
            [(name, getattr(clause, "to", None)) for name, clause in rule.clauses],
            frozenset(rule.yields_to),
        )
        for rule in rules
    ]  # fmt: skip


def _asked(test: Test, library: Library) -> object:
    windows = tuple(
        [window(pattern.timing, library.substances[each]) for each in sorted(test.members)]
        for pattern in (test.lenient, test.strict)
        if pattern is not None and test.kind == "medication"
    )
    # What a clause brings in needs a known day anyway; what it narrows only if it asks for one.
    dated = test.added or (test.strict is not None and test.strict.timing is not None)
    return (
        test.kind, test.members, windows, dated, test.added, test.current_only,
        _lenient(test.lenient), _bare(test.strict) if test.strict else None,
    )  # fmt: skip


def _lenient(pattern: Pattern) -> Pattern:
    known = {
        "use": tuple(sorted(set(pattern.use) - {"unknown"})) or pattern.use,
        "route": tuple(sorted(set(pattern.route) - {"unknown"})) or pattern.route or (SYSTEMIC,),
    }
    return _bare(pattern).model_copy(update=known)


def _bare(pattern: Pattern) -> Pattern:
    """A pattern without its names and its named window."""
    timing = "stopped" if pattern.timing == "stopped" else None
    nothing = {"medication": (), "condition": (), "except_": (), "timing": timing}
    return pattern.model_copy(update=nothing)
