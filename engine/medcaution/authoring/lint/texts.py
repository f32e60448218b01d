"""Checks of the words: can they be read, and do they keep our promises?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medcaution.authoring.lint.firing import conditions, substances
from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.authoring.lint.promises import broken
from medcaution.authoring.lint.readability import grade
from medcaution.authoring.lint.rules import SEVERITY_WORDS
from medcaution.errors import Problem
from medcaution.library.documents import Document
from medcaution.library.rules import PLACEHOLDER, Rule, Steps

LONGEST_SUMMARY = 139
LONGEST_TITLE = 70
LONGEST_SENTENCE = 18
HIGHEST_GRADE = 8.0
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
#: What we write ourselves; names and titles are other people's words.
_OURS = frozenset({
    "title", "summary", "plain", "mechanism", "action", "because", "note", "definition",
    "question", "onset", "early", "emergency", "clinician", "gist", "why", "basis", "unread",
})  # fmt: skip
_OTHERS = ("facts/sources.toml", "facts/claims.toml")


def patterns_are_named(knowledge: Knowledge) -> Iterator[Problem]:
    """Every medication pattern is named in the summary and the plain text."""
    for rule, document in knowledge.rule_documents:
        medications = {name for name, pattern in rule.when.items() if pattern.medication}
        for key in ("summary", "plain"):
            mentioned = set(PLACEHOLDER.findall(getattr(rule, key)))
            for name in sorted(medications - mentioned):
                if "all" not in mentioned:
                    yield document.problem(
                        f"{key}: pattern '{name}' is never named; write {{{name}}}", key
                    )


def summaries_are_short(knowledge: Knowledge) -> Iterator[Problem]:
    """A summary fits a card when filled with the longest names that it can bind."""
    for rule, document in knowledge.rule_documents:
        length = len(_filled(knowledge, rule))
        if length > LONGEST_SUMMARY:
            yield document.problem(
                f"summary: {length} characters when filled, at most {LONGEST_SUMMARY}; say less",
                "summary",
            )


def titles_are_short(knowledge: Knowledge) -> Iterator[Problem]:
    """A title fits a table."""
    for rule, document in knowledge.rule_documents:
        if len(rule.title) > LONGEST_TITLE:
            yield document.problem(
                f"title: {len(rule.title)} characters, at most {LONGEST_TITLE}; say less", "title"
            )


def titles_name_no_severity(knowledge: Knowledge) -> Iterator[Problem]:
    """How bad it is stands beside the title, where a profile or an overlay can change it."""
    for rule, document in knowledge.rule_documents:
        for word in sorted(SEVERITY_WORDS & set(rule.title.lower().split())):
            yield document.problem(
                f"title: '{word}' is a severity; leave it to the key of that name", "title"
            )


def _filled(knowledge: Knowledge, rule: Rule) -> str:
    """The summary with the longest name in each place."""
    library = knowledge.library
    names = {}
    for name, pattern in rule.when.items():
        labels = [library.substances[each].name for each in substances(library, pattern)] + [
            library.conditions[each].label for each in conditions(library, pattern)
        ]
        names[name] = max(labels, key=len, default="")
    names["all"] = ", ".join(["dextromethorphan"] * 3)
    return PLACEHOLDER.sub(lambda match: names[match[1]], rule.summary)


def plain_texts_are_plain(knowledge: Knowledge) -> Iterator[Problem]:
    """Plain means a US reading grade of at most 8."""
    for rule, document in knowledge.rule_documents:
        level = grade(PLACEHOLDER.sub("this drug", rule.plain))
        if level > HIGHEST_GRADE:
            yield document.problem(
                f"plain: reading grade {level:.1f}, at most {HIGHEST_GRADE:.0f}; shorter sentences and words",
                "plain",
            )


def plain_sentences_are_short(knowledge: Knowledge) -> Iterator[Problem]:
    """One long sentence can hide among short ones: an average does not see it."""
    for rule, document in knowledge.rule_documents:
        for sentence in _SENTENCE_END.split(rule.plain):
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                yield document.problem(
                    f"plain: a sentence of {words} words, at most {LONGEST_SENTENCE}; make it two",
                    "plain",
                )


def words_keep_promises(knowledge: Knowledge) -> Iterator[Problem]:
    """No sentence says safe, tells anyone to stop, or judges.

    What a source or the source document says is told as theirs, so it is not looked at.
    """
    for path, document in knowledge.documents.items():
        if path in _OTHERS:
            continue
        for at, text in _sentences(document.data, (), ours=False):
            for found in broken(text):
                yield _promise(document, at, found)


def _promise(document: Document, at: Steps, found: str) -> Problem:
    key = next(step for step in reversed(at) if isinstance(step, str))
    return document.problem(
        f"{key}: '{found}' is wording we never use; say what to do instead", *at
    )


def _sentences(value: object, at: Steps, *, ours: bool) -> Iterator[tuple[Steps, str]]:
    """Every text below the keys that are ours."""
    if isinstance(value, str) and ours:
        yield at, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _sentences(each, (*at, key), ours=key in _OURS)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _sentences(each, (*at, number), ours=ours)


CHECKS: tuple[Check, ...] = (
    patterns_are_named, summaries_are_short, titles_are_short, titles_name_no_severity,
    plain_texts_are_plain, plain_sentences_are_short, words_keep_promises,
)  # fmt: skip
