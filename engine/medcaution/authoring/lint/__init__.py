"""Lint for the knowledge: one function, one message, one remedy a check."""

from __future__ import annotations

import datetime
from pathlib import Path

from medcaution.authoring.lint import cases, names, rules, texts
from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import KnowledgeError, Problem

CHECKS: tuple[Check, ...] = (*rules.CHECKS, *texts.CHECKS, *names.CHECKS, *cases.CHECKS)

__all__ = ["CHECKS", "Knowledge", "lint_folder"]


def lint_folder(
    folder: Path, today: datetime.date | None = None
) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings of a knowledge folder, in the order of the files.

    Knowledge that does not load is all problems. An overdue review is a warning.
    """
    try:
        knowledge = Knowledge.read(folder)
    except KnowledgeError as error:
        return list(error.problems), []
    problems = sorted({problem for check in CHECKS for problem in check(knowledge)})
    day = today or datetime.date.today()  # noqa: DTZ011  (a review is due on a day, anywhere)
    return problems, sorted(rules.overdue(knowledge, day))
