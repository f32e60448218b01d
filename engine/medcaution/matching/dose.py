"""A daily dose out of the text a person wrote, or an honest lower bound of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from medcaution.matching.directions import TIMES_OF_DAY, Does, Part, parts_of


@dataclass(frozen=True, slots=True)
class DailyDose:
    """Milligrams a day. If not `exact`, the least it can be by what is understood of the text.

    `times` is how often a day it is taken at least, `moments` are the times of the day, if told.
    """

    milligrams: float
    exact: bool
    times: float = field(default=1, compare=False)
    moments: tuple[str, ...] = field(default=(), compare=False)


#: What tells of a day, beyond the strength of one tablet.
_OF_A_DAY = (Does.TIMES, Does.DAILY, Does.EACH, Does.COUNT, Does.DIVIDED, Does.LEFT, *TIMES_OF_DAY)


@lru_cache(maxsize=4_096)
def read_dose(text: str | None, strength: str | None = None) -> DailyDose | None:
    """The daily dose a text tells; None if it tells none, more than one amount, or what may be less.

    It is exact only if every word and number of the text is understood and they agree. A bare
    strength ("60 mg"), or an amount beside something else ("60 mg, 2 tablets daily"), is the least
    that the daily dose can be.

    Args:
        text: the dose as written.
        strength: what the line itself tells. It counts where no dose is given, or one that tells
            how often and how many alone ("1 tablet twice daily"). Where both tell of a day, and
            not the same, neither is exact.
    """
    parts, line = tuple(parts_of(text or "")), tuple(parts_of(strength or ""))
    if not _doing(parts, Does.AMOUNT, Does.LEFT, Does.LESSENS):
        return _daily((*line, *parts))
    dose = _daily(parts)
    if dose and any(each.does in _OF_A_DAY or each.of_day for each in line):
        other = _daily(line) or dose
        if other != dose or not other.exact:
            return DailyDose(min(dose.milligrams, other.milligrams), exact=False)
    return dose


def _daily(parts: Sequence[Part]) -> DailyDose | None:
    parts = _without_part_of_total(parts)
    amounts = _doing(parts, Does.AMOUNT)
    if len(amounts) != 1 or not amounts[0].number or _doing(parts, Does.LESSENS):
        return None
    amount = amounts[0]
    if not amount.whole and any(each.number < 1 for each in _doing(parts, Does.COUNT)):
        return None
    together = _doing(parts, Does.EACH)
    rate, sure = _rate(parts, amount)
    understood = not _doing(parts, Does.LEFT, Does.UNREAD) and _counts_agree(parts, amount)
    if not understood and not _doing(parts, Does.TIMES):
        rate = 1  # another amount may be meant for the other time of the day
    milligrams = amount.number * rate * (together[0].number if together else 1)
    moments = tuple(each.does.value for each in _doing(parts, *TIMES_OF_DAY))
    return DailyDose(milligrams, exact=sure and understood, times=rate, moments=moments)


def _without_part_of_total(parts: Sequence[Part]) -> Sequence[Part]:
    """Without the amount of each tablet, where their count and the total of them agree with it."""
    amounts, counts = _doing(parts, Does.AMOUNT), _doing(parts, Does.COUNT)
    if len(amounts) != 2 or len(counts) != 1 or _doing(parts, Does.EACH):  # noqa: PLR2004
        return parts
    each, total = sorted(amounts, key=lambda amount: amount.whole)
    agree = math.isclose(each.number * counts[0].number, total.number)
    if each.whole or each.of_day or not total.whole or not agree:
        return parts
    at = next(at for at, part in enumerate(parts) if part is each)
    return (*parts[:at], *parts[at + 1 :])


def tells_nothing(text: str | None) -> bool:
    """Does the text tell amounts, and nought by each of them?"""
    amounts = _doing(tuple(parts_of(text or "")), Does.AMOUNT)
    return bool(amounts) and not any(each.number for each in amounts)


def _doing(parts: Sequence[Part], *does: Does) -> list[Part]:
    return [each for each in parts if each.does in does]


def _rate(parts: Sequence[Part], amount: Part) -> tuple[float, bool]:
    """How often the amount is taken in a day at least, and whether that is all.

    "120 mg a day, taken twice daily" and "120 mg daily in 2 doses" name the day's dose. Of two
    rhythms nobody knows which is meant; nor of times of the day that do not fit the rhythm.
    """
    daily, rhythms = _doing(parts, Does.DAILY), _doing(parts, Does.TIMES)
    said = len(daily) + len(rhythms)
    rate = min((each.number for each in rhythms), default=1)
    hours = [each.does for each in _doing(parts, *TIMES_OF_DAY)]
    apart = len(set(hours)) == len(hours) and not {Does.EVENING, Does.NIGHT} <= set(hours)
    divided = bool(_doing(parts, Does.DIVIDED))
    if amount.of_day:
        spread = bool(_doing(parts, Does.SPREAD))
        return 1, said <= 1 and len(hours) <= 1 and (rate == 1 or spread)
    if divided or (amount.whole and not _doing(parts, Does.COUNT)):
        return 1, divided and bool(daily) and said == 1 and not hours
    if said:
        return rate, said == 1 and apart and len(hours) in (0, rate)
    return (len(hours), True) if hours and apart else (1, False)


def _counts_agree(parts: Sequence[Part], amount: Part) -> bool:
    """Is the amount plainly that of all tablets taken at one time?"""
    counts = [each.number for each in _doing(parts, Does.COUNT)]
    together = _doing(parts, Does.EACH)
    if together:
        return len(together) == 1 and not counts and not amount.whole
    if amount.whole:
        return len(counts) == 1
    if not counts:
        return not _doing(parts, Does.PLURAL)
    if set(counts) != {1}:
        return False
    rhythm = (Does.TIMES, Does.DAILY, *TIMES_OF_DAY)
    if len(counts) == 1:  # "20 mg once daily, 1 tablet at night" may count another one
        at = next(at for at, each in enumerate(parts) if each.does is Does.COUNT)
        return not (_doing(parts[:at], *rhythm) and _doing(parts[at:], *rhythm))
    return len(counts) == len(_doing(parts, *rhythm)) == len(_doing(parts, *TIMES_OF_DAY))
