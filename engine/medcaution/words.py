"""Near misses between words: one measure for every did-you-mean.

rapidfuzz is imported on a miss: most runs never need it, and it is a good part of a cold start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable


def distance(one: str, other: str) -> int:
    """The optimal string alignment distance: letters added, dropped, changed or swapped."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return OSA.distance(one, other)


def near_misses(word: str, choices: Collection[str], limit: int = 1) -> list[str]:
    """The choices closest to a word by optimal string alignment distance, nearest first.

    At most a third of the letters may differ; equal distances are ordered by the alphabet.
    """
    if not word:
        return []
    from rapidfuzz.distance import OSA  # noqa: PLC0415
    from rapidfuzz.process import extract  # noqa: PLC0415

    allowed = max(1, len(word) // 3)
    found = extract(word, sorted(choices), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    return [choice for choice, _, _ in sorted(found, key=lambda hit: (hit[1], hit[0]))[:limit]]


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """` Did you mean 'x'?`, or nothing if no choice is near."""
    near = near_misses(word, list(choices))
    return f" Did you mean '{near[0]}'?" if near else ""
