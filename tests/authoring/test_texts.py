"""Lint of the words."""

from __future__ import annotations

import pytest

RULE = "rules/none-known/lithium-with-ketamine.toml"


@pytest.fixture
def say(copy):
    """Put another text under a key of the rule; its line."""

    def say(key, text, path=RULE):
        line = copy.line(path, f"{key} = ")
        old = copy.text(path).splitlines()[line - 1]
        copy.change(path, old, f'{key} = "{text}"')
        return line

    return say


@pytest.mark.parametrize("key", ["summary", "plain"])
def test_patterns_are_named(copy, say, key):
    line = say(key, "{lithium} with the other drug: little is known.")
    assert copy.problems() == [
        f"{RULE}:{line}: {key}: pattern 'ketamine' is never named; write {{ketamine}}"
    ]


def test_all_names_every_pattern(copy, say):
    say("summary", "{all}: little is known.")
    assert copy.problems() == []


def test_summaries_are_short(copy, say):
    # "lithium" and "esketamine" are the longest names that the rule can bind: 7 + 10.
    line = say("summary", "{lithium}{ketamine}" + "x" * 123)
    assert copy.problems() == [
        f"{RULE}:{line}: summary: 140 characters when filled, at most 139; say less"
    ]
    say("summary", "{lithium}{ketamine}" + "x" * 122)
    assert copy.problems() == []


def test_titles_are_short(copy, say):
    line = say("title", "L" * 71)
    assert copy.problems() == [f"{RULE}:{line}: title: 71 characters, at most 70; say less"]


def test_titles_name_no_severity(copy, say):
    line = say("title", "Major trouble of lithium with ketamine")
    assert copy.problems() == [
        f"{RULE}:{line}: title: 'major' is a severity; leave it to the key of that name"
    ]


def test_plain_texts_are_plain(copy, say):
    line = say(
        "plain", "{lithium} and {ketamine} administered concomitantly necessitate monitoring."
    )
    (problem,) = copy.problems()
    assert problem.startswith(f"{RULE}:{line}: plain: reading grade ")
    assert problem.endswith(", at most 8; shorter sentences and words")


def test_plain_sentences_are_short(copy, say):
    line = say(
        "plain",
        "Take {lithium} and {ketamine} and then go on and see how it is and what it does. "
        "Go on and see and go on and see and go on and see and go on and see.",
    )
    assert copy.problems() == [
        f"{RULE}:{line}: plain: a sentence of 19 words, at most 18; make it two"
    ]


@pytest.mark.parametrize(
    ("path", "key", "text", "found"),
    [
        (RULE, "action", "It seems safe to take both.", "safe"),
        (RULE, "mechanism", "The pair is harmless.", "harmless"),
        (RULE, "action", "Discontinue the lithium.", "Discontinue"),
        (RULE, "note", "Stop taking lithium.", "Stop taking"),
        ("facts/warning-signs.toml", "onset", "An addict feels it at once.", "addict"),
        (RULE, "action", "Stop lithium at once.", "Stop lithium"),
        (RULE, "action", "See a doctor, and quit {lithium} today.", "quit {lithium}"),
        (RULE, "action", "You should skip it.", "skip it"),
        (RULE, "action", "Consider stopping lithium.", "Consider stopping"),
        (RULE, "mechanism", "Its range of doses is safe.", "safe"),
        (RULE, "mechanism", "The two are compatible.", "compatible"),
        ("facts/ambiguous.toml", "question", "Which of them are safe?", "safe"),
    ],
)
def test_words_keep_promises(copy, say, path, key, text, found):
    line = say(key, text, path)
    assert copy.problems() == [
        f"{path}:{line}: {key}: '{found}' is wording we never use; say what to do instead"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Do not stop taking lithium because of this note.",
        "Do not stop {lithium} or quit {ketamine} on your own.",
        "It can stop breathing, and breathing may slow or stop.",
        "Check the level at every start, stop or dose change.",
    ],
)
def test_a_promise_may_be_denied(copy, say, text):
    say("action", text)
    assert copy.problems() == []
