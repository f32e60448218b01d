"""What an answer is worth, list by list, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from medcaution.authoring.simulation.answers import Alert, Answer
from medcaution.authoring.simulation.corpus import Placed
from medcaution.authoring.simulation.scenarios import (
    CALM,
    EXPECTED,
    Expectation,
    Group,
    Level,
    Scenario,
)
from medcaution.library.rules import rank

#: From here on an alert interrupts; below it stands on the page.
INTERRUPTS: Level = "major"
#: From here on an alert is counted as a warning.
WARNS: Level = "moderate"
#: Why an expectation was missed: nothing was said, said more softly, or for another reason.
Lack: TypeAlias = Literal["silent", "too soft", "another reason"]


@dataclass(frozen=True)
class Miss:
    """An expectation that was not met. `raised` is the loudest that spoke about its lines."""

    expectation: Expectation
    lack: Lack
    raised: Level | None


@dataclass(frozen=True)
class Verdict:
    """How a list was answered."""

    placed: Placed
    misses: tuple[Miss, ...]
    disturbed: tuple[tuple[str, ...], ...]
    interruptions: int
    warnings: int
    alerts: int
    unread: tuple[str, ...]

    @property
    def told(self) -> bool:
        """Whether something was said about every expectation, however softly and why ever."""
        return all(miss.lack != "silent" for miss in self.misses)

    @property
    def passed(self) -> bool:
        """Whether a dangerous list was raised as expected, a calm one not interrupted."""
        return not self.interruptions if self.placed.group in CALM else not self.misses


def judge(placed: Placed, answer: Answer) -> Verdict:
    """One list and one answer."""
    scenario = placed.scenario
    covered = {at: _lines(scenario, alert.members) for at, alert in enumerate(answer.alerts)}
    misses = []
    for expectation in placed.scenario.expect:
        about = [
            alert
            for at, alert in enumerate(answer.alerts)
            if _covers(scenario, covered[at], expectation.members)
        ]
        lack = _lack(expectation, about, placed.level(expectation))
        if lack:
            raised = max((each.severity for each in about), key=rank, default=None)
            misses.append(Miss(expectation, lack, raised))
    interrupting = [
        at for at, alert in enumerate(answer.alerts) if rank(alert.severity) >= rank(INTERRUPTS)
    ]
    return Verdict(
        placed=placed,
        misses=tuple(misses),
        disturbed=tuple(
            names
            for names in scenario.quiet
            if any(_covers(scenario, covered[at], names) for at in interrupting)
        ),
        interruptions=len(interrupting),
        warnings=sum(rank(each.severity) >= rank(WARNS) for each in answer.alerts),
        alerts=len(answer.alerts),
        unread=answer.unread,
    )


def _lines(scenario: Scenario, names: Iterable[str]) -> frozenset[int]:
    return frozenset().union(*(scenario.called(name) for name in names))


def _covers(scenario: Scenario, lines: frozenset[int], names: Iterable[str]) -> bool:
    return all(scenario.called(name) & lines for name in names)


def _lack(expectation: Expectation, about: Sequence[Alert], level: Level) -> Lack | None:
    """What the alerts about the expected lines lack, or None."""
    if not about:
        return "silent"
    right = [
        each
        for each in about
        if not each.consequences or set(each.consequences) & set(expectation.consequence)
    ]
    if not right:
        return "another reason"
    return None if any(rank(each.severity) >= rank(level) for each in right) else "too soft"


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """Rounded down to a tenth, so that 100 is said of all and of nothing less."""
        return 1000 * self.part // self.whole / 10 if self.whole else 0.0


@dataclass(frozen=True)
class Score:
    """Every list with its verdict, and the figures made of them."""

    verdicts: tuple[Verdict, ...]

    def passed(self, *groups: Group, bare: bool = False, read: bool = False) -> Share:
        """Lists of these groups answered as expected.

        Args:
            groups: whose lists are counted.
            bare: count the lists alone whose answer hangs on names.
            read: count the lists alone of which the checker could read every line.
        """
        found = [each for each in self._of(groups, bare=bare) if not (read and each.unread)]
        return Share(sum(each.passed for each in found), len(found))

    def told(self, *groups: Group) -> Share:
        """Lists about whose every danger something was said, at whatever level."""
        found = self._of(groups)
        return Share(sum(each.told for each in found), len(found))

    @property
    def sensitivity(self) -> Share:
        """Dangerous lists raised as expected."""
        return self.passed(*EXPECTED)

    @property
    def specificity(self) -> Share:
        """Calm lists without an interruption."""
        return self.passed(*CALM)

    @property
    def unwarned(self) -> Share:
        """Calm lists without a warning, which does not interrupt but is there to be read."""
        found = self._of(CALM)
        return Share(sum(not each.warnings for each in found), len(found))

    @property
    def bystanders(self) -> Share:
        """Harmless pairs on dangerous lists that were left alone."""
        pairs = sum(len(each.placed.scenario.quiet) for each in self.verdicts)
        return Share(pairs - sum(len(each.disturbed) for each in self.verdicts), pairs)

    @property
    def unread(self) -> int:
        """Lists with a line that was not recognised."""
        return sum(bool(each.unread) for each in self.verdicts)

    def alerts(self, *groups: Group) -> float:
        """Alerts a list, of any level."""
        found = self._of(groups)
        return sum(each.alerts for each in found) / len(found) if found else 0.0

    def interruptions(self, *groups: Group) -> float:
        """Interruptions a list."""
        found = self._of(groups)
        return sum(each.interruptions for each in found) / len(found) if found else 0.0

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Lists not answered as expected, and those on which a bystander was disturbed."""
        return tuple(each for each in self.verdicts if not each.passed or each.disturbed)

    def _of(self, groups: Iterable[Group], *, bare: bool = False) -> list[Verdict]:
        return [
            each
            for each in self.verdicts
            if each.placed.group in groups and (each.placed.scenario.bare or not bare)
        ]


def score(placed: Sequence[Placed], answers: Mapping[str, Answer]) -> Score:
    """All lists and all answers, as `answers_of` and `read_answers` give them."""
    return Score(tuple(judge(each, answers[each.scenario.id]) for each in placed))
