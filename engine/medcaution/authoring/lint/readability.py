"""The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59.

Kincaid et al. 1975. Syllables are counted by groups of vowels, as every short program does.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.!?]+(?:\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """The US school grade that can read a text; 0 for an empty one."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, sum(1 for part in _SENTENCE.split(text) if part.strip()))
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1)
    return max(1, count - silent)
