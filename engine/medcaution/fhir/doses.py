"""The dose of a medicine out of its dosages: the text, or else plain numbers turned into one."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from medcaution.facts import LONGEST_LINE
from medcaution.fhir.shapes import Dosage, Numbers, Quantity, Timing
from medcaution.matching.dose import read_dose

UNREAD = "The dose of a medicine is told in numbers, steps or ranges that were not read."
_UNITS = {"mg": "mg", "mcg": "mcg", "ug": "mcg", "g": "g"}
_HOURS = {"h": 1, "d": 24}
#: Rhythms in words that the reading of doses knows; beyond these, nothing is computed.
_RHYTHMS = {1: "daily", 2: "2 times daily", 3: "3 times daily", 4: "4 times daily"}
_CODES = {"qd": 1, "bid": 2, "tid": 3, "qid": 4}
_NUMBERS = ("doseAndRate", "doseQuantity", "dose", "doseRange")


def dose(dosages: Sequence[Dosage]) -> tuple[str | None, str]:
    """The text of the one dose there is, and what is to be said if a dose was told and not read.

    Several dosages may be a taper, whose level nobody can tell.
    """
    told = [each for each in dosages if each.text or _numbered(each)]
    if len(told) != 1:
        return None, UNREAD if told else ""
    (only,) = told
    text = only.text if only.text and len(only.text) <= LONGEST_LINE else None
    if not _numbered(only):
        return text, ""
    written, plain = read_dose(text), _plain(only)
    if plain is None:
        return text, "" if written and written.exact else UNREAD
    whole = f"{text}; {plain}" if text else plain
    if written is None:
        # Words with amounts of their own, or a looser rhythm, make the whole unreadable; words
        # that are not understood leave a lower bound of it.
        read = read_dose(whole)
        return (whole if read else text), ("" if read == read_dose(plain) else UNREAD)
    return (text, "") if written == read_dose(plain) else (None, UNREAD)


def _numbered(dosage: Dosage) -> bool:
    return any((dosage.model_extra or {}).get(each) for each in _NUMBERS)


def _plain(dosage: Dosage) -> str | None:
    """A dose of so much and so often a day; None if the numbers tell anything else."""
    try:
        numbers = Numbers.model_validate(dosage.model_extra)
    except ValidationError:
        return None
    if len(numbers.amounts) != 1 or numbers.as_needed or numbers.needed_for or numbers.most:
        return None
    amount, often = _amount(numbers.amounts[0]), _often(numbers.timing)
    return f"{amount} {_RHYTHMS[often]}" if amount and often else None


def _amount(quantity: Quantity) -> str | None:
    units = {_UNITS.get(each) for each in (quantity.unit, quantity.code) if each}
    unit = units.pop() if len(units) == 1 else None
    if unit is None or quantity.comparator or not quantity.value or quantity.value < 0:
        return None
    return f"{f'{quantity.value:.4f}'.rstrip('0').rstrip('.')} {unit}"


def _often(timing: Timing | None) -> int | None:
    """How many times a day, if the rhythm tells that and nothing else."""
    repeat = timing.repeat if timing else None
    if timing is None or timing.event or repeat is None or repeat.more:
        return None
    hours = (repeat.period or 0) * _HOURS.get(repeat.unit or "", 0)
    times = (repeat.frequency or 0) * _HOURS["d"] / hours if hours else 0
    agreed = timing.code is None or _CODES.get(timing.code.code) == times
    return int(times) if times in _RHYTHMS and agreed else None
