"""Text in one width and one language: paragraphs, and entries under a label."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from medcaution.presentation.catalogue import Catalogue

_LABEL = 14


class Layout:
    """Lays text out.

    Args:
        width: characters of a line.
        words: the language.
    """

    def __init__(self, width: int, words: Catalogue) -> None:
        self._width = width
        self._words = words

    def _wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, self._width, initial_indent="  ", subsequent_indent="  ")

    def _entries(self, key: str, texts: Iterable[str]) -> Iterator[str]:
        """Several texts under one label."""
        for number, text in enumerate(texts):
            yield from self._entry("" if number else self._words(key), text)

    def _entry(self, label: str, text: str) -> list[str]:
        if not text:
            return []
        first = f"  {label:<{_LABEL}} "
        return textwrap.wrap(
            text, self._width, initial_indent=first, subsequent_indent=" " * len(first)
        )
