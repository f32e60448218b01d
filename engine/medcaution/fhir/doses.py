"""The dose of a medicine out of its dosages: whatever of them is not read leaves it inexact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from medcaution.facts import LONGEST_LINE
from medcaution.fhir.shapes import Concept, Dosage, Numbers, Quantity, Timing
from medcaution.matching.directions import NOT_READ, Does, parts_of
from medcaution.matching.dose import DailyDose, read_dose

UNREAD = "The dose of a medicine is told in numbers, steps or ranges that were not read."
_UNITS = {
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg",
    "mcg": "mcg", "ug": "mcg", "microgram": "mcg", "micrograms": "mcg",
    "g": "g", "gram": "g", "grams": "g",
    "tablet": "tablet", "tablets": "tablet", "tab": "tablet", "tabs": "tablet", "{tbl}": "tablet",
    "tablet(s)": "tablet", "{tablet}": "tablet",
    "capsule": "capsule", "capsules": "capsule", "cap": "capsule", "caps": "capsule",
    "capsule(s)": "capsule", "{capsule}": "capsule",
}  # fmt: skip
_HOURS = {"h": 1, "d": 24}
_MOST_TIMES = 24
_CODES = {"qd": 1, "bid": 2, "tid": 3, "qid": 4}
#: Times of the day that come once in it; "before meals" does not.
_ONCE_A_DAY = frozenset(("MORN", "NOON", "AFT", "EVE", "NIGHT", "HS"))
_SILENT = frozenset(("id", "extension", "sequence", "site", "method"))
_INSTRUCTIONS = ("patientInstruction", "additionalInstruction", "additionalInstructions")
_NEEDED = frozenset(("asNeeded", "asNeededBoolean", "asNeededCodeableConcept", "asNeededFor"))
_AMOUNTS = ("doseAndRate", "doseQuantity", "dose")
_KNOWN = {*_INSTRUCTIONS, *_AMOUNTS, "timing"}
#: More than one tablet at once, or a part of one: nobody counts them together.
_SEVERAL = re.compile(r"(?!1 )[\d.]+ (?:tablet|capsule)")
#: The strength of a tablet that stands for any, to compare what counts tablets: one that no text
#: tells by itself.
_ONE = "7.3219 mg"


def dose(dosages: Sequence[Dosage]) -> tuple[str | None, str]:
    """The text of the one dose there is, and what is to be said if a dose was told and not read.

    Several dosages may be a taper, whose level nobody can tell; alike, they are one.
    """
    told: list[Dosage] = []
    for each in dosages:
        if (_words(each.text) or _told(each)) and each not in told:
            told.append(each)
    if len(told) != 1:
        return (NOT_READ, UNREAD) if told else (None, "")
    text, clear = _whole(told[0])
    if text and len(text) > LONGEST_LINE:
        return NOT_READ, UNREAD
    return text, "" if clear else UNREAD


def _whole(dosage: Dosage) -> tuple[str | None, bool]:
    """All that a dosage tells of the dose as one text; is everything in it read, and agreed?"""
    whole, clear = _words(dosage.text), True
    for each in _beside(dosage):
        if whole and _alike(whole, each):
            continue
        joined = f"{whole}; {each}" if whole else each
        plain = each != NOT_READ and not _SEVERAL.match(each)
        clear = clear and plain and (not whole or _adds_up(whole, each, joined))
        whole = joined
    return whole or None, clear


def _beside(dosage: Dosage) -> Iterator[str]:
    """What a dosage tells beside its text, in the words that doses are read from."""
    told = _told(dosage)
    if told.keys() & {*_AMOUNTS, "timing"}:
        yield from _plain(told, _words(dosage.text))
    if told.keys() & _NEEDED:
        yield "as needed"
    if told.keys() - _KNOWN - _NEEDED:
        yield NOT_READ
    for key in _INSTRUCTIONS:
        listed = told.get(key) or []
        for each in listed if isinstance(listed, list) else [listed]:
            yield _instruction(each)


def _told(dosage: Dosage) -> dict[str, Any]:
    """The elements of a dosage, beside text and route, that may tell of the dose."""
    return {
        key: value
        for key, value in (dosage.model_extra or {}).items()
        if value not in (None, False, "", [], {}) and not key.startswith("_") and key not in _SILENT
    }


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _instruction(told: Any) -> str:
    try:
        concept = Concept.model_validate({"text": told} if isinstance(told, str) else told)
    except ValidationError:
        return NOT_READ
    return _words(concept.words) or NOT_READ


def _read(text: str) -> DailyDose | None:
    return read_dose(text, _ONE)


def _alike(one: str, other: str) -> bool:
    """Do two texts tell the same dose, each of them wholly?"""
    first = _read(one)
    agreed = first is not None and first.exact and first == _read(other)
    return agreed or one.casefold() == other.casefold()


def _adds_up(one: str, other: str, whole: str) -> bool:
    """Is the dose of the whole that of a part, so that the rest took nothing from it?"""
    found, parts = _read(whole), [_read(one), _read(other)]
    return found in parts if found else not any(parts)


def _plain(told: Mapping[str, Any], text: str) -> Iterator[str]:
    """The numbers of a dosage as so much, so often a day; nothing if they repeat the text."""
    try:
        numbers = Numbers.model_validate(told)
        amounts = {_amount(each) for each in numbers.amounts}
    except ValidationError:
        yield NOT_READ
        return
    timed = numbers.timing is not None and numbers.timing.told
    often = _often(numbers.timing) if timed else None
    amount = next(iter(amounts), "")
    if len(amounts) > 1 or amount is None or (timed and often is None):
        yield NOT_READ
        return
    rhythm = "" if often is None else "daily" if often == 1 else f"{often} times daily"
    if not _repeats(text, amount, rhythm):
        yield f"{amount} {rhythm}".strip() or NOT_READ


def _repeats(text: str, amount: str, rhythm: str) -> bool:
    """Does a text that tells a whole dose tell these halves of one too?"""
    written = _read(text)
    if not text or written is None or not written.exact or (amount and rhythm):
        return False
    parts = [each for each in parts_of(text) if each.does is Does.AMOUNT] or [*parts_of(_ONE)]
    if amount:
        return [each.number for each in parts] == [each.number for each in parts_of(amount)]
    return written == _read(f"{parts[0].number:g} mg {rhythm}")


def _amount(quantity: Quantity) -> str | None:
    units = {_UNITS.get(each.casefold()) for each in (quantity.unit, quantity.code) if each}
    unit = units.pop() if len(units) == 1 else None
    if unit is None or quantity.comparator or not quantity.value or quantity.value < 0:
        return None
    return f"{f'{quantity.value:.4f}'.rstrip('0').rstrip('.')} {unit}"


def _often(timing: Timing | None) -> int | None:
    """How many times a day, if the rhythm tells that and nothing else."""
    if timing is None or timing.event or (timing.repeat and timing.repeat.more):
        return None
    coded = _CODES.get(timing.code.code, -1) if timing.code else None
    times = {each for each in (_repeated(timing), coded) if each is not None}
    return next((each for each in range(1, _MOST_TIMES + 1) if times == {each}), None)


def _repeated(timing: Timing) -> float | None:
    """How many times a day its numbers tell, -1 if they tell another rhythm; None if none."""
    repeat = timing.repeat
    if repeat is None or not repeat.told:
        return None
    moments = {*repeat.hours, *repeat.when}
    if (repeat.hours and repeat.when) or not _ONCE_A_DAY.issuperset(repeat.when):
        return -1
    if repeat.frequency is None and repeat.period is None and repeat.unit is None and moments:
        return len(moments)
    hours = (repeat.period or 0) * _HOURS.get(repeat.unit or "", 0)
    times = (repeat.frequency or 0) * 24 / hours if hours else 0
    return times if times and len(moments) in (0, times) else -1
