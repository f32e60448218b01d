"""Marks that put a line in doubt, or turn it. Comparing spellings drops them, so they are read first.

A question mark, a sign for "not", an empty box to tick, an arrow from one thing to another: whoever
wrote it may mean that nothing of the kind is taken, so the line is a question.
"""

from __future__ import annotations

import re
import unicodedata

from medcaution.recognition.dates import DATED

_DOUBT = (
    "It holds a sign of doubt. If this person takes it, or may take it, write the name alone on "
    "a line."
)
_CHANGE = (
    "It tells of a change from one thing to another. Write each that this person has or takes "
    "now on a line of its own."
)
#: Said of an amount of nothing too: "0 mg".
ABSENT = (
    'It holds a zero, an empty box or a sign that may mean "not". Does it hold for this person '
    "all the same? Then write the name alone."
)
_QUESTION = re.compile(r"[?¿؟]|(?:±|\+/-)(?!\)-)")
_ARROW = re.compile(r"[-=~]+>|<[-=~]+|[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f]")
_EMPTY_BOX = re.compile(r"[\[(]\s*[\])]")
# "(-)-ephedrine" and "R(-)" tell which way a molecule turns the light.
_MINUS = re.compile(r"(?<!\b[rRsS])[\[(]\s*[-\u2010-\u2015\u2212]\s*[\])](?!-)")
_SHORT_YEAR = re.compile(r"(?<!\w)['\u2018\u2019][0-9]{2}\b(?!['\u2018\u2019])")
# "HIV -" and "epilepsy-, asthma" are how records write an absence; "asthma - mild" goes on.
_MINUS_AFTER = re.compile(r"[-\u2010-\u2015\u2212]\s*(?:[,;|/.:]|$)")
_STRUCK_OUT = "~~"
#: Signs of mathematics that stand beside an amount or part a line; any other may negate it.
_HARMLESS = frozenset("+<>=|~\u00b1\u00d7\u00f7\u2212\u2044\u2215\u2264\u2265\u2248\u2219\u22c5")


def doubted(text: str) -> str | None:
    """Why a medication line may not mean that the thing is taken."""
    plain = unicodedata.normalize("NFKC", text)
    if _QUESTION.search(plain):
        return _DOUBT
    if _SHORT_YEAR.search(plain):
        return DATED
    return _marked(plain)


def doubted_condition(text: str) -> str | None:
    """Why a condition line may not mean that it is there. A question mark tells a status."""
    plain = unicodedata.normalize("NFKC", text)
    return _marked(plain) or (ABSENT if _MINUS_AFTER.search(plain) else None)


def _marked(plain: str) -> str | None:
    if _ARROW.search(plain):
        return _CHANGE
    struck = _STRUCK_OUT in plain or _EMPTY_BOX.search(plain) or _MINUS.search(plain)
    return ABSENT if struck or any(map(_negates, plain)) else None


def _negates(character: str) -> bool:
    return unicodedata.category(character) == "Sm" and character not in _HARMLESS
