"""Words of severity behind a condition: dropped only if they make it no other one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution.library.substances import KnownCondition
from medcaution.recognition import Recogniser

SEVERE = (
    "hypertension, severe", "Hypertension - severe", "hypertension severe", "hypertension (severe)",
    "HTN severe", "HTN, severe", "severe HTN", "high blood pressure, severe",
    "hypertension, severe, unspecified", "hypertension, unspecified, severe",
    "hypertension, recurrent, severe", "hypertension severe 2015", "hypertension 2015, severe",
    "PMH: hypertension, severe", "hypertension; severe",
)  # fmt: skip


@pytest.fixture
def with_graver(small_library):
    """Knowledge of a severe hypertension, which is a condition of its own."""
    hypertension = small_library.conditions["hypertension"].model_copy(update={"names": ("HTN",)})
    crisis = KnownCondition(label="crisis", plain="a crisis", names=("severe hypertension",))
    graver = {"hypertension": hypertension, "crisis": crisis}
    return Recogniser(replace(small_library, conditions=small_library.conditions | graver))


@pytest.mark.parametrize("line", SEVERE)
def test_a_word_behind_a_name_that_makes_it_a_graver_one_is_kept(with_graver, line):
    assert with_graver.condition(line).condition == "crisis"


@pytest.mark.parametrize(
    ("line", "condition", "status"),
    [
        ("hypertension, moderate", "hypertension", None),
        ("hypertension, unspecified", "hypertension", None),
        ("mania, severe", "mania", None),
        ("suspected hypertension, severe", "crisis", "suspected"),
        # Of what is over, rules hear the lasting illness more than the graver one.
        ("h/o hypertension, severe", "hypertension", "history"),
        ("hypertension, severe, in the past", "hypertension", "history"),
        ("HTN severe (history)", "hypertension", "history"),
    ],
)
def test_any_other_word_behind_a_name_adds_nothing(with_graver, line, condition, status):
    found = with_graver.condition(line)
    assert (found.condition, found.status) == (condition, status)


def test_a_severity_that_no_name_holds_stays_a_question_ahead(with_graver):
    assert with_graver.condition("severe mania").outcome == "not-recognised"


def test_every_name_that_begins_with_a_severity_is_read_with_it_behind(library):
    recogniser = Recogniser(library)
    words = ("severe", "moderate", "mild", "recurrent", "unspecified")
    names = [entry.name for entry in recogniser.indexes[1].entries.values()]
    graver = [name for name in names if name.startswith(words)]
    turned = [f"{name.split(' ', 1)[1]}, {name.split(' ', 1)[0]}" for name in graver]
    read = [recogniser.condition(line).condition for line in turned]
    assert read == [recogniser.condition(name).condition for name in graver]
    assert len(graver) >= 7
