"""Cutting a typed list where one thing ends and the next begins.

A comma or semicolon is a place to cut unless it belongs to what it stands in: to a number
("1,000 mg"), a chemical name ("N,N-DMT"), a bracket, a name that is known with it, or a remark on
the name before it ("sertraline, once daily"). A line whose meaning a word turns ("allergic to
penicillin, sulfa") stays whole, since what it says of the first name may hold for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from medcaution.recognition.answer import Recognition
from medcaution.recognition.scanning import scan
from medcaution.recognition.spelling import fold, tokenise
from medcaution.recognition.turning import TURNED
from medcaution.recognition.vocabulary import Kind

_CUT = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|(,(?=\s|$)|(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})|;(?!\s*[a-z_-]+\s*=))"
)


def cut(line: str, read: Callable[[str], Recognition]) -> list[str]:
    """The parts of a line, in order, each with all that was written about it.

    Args:
        line: one line as somebody typed it.
        read: how one part is recognised.
    """
    places = [found.start() for found in _CUT.finditer(line) if found[1]]
    if not places or _whole(read(line)):
        return [line]
    parts: list[str] = []
    start = 0
    for end in (*places, len(line)):
        piece = line[start:end]
        if parts and (not _names(piece) or not _names(parts[-1])):
            parts[-1] += line[start - 1] + piece
        else:
            parts.append(piece)
        start = end + 1
    return parts


def _whole(answer: Recognition) -> bool:
    """Is the line one name, or one that must not be taken apart?"""
    if answer.reason in TURNED or answer.condition:
        return True
    one = len(answer.substances) == 1 or answer.product is not None
    return answer.outcome == "recognised" and one and answer.via != "ingredients"


def _names(piece: str) -> bool:
    """Does it hold a word that could be a name? A bare number is none."""
    return any(map(str.isalpha, piece)) and any(
        each.meaning.kind is Kind.NAME for each in scan(tokenise(fold(piece)))
    )
