"""Lint for the knowledge: one function, one message, one remedy a check."""

from __future__ import annotations

import datetime
from pathlib import Path

from medcaution.authoring.lint import cases, evidence, firing, names, order, reach, rules, texts
from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.authoring.lint.unwritten import PLACEHOLDER, nothing_is_left_to_write
from medcaution.errors import KnowledgeError, Problem

CHECKS: tuple[Check, ...] = (
    *rules.CHECKS, *order.CHECKS, *evidence.CHECKS, *firing.CHECKS, *texts.CHECKS, *names.CHECKS,
    *reach.CHECKS, *cases.CHECKS,
)  # fmt: skip

__all__ = ["CHECKS", "Knowledge", "lint_folder"]


def lint_folder(
    folder: Path, today: datetime.date | None = None
) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings of a knowledge folder, in the order of the files.

    What is left to write comes with everything else, and instead of what it breaks. Knowledge that
    does not load is not looked at further. An overdue review is a warning.
    """
    unwritten = set(nothing_is_left_to_write(folder))
    try:
        knowledge = Knowledge.read(folder)
    except KnowledgeError as error:
        return _in_order(unwritten, set(error.problems)), []
    found = {problem for check in CHECKS for problem in check(knowledge)}
    day = today or datetime.date.today()  # noqa: DTZ011  (a review is due on a day, anywhere)
    return _in_order(unwritten, found), sorted(rules.overdue(knowledge, day))


def _in_order(unwritten: set[Problem], found: set[Problem]) -> list[Problem]:
    places = {(problem.path, problem.line) for problem in unwritten}
    own = {
        each
        for each in found
        if (each.path, each.line) not in places and f"'{PLACEHOLDER}" not in each.message
    }
    return sorted(unwritten | own)
