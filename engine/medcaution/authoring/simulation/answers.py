"""What is asked of a checker and what it answers: one JSON line a list, either way.

A question holds the list and nothing of what is expected. An answer names the alerts: how severe,
about which lines (by any of their names), and, if the checker tells, for which consequences.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field, ValidationError

from medcaution.authoring.simulation.corpus import Placed
from medcaution.authoring.simulation.scenarios import Level, Scenario
from medcaution.errors import InputError
from medcaution.library.substances import Entry, Sentence
from medcaution.strict_json import parse_json


class Alert(Entry):
    """One alert. `consequences` are ids of facts/consequences.toml; none if it names no kind."""

    severity: Level
    members: tuple[Sentence, ...] = Field(min_length=1)
    consequences: tuple[Sentence, ...] = ()
    text: str | None = None


class Answer(Entry):
    """Everything a checker says of one list. `unread` are lines it did not recognise.

    `asked` is the fingerprint of the question, for answers that are kept: a list that has changed
    since is then noticed.
    """

    id: str
    asked: str | None = None
    alerts: tuple[Alert, ...] = ()
    unread: tuple[str, ...] = ()


def question(scenario: Scenario) -> str:
    """The JSON line of a list."""
    asked = scenario.model_dump(
        mode="json",
        include={"id", "medications", "conditions", "age", "pregnant", "as_of"},
        exclude_unset=True,
    )
    for line, medication in zip(asked["medications"], scenario.medications, strict=True):
        line["ingredients"] = list(medication.holds)
    return json.dumps(asked, ensure_ascii=False)


def fingerprint(line: str) -> str:
    """The sha256 of a question's line, without its line break."""
    return hashlib.sha256(line.strip().encode()).hexdigest()


def read_answers(
    lines: Iterable[str], placed: Sequence[Placed], place: str
) -> Mapping[str, Answer]:
    """The answer to every list, by its id.

    Args:
        lines: JSON lines; blank ones are passed over.
        placed: the lists that were asked about.
        place: what to call the origin of the lines in an error.

    Raises:
        InputError: if a line is no answer, or a list was answered twice, not, about a name that
            is not on it, or before it changed.
    """
    asked = {each.scenario.id: each.scenario for each in placed}
    answers: dict[str, Answer] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{place}, line {number}"
        answer = _parse(line, where)
        scenario = asked.get(answer.id)
        if scenario is None:
            raise InputError(f"answers '{answer.id}', which was not asked", where)
        if answer.id in answers:
            raise InputError(f"answers '{answer.id}' a second time", where)
        if answer.asked not in (None, fingerprint(question(scenario))):
            raise InputError(f"'{answer.id}' has changed since it was answered", where)
        for alert in answer.alerts:
            for name in alert.members:
                if not scenario.called(name):
                    raise InputError(f"'{name}' is on no line of '{answer.id}'", where)
        answers[answer.id] = answer
    missing = [name for name in asked if name not in answers]
    if missing:
        raise InputError(f"{len(missing)} list(s) not answered, first '{missing[0]}'", place)
    return answers


def _parse(line: str, where: str) -> Answer:
    try:
        return Answer.model_validate(parse_json(line))
    except InputError as error:
        raise InputError(str(error), where) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", where) from None
