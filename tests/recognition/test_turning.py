"""What is said of a line whose meaning a word turns. Nobody is bidden to leave out what is taken."""

from __future__ import annotations

import re

import pytest

from medcaution import Person
from medcaution.authoring.lint.readability import grade
from medcaution.recognition.turning import CONDITION_REASONS, REASONS, TURNED

_GRADE = 8
#: Each says what to write if it holds for this person.
_IF_SO = re.compile(
    r"(?:If|Does) (?:this person|it is still|it is taken now|it names an illness).*[Ww]rite |"
    r"Write each thing that this person (?:takes|has), or may (?:take|have)"
)


@pytest.mark.parametrize("text", sorted(TURNED))
def test_a_text_says_what_to_write_if_it_is_taken_or_there_after_all(text):
    assert _IF_SO.search(text)
    assert "line out" not in text
    left_out = re.findall(r"[Ll]eave out (\w+)", text)
    assert set(left_out) <= {"only"}
    assert grade(text) <= _GRADE


def test_a_condition_is_told_nothing_that_only_a_medicine_can_have():
    assert CONDITION_REASONS.keys() >= REASONS.keys()
    told = set(CONDITION_REASONS.values())
    assert told.isdisjoint(REASONS.values())
    assert not [text for text in told if '"planned"' in text or '"stopped"' in text]


@pytest.mark.parametrize(
    "line",
    [
        "diazepam without prescription", "diazepam, not prescribed", "nothing but diazepam",
        "can't stop diazepam", "diazepam from a friend", "friend's diazepam",
        "off the street diazepam", "diazepam on and off", "last dose diazepam this morning",
        "maybe diazepam", "diazepam next to nothing helps", "diazepam (adverse to driving)",
    ],
)  # fmt: skip
def test_whoever_does_as_the_text_bids_is_warned(checker, line):
    """All these lines are of somebody who takes it: each remedy ends at its name, alone."""
    read, _ = checker.check(Person(medications=[line, "oxycodone"])).inputs
    assert read.outcome == "not-recognised"
    assert re.search(
        r"write (?:the|that) name (?:alone|with)|Write each thing", read.reason, re.IGNORECASE
    )
