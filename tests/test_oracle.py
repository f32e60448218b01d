"""Live matcher, reference, table and oracle agree: about the bundled rules and invented ones."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from invented import invented_library
from medcaution.library.rules import Adjustment, Pattern
from medcaution.matching.facts import ConditionFact, Facts, MedicationFact, PersonFact
from oracle import activations, conjunctions
from people import random_facts
from trial import WRITTEN, Outcome, Trial, campaign

PEOPLE = 20_000
RULEBOOKS, READERS = 30, 50

KETAMINE = Pattern(medication=("ketamine", "esketamine"))
ADULT = Pattern(person={"age": {"at_least": 18}})
MANIA = Pattern(condition=("mania",))
ILL = Facts((MedicationFact("ketamine"),), (ConditionFact("mania"),), PersonFact(age=70))


@pytest.fixture(scope="module")
def outcome():
    total = Outcome()
    for part in campaign(PEOPLE, seed=1, workers=2):
        total.add(part)
    return total


def test_live_reference_and_oracle_agree_about_the_bundled_rules(outcome):
    assert (outcome.people, outcome.differences, outcome.first) == (PEOPLE, 0, None)
    assert outcome.written == PEOPLE // WRITTEN


def test_the_invented_people_reach_every_rule_and_clause(outcome, library):
    assert {(rule, clause) for rule, clause, _ in conjunctions(library)} - outcome.held == set()


def test_live_reference_and_oracle_agree_about_rules_nobody_has_written_yet(library):
    total, rng = Outcome(), Random(1)
    for _ in range(RULEBOOKS):
        trial = Trial(invented_library(library, rng))
        people = [random_facts(trial.library, rng) for _ in range(READERS)]
        total.add(trial.outcome(people))
    assert (total.differences, total.first) == (0, None)


@pytest.mark.parametrize(
    ("when", "lower", "holds"),
    [
        ({}, {"drug": Pattern(**{"except": ("ketamine",)})}, False),
        ({"adult": ADULT}, {"adult": Pattern(person={"age": {"at_most": 40}})}, False),
        ({"mania": MANIA}, {"again": MANIA}, True),
        ({"adult": ADULT}, {"again": ADULT}, True),
    ],
    ids=["except-alone", "narrowed-person", "one-condition-twice", "the-person-twice"],
)
def test_shapes_that_no_rule_has(library, when, lower, holds):
    rule = next(iter(library.rules.values()))
    changes = {"when": {"drug": KETAMINE, **when}, "raises": (), "unless": ()}
    clause = Adjustment(because="Invented.", to="minor", when=lower)
    rule = rule.model_copy(update={**changes, "lowers": (clause,)})
    trial = Trial(replace(library, rules={rule.id: rule}))
    held = {name for _, name, _ in activations(trial.library, ILL)}
    assert ("lower-1" in held) == holds
    assert trial.differences(ILL) == []
