"""What stands in brackets: "Ultram (tramadol)", "Fluoxetine 20 MG Oral Capsule [Prozac]"."""

from __future__ import annotations

import re

_OPEN = frozenset("([{")
_ANY = re.compile(r"[()\[\]{}]")
_CLOSE = frozenset(")]}")


def split_brackets(folded: str) -> tuple[str, tuple[str, ...]]:
    """The text outside all brackets, and each text inside. One never closed runs to the end.

    Each is padded with blanks, so that its words stand where they stand in the whole text.
    """
    if not _ANY.search(folded):
        return folded, ()
    outside: list[str] = []
    inside: list[str] = []
    depth = start = 0

    def put(end: int) -> None:
        text = folded[start:end]
        outside.append(text if depth == 0 else " " * len(text))
        if depth:
            inside.append(" " * start + text)

    for at, character in enumerate(folded):
        if character in _OPEN:
            put(at)
            start, depth = at + 1, depth + 1
        elif character in _CLOSE:
            put(at)
            start, depth = at + 1, max(0, depth - 1)
    put(len(folded))
    return " ".join(outside), tuple(text for text in inside if text.strip())
