"""The words around a condition that tell whether it is there, past, suspected or a relative's."""

from __future__ import annotations

import re
from typing import NamedTuple

from medcaution.facts import ConditionStatus
from medcaution.recognition.spelling import SEPARATORS

#: Said of a condition that stands under the heading of a list, and of nothing else.
LISTED = (
    "Its heading tells of illness past and present alike, so it counts as present unless a status "
    'is given. If it is over, write "history of" and the name.'
)
#: Said where headings that tell different statuses are joined.
MIXED = (
    "Its headings tell different things, such as illness of this person and of the family, so it "
    'counts as present. If it is not, write "history of" or "family history of" and the name.'
)
#: Said where nobody can tell which of two statuses holds: "mania (hx) (FH)".
TWO_STATUSES = (
    "It tells two statuses that differ. If this person has it now, write the name alone. If not, "
    "write the name with one status."
)
_HEADS: dict[ConditionStatus, tuple[str, ...]] = {
    # Records head the list of what somebody lives with so: to take it as over would silence rules.
    "active": (
        "past medical history of", "past medical history", "past medical hx of", "past medical hx",
        "medical history of", "medical history", "medical hx of", "medical hx", "pmhx of", "pmhx",
        "pmh of", "pmh",
    ),
    "family-history": (
        "family history of", "family history", "family hx of", "family hx", "fhx of", "fhx",
        "fh of", "fh",
    ),
    "history": (
        "personal history of", "past history of", "history of", "previous history of",
        "prior history of", "hx of", "ho", "hx", "history", "past", "previous", "prior",
        "previously had", "used to have", "former", "had a", "had an", "had",
    ),
    "suspected": (
        "suspected", "suspicion of", "possible", "probable", "query", "rule out", "ro",
        "provisional",
    ),
}  # fmt: skip
_TAILS: dict[ConditionStatus, tuple[str, ...]] = {
    "family-history": ("in the family", "family history", "in family"),
    "history": ("in the past", "history", "hx", "in past", "last year", "years ago", "year ago"),
    "suspected": ("suspected",),
}
#: Tails after a number: "three years ago".
_COUNTED = frozenset(("years ago", "year ago"))
#: "Hx: asthma" heads a list; "hx asthma" is short for "history of asthma".
_HEADING = re.compile(r"^[\W_]*(?:hx|history)\s*[:,]")
_SLASHED = re.compile(r"\b([hr])/(o)\b")
#: What heads a list beside the heads above, though it tells of the past where it stands alone.
_PAST_HEADINGS = ("hx", "history")


def _by_words(
    phrases: dict[ConditionStatus, tuple[str, ...]],
) -> dict[tuple[str, ...], ConditionStatus]:
    """The status by the words that tell it, the longest first."""
    found = [(tuple(each.split()), status) for status, told in phrases.items() for each in told]
    return dict(sorted(found, key=lambda one: -len(one[0])))


STATUS_HEADS = _by_words(_HEADS)
STATUS_TAILS = _by_words(_TAILS)
_LISTS = tuple(head for head, status in STATUS_HEADS.items() if status == "active")
_HEADINGS: dict[str, ConditionStatus] = {
    **dict.fromkeys(_HEADS["active"], "active"),
    **dict.fromkeys(_HEADS["family-history"], "family-history"),
    **dict.fromkeys(_PAST_HEADINGS, "history"),
}
_HEADED = rf"(?:{'|'.join(sorted(_HEADINGS, key=len, reverse=True))})\b(?!\s+of\b)"
#: Headings joined by a sign or "and", at the start of a line or bracket: "PMH/FH: schizophrenia". A
#: dash between blanks has become a comma between them, and like a blank it joins only headings with
#: a colon behind them, for what follows it may belong to the name: "PMH - family history of mania".
_JOINED = re.compile(
    rf"(?:^[\W_]*|(?<=[(\[{{]))({_HEADED}"
    rf"(?:\s*(?:[/+;(]|\band\b|(?<!\s),)\s*{_HEADED}\)?|\s[\s,]*{_HEADED}(?=\s*:))+)"
)


class Qualified(NamedTuple):
    """The words of a condition without those that tell its status."""

    tokens: tuple[str, ...]
    status: ConditionStatus | None


def spelled_out(folded: str) -> str:
    """A folded line with its short words for a status spelled as they are looked up."""
    folded = _JOINED.sub(_one_heading, _SLASHED.sub(r"\1\2", folded))
    return _HEADING.sub("medical history ", folded)


def mixes_headings(folded: str) -> bool:
    """Are headings joined that tell different statuses?"""
    return any(len(_told(found[1])) > 1 for found in _JOINED.finditer(folded))


def _one_heading(found: re.Match[str]) -> str:
    """What joined headings come to: of statuses that differ, that it may well be there."""
    family = _told(found[1]) == {"family-history"}
    return "family history " if family else "medical history "


def _told(headings: str) -> set[ConditionStatus]:
    return {_HEADINGS[each] for each in re.findall(_HEADED, headings)}


def unlisted(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the headings of lists of illness present and past."""
    while head := next((each for each in _LISTS if tokens[: len(each)] == each), None):
        tokens = tokens[len(head) :]
        while tokens and tokens[0] in SEPARATORS:
            tokens = tokens[1:]
    return tokens


def qualified(tokens: tuple[str, ...]) -> Qualified:
    """Take off the words that tell a status. What a line tells outweighs the heading above it."""
    listed = unlisted(tokens)
    if listed != tokens:
        inner = qualified(listed)
        return Qualified(inner.tokens, inner.status or "active")
    for head, status in STATUS_HEADS.items():
        if tokens[: len(head)] == head:
            return Qualified(tokens[len(head) :], status)
    for tail, status in STATUS_TAILS.items():
        if tokens[-len(tail) :] == tail:
            rest = tokens[: -len(tail)]
            return Qualified(rest[:-1] if " ".join(tail) in _COUNTED else rest, status)
    return Qualified(tokens, None)
