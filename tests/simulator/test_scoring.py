"""What an answer is worth, and that the score has not fallen below the committed page."""

from __future__ import annotations

import pytest

from medcaution.authoring.simulation.answers import Answer
from medcaution.authoring.simulation.checkers import NAIVE, OURS
from medcaution.authoring.simulation.corpus import Placed, read_corpus
from medcaution.authoring.simulation.naive import NaiveChecker
from medcaution.authoring.simulation.scenarios import CALM, Scenario
from medcaution.authoring.simulation.scoring import Score, judge
from medcaution.authoring.simulation.upkeep import PAGE, causes, fresh_page, scores
from medcaution.library.folders import bundled_folder
from medcaution.prepared import Prepared

ROOT = bundled_folder()


@pytest.fixture(scope="module")
def prepared(library):
    return Prepared.of(library)


@pytest.fixture(scope="module")
def scored(library, prepared):
    return scores(ROOT, prepared, read_corpus(library))


def placed(group="high-risk", **more):
    return Placed("here.toml", 1, group, Scenario.model_validate(LIST | more))


LIST = {
    "id": "a-list",
    "why": "It is one.",
    "source": "nowhere",
    "medications": ["tramadol", {"as_written": "Zoloft", "ingredients": ["sertraline"]}, "aspirin"],
    "conditions": ["epilepsy"],
    "expect": [{"members": ["sertraline", "tramadol"], "consequence": ["serotonin-toxicity"]}],
    "quiet": [["aspirin", "tramadol"]],
}


def verdict(*alerts, **more):
    return judge(placed(**more), Answer.model_validate({"id": "a-list", "alerts": alerts}))


def alert(severity="major", members=("tramadol", "Zoloft"), **more):
    return {"severity": severity, "members": members} | more


@pytest.mark.parametrize(
    ("alerts", "lacks"),
    [
        ([], ["silent"]),
        ([alert()], []),
        ([alert("contraindicated")], []),
        ([alert(members=["tramadol", "sertraline", "epilepsy"])], []),
        ([alert(members=["tramadol"])], ["silent"]),
        ([alert(members=["tramadol"]), alert(members=["sertraline"])], ["silent"]),
        ([alert("moderate")], ["too soft"]),
        ([alert(consequences=["serotonin-toxicity", "seizure"])], []),
        ([alert(consequences=["seizure"])], ["another reason"]),
        ([alert(consequences=["seizure"]), alert("minor")], ["too soft"]),
    ],
)
def test_an_expectation_is_met_by_lines_level_and_reason(alerts, lacks):
    found = verdict(*alerts)
    assert [miss.lack for miss in found.misses] == lacks
    assert found.passed is (not lacks)


def test_a_list_passes_only_if_every_expectation_is_met():
    expect = [
        *LIST["expect"],
        {"members": ["tramadol", "epilepsy"], "consequence": ["seizure"], "at_least": "minor"},
    ]
    assert not verdict(alert(), expect=expect).passed
    assert verdict(alert(), alert("minor", ["tramadol", "epilepsy"]), expect=expect).passed


def test_a_bystander_is_disturbed_by_an_interruption_alone():
    names = ["aspirin", "tramadol"]
    assert verdict(alert("moderate", names)).disturbed == ()
    assert verdict(alert("major", names)).disturbed == (("aspirin", "tramadol"),)
    score = Score((verdict(alert("major", names)), verdict()))
    assert (score.bystanders.part, score.bystanders.whole) == (1, 2)


@pytest.mark.parametrize("group", CALM)
def test_a_calm_list_passes_without_an_interruption(group):
    calm = {"group": group, "expect": [], "quiet": []}
    quiet, warned, shouted = (
        verdict(**calm),
        verdict(alert("moderate"), **calm),
        verdict(alert(), **calm),
    )
    assert [each.passed for each in (quiet, warned, shouted)] == [True, True, False]
    score = Score((quiet, warned, shouted))
    assert (score.specificity.percent, score.unwarned.percent) == (66.6, 33.3)
    assert score.interruptions(group) == pytest.approx(1 / 3)


def test_two_tablets_of_one_substance_are_either_of_them():
    medications = [
        "morphine",
        {"as_written": "MST Continus", "ingredients": ["morphine"]},
        "alcohol",
    ]
    expect = [{"members": ["morphine", "alcohol"], "consequence": ["sedation"]}]
    more = {"medications": medications, "expect": expect, "quiet": []}
    assert verdict(alert(members=["MST Continus", "alcohol"]), **more).passed


def test_the_naive_checker_sees_classes_and_nothing_else(prepared):
    naive = NaiveChecker(prepared)

    def pairs(*medications):
        scenario = Scenario.model_validate(LIST | {"medications": medications, "expect": []})
        return [set(each.members) for each in naive.answer(scenario).alerts]

    assert pairs("sertraline", "fluoxetine") == [{"sertraline", "fluoxetine"}]
    assert pairs("sertraline", "amoxicillin") == []
    assert pairs("phenelzine", {"as_written": "sertraline", "status": "stopped"}) == [
        {"phenelzine", "sertraline"}
    ]


def test_the_committed_page_is_what_the_lists_and_the_knowledge_give(prepared):
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert fresh_page(ROOT, prepared) == text, (
        "the score or the lists changed: run `medcaution simulate --write` and read the difference"
    )


def test_every_miss_is_explained_and_nothing_else_is(scored):
    missed = {each.placed.scenario.id for each in scored[OURS].failed}
    assert set(causes(ROOT)) == missed


def test_nobody_is_interrupted_on_a_calm_list_and_bystanders_are_left_alone(scored):
    ours = scored[OURS]
    assert ours.specificity.percent == 100
    assert ours.bystanders.part == ours.bystanders.whole > 0
    assert scored[NAIVE].specificity.percent < ours.specificity.percent
