"""Mutants that no case can tell from the rule, each with the reason why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from medcaution.authoring.mutation.trial import Result
from medcaution.errors import KnowledgeError, Problem
from medcaution.library.substances import Entry, Sentence
from medcaution.shaped import read_shaped

FILE = Path("rules/equivalent-mutants.toml")


class Equivalent(Entry):
    """Mutants of one rule (or, for a window, of one substance) and why no case tells them."""

    rule: Sentence
    mutants: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    reason: Sentence


class _File(Entry):
    equivalent: tuple[Equivalent, ...] = ()


@dataclass(frozen=True)
class Explained:
    """One listed mutant and where it is listed."""

    owner: str
    name: str
    reason: str
    path: str
    line: int


def read_equivalents(folder: Path) -> list[Explained]:
    """Every listed mutant of a knowledge folder; none if there is no list.

    Raises:
        KnowledgeError: if the list cannot be read or names a mutant twice.
    """
    if not (folder / FILE).is_file():
        return []
    document, read = read_shaped(folder, folder / FILE, _File)
    listed: dict[tuple[str, str], Explained] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(read.equivalent):
        line = document.line("equivalent", number)
        for name in entry.mutants:
            if (entry.rule, name) in listed:
                problems.append(Problem(document.path, line, f"{entry.rule} {name}: listed twice"))
            explained = Explained(entry.rule, name, entry.reason, document.path, line)
            listed[entry.rule, name] = explained
    if problems:
        raise KnowledgeError(problems)
    return [*listed.values()]


def stale(listed: Sequence[Explained], results: Sequence[Result]) -> Iterator[Problem]:
    """Listed mutants that are no survivors: killed by now, or no mutants at all."""
    fates = {(each.mutant.owner, each.mutant.name): each.fate for each in results}
    for entry in listed:
        fate = fates.get((entry.owner, entry.name))
        if fate != "survived":
            became = "is no mutant" if fate is None else f"does not survive ({fate})"
            message = f"{entry.owner} {entry.name}: {became}; take it off the list"
            yield Problem(entry.path, entry.line, message)
