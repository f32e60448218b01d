"""A daily dose out of the text a person wrote, or an honest lower bound of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_AMOUNT = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,4})?)\s*(mcg|micrograms?|ug|µg|mg|milligrams?|g|grams?)\b"
    r"(?!\s*/\s*(?:ml|g|h|hr|hour))",
    re.IGNORECASE,
)
_SCALE = {"mc": 0.001, "mi": 1.0, "ug": 0.001, "µg": 0.001, "mg": 1.0, "g": 1000.0, "gr": 1000.0}
#: Rhythms from the surest to the loosest: "120 mg a day, in two doses" names the day's dose, while
#: the "a day" of "60 mg twice a day" does not, so that it counts only right after the unit.
_TIMES = (
    (re.compile(r"/\s*(?:d|day|24\s*h)\b|(?:g|grams?)\s+(?:a|per)\s+day\b|\bin\s+24\s+hours\b"), 1),
    (re.compile(r"\b(?:qid|four times|4 times|4x|q6h|qds)\b|\b4\s*x\b"), 4),
    (re.compile(r"\b(?:tid|tds|three times|3 times|3x|q8h)\b|\b3\s*x\b"), 3),
    (re.compile(r"\b(?:bid|bd|twice|two times|2 times|2x|q12h)\b|\b2\s*x\b"), 2),
    (re.compile(r"\b(?:qd|od|daily|once|every day|nightly|nocte|at night|qhs|qam|q24h)\b"), 1),
)
_RATHER_OFTEN = re.compile(
    r"\b(?:weekly|week|monthly|month|prn|as needed|as required|every other)\b"
)


@dataclass(frozen=True, slots=True)
class DailyDose:
    """Milligrams a day. If not `exact`, only a strength was given: the least it can be."""

    milligrams: float
    exact: bool


@lru_cache(maxsize=4_096)
def read_dose(text: str | None) -> DailyDose | None:
    """The daily dose a text tells, None if it tells none or speaks of more than one amount.

    A bare strength ("60 mg") is a lower bound of the daily dose. A text with a rhythm the daily
    dose cannot be read from (weekly, as needed) is None.
    """
    if not text:
        return None
    amounts = _AMOUNT.findall(text)
    if len(amounts) != 1 or _RATHER_OFTEN.search(text.lower()):
        return None
    number, unit = amounts[0]
    unit = unit.lower()
    scale = _SCALE["mc" if unit.startswith("microgram") else unit if unit in _SCALE else unit[:2]]
    milligrams = float(number.replace(",", "")) * scale
    for pattern, times in _TIMES:
        if pattern.search(text.lower()):
            return DailyDose(milligrams * times, exact=True)
    return DailyDose(milligrams, exact=False)
