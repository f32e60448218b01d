"""Where a pattern ends: the last day, milligram and year that count, and what is not known."""

from __future__ import annotations

import pytest

from medcaution.library.rules import Pattern
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import ConditionFact, MedicationFact, PersonFact
from medcaution.matching.patterns import (
    Answer,
    ask_condition,
    ask_medication,
    ask_person,
    compile_addition,
    compile_pattern,
)

NO, OPEN, YES = Answer.NO, Answer.OPEN, Answer.YES
FLUOXETINE = ("fluoxetine",)  # its washout is 35 days


def dose(milligrams, *, exact=True):
    return {"dose": DailyDose(milligrams, exact=exact)}


def stopped(days):
    return {"status": "stopped", "stopped_days": days}


#: What a rule asks, what is known of the line, and the answer of a rule, which takes the unknown
#: for granted, and of a clause, which does not.
ASKED = [
    ({}, {}, YES, YES),
    ({}, {"route": "oral"}, YES, YES),
    ({}, {"route": "topical"}, NO, NO),
    ({"route": ["oral"]}, {"route": "oral"}, YES, YES),
    ({"route": ["oral"]}, {"route": "iv"}, NO, NO),
    ({"route": ["oral"]}, {}, YES, OPEN),
    ({"route": ["oral", "unknown"]}, {}, YES, YES),
    ({"route": ["systemic"]}, {"route": "iv"}, YES, YES),
    ({"route": ["systemic"]}, {"route": "otic"}, NO, NO),
    ({"use": ["non-prescribed"]}, {"use": "non-prescribed"}, YES, YES),
    ({"use": ["non-prescribed"]}, {"use": "prescribed-supervised"}, NO, NO),
    ({"use": ["non-prescribed"]}, {}, YES, OPEN),
    ({"status": ["planned"]}, {"status": "planned"}, YES, YES),
    ({"status": ["planned"]}, {}, NO, NO),
    ({"dose": {"above": "40 mg/day"}}, dose(41), YES, YES),
    ({"dose": {"above": "40 mg/day"}}, dose(40), NO, NO),
    ({"dose": {"above": "40 mg/day"}}, dose(40, exact=False), OPEN, OPEN),
    ({"dose": {"above": "40 mg/day"}}, dose(41, exact=False), YES, YES),
    ({"dose": {"above": "40 mg/day"}}, {}, OPEN, OPEN),
    ({"dose": {"at_most": "40 mg/day"}}, dose(40), YES, YES),
    ({"dose": {"at_most": "40 mg/day"}}, dose(41), NO, NO),
    ({"dose": {"at_most": "40 mg/day"}}, dose(40, exact=False), OPEN, OPEN),
    ({"dose": {"at_most": "40 mg/day"}}, dose(41, exact=False), NO, NO),
    ({"dose": {"at_most": "40 mg/day"}}, {}, OPEN, OPEN),
    ({"taken_for": "30 days"}, {"taken_days": 30}, YES, YES),
    ({"taken_for": "30 days"}, {"taken_days": 29}, NO, NO),
    ({"taken_for": "30 days"}, {}, OPEN, OPEN),
    ({"timing": "washout"}, {}, YES, YES),
    ({"timing": "washout"}, stopped(35), YES, YES),
    ({"timing": "washout"}, stopped(36), NO, NO),
    ({"timing": "washout"}, stopped(None), YES, OPEN),
    ({"timing": "same-day"}, stopped(1), YES, YES),
    ({"timing": "same-day"}, stopped(2), NO, NO),
    ({"timing": "stopped", "within": "14 days"}, {}, NO, NO),
    ({"timing": "stopped", "within": "14 days"}, stopped(14), YES, YES),
    ({"timing": "stopped", "within": "14 days"}, stopped(15), NO, NO),
    ({"timing": "stopped", "within": "14 days"}, stopped(None), YES, OPEN),
]


@pytest.mark.parametrize(("asked", "known", "of_rule", "of_clause"), ASKED)
def test_a_medication(library, asked, known, of_rule, of_clause):
    fact, substance = MedicationFact("fluoxetine", **known), library.substances["fluoxetine"]
    rule = compile_pattern(Pattern(medication=FLUOXETINE, **asked), library)
    everywhere = ["systemic", "topical", "otic"] if "route" in asked else ["systemic"]
    anytime = {"timing": "washout"} if "timing" in asked else {}
    broad = Pattern(medication=("@ssri",), route=everywhere, **anytime)
    clause = compile_pattern(broad, library).narrowed(Pattern(**asked), library)
    assert ask_medication(rule, fact, substance) is of_rule
    assert ask_medication(clause, fact, substance) is of_clause


def test_what_a_clause_adds_is_taken_now_for_sure(library):
    pattern = Pattern(medication=FLUOXETINE, timing="washout", use=["non-prescribed"])
    for current_only, after in ((False, YES), (True, NO)):
        test = compile_addition(pattern, library, current_only=current_only)
        for known, answer in (
            ({}, YES),
            (stopped(35), after),
            (stopped(36), NO),
            (stopped(None), OPEN if after else NO),
            ({"status": "planned"}, after),
        ):
            fact = MedicationFact("fluoxetine", use="non-prescribed", **known)
            assert ask_medication(test, fact, library.substances["fluoxetine"]) is answer, known
        unstated = ask_medication(
            test, MedicationFact("fluoxetine"), library.substances["fluoxetine"]
        )
        assert unstated is OPEN


def test_members_are_those_named_less_those_excepted(library):
    ssri = Pattern(medication=("@ssri",), **{"except": ("fluoxetine",)})
    broad = compile_pattern(ssri, library)
    narrow = broad.narrowed(Pattern(medication=("sertraline", "fluoxetine")), library)
    spared = broad.narrowed(Pattern(**{"except": ("sertraline",)}), library)
    assert "fluoxetine" not in broad.members
    assert {"sertraline", "citalopram"} <= broad.members
    assert narrow.members == {"sertraline"}
    assert spared.members == broad.members - {"sertraline"}
    ill = compile_pattern(
        Pattern(condition=("@bipolar-spectrum",), **{"except": ("mania",)}), library
    )
    assert "mania" not in ill.members
    assert ill.members
    some = min(ill.members)
    assert ill.narrowed(Pattern(**{"except": (some,)}), library).members == ill.members - {some}
    assert ill.narrowed(Pattern(condition=("mania", some)), library).members == {some}


@pytest.mark.parametrize(
    ("asked", "narrower", "status", "lasting", "answer"),
    [
        ((), None, "active", False, YES),
        ((), None, "suspected", False, YES),
        ((), None, "history", False, NO),
        ((), None, "history", True, YES),
        ((), None, "family-history", True, NO),
        (("history",), None, "history", False, YES),
        (("history",), None, "active", False, NO),
        ((), ("active",), "active", False, YES),
        ((), ("active",), "suspected", False, NO),
    ],
)
def test_a_condition(library, asked, narrower, status, lasting, answer):
    test = compile_pattern(Pattern(condition=("mania",), status=asked), library)
    if narrower:
        test = test.narrowed(Pattern(status=narrower), library)
    assert ask_condition(test, ConditionFact("mania", status), lasting=lasting) is answer
    assert ask_condition(test, ConditionFact("asthma", status), lasting=lasting) is NO


@pytest.mark.parametrize(
    ("named", "answer"), [((), NO), (("active", "suspected"), YES), (("active",), NO)]
)
@pytest.mark.parametrize("lowers", [True, False])
def test_a_suspicion_lowers_nothing_unless_a_rule_says_so(library, named, answer, lowers):
    answer = answer if lowers or named else YES
    suspected = ConditionFact("mania", "suspected")
    pattern = Pattern(condition=("mania",), status=named)
    broad = compile_pattern(Pattern(condition=("mania",)), library)
    for test in (
        broad.narrowed(pattern, library, lowers=lowers),
        compile_addition(pattern, library, current_only=lowers),
    ):
        assert ask_condition(test, suspected, lasting=False) is answer


@pytest.mark.parametrize(
    ("asked", "known", "answer"),
    [
        ({"age": {"at_least": 65}}, {"age": 65}, YES),
        ({"age": {"at_least": 65}}, {"age": 64}, NO),
        ({"age": {"at_least": 65}}, {}, OPEN),
        ({"age": {"at_most": 40}}, {"age": 40}, YES),
        ({"age": {"at_most": 40}}, {"age": 41}, NO),
        ({"age": {"at_most": 40}}, {"age": 0}, YES),
        ({"pregnant": True}, {"pregnant": True}, YES),
        ({"pregnant": True}, {"pregnant": False}, NO),
        ({"pregnant": False}, {"pregnant": False}, YES),
        ({"pregnant": True}, {}, OPEN),
        ({"age": {"at_least": 65}, "pregnant": True}, {"age": 70}, OPEN),
        ({"age": {"at_least": 65}, "pregnant": True}, {"pregnant": True}, OPEN),
        ({"age": {"at_least": 65}, "pregnant": True}, {"age": 64}, NO),
    ],
)
def test_the_person(library, asked, known, answer):
    test = compile_pattern(Pattern(person=asked), library)
    assert ask_person(test, PersonFact(**known)) is answer


def test_of_the_person_both_a_rule_and_its_clause_ask(library):
    rule = compile_pattern(Pattern(person={"age": {"at_least": 18}}), library)
    both = rule.narrowed(Pattern(person={"age": {"at_most": 40}}), library)
    ages = [ask_person(both, PersonFact(age)) for age in (17, 18, 40, 41)]
    assert ages == [NO, YES, YES, NO]
