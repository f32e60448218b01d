"""Ages, and what is left of them when only part of a day of birth is known."""

from __future__ import annotations

import calendar
import datetime
import re

from medcaution.matching.facts import PersonFact
from medcaution.matching.productions import Productions

_SPAN = re.compile(r"(\d{1,3})-(\d{1,3})")


def age_from(
    as_of: datetime.date, year: int, month: int | None = None, day: int | None = None
) -> str:
    """The age on a day, in whole years: `64`, or `64-65` if the birthday may lie ahead or behind.

    Raises:
        ValueError: if that is no date, or a later one.
    """
    first = datetime.date(year, month or 1, (day if month else None) or 1)
    latest = calendar.monthrange(year, month or 12)[1]
    last = datetime.date(year, month or 12, (day if month else None) or latest)
    youngest, oldest = (_whole(as_of, born) for born in (last, first))
    if oldest < 0:
        raise ValueError("born after the day that is checked for")
    return f"{oldest}" if max(youngest, 0) == oldest else f"{max(youngest, 0)}-{oldest}"


def _whole(as_of: datetime.date, born: datetime.date) -> int:
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


class Ages:
    """Reads ages as text. Of two neighbouring ages one is taken if no rule tells them apart."""

    def __init__(self, productions: Productions) -> None:
        self._productions = productions

    def known(self, text: str | None) -> int | str | None:
        """The age, None if it is not known; whatever is none is left for `Person` to refuse."""
        span = _SPAN.fullmatch(text) if text else None
        if span is None:
            return int(text) if text and text.isascii() and text.isdigit() else text or None
        low, high = map(int, span.groups())
        if high != low + 1:
            return text
        one, other = (self._productions.other_flags(PersonFact(age=age)) for age in (low, high))
        return low if one == other else None
