"""Faults of the facts that rules with a window rest on: a day more, a day less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from medcaution.authoring.mutation.mutants import Mutant
from medcaution.library.library import Library
from medcaution.library.rules import Rule
from medcaution.matching.patterns import window

Kind = Literal["washout", "carry-over"]


def window_mutants(library: Library) -> Iterator[tuple[Mutant, list[Rule]]]:
    """Each window that a rule reads, one day shorter and one day longer, with those rules.

    A day that changes no answer (0 and 1 are alike: yesterday always counts) makes no mutant.
    """
    for (name, kind), rules in sorted(_readers(library).items()):
        substance = library.substances[name]
        field = "washout" if kind == "washout" else "carry_over"
        known = getattr(substance, field)
        for days in (known.days - 1, known.days + 1) if known else ():
            other = known.model_copy(update={"days": days})
            shifted = substance.model_copy(update={field: other})
            if window(kind, shifted) != window(kind, substance):
                done, at = f"{field}: {known.days} -> {days} days", (name, field)
                mutant = Mutant(name, done, "shift a window", at, substances={name: shifted})
                yield mutant, rules


def _readers(library: Library) -> dict[tuple[str, Kind], list[Rule]]:
    found: dict[tuple[str, Kind], list[Rule]] = {}
    for rule in library.rules.values():
        if rule.status == "retired":
            continue
        for _, slot, pattern in rule.patterns:
            if pattern.timing not in ("washout", "carry-over"):
                continue
            asked = pattern if pattern.medication else rule.when[slot]
            for name in library.members(asked.medication) - library.members(asked.except_):
                readers = found.setdefault((name, pattern.timing), [])
                if rule not in readers:
                    readers.append(rule)
    return found
