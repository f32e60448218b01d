"""The protocol: questions hold no expectations, and an answer that is amiss is an error."""

from __future__ import annotations

import json
import sys

import pytest
from click.testing import CliRunner

from medcaution.authoring.simulation.answers import question, read_answers
from medcaution.authoring.simulation.corpus import read_corpus
from medcaution.cli import main
from medcaution.errors import InputError


@pytest.fixture(scope="module")
def corpus(library):
    return read_corpus(library)


@pytest.fixture
def two(corpus):
    return corpus.placed[:2]


def answer(placed, *alerts, **more):
    return json.dumps({"id": placed.scenario.id, "alerts": alerts} | more)


def simulate(*arguments):
    return CliRunner().invoke(main, ["simulate", *arguments])


def test_a_question_tells_the_list_and_not_what_is_expected(corpus):
    for placed in corpus.placed:
        asked = json.loads(question(placed.scenario))
        assert set(asked) <= {"id", "medications", "conditions", "age", "pregnant", "as_of"}
        assert [line["ingredients"] for line in asked["medications"]] == [
            list(line.holds) for line in placed.scenario.medications
        ]


def test_answers_come_in_any_order_and_names_in_any_case(two):
    first, second = two
    alert = {"severity": "major", "members": ["NARDIL 15 mg", "Fluoxetine"]}
    read = read_answers([answer(second), "", answer(first, alert)], two, "here")
    assert read[first.scenario.id].alerts[0].severity == "major"
    assert read[second.scenario.id].alerts == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one, _two: [one], "not answered"),
        (lambda one, two: [one, two, one], "a second time"),
        (lambda one, two: [one, two, '{"id": "x"}'], "not asked"),
        (lambda one, two: [one, two[:-1]], "line 2: not valid JSON"),
        (lambda one, two: [one, two, "[" * 100_000], "line 3: not valid JSON: nested too deeply"),
        (
            lambda one, two: [one[:-1] + ', "alerts": []}', two],
            "line 1: a JSON object holds the same",
        ),
        (lambda one, two: [one, two.replace('"alerts"', '"alarms"')], "alarms"),
        (lambda one, two: [one.replace('"fluoxetine"', '"aspirin"'), two], "is on no line"),
        (lambda one, two: [one.replace("major", "loud"), two], "severity"),
        (lambda one, two: [one[:-1] + ', "asked": "0"}', two], "has changed since"),
    ],
)
def test_an_answer_that_is_amiss_is_an_error(two, change, said):
    alert = {"severity": "major", "members": ["phenelzine", "fluoxetine"]}
    one, other = answer(two[0], alert), answer(two[1])
    with pytest.raises(InputError) as caught:
        read_answers(change(one, other), two, "here")
    assert said in str(caught.value)


SHOUTS = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    names = [each["ingredients"][0] for each in asked["medications"]]
    names += [each["name"] for each in asked.get("conditions", [])]
    print(json.dumps({"id": asked["id"], "alerts": [{"severity": "contraindicated", "members": names}]}))
"""


def test_a_command_that_shouts_at_everything_finds_all_and_spares_nobody(tmp_path):
    script = tmp_path / "shouts.py"
    script.write_text(SHOUTS)
    result = simulate("--checker", f"{sys.executable} {script}", "--format", "json")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)["figures"]
    assert figures["sensitivity, all three"]["percent"] == 100
    assert figures["specificity, both"]["percent"] == 0
    assert figures["alerts an ordinary list"] == 1


def test_a_silent_checker_raises_nothing_and_disturbs_nobody(corpus, tmp_path):
    file = tmp_path / "answers.ndjson"
    file.write_text("".join(f"{answer(each)}\n" for each in corpus.placed))
    result = simulate("--answers", str(file), "--format", "json")
    figures = json.loads(result.stdout)["figures"]
    assert figures["sensitivity, all three"]["part"] == 0
    assert figures["specificity, both"]["percent"] == 100


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-checker-anywhere", "could not be run"),
        (f"{sys.executable} -c 'raise SystemExit(\"out of luck\")'", "out of luck"),
        (f"{sys.executable} -c pass", "not answered"),
    ],
)
def test_a_command_that_fails_is_named(command, said):
    result = simulate("--checker", command)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_questions_can_be_written_out(corpus):
    lines = simulate("--lists").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        each.scenario.id for each in corpus.placed
    ]
