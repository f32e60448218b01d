"""Checks that every rule, clause and exception can come into play."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.library import Library
from medcaution.library.rules import Pattern, Rule, Steps, rank


def patterns_can_be_met(knowledge: Knowledge) -> Iterator[Problem]:
    """Every pattern has members left to bind, and ages that exist."""
    library = knowledge.library
    for rule, document in knowledge.rule_documents:
        for at, name, pattern in rule.patterns:
            for kind, named, members in (
                ("substance", pattern.medication, substances(library, pattern)),
                ("condition", pattern.condition, conditions(library, pattern)),
            ):
                if named and not members:
                    yield document.problem(
                        f"{name}: no {kind} can fill it; name some or drop the rule", *at
                    )
            age = pattern.person.age if pattern.person else None
            if age and age.at_most is not None and (age.at_least or 0) > age.at_most:
                yield document.problem(
                    f"{name}: no age can fill it; swap at_least and at_most", *at
                )


def rules_can_fire(knowledge: Knowledge) -> Iterator[Problem]:
    """Two medication patterns never bind one substance, so a rule needs enough of them."""
    for rule, document in knowledge.rule_documents:
        members = [
            sorted(substances(knowledge.library, pattern))
            for pattern in rule.when.values()
            if pattern.medication
        ]
        distinct = (len(set(each)) == len(each) for each in product(*members))
        if all(members) and not any(distinct):
            yield document.problem(
                "can never fire: its patterns hold the same substance; widen one of them",
                *_first_pattern(rule),
            )


def clauses_can_speak(knowledge: Knowledge) -> Iterator[Problem]:
    """What a clause narrows to is part of what its rule binds."""
    library = knowledge.library
    for rule, document in knowledge.rule_documents:
        for at, name, pattern in rule.clause_patterns:
            base = rule.when.get(name)
            if base is None:
                continue
            for narrowed, wide in (
                (substances(library, pattern), substances(library, base)),
                (conditions(library, pattern), conditions(library, base)),
            ):
                if narrowed and not narrowed & wide:
                    yield document.problem(
                        f"{name}: narrows to nothing that the rule binds; name some of its own",
                        *at,
                    )


def raises_lead_up(knowledge: Knowledge) -> Iterator[Problem]:
    """A raise leads above the base, or holds a lower off by keeping it."""
    for rule, document in knowledge.rule_documents:
        lowest = min([*_bases(rule), *(rank(clause.to) for clause in rule.lowers)])
        for number, clause in enumerate(rule.raises):
            if rank(clause.to) <= lowest:
                yield document.problem(
                    f"raise to {clause.to} changes nothing on a base of {rule.severity}; "
                    "raise further or drop the clause",
                    "raise", number,
                )  # fmt: skip


def lowers_lead_down(knowledge: Knowledge) -> Iterator[Problem]:
    """A lower leads below the base."""
    for rule, document in knowledge.rule_documents:
        for number, clause in enumerate(rule.lowers):
            if rank(clause.to) >= max(_bases(rule)):
                yield document.problem(
                    f"lower to {clause.to} changes nothing on a base of {rule.severity}; "
                    "lower further or drop the clause",
                    "lower", number,
                )  # fmt: skip


def _bases(rule: Rule) -> list[int]:
    return [rank(rule.severity_in("document")), rank(rule.severity_in("evidence"))]


def exceptions_take_something_out(knowledge: Knowledge) -> Iterator[Problem]:
    """Every name in `except` takes out a member that the pattern would have."""
    library = knowledge.library
    for rule, document in knowledge.rule_documents:
        for at, name, pattern in rule.patterns:
            for excepted in pattern.except_:
                if pattern.medication:
                    taken = library.members([excepted]) & library.members(pattern.medication)
                else:
                    taken = library.conditions_in([excepted]) & library.conditions_in(
                        pattern.condition
                    )
                if not taken:
                    yield document.problem(
                        f"{name}: except '{excepted}' takes nothing out; drop it", *at
                    )


def rules_differ(knowledge: Knowledge) -> Iterator[Problem]:
    """No two rules of one consequence ask for the very same facts."""
    seen: dict[tuple[object, ...], str] = {}
    for rule, document in knowledge.rule_documents:
        key = (rule.consequence, frozenset(rule.when.values()))
        if key in seen:
            yield document.problem(
                f"asks for the same facts as '{seen[key]}'; merge the two", *_first_pattern(rule)
            )
        seen[key] = rule.id


def rules_are_not_subsumed(knowledge: Knowledge) -> Iterator[Problem]:
    """No rule is hidden by a broader one of its consequence at its severity or above."""
    for rule, document in knowledge.rule_documents:
        for other, _ in knowledge.rule_documents:
            if other is not rule and _hides(knowledge.library, other, rule):
                yield document.problem(
                    f"'{other.id}' fires wherever this does, as strongly; drop or narrow this one",
                    *_first_pattern(rule),
                )


def _first_pattern(rule: Rule) -> Steps:
    return ("when", next(iter(rule.when)))


def _hides(library: Library, broad: Rule, narrow: Rule) -> bool:
    plain = all(
        pattern.model_fields_set <= {"medication", "condition", "except_", "timing"}
        for rule in (broad, narrow)
        for pattern in rule.when.values()
    )
    if (
        not plain
        or broad.clauses
        or (broad.consequence, broad.family) != (narrow.consequence, narrow.family)
        or rank(broad.severity)
        < max(rank(each) for each in (narrow.severity, *(clause.to for clause in narrow.raises)))
        or len(broad.when) != len(narrow.when)
        or frozenset(broad.when.values()) == frozenset(narrow.when.values())  # rules_differ says it
    ):
        return False
    pairs = zip(broad.when.values(), narrow.when.values(), strict=True)
    return all(
        one.kind == other.kind
        and one.timing == other.timing
        and substances(library, other) <= substances(library, one)
        and conditions(library, other) <= conditions(library, one)
        for one, other in pairs
    )


def substances(library: Library, pattern: Pattern) -> frozenset[str]:
    """The substances that can fill a pattern."""
    return library.members(pattern.medication) - library.members(
        pattern.except_ if pattern.medication else ()
    )


def conditions(library: Library, pattern: Pattern) -> frozenset[str]:
    """The conditions that can fill a pattern."""
    return library.conditions_in(pattern.condition) - library.conditions_in(
        pattern.except_ if pattern.condition else ()
    )


CHECKS: tuple[Check, ...] = (
    patterns_can_be_met, rules_can_fire, clauses_can_speak, raises_lead_up, lowers_lead_down,
    exceptions_take_something_out, rules_differ, rules_are_not_subsumed,
)  # fmt: skip
