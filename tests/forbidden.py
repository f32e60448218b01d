"""What nothing of ours may say, whoever reads it."""

from __future__ import annotations

import re

#: What a page never says, whoever reads it. "Not safe" is as absent as "safe".
NEVER = re.compile(
    r"\bsafe(?:ly|r|st)?\b|\bno (?:known )?(?:interactions?|risks?|dangers?|problems?)\b"
    r"|\ball[- ]clear\b|\brisk[- ]free\b|\bharmless\b|\bnothing to worry\b|\bno need to\b"
    r"|\b(?:looks|is|are) (?:fine|good|ok|okay)\b|\bcompatible\b|\bgreen\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no caution (?:found )?(?:means|does not mean)|does not mean|not that [a-z ]+)\b[^.]{0,40}$",
    re.IGNORECASE,
)
STOP = re.compile(r"\bstop(?:ping)? (?:taking|using|your|the|it|a|this)\b", re.IGNORECASE)
#: What stopping does not do, or brings about: the subject of a warning, not advice.
_WARNED = re.compile(r"stopping [^.]{0,60}\b(?:does not|can make|carries)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:do not|don't|never|after|effects of)\s+$", re.IGNORECASE)


def faults(text):
    """What is said and must not be."""
    text = " ".join(text.split())
    for found in NEVER.finditer(text):
        if not _DENIED.search(text[: found.start()]):
            yield text[max(0, found.start() - 60) : found.end() + 20]
    for found in STOP.finditer(text):
        warned = _NOT.search(text[: found.start()]) or _WARNED.match(text[found.start() :])
        if not warned:
            yield text[max(0, found.start() - 60) : found.end() + 20]
