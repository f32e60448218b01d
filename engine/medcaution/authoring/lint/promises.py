"""What no sentence of ours says: that a list is safe, that somebody stop a medicine, who people are."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEVER = re.compile(
    r"\bsafe(?:ly|r|st)?\b|\bno (?:known )?(?:interactions?|risks?|dangers?|problems?)\b"
    r"|\ball[- ]clear\b|\brisk[- ]free\b|\bharmless\b|\bnothing to worry\b|\bno need to\b"
    r"|\b(?:looks|is|are) (?:fine|good|ok|okay)\b|\bcompatible\b|\bgreen\b"
    r"|\bwithhold (?:naloxone|epinephrine|adrenaline|methadone|buprenorphine)\b"
    r"|\babusers?\b|\baddicts?\b|\bjunkies?\b",
    re.IGNORECASE,
)
# An order to stop: the verb where a clause begins, whatever it is that is to be stopped. Breathing
# stops of itself, smoking is no medicine, and "start, stop or dose change" is about events.
_STOP = re.compile(
    r"(?:^|[.,;:!?(]\s+|\b(?:and|or|then|so|to|should|must|may|can|could|please|best|you|they|just)\s+)"
    r"((?:stop|quit|cease|halt|skip|come off|go off)"
    r"\s+(?!(?:breathing|smoking|or|of|before|to)\b)[^\s.;]+|discontinue\b)"
    r"|\b((?:stop|discontinue) (?:taking|using|your|the)\b)"
    r"|\b((?:by|try|consider|suggest|recommend|advise) (?:stopping|discontinuing)\b)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:do not|don't|does not|never|not|nor|cannot|rather than|without|no reason to"
    r"|no caution (?:found )?means)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def broken(text: str) -> Iterator[str]:
    """The words of a text that break a promise, unless the sentence denies them."""
    text = " ".join(text.split())
    for pattern in (_NEVER, _STOP):
        for found in pattern.finditer(text):
            said = next(filter(None, found.groups()), found[0])
            if not _DENIED.search(text[: found.end() - len(said)]):
                yield said
