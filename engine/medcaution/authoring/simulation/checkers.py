"""Who answers: medcaution itself, the naive checker, or any command that speaks the protocol."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping, Sequence

from medcaution.authoring.simulation.answers import Alert, Answer, question, read_answers
from medcaution.authoring.simulation.corpus import Placed
from medcaution.authoring.simulation.naive import NaiveChecker
from medcaution.authoring.simulation.scenarios import Scenario
from medcaution.checker import Checker
from medcaution.errors import InputError
from medcaution.prepared import Prepared
from medcaution.report import UNREAD

OURS, NAIVE = "medcaution", "naive"
_LONGEST_SECONDS = 3600


def answers_of(checker: str, prepared: Prepared, placed: Sequence[Placed]) -> Mapping[str, Answer]:
    """What a checker says of every list, by id.

    Args:
        checker: `medcaution`, `naive`, or a command to run once, which reads a question a line
            and writes an answer a line.
        prepared: the knowledge that the first two answer from.
        placed: the lists.

    Raises:
        InputError: if the command cannot be run, fails, or answers something else.
    """
    if checker == OURS:
        ours = Checker(prepared=prepared)
        return {each.scenario.id: _ours(ours, each.scenario) for each in placed}
    if checker == NAIVE:
        naive = NaiveChecker(prepared)
        return {each.scenario.id: naive.answer(each.scenario) for each in placed}
    return read_answers(_run(checker, placed).splitlines(), placed, "the checker's output")


def _ours(checker: Checker, scenario: Scenario) -> Answer:
    """Only the words of the list are given: reading brands is part of the work."""
    report = checker.check(scenario.person())
    return Answer(
        id=scenario.id,
        alerts=tuple(
            Alert(
                severity=caution.severity,
                members=(
                    *(each.as_written for each in caution.medications),
                    *(each.as_written for each in caution.conditions if each.line is not None),
                ),
                consequences=(caution.consequence, *caution.also),
                text=caution.summary,
            )
            for caution in report.cautions
            if caution.severity != "note"
        ),
        unread=tuple(each.as_written for each in report.inputs if each.outcome in UNREAD),
    )


def _run(command: str, placed: Sequence[Placed]) -> str:
    questions = "".join(f"{question(each.scenario)}\n" for each in placed)
    try:
        done = subprocess.run(  # noqa: S603  (the user names the command to run)
            shlex.split(command),
            input=questions,
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise InputError(f"the command could not be run: {error}", "--checker") from None
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise InputError(f"the command ended with {done.returncode}: {last[0]}", "--checker")
    return done.stdout
