"""Lint of what can come into play."""

from __future__ import annotations

import pytest

RULE = "rules/serotonin-toxicity/ketamine-with-ssri-serotonin-toxicity.toml"
KETAMINE = 'medication = ["ketamine", "esketamine"]'
SSRI = 'medication = ["@ssri"]\ntiming = "carry-over"'
MORE = '[[raise]]\nto = "major"\nbecause = "More."\nwhen.more = {{ {} }}\n\n[[raise]]'
PAIR = "rules/none-known/lithium-with-ketamine.toml"


@pytest.mark.parametrize(
    ("old", "new", "kind", "at"),
    [
        (KETAMINE, f'{KETAMINE}\nexcept = ["@ketamine-group"]', "substance", "[when.ketamine]"),
        ("[[raise]]", MORE.format('condition = ["mania"], except = ["mania"]'), "condition", "when.more"),
        ("[[raise]]", MORE.format("person = { age = { at_least = 66, at_most = 65 } }"), "age", "when.more"),
    ],
)  # fmt: skip
def test_patterns_can_be_met(copy, old, new, kind, at):
    copy.change(RULE, old, new)
    line = copy.line(RULE, at)
    name = at.strip("[]").removeprefix("when.")
    remedy = "swap at_least and at_most" if kind == "age" else "name some or drop the rule"
    assert copy.problems() == [f"{RULE}:{line}: {name}: no {kind} can fill it; {remedy}"]


def test_rules_can_fire(copy):
    copy.change(RULE, KETAMINE, 'medication = ["ketamine"]')
    copy.change(RULE, SSRI, 'medication = ["ketamine"]')
    line = copy.line(RULE, "[when.ketamine]")
    assert copy.problems() == [
        f"{RULE}:{line}: can never fire: its patterns hold the same substance; widen one of them"
    ]


def test_clauses_can_speak(copy):
    copy.change(RULE, "when.ketamine = { use", 'when.ketamine = { medication = ["sertraline"], use')
    line = copy.line(RULE, "when.ketamine")
    assert copy.problems() == [
        f"{RULE}:{line}: ketamine: narrows to nothing that the rule binds; name some of its own"
    ]


def test_raises_lead_up(copy):
    copy.change(RULE, '[[raise]]\nto = "major"', '[[raise]]\nto = "minor"')
    line = copy.line(RULE, "[[raise]]")
    assert copy.problems() == [
        (
            f"{RULE}:{line}: raise to minor changes nothing on a base of moderate; "
            "raise further or drop the clause"
        )
    ]


def test_a_raise_to_the_base_may_hold_a_lower_off(copy):
    copy.change(RULE, '[[raise]]\nto = "major"', '[[raise]]\nto = "moderate"')
    assert copy.problems() == []


def test_lowers_lead_down(copy):
    copy.change(RULE, '[[lower]]\nto = "minor"', '[[lower]]\nto = "moderate"')
    line = copy.line(RULE, "[[lower]]")
    assert copy.problems() == [
        (
            f"{RULE}:{line}: lower to moderate changes nothing on a base of moderate; "
            "lower further or drop the clause"
        )
    ]


def test_exceptions_take_something_out(copy):
    copy.change(RULE, KETAMINE, f'{KETAMINE}\nexcept = ["sertraline"]')
    line = copy.line(RULE, "[when.ketamine]")
    assert copy.problems() == [
        f"{RULE}:{line}: ketamine: except 'sertraline' takes nothing out; drop it"
    ]


@pytest.fixture
def again(copy):
    """A second rule beside lithium with ketamine, by another name."""
    name = "lithium-with-ketamine-again"
    for ending in ("toml", "cases.toml"):
        text = copy.text(f"rules/none-known/lithium-with-ketamine.{ending}")
        text = text.replace("lithium-with-ketamine", name).replace("LI-02", "LI-99")
        copy.write(f"rules/none-known/{name}.{ending}", text)
    return f"rules/none-known/{name}.toml"


def test_rules_differ(copy, again):
    line = copy.line(again, "[when.")
    # The shorter name is read after the longer one: '-' stands before '.'.
    assert copy.problems() == [
        f"{PAIR}:{line}: asks for the same facts as 'lithium-with-ketamine-again'; merge the two"
    ]


def test_rules_are_not_subsumed(copy, again):
    copy.change(again, '"ketamine", "esketamine"', '"ketamine"')
    line = copy.line(again, "[when.")
    assert copy.problems() == [
        (
            f"{again}:{line}: 'lithium-with-ketamine' fires wherever this does, as strongly; "
            "drop or narrow this one"
        )
    ]


def test_a_stronger_rule_on_fewer_facts_is_not_subsumed(copy, again):
    copy.change(again, '"ketamine", "esketamine"', '"ketamine"')
    copy.change(again, 'severity = "', 'severity = "major" #')
    assert copy.problems() == []
