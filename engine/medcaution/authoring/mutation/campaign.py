"""All mutants of a knowledge folder, or of some of its rules, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from medcaution.authoring.hearing import read_witnesses
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.mutation.equivalents import Explained, read_equivalents, stale
from medcaution.authoring.mutation.mutants import Mutant
from medcaution.authoring.mutation.trial import Result, try_rule, try_windows
from medcaution.errors import Problem
from medcaution.library.rules import Rule

#: Told after each rule: how many of how many are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Campaign:
    """The results, the listed equivalents that survive, and what is wrong."""

    results: tuple[Result, ...]
    equivalent: tuple[Explained, ...]
    problems: tuple[Problem, ...]

    def count(self, kind: str, fate: str) -> int:
        """Mutants of a kind that met a fate; `equivalent` is a fate of survivors."""
        listed = self._listed
        return sum(
            each.mutant.kind == kind
            and (each.fate if _key(each.mutant) not in listed else "equivalent") == fate
            for each in self.results
        )

    @property
    def kinds(self) -> list[str]:
        """The kinds of fault, in the order they were put in."""
        return [*dict.fromkeys(each.mutant.kind for each in self.results)]

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that no case kills and no reason explains."""
        return [
            each.mutant
            for each in self.results
            if each.fate == "survived" and _key(each.mutant) not in self._listed
        ]

    @property
    def _listed(self) -> Collection[tuple[str, str]]:
        return {(each.owner, each.name) for each in self.equivalent}


def mutate(
    knowledge: Knowledge, rules: Collection[Rule] | None = None, progress: Progress | None = None
) -> Campaign:
    """Put every fault before the cases.

    Args:
        knowledge: a folder, loaded.
        rules: only these, and no windows, if given.
        progress: is told how far it is.

    Raises:
        KnowledgeError: if a case is unreadable or fails before any fault is put in.
    """
    library, witnesses = knowledge.library, read_witnesses(knowledge)
    chosen = [
        rule
        for rule in (library.rules.values() if rules is None else rules)
        if rule.status != "retired"
    ]
    listed = read_equivalents(knowledge.folder)
    if rules is not None:
        listed = [each for each in listed if library.rule(each.owner) in chosen]
    results: list[Result] = []
    for done, rule in enumerate(chosen, 1):
        results += try_rule(rule, library, witnesses[rule.id])
        if progress:
            progress(done, len(chosen))
    if rules is None:
        results += try_windows(library, witnesses)
    survivors = {_key(each.mutant) for each in results if each.fate == "survived"}
    alive = tuple(each for each in listed if (each.owner, each.name) in survivors)
    campaign = Campaign(tuple(results), alive, ())
    problems = [
        *stale(listed, results),
        *(_problem(knowledge, each) for each in campaign.survivors),
    ]
    return Campaign(campaign.results, alive, tuple(sorted(problems)))


def _key(mutant: Mutant) -> tuple[str, str]:
    return mutant.owner, mutant.name


def _problem(knowledge: Knowledge, mutant: Mutant) -> Problem:
    rule = knowledge.library.rule(mutant.owner)
    if rule is None:
        document = knowledge.substance_documents[mutant.owner]
    else:
        document = next(each for known, each in knowledge.rule_documents if known.id == rule.id)
    message = f"{mutant.owner} {mutant.name}: no case notices"
    return document.problem(message, *mutant.at)
