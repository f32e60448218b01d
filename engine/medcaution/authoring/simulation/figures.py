"""The figures of a score, in one order for the terminal, JSON and the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from medcaution.authoring.simulation.scenarios import CALM, EXPECTED
from medcaution.authoring.simulation.scoring import Score, Share, Verdict

Figure: TypeAlias = Share | float | int
Figures: TypeAlias = Sequence[tuple[str, Callable[[Score], Figure]]]

#: What is told of every checker: a label, and how it is reckoned.
FIGURES: Figures = (
    ("fatal lists raised", lambda score: score.passed("fatal")),
    ("high-risk lists raised", lambda score: score.passed("high-risk")),
    ("moderate lists raised", lambda score: score.passed("moderate")),
    ("sensitivity, all three", lambda score: score.sensitivity),
    ("something said, at any level", lambda score: score.told(*EXPECTED)),
    ("excessive-alert lists not interrupted", lambda score: score.passed("excessive-alert")),
    ("ordinary lists not interrupted", lambda score: score.passed("ordinary")),
    ("specificity, both", lambda score: score.specificity),
    ("calm lists without a warning", lambda score: score.unwarned),
    ("bystanders left alone", lambda score: score.bystanders),
    ("alerts a dangerous list", lambda score: score.alerts(*EXPECTED)),
    ("alerts an excessive-alert list", lambda score: score.alerts("excessive-alert")),
    ("alerts an ordinary list", lambda score: score.alerts("ordinary")),
    ("interruptions a calm list", lambda score: score.interruptions(*CALM)),
    ("lists with a line it could not read", lambda score: score.unread),
)
#: The same for the lists whose answer hangs on names alone, which is all that some checkers take.
BARE_FIGURES: Figures = (
    ("fatal lists raised", lambda score: score.passed("fatal", bare=True)),
    ("high-risk lists raised", lambda score: score.passed("high-risk", bare=True)),
    ("moderate lists raised", lambda score: score.passed("moderate", bare=True)),
    ("sensitivity, all three", lambda score: score.passed(*EXPECTED, bare=True)),
    (
        "the same, where it reads every line",
        lambda score: score.passed(*EXPECTED, bare=True, read=True),
    ),
    ("specificity", lambda score: score.passed(*CALM, bare=True)),
)


def written(figure: Figure) -> str:
    """A figure as a reader sees it: `61 of 65 (93.8 %)`, `0.44`, `31`."""
    if isinstance(figure, Share):
        return f"{figure.part} of {figure.whole} ({figure.percent} %)"
    return f"{figure:.2f}" if isinstance(figure, float) else str(figure)


def as_data(score: Score) -> dict[str, Any]:
    """Every figure and every list, for a program to read."""
    return {
        "figures": {label: _value(reckon(score)) for label, reckon in FIGURES},
        "names_alone": {label: _value(reckon(score)) for label, reckon in BARE_FIGURES},
        "lists": [_verdict(each) for each in score.verdicts],
    }


def _value(figure: Figure) -> Any:
    if isinstance(figure, Share):
        return {"part": figure.part, "whole": figure.whole, "percent": figure.percent}
    return round(figure, 4)


def _verdict(verdict: Verdict) -> Mapping[str, Any]:
    return {
        "id": verdict.placed.scenario.id,
        "group": verdict.placed.group,
        "passed": verdict.passed,
        "misses": [
            {"members": miss.expectation.members, "lack": miss.lack, "raised": miss.raised}
            for miss in verdict.misses
        ],
        "disturbed": verdict.disturbed,
        "alerts": verdict.alerts,
        "interruptions": verdict.interruptions,
        "unread": verdict.unread,
    }
