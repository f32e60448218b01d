"""Checks of the words: can they be read, and do they keep our promises?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.authoring.lint.readability import grade
from medcaution.errors import Problem
from medcaution.library.rules import PLACEHOLDER, Rule

LONGEST_SUMMARY = 139
LONGEST_TITLE = 80
HIGHEST_GRADE = 8.0
# No sentence of ours says or implies that a list is safe, or tells anyone to stop a medicine.
FORBIDDEN = re.compile(
    r"\bsafe to\b|\b(?:is|are) (?:quite |very |completely )?safe\b|\bno risk\b|\bharmless\b"
    r"|(?<!not )(?<!never )\bstop (?:taking|using|your|the)\b|\bdiscontinue\b"
    r"|\bwithhold (?:naloxone|epinephrine|adrenaline|methadone|buprenorphine)\b"
    r"|\babusers?\b|\baddicts?\b|\bjunkies?\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:do not|don't|never|not|nor|cannot|rather than|without|no reason to)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def patterns_are_named(knowledge: Knowledge) -> Iterator[Problem]:
    """Every medication pattern is named in the summary and the plain text."""
    for rule, document in knowledge.rule_documents:
        medications = {name for name, pattern in rule.when.items() if pattern.medication}
        for key in ("summary", "plain"):
            named = set(PLACEHOLDER.findall(getattr(rule, key)))
            for name in sorted(medications - named):
                if "all" not in named:
                    yield document.problem(
                        f"{key}: pattern '{name}' is never named; write {{{name}}}", key
                    )


def texts_are_short(knowledge: Knowledge) -> Iterator[Problem]:
    """A summary fits a card when filled with the longest names that it can bind."""
    for rule, document in knowledge.rule_documents:
        length = len(_filled(knowledge, rule))
        if length > LONGEST_SUMMARY:
            message = f"summary: {length} characters when filled; at most {LONGEST_SUMMARY}"
            yield document.problem(message, "summary")
        if len(rule.title) > LONGEST_TITLE:
            yield document.problem(
                f"title: {len(rule.title)} characters; at most {LONGEST_TITLE}", "title"
            )


def _filled(knowledge: Knowledge, rule: Rule) -> str:
    """The summary with a long, ordinary name in each place."""
    library = knowledge.library
    names = {}
    for name, pattern in rule.when.items():
        members = library.members(pattern.medication) - library.members(pattern.except_)
        labels = [library.substances[each].name for each in members] + [
            library.conditions[each].label for each in library.conditions_in(pattern.condition)
        ]
        names[name] = max(labels, key=len, default="")
    names["all"] = ", ".join(["dextromethorphan"] * 3)
    return PLACEHOLDER.sub(lambda match: names[match[1]], rule.summary)


def plain_texts_are_plain(knowledge: Knowledge) -> Iterator[Problem]:
    """Plain means a US reading grade of at most 8."""
    for rule, document in knowledge.rule_documents:
        level = grade(PLACEHOLDER.sub("this drug", rule.plain))
        if level > HIGHEST_GRADE:
            message = f"plain: reading grade {level:.1f}, at most {HIGHEST_GRADE:.0f}; shorter sentences and words"
            yield document.problem(message, "plain")


def words_keep_promises(knowledge: Knowledge) -> Iterator[Problem]:
    """No sentence says safe, tells anyone to stop, or judges."""
    for rule, document in knowledge.rule_documents:
        texts = [
            (key, getattr(rule, key))
            for key in ("title", "summary", "plain", "mechanism", "action")
        ]
        texts += [(name.split("-")[0], clause.because) for name, clause in rule.clauses]
        for key, text in texts:
            for found in FORBIDDEN.finditer(text):
                if not _NEGATED.search(text[: found.start()]):
                    yield document.problem(
                        f"{key}: '{found[0]}' is wording we never use; say what to do instead", key
                    )
    for path in ("facts/warning-signs.toml", "facts/consequences.toml"):
        document = knowledge.documents[path]
        for found in FORBIDDEN.finditer(document.text):
            if not _NEGATED.search(document.text[: found.start()]):
                line = document.text.count("\n", 0, found.start()) + 1
                yield Problem(path, line, f"'{found[0]}' is wording we never use")


CHECKS: tuple[Check, ...] = (
    patterns_are_named, texts_are_short, plain_texts_are_plain, words_keep_promises,
)  # fmt: skip
