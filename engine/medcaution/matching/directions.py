"""The words of a dose and its directions, as the parts of a small closed grammar.

What no part accounts for is a part too, `LEFT` or `LESSENS`, so that nothing is passed over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Does(Enum):
    """What a part of the text does to the daily dose."""

    AMOUNT = "tells how much"
    EACH = "tells how many of the amount are taken together"
    TIMES = "tells how often a day"
    DAILY = "tells that it is taken every day"
    HOURS = "tells after how many hours again"
    SCHEME = "tells how many in the morning, at noon and in the evening"
    MORNING = "in the morning"
    NOON = "at noon"
    EVENING = "in the evening"
    NIGHT = "at night"
    COUNT = "counts tablets"
    PLURAL = "speaks of tablets without a count"
    DIVIDED = "tells that an amount is divided"
    SPREAD = "tells that an amount is taken in parts, if it is that of a day"
    PLAIN = "changes nothing"
    UNREAD = "tells that a record holds more of the dose than was read"
    LEFT = "is not understood"
    LESSENS = "is not understood, and could make the dose less than the amount"


class Part(NamedTuple):
    """A run of words, and the number it holds: milligrams, times a day, or tablets.

    Of an amount, `whole` says that all tablets together hold it ("30 mg total"), and `of_day` that
    it is the amount of a day ("30 mg/day").
    """

    does: Does
    number: float = 1
    whole: bool = False
    of_day: bool = False


#: Written for what a record tells of a dose and nobody read: it makes no dose less, and none exact.
NOT_READ = "dose not read"
TIMES_OF_DAY = (Does.MORNING, Does.NOON, Does.EVENING, Does.NIGHT)
_NUMERALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_VALUES = {word: float(value) for value, word in enumerate(_NUMERALS, 1)} | {
    "once": 1, "twice": 2, "thrice": 3, "bid": 2, "bd": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4,
}  # fmt: skip
_MILLIGRAMS = {
    "mc": 0.001, "ug": 0.001, "mi": 1.0, "mg": 1.0, "g": 1000.0, "gm": 1000.0, "gr": 1000.0,
}  # fmt: skip
_HOURS_OF_DAY = 24

#: "1.000" is a thousand to some, one to others, so it is no number here.
_NUMBER = (
    r"(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,4})?|0,\d{1,4}"
    r"|(?![1-9]\d{0,2}\.\d{3}(?!\d))\d{1,6}(?:\.\d{1,4}|,\d?[1-9])?)"
)
_AMOUNT = rf"{_NUMBER}\s?(?:mcgs?|micrograms?|ug|mgs?|milligrams?|gms?|g|grams?)\b"
_NUMERAL = rf"(?:\d{{1,2}}|{'|'.join(_NUMERALS)})"
#: "2", "two", "2 (two)".
_COUNTED = rf"{_NUMERAL}(?:\s?\({_NUMERAL}\))?"
_FORM = r"(?:oral )?(?:tablet|tab|capsule|cap|caplet|pill|softgel)"
_DAY = r"(?:d|day|24\s?h(?:ours|rs)?)\b"
_WHEN = r"(?:(?:in the|every|each|at|with|before|after) )?"
_HALF_DAY = r"(?:in the|in|every|each)"
_OFTEN = rf"(?:{_COUNTED} times|once|twice|thrice|bid|bd|tid|tds|qid|qds)\b"
_RHYTHM = (
    rf"(?:{_OFTEN}|daily|od|qd|(?:a|per|every|each) \w|in the|at|nightly|nocte|mane|om|on|hs|q\d)"
)
#: What stands first of those that fit at one place counts.
_PARTS = (
    (Does.AMOUNT, rf"{_AMOUNT}(?:(?P<day>\s?(?:/|per |a |in )\s?{_DAY})|(?P<whole> (?:in )?total)\b)?"),
    (Does.EACH, rf"{_COUNTED}(?:\s?x| {_FORM}s? of)\s?(?={_AMOUNT})"),
    (Does.EACH, rf"(?:{'|'.join(_NUMERALS)})\b(?= {_AMOUNT} {_FORM})"),
    (
        Does.TIMES,
        rf"(?:{_COUNTED}(?:\s?x| times?)|once|twice|thrice)(?: (?:a |per |each |every )?(?:day|daily))?\b",
    ),
    (Does.TIMES, r"(?:bid|bd|tid|tds|qid|qds|q ?d|q ?day|od)\b"),
    (Does.DAILY, r"(?:daily|(?:every|each|per|a) day|per d)\b"),
    (
        Does.HOURS,
        rf"(?:q\s?\d{{1,3}}(?:\s?h(?:ours|rs)?)?|every {_COUNTED}\s?(?:hours?|hrs?|h)|{_NUMERAL}[ -]hourly)\b",
    ),
    (Does.SCHEME, r"\d-\d-\d(?:-\d)?\b(?!-)"),
    (Does.MORNING, rf"(?:{_WHEN}(?:mornings?|breakfast)|mane|om|(?:q|{_HALF_DAY}) ?am)\b"),
    (Does.NOON, rf"{_WHEN}(?:noon|midday|lunch|lunchtime)\b"),
    (Does.EVENING, rf"(?:{_WHEN}(?:evenings?|dinner|supper|teatime)|(?:q|{_HALF_DAY}) ?pm)\b"),
    (Does.NIGHT, rf"(?:{_WHEN}(?:nights?|bedtime|bed)|nightly|nocte|q ?hs|hs|on(?=\s?(?:$|[,;.)+&]|and\b)))\b"),
    (Does.COUNT, rf"(?:{_COUNTED}|\d{{1,2}}\.\d{{1,2}}|a) {_FORM}(?:s|\(s\))?(?!\w)"),
    (Does.COUNT, rf"(?:1|one)\b(?= {_RHYTHM})"),
    (Does.DIVIDED, rf"(?:in|into) {_COUNTED} (?:divided |equal )?doses\b|(?:in )?(?:divided|split)(?: doses)?\b"),
    (Does.SPREAD, rf"(?:taken|given)\b(?= {_OFTEN})"),
    (Does.PLURAL, rf"{_FORM}s\b"),
    (Does.UNREAD, rf"{NOT_READ}\b"),
    (Does.PLAIN, rf"(?:take|takes|taking|taken|give|given|sig|dose|{_FORM})\b"),
    (Does.PLAIN, r"(?:by mouth|per os|po|oral|orally|sublingual|sublingually|under the tongue)\b"),
    (Does.PLAIN, r"(?:with|after|before|with or without) food\b|with (?:a glass of )?water\b|on an empty stomach\b"),
    (Does.PLAIN, r"(?:xr|er|sr|cr|la|xl|ec|mr|(?:extended|modified|delayed|immediate|prolonged|slow)[ -]release)\b"),
    (Does.PLAIN, r"for (?:depression|anxiety|mood|sleep|insomnia|seizures|epilepsy|adhd|ocd|ptsd)\b"),
    (Does.PLAIN, r"(?:for|x) ?\d{1,3} days\b"),
)  # fmt: skip
# A number against another sign is half of something else: "10-20 mg", "1/2 tablet".
_PART = re.compile(
    r"(?<![\w.,/-])(?:"
    + "|".join(f"(?P<part{at}>{pattern})" for at, (_, pattern) in enumerate(_PARTS))
    + ")"
)
_SAME = str.maketrans(
    {"\u03bc": "u", "\u00d7": "x", "\u2044": "/", "\u2215": "/"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
_DOTTED = re.compile(r"\b(?:[a-z]\.)+[a-z]\b\.?")
_WITH = re.compile(r"\bw/ ?(?!o\b)")
_TOUCHING = re.compile(r"(?<=[.,;:)])(?=[a-z(])|(?<=\dx)(?=\d)")
_A_DAY = re.compile(r" ?/ ?(?=(?:d|day)\b)")
_SILENT = re.compile(r"[\s.,;:()\[\]]+|(?<!\S)-(?!\S)")
_AND = frozenset(("and", "et", "&", "+"))
#: What may make a day's dose less than the amount. A word that is missing here makes the least of
#: a dose too high, and a caution speaks that need not; it never makes a dose exact.
_LESSENS = re.compile(
    r"[/%<>~\u2264]|\d\s?-|-\s?\d|(?<!\d)0*[.,]\d|"
    r"\b(?:\w*week\w*|wk|\w*month\w*|fortnight\w*|year\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|prn|sos|need\w*|requir\w*|if|when|other|altern\w*|every|each|per|q\w*|eod|biw|tiw|hal[bfv]\w*"
    r"|quarter\w*|third|max\w*|up|to|or|then|less|below|under|mls?|cc|drops?|puffs?|sprays?)\b"
)  # fmt: skip


def parts_of(text: str) -> Iterator[Part]:
    """Every part of a text in order, what is not understood included."""
    folded = _fold(text)
    before, end = Does.PLAIN, 0
    for found in _PART.finditer(folded):
        part = _part(found)
        gap = folded[end : found.start()]
        listed = before in TIMES_OF_DAY and part.does in TIMES_OF_DAY
        if not (listed and _words(gap) in _AND):
            yield from _left(gap)
        yield part
        before, end = part.does, found.end()
    yield from _left(folded[end:])


def _fold(text: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_SAME).split())
    folded = _DOTTED.sub(lambda found: found[0].replace(".", ""), folded)
    return _TOUCHING.sub(" ", _A_DAY.sub(" per ", _WITH.sub("with ", folded)))


def _words(gap: str) -> str:
    return _SILENT.sub(" ", gap).strip()


def _left(gap: str) -> Iterator[Part]:
    if _words(gap):
        yield Part(Does.LESSENS if _LESSENS.search(gap) else Does.LEFT)


def _part(found: re.Match[str]) -> Part:
    """The part that was found; `LEFT` or `LESSENS` if its numbers do not agree or fit no day."""
    does = _PARTS[int(str(found.lastgroup).removeprefix("part"))][0]
    text = found[0]
    if does is Does.AMOUNT:
        whole, of_day = found["whole"] is not None, found["day"] is not None
        return Part(does, _milligrams(text), whole, of_day)
    if does is Does.SCHEME:
        counts = [int(each) for each in text.split("-")]
        return Part(Does.TIMES, sum(counts)) if max(counts) == 1 else Part(Does.LEFT)
    if does not in (Does.EACH, Does.TIMES, Does.HOURS, Does.COUNT):
        return Part(does)
    numbers = set(_values(text)) or {1.0}
    number = min(numbers)
    if not number or (does is Does.HOURS and number > _HOURS_OF_DAY):
        return Part(Does.LESSENS)
    if len(numbers) > 1:
        return Part(Does.LEFT)
    if does is not Does.HOURS:
        return Part(does, number)
    return Part(Does.LEFT) if _HOURS_OF_DAY % number else Part(Does.TIMES, _HOURS_OF_DAY / number)


def _values(text: str) -> Iterator[float]:
    for word in re.findall(r"\d+(?:\.\d+)?|[a-z]+", text):
        if word[0].isdigit():
            yield float(word)
        elif word in _VALUES:
            yield _VALUES[word]


def _milligrams(text: str) -> float:
    number, unit = re.findall(r"[\d.,]+|[a-z]+", text)[:2]
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    scale = (
        0.001
        if unit.startswith("microgram")
        else _MILLIGRAMS.get(unit, _MILLIGRAMS.get(unit[:2], 0))
    )
    return float(number.replace(",", ".")) * scale
