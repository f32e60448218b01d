"""All lists of the simulator, read from their files and checked.

Each file holds one class of lists. The expectations come from the sources named, never from the
answers of a checker; an expectation that was corrected afterwards says when and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from medcaution.authoring.simulation.scenarios import (
    CALM,
    EXPECTED,
    GROUPS,
    Expectation,
    Group,
    Level,
    Scenario,
    Source,
)
from medcaution.errors import KnowledgeError, Problem
from medcaution.library.folders import bundled_folder
from medcaution.library.library import Library
from medcaution.library.substances import Entry
from medcaution.shaped import read_shaped


class _Scenarios(Entry):
    scenario: tuple[Scenario, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Placed:
    """A scenario, its group, and where it stands."""

    path: str
    line: int
    group: Group
    scenario: Scenario

    def level(self, expectation: Expectation) -> Level:
        """How loudly an expectation must be met."""
        return expectation.at_least or EXPECTED[self.group]


@dataclass(frozen=True)
class Corpus:
    """All lists and their sources."""

    placed: tuple[Placed, ...]
    sources: Mapping[str, Source]

    def of(self, group: Group) -> tuple[Placed, ...]:
        """The lists of one group."""
        return tuple(each for each in self.placed if each.group == group)


def scenario_folder() -> Path:
    """Where the lists lie: inside the installed package, else in the checkout."""
    root = bundled_folder()
    return root / "simulator" if root.name == "_bundled" else root / "tests/simulator/scenarios"


def read_corpus(library: Library, folder: Path | None = None) -> Corpus:
    """Every list of a folder, and their sources.

    Raises:
        KnowledgeError: with every problem of every file at its line.
    """
    folder = folder or scenario_folder()
    _, sources = read_shaped(folder, folder / "sources.toml", dict[str, Source])
    placed: list[Placed] = []
    problems: list[Problem] = []
    for group in GROUPS:
        document, read = read_shaped(folder, folder / f"{group}.toml", _Scenarios)
        for at, scenario in enumerate(read.scenario):
            placed.append(Placed(document.path, document.line("scenario", at), group, scenario))
            problems += [
                document.problem(f"{scenario.id}: {fault}", "scenario", at)
                for fault in _faults(scenario, group, sources, library)
            ]
    problems += list(_repeated(placed))
    if problems:
        raise KnowledgeError(problems)
    return Corpus(tuple(placed), sources)


def _faults(
    scenario: Scenario, group: Group, sources: Mapping[str, Source], library: Library
) -> Iterator[str]:
    if scenario.source not in sources:
        yield f"the source '{scenario.source}' is not in sources.toml"
    if (group in CALM) == bool(scenario.expect):
        yield "a dangerous list says what to raise; a calm one does not"
    for names in (*(each.members for each in scenario.expect), *scenario.quiet):
        for name in names:
            if not scenario.called(name):
                yield f"no line goes by the name '{name}'"
    for expectation in scenario.expect:
        for consequence in expectation.consequence:
            if consequence not in library.consequences:
                yield f"'{consequence}' is not in facts/consequences.toml"


def _repeated(placed: Sequence[Placed]) -> Iterator[Problem]:
    counts = Counter(each.scenario.id for each in placed)
    for each in placed:
        if counts[each.scenario.id] > 1:
            yield Problem(each.path, each.line, f"the id '{each.scenario.id}' is used twice")
