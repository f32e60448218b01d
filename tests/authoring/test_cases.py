"""Lint of the cases beside a rule."""

from __future__ import annotations

import re

import pytest

RULE = "rules/none-known/lithium-with-ketamine.toml"
CASES = "rules/none-known/lithium-with-ketamine.cases.toml"


@pytest.fixture
def drop(copy):
    """Take every case of a kind out of the file."""

    def drop(kind):
        text = re.sub(rf"\[\[{kind}\]\].*?(?=\n\[\[|\Z)", "", copy.text(CASES), flags=re.DOTALL)
        assert text != copy.text(CASES)
        copy.write(CASES, text)

    return drop


def test_rules_have_cases(copy):
    (copy.folder / CASES).unlink()
    assert copy.problems() == [
        f"{RULE}:1: no cases; write lithium-with-ketamine.cases.toml beside it"
    ]


def test_rules_are_heard(copy, drop):
    drop("fires")
    assert copy.problems() == [
        f"{CASES}:1: no [[fires]] case; add a list this rule must speak about"
    ]


def test_rules_are_silent_somewhere(copy, drop):
    drop("silent")
    assert copy.problems() == [
        f"{CASES}:1: no [[silent]] case; add a near miss, a list in which one thing differs"
    ]


def test_rules_explain_themselves(copy):
    text = copy.text(CASES)
    copy.write(CASES, re.sub(r'text = """.*?"""', 'text = ""', text, flags=re.DOTALL))
    line = copy.line(CASES, "[[explains]]")
    assert copy.problems() == [
        (
            f"{CASES}:{line}: not exactly one [[explains]] with its golden text; write one with "
            f'text = "", then `pytest {CASES} --update-explanations`, and read what it says'
        )
    ]


def test_a_second_golden_text_is_one_too_many(copy):
    copy.write(CASES, copy.text(CASES) + '\n[[explains]]\nmedications = ["x"]\ntext = "y"\n')
    (problem,) = copy.problems()
    assert "not exactly one [[explains]]" in problem


def test_cases_have_rules(copy):
    other = "rules/none-known/lithium-with-nothing.cases.toml"
    copy.write(other, copy.text(CASES))
    assert copy.problems() == [
        f"{other}:1: cases of no rule 'lithium-with-nothing'; rename or remove the file"
    ]


def test_cases_lie_beside_their_rule(copy):
    other = "rules/seizure/lithium-with-ketamine.cases.toml"
    copy.move(CASES, other)
    assert copy.problems() == [f"{other}:1: its rule lies in rules/none-known; move the file there"]


def test_cases_differ(copy):
    case = '\n[[silent]]\nwhy = "{}"\nmedications = ["lithium", "aspirin"]\n'
    copy.write(CASES, copy.text(CASES) + case.format("once") + case.format("twice"))
    lines = copy.text(CASES).splitlines()
    first, second = lines.index('why = "once"'), lines.index('why = "twice"')
    assert copy.problems() == [
        f"{CASES}:{second}: asks about the same list as line {first}; keep one of the two"
    ]


def test_cases_say_different_things(copy):
    case = '\n[[silent]]\nwhy = "one medicine"\nmedications = ["{}"]\n'
    copy.write(CASES, copy.text(CASES) + case.format("aspirin") + case.format("ibuprofen"))
    lines = copy.text(CASES).splitlines()
    first = lines.index('why = "one medicine"')
    assert copy.problems() == [
        f"{CASES}:{first + 4}: says why in the words of line {first}; say what differs"
    ]


def test_a_misspelt_key_of_a_case_is_told_with_the_right_one(copy):
    copy.change(CASES, "medications = ", "medication = ")
    line = copy.line(CASES, "medication = ")
    assert f"{CASES}:{line}: fires.1.medication: no such key. Did you mean 'medications'?" in copy.problems()  # fmt: skip
