"""What stands in brackets: "Ultram (tramadol)", "Fluoxetine 20 MG Oral Capsule [Prozac]"."""

from __future__ import annotations

import re

_OPEN = frozenset("([{")
_ANY = re.compile(r"[()\[\]{}]")
_CLOSE = frozenset(")]}")


def split_brackets(folded: str) -> tuple[str, tuple[str, ...]]:
    """The text outside all brackets, and each text inside. One never closed runs to the end."""
    if not _ANY.search(folded):
        return folded, ()
    outside: list[str] = []
    inside: list[str] = []
    depth = start = 0
    for at, character in enumerate(folded):
        if character in _OPEN:
            (outside if depth == 0 else inside).append(folded[start:at])
            start, depth = at + 1, depth + 1
        elif character in _CLOSE:
            (outside if depth == 0 else inside).append(folded[start:at])
            start, depth = at + 1, max(0, depth - 1)
    (outside if depth == 0 else inside).append(folded[start:])
    return " ".join(outside), tuple(text for text in inside if text.strip())
