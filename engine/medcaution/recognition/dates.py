"""Dates in a line: "2019", "2015-2018", "03/2019", "10/26/26", "26.10.2026".

A date beside a name tells when it was taken, prescribed or stopped, and a medicine of the past read
as one of today answers what nobody asked. So no date passes for a strength: the line is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

DATED = (
    "It holds a number that may be a date. If it is taken now, write the name alone, or with the "
    'amount and its unit. If it was stopped, write the name with the status "stopped" and the last '
    "day."
)
#: A year, or a day as computers write it: "20190503". A bare 2000 is mostly units or milligrams.
_YEAR = re.compile(r"(?!2000\Z)(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))?")
_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-[0-9]{2}")
_POINT = re.compile("[.,]")
_MONTHS, _DAYS = range(1, 13), range(1, 32)


def is_date(numbers: Sequence[str]) -> bool:
    """Do plain numbers that are joined by strokes, hyphens or points tell a date?

    Of years with two figures only those behind a day and a month: "3/19" may be two strengths, and
    "1/1/1" three tablets a day.
    """
    if any(_YEAR.fullmatch(part) for number in numbers for part in _POINT.split(number)):
        return True
    found = _DAY.fullmatch("-".join(numbers if len(numbers) > 1 else _POINT.split(numbers[0])))
    if not found:
        return False
    one, other = int(found[1]), int(found[2])
    return (one in _DAYS and other in _MONTHS) or (one in _MONTHS and other in _DAYS)
