"""Amounts and counts in a line: "20 mg", "5-325 mg", "0.025 mg/hr", "2 tablets", "1-0-1"."""

from __future__ import annotations

import re
from typing import NamedTuple

from medcaution.recognition.dates import is_date
from medcaution.recognition.phrases import PHRASES
from medcaution.recognition.spelling import Words
from medcaution.recognition.units import HYPHEN_UNITS, NUMERALS, ONE, PER, SEVERAL, TIMES, UNITS
from medcaution.recognition.vocabulary import WORDS, Kind

_NUMBER = re.compile(r"([0-9]+(?:[.,][0-9]+)*)([^\W_]*)")
#: No name holds a decimal fraction: it is a strength, however small.
_FRACTION = re.compile(r"[0-9]{1,3}[.,][0-9]{1,3}")
_LEAST_BARE = 5.0
_TAKEN = frozenset(("take", "takes", "taking"))
_DAYS = ("d", "w")
_DAY = frozenset(("day", "days", "d", "24h", "24hr"))


class Amount(NamedTuple):
    """What starts at a number, where it ends, and how it reads."""

    kind: Kind
    end: int
    text: str


def read_amount(words: Words, at: int, *, after_name: bool) -> Amount | None:
    """What the number at this place begins; None if its digits belong to a name.

    A number without a unit is dropped from a name as a last resort, and only if it is 5 or more
    and stands apart: "Prozac 20" is Prozac, but "Tylenol 3" and "2C-B" keep their digits. A date is
    no amount.
    """
    tokens, hyphened = words
    number, suffix = _split(tokens[at])
    if not number:
        return _count_of_words(words, at)
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if suffix:
        if suffix == "x":
            return Amount(Kind.COUNT, at + 1, number)
        if suffix in TIMES:
            return Amount(_duration(words, at, suffix), at + 1, "")
        return _with_unit(words, number, suffix, at + 1) if suffix in UNITS else None
    numbers, end = _series(words, at)
    unit = tokens[end] if end < len(tokens) else ""
    unit_number, unit_suffix = _split(unit)
    if unit in UNITS and (end not in hyphened or unit in HYPHEN_UNITS):
        return _with_unit(words, "-".join(numbers), unit, end + 1)
    if unit_number and unit_suffix in UNITS and end in hyphened:
        return _with_unit(words, "-".join((*numbers, unit_number)), unit_suffix, end + 1)
    if is_date(numbers):
        return Amount(Kind.DATE, end, "-".join(numbers))
    if len(numbers) > 1 and unit in TIMES:
        return Amount(_duration(words, at, unit), end + 1, "")
    if len(numbers) > 1 and unit in ONE | SEVERAL:
        part = _value(numbers[0]) < 1 or tokens[at + 1] == "/"
        return Amount(Kind.LESS if part else Kind.COUNT, end, "-".join(numbers))
    if len(numbers) > 1:
        alone = at not in hyphened and end not in hyphened
        kind = Kind.NUMBER if len(numbers) == 2 else Kind.COUNT  # noqa: PLR2004  (1-0-1 has three)
        return Amount(kind, end, "-".join(numbers)) if alone else None
    if at in hyphened:
        return None
    return _without_unit(words, at, number, after, after_name=after_name)


def _without_unit(
    words: Words, at: int, number: str, after: str, *, after_name: bool
) -> Amount | None:
    if at + 1 in words.hyphened and after not in ONE | SEVERAL | TIMES:
        return None
    agrees = after in (ONE if number in ("1", "0.5") else SEVERAL)
    if agrees and _value(number) < 1:
        return Amount(Kind.LESS, at + 1, number)
    if agrees or (after in ONE | SEVERAL and not after_name):
        return Amount(Kind.COUNT, at + 1, number)
    if after == "times" and _rhythm(words.tokens, at + 2):
        return Amount(Kind.COUNT, at + 2, number)
    if after in TIMES:
        return Amount(_duration(words, at, after), at + 2, "")
    if after == "x" or (at and words.tokens[at - 1] in _TAKEN):
        return Amount(Kind.COUNT, at + 1 + (after == "x"), number)
    if after == "on" and at + 2 == len(words.tokens):
        return Amount(Kind.COUNT, at + 2, number)
    if not after_name and _rhythm(words.tokens, at + 1):
        return Amount(Kind.COUNT, at + 1, number)
    if not after_name:
        return None
    if _FRACTION.fullmatch(number):
        return Amount(Kind.NUMBER, at + 1, number)
    if number.startswith("0"):
        return None
    return Amount(Kind.NUMBER, at + 1, number) if _value(number) >= _LEAST_BARE else None


def _rhythm(tokens: tuple[str, ...], at: int) -> bool:
    """Does a rhythm begin here, as after the number of "one twice a day"?"""
    word = tokens[at] if at < len(tokens) else ""
    meaning = WORDS.get(word)
    return (
        word == "every"
        or (meaning is not None and meaning.kind is Kind.FREQUENCY)
        or any(
            tokens[at : at + len(phrase)] == phrase
            for phrase, meaning in PHRASES.get(word, ())
            if meaning.kind is Kind.FREQUENCY
        )
    )


def _duration(words: Words, at: int, unit: str) -> Kind:
    """A length of time is a release form ("24 hr"), unless it is every so many days."""
    spaced = at and words.tokens[at - 1] == "every" and unit[0] in _DAYS
    return Kind.LESS if spaced else Kind.RELEASE


def _split(token: str) -> tuple[str, str]:
    found = _NUMBER.fullmatch(token)
    return (found[1], found[2]) if found else ("", "")


def stands_alone(words: Words, at: int) -> bool:
    """Is it a number by itself, and not the beginning of a name: "5-ASA", "2F-DCK"?"""
    if at >= len(words.tokens) or at + 1 in words.hyphened:
        return False
    number, suffix = _split(words.tokens[at])
    return bool(number) and (not suffix or suffix in UNITS or suffix in TIMES)


def _value(number: str) -> float:
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return 0.0


def _series(words: Words, at: int) -> tuple[list[str], int]:
    """Plain numbers joined by hyphens, slashes or "to": the strengths of a combination, a range."""
    tokens, hyphened = words
    numbers, end = [tokens[at]], at + 1
    while end < len(tokens):
        step = 0 if end in hyphened else 1
        joined = end in hyphened or tokens[end] in ("/", "to")
        follows = end + step
        if not joined or follows >= len(tokens):
            break
        number, suffix = _split(tokens[follows])
        if not number or suffix:
            break
        numbers.append(number)
        end = follows + 1
    return numbers, end


def _with_unit(words: Words, number: str, unit: str, end: int) -> Amount:
    """Take in what the unit is counted by ("/hr", "per 5 ml") and further amounts of the series."""
    tokens, hyphened = words
    text = f"{number}%" if unit == "%" else f"{number} {unit}"
    while end < len(tokens):
        joint = tokens[end]
        step = 0 if end in hyphened else 1
        if step and joint not in ("/", "per", "to"):
            break
        follows = end + step
        second, suffix = _split(tokens[follows]) if follows < len(tokens) else ("", "")
        if second:
            unit_at = follows + 1
            suffix_unit = suffix or (tokens[unit_at] if unit_at < len(tokens) else "")
            if suffix_unit not in PER:
                break
            text += f"{'/' if step else '-'}{second} {suffix_unit}"
            end = unit_at + (not suffix)
        elif step and follows < len(tokens) and tokens[follows] in PER | ONE:
            text += "/day" if tokens[follows] in _DAY else f"/{tokens[follows]}"
            end = follows + 1
        else:
            break
    return Amount(Kind.AMOUNT, end, text)


def _count_of_words(words: Words, at: int) -> Amount | None:
    """A count in words or after an x: "two tablets", "half a tablet", "x 30", "x2".

    The x of "Gas-X 20" belongs to the name.
    """
    tokens, hyphened = words
    word = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in NUMERALS:
        taken = at and tokens[at - 1] in _TAKEN
        if after in ONE | SEVERAL or taken or _rhythm(tokens, at + 1):
            return Amount(Kind.LESS if word == "half" else Kind.COUNT, at + 1, word)
        if word == "half" and after in ("a", "of"):
            return Amount(Kind.LESS, at + 2, word)
    if word == "x" and at not in hyphened and stands_alone(words, at + 1):
        lasts = at + 2 < len(tokens) and tokens[at + 2] in TIMES
        return Amount(Kind.COUNT, at + 2 + lasts, after)
    if len(word) > 1 and word[0] == "x" and word[1:].isdigit():
        return Amount(Kind.COUNT, at + 1, word[1:])
    return None
