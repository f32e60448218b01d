"""What is told of a line, and of the person, stands in every answer beside the names."""

from __future__ import annotations

import html
import json

import pytest
from click.testing import CliRunner

from medcaution import Person
from medcaution.cli import main
from medcaution.presentation.catalogue import english
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.listed import listed, missing
from medcaution.presentation.message import message
from medcaution.presentation.page import Typed, result_page
from medcaution.presentation.text import render
from medcaution.report import Undecided

DAY = "2026-11-27"
STOPPED = {"as_written": "Nardil", "status": "stopped", "last_taken": "2026-11-06"}


def everywhere(checker, person):
    """The answer in every form that is shown to somebody."""
    report = checker.check(person)
    yield from (render(report, each, width=1000) for each in ("professional", "person"))
    yield message(report)
    yield html.unescape(handout(report))
    yield html.unescape(result_page(report, person, Typed(), Display()))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (STOPPED, "Nardil (stopped, last taken 2026-11-06, 21 days before this check)"),
        (STOPPED | {"last_taken": "2026-11-26"}, "last taken 2026-11-26, 1 day before this check)"),
        ({"as_written": "Nardil", "status": "stopped"}, "Nardil (stopped, day not known)"),
        ({"as_written": "Nardil", "status": "planned"}, "Nardil (planned)"),
        (
            {"as_written": "ketamine", "use": "prescribed-supervised", "route": "intranasal"},
            "ketamine (prescribed and supervised, through the nose)",
        ),
        ({"as_written": "Prozac", "dose": "40 mg/day"}, "Prozac (40 mg/day)"),
        ({"as_written": "Prozac", "since": "2026-01-02"}, "Prozac (from 2026-01-02)"),
        ("timolol eye drops", "timolol eye drops (in the eye)"),
        ({"as_written": "zolof", "status": "stopped"}, "zolof (stopped, day not known)"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_medicine_stands_in_every_answer(checker, line, told):
    person = Person(as_of=DAY, medications=[line, "sertraline"])
    for shown in everywhere(checker, person):
        assert told in shown


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("family history of schizophrenia", "family history of schizophrenia (in the family)"),
        ({"name": "epilepsy", "status": "history"}, "epilepsy (in the past)"),
        ({"name": "schizophrenia", "status": "suspected"}, "schizophrenia (suspected)"),
    ],
)
def test_what_is_told_of_a_condition_stands_in_every_answer(checker, line, told):
    person = Person(as_of=DAY, medications=["ketamine"], conditions=[line])
    for shown in everywhere(checker, person):
        assert told in shown


def test_age_and_pregnancy_stand_in_every_answer(checker):
    person = Person(medications=["sertraline"], age=70, pregnant=False)
    for shown in everywhere(checker, person):
        assert "age 70, not pregnant" in shown
    assert (checker.check(person).age, checker.check(person).pregnant) == (70, False)


def test_json_holds_what_is_told_and_nothing_where_only_a_name_is(checker):
    person = Person(as_of=DAY, medications=[STOPPED, "sertraline"], conditions=["fh of mania"])
    inputs = json.loads(checker.check(person).to_json())["inputs"]
    assert inputs[0]["stated"]["status"] == "stopped"
    assert inputs[0]["stated"]["last_taken"] == "2026-11-06"
    assert inputs[0]["stated"]["route"] is None
    assert inputs[1]["stated"] is None
    assert inputs[2]["stated"]["status"] == "family-history"


def test_a_route_told_in_two_ways_is_not_told_as_one(checker):
    line = {"as_written": "nicotine patch", "route": "oral"}
    (read,) = checker.check(Person(medications=[line])).inputs
    assert read.stated is None
    assert "route differs" in read.reason


def test_days_are_counted_only_to_a_day_that_is_given(checker):
    report = checker.check(Person(medications=[STOPPED]))
    assert listed(report.inputs[0], report.as_of, english()) == (
        "Nardil (stopped, last taken 2026-11-06)"
    )
    planned = STOPPED | {"status": "planned", "last_taken": "2026-12-06"}
    report = checker.check(Person(as_of=DAY, medications=[planned]))
    assert "before" not in listed(report.inputs[0], report.as_of, english())


def test_nothing_hidden_in_a_dose_is_shown(checker):
    line = {"as_written": "Prozac", "dose": "20 mg\u200b\n<b>x"}
    report = checker.check(Person(medications=[line]))
    assert listed(report.inputs[0], None, english()) == "Prozac (20 mg <b>x)"
    assert "<b>x" not in handout(report)


def test_an_ignored_line_is_neither_read_nor_lost(checker):
    for audience in ("professional", "person"):
        text = render(checker.check(Person(medications=["", "sertraline"])), audience)
        assert "READ: 1 of 2 lines" in text
        assert "LEFT OUT: 1 of 2 lines\n  1              An empty line." in text
    assert "LEFT OUT" not in render(checker.check(Person(medications=["sertraline"])))


def test_what_could_not_be_judged_stands_in_every_answer(checker):
    person = Person(medications=["sertraline", "ketamine"])
    report = checker.check(person)
    heading, gravest, *others = missing(report, english())
    wanted = {need for each in report.undecided for need in each.needs.split("; ")}
    assert heading.startswith(f"{len(wanted)} facts are missing")
    assert gravest.startswith('Could be "Must not be mixed". Not known: ')
    assert all(each in " ".join([gravest, *others]) for each in wanted)
    for shown in (message(report), render(report, "person", width=1000)):
        assert all(line in shown for line in (heading, gravest, *others))
    sheet = html.unescape(handout(report))
    assert heading in sheet
    assert gravest in sheet
    left = [each for each in wanted if each not in gravest]
    assert f"Ask a pharmacist about {len(left)} more." in sheet
    assert missing(checker.check(Person(medications=["metformin"])), english()) == []


def test_a_fact_that_is_wanted_twice_stands_once_as_the_gravest(checker):
    report = checker.check(Person(medications=["sertraline", "ketamine"]))
    doubled = "bipolar disorder or mania: yes or no"
    assert {each.could_be for each in report.undecided if each.needs == doubled} == {"minor", "major"}  # fmt: skip
    lines = missing(report, english())
    assert not any(line.startswith('Could be "Good to know"') for line in lines)


def test_a_fact_that_is_wanted_alone_and_beside_another_is_listed_once(checker):
    report = checker.check(Person(medications=["sertraline", "ketamine"]))
    alone = Undecided(rule="A", needs="one is known", could_be="moderate")
    both = Undecided(rule="B", needs="another is known; one is known", could_be="major")
    lines = missing(report.model_copy(update={"undecided": (alone, both)}), english())
    assert lines == [
        "2 facts are missing, so not all could be judged.",
        'Could be "Serious". Not known: another is known; one is known.',
    ]


def test_what_no_rule_knows_is_not_shown_as_checked(checker):
    report = checker.check(Person(medications=["metformin", "Prozac", "amlodipine"]))
    assert "Read: Prozac\n\nRead, but no rule knows them: metformin, amlodipine\n" in message(
        report
    )
    sheet = html.unescape(handout(report))
    assert "<strong>Read:</strong> Prozac</p>" in sheet
    assert "<strong>Read, but no rule knows them:</strong> metformin, amlodipine</p>" in sheet
    only = message(checker.check(Person(medications=["metformin"])))
    assert "Read: " not in only


def test_what_is_not_checked_of_a_line_that_was_read_is_said(checker):
    person = Person(medications=["dexamethasone / neomycin"])
    (read,) = checker.check(person).inputs
    assert read.reason.startswith("It also holds acetic acid")
    for shown in everywhere(checker, person):
        assert read.reason in shown


@pytest.mark.parametrize("taken", [["paracetamol"], [], ["qwertol"], ["sertraline", "phenelzine"]])
def test_when_to_call_stands_in_every_answer(checker, taken):
    report = checker.check(Person(medications=taken))
    display = Display(emergency_number="112")
    for shown in (
        message(report, display),
        render(report, "person", emergency_number="112"),
        render(report, "professional", emergency_number="112"),
    ):
        assert "all 112" in shown
    assert "all 112" in handout(report, display)


def test_a_person_is_told_when_to_call_though_nobody_said_whom(checker):
    report = checker.check(Person(medications=["paracetamol"]))
    assert "call your emergency number" in " ".join(render(report, "person").split())
    assert "emergency" not in render(report)


def test_a_person_is_told_in_plain_words(checker):
    person = Person(
        medications=["Epilim 500mg", "zolof", "metformin", "Valium or Xanax", "k"],
        conditions=["epilepsy"],
        pregnant=True,
    )
    text = render(checker.check(person), "person", width=1000)
    for jargon in (
        "not-recognised", "could-not", "ambiguous", "(brand)", "no rule reads", "pregnancy: yes",
    ):  # fmt: skip
        assert jargon not in text
    assert "Epilim 500mg = valproate" in text
    assert "metformin; read, but no rule knows it" in text
    assert "zolof: not recognised." in text
    assert "Epilim 500mg + epilepsy + pregnancy" in text
    assert english()("handout.limits") in text
    assert "not-recognised" in render(checker.check(person))


def run(*arguments, **more):
    return CliRunner().invoke(main, arguments, **more)


def test_explain_tells_what_was_read_and_takes_a_day():
    line = "fluoxetine; status=stopped; last_taken=2026-11-01"
    near = run("explain", "SER-01", "phenelzine", line, "zolof", "--as-of", "2026-11-20").output
    assert "SER-01 FIRES" in near
    assert "fluoxetine (stopped, last taken 2026-11-01, 19 days before this check)" in " ".join(near.split())  # fmt: skip
    assert "zolof: not-recognised" in near
    far = run("explain", "SER-01", "phenelzine", line, "--as-of", "2027-03-01").output
    assert "SER-01 STAYS SILENT" in far
    assert "120 days before this check" in " ".join(far.split())


def test_a_check_of_nothing_shows_how_to_ask():
    bare = run("check")
    assert bare.exit_code == 2
    assert 'medcaution check "Prozac 20 mg" ketamine' in bare.output
    empty = run("check", "--person", "-", input='{"medications": []}')
    assert empty.exit_code == 3
    assert "READ: 0 of 0 lines" in empty.output
    assert "pregnant" in run("check", "--help").output
