"""Putting mutants before the cases of their rules, and telling what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from medcaution.authoring.hearing import Hearing, Witness, neighbours
from medcaution.authoring.mutation.mutants import Mutant, changed, meanings
from medcaution.authoring.mutation.rules import rule_mutants
from medcaution.authoring.mutation.windows import window_mutants
from medcaution.errors import KnowledgeError, Problem
from medcaution.library.library import Library
from medcaution.library.rules import Rule

#: `golden`: only the golden text tells. `same`: the fault changes nothing that is ever asked.
Fate = Literal["killed", "golden", "same", "survived"]


@dataclass(frozen=True)
class Result:
    """One mutant and its fate."""

    mutant: Mutant
    fate: Fate


def try_rule(rule: Rule, library: Library, witnesses: Sequence[Witness]) -> list[Result]:
    """Every fault of one rule before its own cases.

    Raises:
        KnowledgeError: if a case fails without any fault; nothing can be learnt from it then.
    """
    others = neighbours(library, rule)
    cases = [each for each in witnesses if each.run.kind != "explains"]
    sound = Hearing(library, [rule, *others])
    objections = ((each.run, sound.objection(each)) for each in cases)
    problems = [
        Problem(run.path, run.line, f"{rule.id} {objection}, before any fault is put in")
        for run, objection in objections
        if objection
    ]
    if problems:
        raise KnowledgeError(problems)
    mutants = [*rule_mutants(rule, library)]
    # Copies stand apart by their ids. A space sorts before every letter of an id, so that a copy
    # has the place of its rule wherever rules are put in order.
    names = [f"{rule.id} {number}" for number in range(len(mutants))]
    copies = [
        changed(mutant.rule, id=name)
        for name, mutant in zip(names, mutants, strict=True)
        if mutant.rule
    ]
    hearing = Hearing(library, others, [rule, *copies])
    whole, *meant = meanings(hearing.productions, library, [rule, *copies])
    same = {copy.id for copy, meaning in zip(copies, meant, strict=True) if meaning == whole}
    results = []
    for name, mutant in zip(names, mutants, strict=True):
        killed = any(hearing.objection(each, name) for each in cases)
        fate: Fate = "same" if name in same else "killed" if killed else "survived"
        if fate == "survived" and mutant.kind == "drop once" and mutant.rule:
            fate = _golden_fate(mutant.rule, library, witnesses)
        results.append(Result(mutant, fate))
    return results


def _golden_fate(rule: Rule, library: Library, witnesses: Sequence[Witness]) -> Fate:
    """`once` gathers findings into one caution: no verdict shows it, only the words do."""
    goldens = [each for each in witnesses if each.run.kind == "explains"]
    everything = {**library.rules, rule.id: rule}
    hearing = Hearing(library, everything.values())
    return "golden" if any(hearing.objection(each) for each in goldens) else "survived"


def try_windows(library: Library, witnesses: Mapping[str, Sequence[Witness]]) -> Iterator[Result]:
    """Every shifted window before the cases of the rules that read it."""
    for mutant, rules in window_mutants(library):
        killed = any(_objected(mutant, rule, library, witnesses[rule.id]) for rule in rules)
        yield Result(mutant, "killed" if killed else "survived")


def _objected(mutant: Mutant, rule: Rule, library: Library, witnesses: Sequence[Witness]) -> bool:
    """Only a case with a stopped line of the very substance can tell a window from another."""
    telling = [
        witness
        for witness in witnesses
        if witness.run.kind != "explains"
        and any(
            fact.substance in mutant.substances and fact.stopped_days is not None
            for fact in witness.reading.facts.medications
        )
    ]
    if not telling:
        return False
    rules = [rule, *neighbours(library, rule)]
    hearing = Hearing(library, rules, substances=mutant.substances)
    return any(hearing.objection(witness) for witness in telling)
