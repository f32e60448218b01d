"""Reading one condition line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeAlias

from medcaution.recognition.agreement import agree
from medcaution.recognition.answer import (
    KNOWN,
    Recognition,
    could_not_interpret,
    not_recognised,
)
from medcaution.recognition.brackets import split_brackets
from medcaution.recognition.condition_names import condition_key, unopened
from medcaution.recognition.marks import doubted_condition
from medcaution.recognition.names import Names
from medcaution.recognition.spelling import SEPARATORS, fold, tokenise, words_of
from medcaution.recognition.statuses import (
    LISTED,
    MIXED,
    TWO_STATUSES,
    mixes_headings,
    qualified,
    spelled_out,
    unlisted,
)
from medcaution.recognition.suggestions import MOST, Suggestions
from medcaution.recognition.turning import TURNED, turned_condition

Words: TypeAlias = tuple[str, ...]

_UNKNOWN = "It is not a known name of a condition."
_RESIDUE = (
    "Only part of it is a known name, and the rest could make it something else: "
    "write the name of the condition alone."
)
_BRACKET = "What stands in brackets is not known: write the name of the condition alone."
_SEVERAL = "It names several conditions: write one a line."
#: Tags of clinical terminologies, and words behind a diagnosis that add nothing to it, unless the
#: knowledge has a name that begins with them: "hypertension, severe" is "severe hypertension".
_TAG = re.compile(r"\((?:disorder|finding|situation|event|diagnosis|observable entity)\)")
EMPTY_TAILS = (
    ("unspecified",), ("nos",), ("not", "otherwise", "specified"), ("recurrent",), ("mild",),
    ("moderate",), ("severe",),
)  # fmt: skip
_BEHIND = (*EMPTY_TAILS, (",",))
#: A date tells no status, for what began in 2015 may last; nor does what happened lately.
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LATELY = re.compile(r"(?:last|this) (?:week|month)|this year|[0-9a-z]+ (?:day|week|month)s? ago")
_WEEKS = frozenset(("weeks", "week", "months", "month"))
#: How the knowledge may name a condition that is itself a matter of the past.
_PAST_NAMES = ((("history", "of"), ()), ((), ("history",)), ((), ("before",)), (("past",), ()))
#: How people say that an illness is out of hand. Names of the graver condition begin with the first.
_UNCONTROLLED = tuple(
    tuple(phrase.split())
    for phrase in (
        "uncontrolled", "not controlled", "not well controlled", "not under control",
        "poorly controlled", "badly controlled", "inadequately controlled", "out of control",
    )
)  # fmt: skip


class ConditionLines:
    """Reads condition lines by the names of the knowledge."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._suggestions = Suggestions(names)

    def read(self, name: str) -> Recognition:
        """What the line names. Never raises, whatever the text."""
        reason = doubted_condition(name)
        if reason:
            return could_not_interpret(reason)
        written = _TAG.sub(" ", fold(name))
        folded = spelled_out(written)
        outside, insides = split_brackets(folded)
        whole = self._recognise(tokenise(folded).tokens) if insides else None
        answer = whole or self._phrase(tokenise(outside).tokens)
        for inside in () if whole else insides:
            answer = self._with_bracket(answer, tokenise(inside).tokens)
        if not whole and _statuses_differ(insides):
            answer = _two_statuses(answer)
        if answer.outcome == "not-recognised":
            return self._with_graver(answer, tokenise(folded).tokens)
        if answer.outcome != "recognised" or answer.status not in (None, "active"):
            return answer
        if "?" in folded:
            return replace(answer, status="suspected")
        listed = MIXED if mixes_headings(written) else LISTED
        return replace(answer, reason=listed) if answer.status else answer

    def knows(self, text: str) -> bool:
        """Does a text that is not under conditions name one?"""
        return self._recognise(words_of(text)) is not None

    def _phrase(self, words: Words) -> Recognition:
        known = self._recognise(words)
        if known:
            return known
        bare, status = qualified(_without_tails(words)[0])
        reason = turned_condition(self._names.without_literal(bare))
        if reason:
            return not_recognised(reason)
        reason = self._why_not(bare)
        return replace(not_recognised(reason, self._suggestions.near(bare)), status=status)

    def _recognise(self, words: Words, tails: tuple[Words, ...] = ()) -> Recognition | None:
        """A known name, with the status that words around it tell.

        A name the knowledge gives to another condition than the bare words wins ("history of
        mania"), and a condition that is itself a matter of the past needs no status.
        """
        words = unopened(words)
        listed = unlisted(words)
        if listed != words:
            known = self._recognise(listed, tails)
            if known is None:
                return self._past(_without_tails(listed)[0])
            unsaid = known.outcome == "recognised" and known.status is None
            return replace(known, status="active") if unsaid else known
        words, behind = _without_tails(words)
        tails = (*behind, *tails)
        bare, status = qualified(words)
        exact = self._named(words, () if status == "history" else tails)
        undated = _undated(words)
        if exact is None and undated != words:
            return self._recognise(undated, tails) or self._past(undated)
        if status is None:
            return exact
        # Of what is over, the name alone: rules hear a past crisis less than a past hypertension.
        plain = self._known(_without_tails(bare)[0]) if status == "history" and bare else None
        known = plain or (self._named(bare, tails) if bare else None)
        if known is None:
            return exact or (self._past(bare) if status == "history" else None)
        if exact and exact.condition != known.condition:
            return exact
        itself_past = status == "history" and status in str(known.condition)
        return (
            known if itself_past or known.outcome != "recognised" else replace(known, status=status)
        )

    def _why_not(self, tokens: Words) -> str:
        parts = _parts(tokens)
        if len(parts) > 1 and all(self._known(part) for part in parts):
            return _SEVERAL
        return _RESIDUE if self._suggestions.inside(tokens) else _UNKNOWN

    def _with_bracket(self, answer: Recognition, tokens: Words) -> Recognition:
        """Brackets hold a status ("history"), another name of the same, or nothing known."""
        bare, status = qualified(tokens)
        if status and not bare:
            if answer.outcome != "recognised" or (answer.status and status == "active"):
                return answer
            differ = answer.status not in (None, "active", status)
            return _two_statuses(answer) if differ else replace(answer, status=status)
        if not tokens:
            return answer
        inside = self._phrase(tokens)
        unread = inside.outcome not in KNOWN and inside.reason not in TURNED
        if unread and answer.outcome in KNOWN:
            offered = (answer.name,) if answer.name else ()
            return replace(inside, reason=_BRACKET, suggestions=offered)
        return agree(answer, inside, self._names)

    def _with_graver(self, answer: Recognition, words: Words) -> Recognition:
        """With the name of the graver condition ahead, so that no milder one is offered alone."""
        for phrase in _UNCONTROLLED:
            for at in range(len(words) - len(phrase) + 1):
                if words[at : at + len(phrase)] != phrase:
                    continue
                rest = (*words[:at], *words[at + len(phrase) :])
                rest = tuple(word for word in rest if word not in (*SEPARATORS, "is"))
                known = self._known((_UNCONTROLLED[0][0], *rest))
                if known and known.name:
                    offered = dict.fromkeys((known.name, *answer.suggestions))
                    return replace(answer, suggestions=tuple(offered)[:MOST])
        return answer

    def _named(self, words: Words, tails: tuple[Words, ...]) -> Recognition | None:
        """A name; words behind it are dropped only if they make it no other one."""
        bare, behind = _without_tails(words)
        heads = tuple(each for each in EMPTY_TAILS if words[: len(each)] == each)
        known = self._known(bare)
        told = [self._graver(tail, bare) for tail in (*behind, *tails)]
        if known is None:
            told += [self._graver(head, bare[len(head) :]) for head in heads]
        another = (each for each in told if each and each.condition != (known and known.condition))
        return next(another, known)

    def _graver(self, severity: Words, words: Words) -> Recognition | None:
        """What a name with its severity ahead comes to, by any name of the same: "severe HTN"."""
        known = self._known(words)
        others = self._spellings.get(str(known.condition), ()) if known else ()
        found = (self._known((*severity, *each)) for each in (words, *others))
        return next((each for each in found if each), None)

    @cached_property
    def _spellings(self) -> dict[str, list[Words]]:
        """The names of each condition, as words."""
        spellings: dict[str, list[Words]] = {}
        for entry in self._names.entries.values():
            spellings.setdefault(entry.owner, []).append(words_of(entry.name))
        return spellings

    def _past(self, tokens: Words) -> Recognition | None:
        """A condition whose own name tells of the past needs no status."""
        for before, after in _PAST_NAMES:
            known = self._known((*before, *tokens, *after)) if tokens else None
            if known:
                return known
        return None

    def _known(self, tokens: Words) -> Recognition | None:
        """A name, in singular or plural."""
        found = condition_key(tokens)
        entries = self._names.entries
        entry = (
            entries.get(found) or entries.get(f"{found}s") or entries.get(found.removesuffix("s"))
        )
        return entry.answer if entry else None


def _statuses_differ(insides: Sequence[str]) -> bool:
    """Do brackets hold statuses alone, and different ones: "mania (hx) (FH)"?"""
    told = (qualified(tokenise(inside).tokens) for inside in insides)
    return len({each.status for each in told if each.status and not each.tokens}) > 1


def _two_statuses(answer: Recognition) -> Recognition:
    """The question which status holds, with the name that it is of."""
    if answer.outcome != "recognised":
        return answer
    return not_recognised(TWO_STATUSES, (answer.name,) if answer.name else ())


def _without_tails(tokens: Words) -> tuple[Words, tuple[Words, ...]]:
    """The words without what adds nothing behind them, and that."""
    tails: list[Words] = []
    while tail := next((each for each in _BEHIND if tokens[-len(each) :] == each), None):
        tokens = tokens[: -len(tail)]
        if tail in EMPTY_TAILS:
            tails.insert(0, tail)
    return tokens, tuple(tails)


def _undated(tokens: Words) -> Words:
    """The words without when it was: "MI 2018", "stroke in 2020", "32 weeks pregnant"."""
    if len(tokens) > 2 and tokens[0].isdecimal() and tokens[1] in _WEEKS:  # noqa: PLR2004
        return tokens[2:]
    if tokens and _YEAR.fullmatch(tokens[-1]):
        rest = tokens[:-1]
        return rest[:-1] if rest[-1:] in (("in",), ("since",), (",",)) else rest
    for length in (3, 2):
        if len(tokens) > length and _LATELY.fullmatch(" ".join(tokens[-length:])):
            return tokens[:-length]
    return tokens


def _parts(tokens: Words) -> list[Words]:
    parts: list[list[str]] = [[]]
    for word in tokens:
        if word in SEPARATORS or word == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts if part]
