"""A line as pieces: which words could be a name, and what the others say around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from medcaution.recognition.amounts import read_amount, stands_alone
from medcaution.recognition.phrases import PHRASES
from medcaution.recognition.spelling import SEPARATORS, Words
from medcaution.recognition.units import NUMERALS, ONE, REFILLS, SEVERAL, SUPPLY
from medcaution.recognition.vocabulary import ACTING_SALTS, LEADING, METALS, WORDS, Kind, Meaning

#: Words that join the ingredients of a combination, if a name stands on either side.
JOINERS = frozenset(("and", "with"))
_LEAST_QUANTITY = 5
#: A number after these could belong to the name.
_NAMED = (Kind.NAME, Kind.RELEASE, Kind.SALT)
_SPANS = frozenset(("for", "max", "after", "over"))
_APPROVAL = re.compile(r"n?da[0-9]{6}")
_EVERY = re.compile(r"q([0-9]{1,3})h")
_HOURS_OF_A_DAY = 24
#: Words that are read only behind an amount: "sertraline titrate" tells of a change.
_ONLY_AFTER = {"total": (Kind.AMOUNT,), "titrate": (Kind.AMOUNT, Kind.FILLER)}
_NAME = Meaning(Kind.NAME)
_SEPARATOR = Meaning(Kind.SEPARATOR)
_FILLER = Meaning(Kind.FILLER)


class Piece(NamedTuple):
    """One word or run of words of a line, with what it does there."""

    words: tuple[str, ...]
    meaning: Meaning
    hyphened: bool = False
    text: str = ""


def scan(words: Words, *, named: bool = False) -> list[Piece]:
    """Cut a line into pieces from left to right.

    Args:
        words: the line.
        named: whether a name stands ahead of it, as it does of a text in brackets.
    """
    pieces: list[Piece] = []
    at = 0
    leading = True
    before: Kind | None = None
    while at < len(words.tokens):
        if leading and words.tokens[at] in LEADING and not _phrase(words.tokens, at):
            pieces.append(Piece((words.tokens[at],), _FILLER, at in words.hyphened))
            at += 1
            continue
        piece = _piece(words, at, named=named, before=before)
        pieces.append(piece)
        before = piece.meaning.kind
        named = _named_after(piece, named=named)
        leading = leading and piece.meaning.kind is not Kind.NAME
        at += len(piece.words)
    return pieces


def _named_after(piece: Piece, *, named: bool) -> bool:
    """Does a name stand ahead of the next word, with nothing between that parts them?"""
    if piece.meaning.kind is Kind.SEPARATOR or piece.words[0] in JOINERS:
        return False
    return named or piece.meaning.kind is Kind.NAME


def _piece(words: Words, at: int, *, named: bool, before: Kind | None) -> Piece:
    tokens, hyphened = words
    word = tokens[at]
    joined = at in hyphened
    if word in SEPARATORS:
        return Piece((word,), _SEPARATOR)
    if word == "#":
        return _quantity(words, at)
    if word[0].isdigit() or word[0] == "x" or word in NUMERALS:
        after_name, after_form = before in _NAMED, before is Kind.FORM
        amount = read_amount(words, at, after_name=after_name)
        if amount is None and after_form:
            amount = read_amount(words, at, after_name=True)
        if amount:
            return Piece(tokens[at : amount.end], Meaning(amount.kind), joined, amount.text)
    if supplied := _supplied(words, at):
        return Piece(tokens[at:supplied], _FILLER, joined)
    if word == "on" and _is_night(tokens, at, before):
        return Piece((word,), Meaning(Kind.FREQUENCY), joined, word)
    if before in _ONLY_AFTER.get(word, ()):
        return Piece((word,), _FILLER, joined, word)
    if found := _phrase(tokens, at):
        phrase, meaning = found
        return Piece(phrase, meaning, joined, " ".join(phrase))
    span = _span(words, at)
    if span:
        return Piece(tokens[at:span], _FILLER, joined)
    previous = tokens[at - 1] if at else ""
    return Piece((word,), _meaning(word, previous, named=named), joined, word)


def _is_night(tokens: tuple[str, ...], at: int, before: Kind | None) -> bool:
    """Is "on" short for "every night", as British order lines have it: "15 mg ON"?"""
    ends = at + 1 == len(tokens) or tokens[at + 1] in SEPARATORS
    return ends and before in (Kind.AMOUNT, Kind.COUNT, Kind.FREQUENCY, Kind.FORM)


def _supplied(words: Words, at: int) -> int | None:
    """The end of what was handed out or may be again: "Disp: 30 tablets, Rfl: 3"."""
    number = words.tokens[at + 1 : at + 2]
    if words.tokens[at] not in SUPPLY or not number or not number[0].isdecimal():
        return None
    if not stands_alone(words, at + 1):
        return None
    # "disp 2 tablets daily" may be two dispersible ones.
    few = int(number[0]) < _LEAST_QUANTITY and words.tokens[at] not in REFILLS
    formed = not (ONE | SEVERAL).isdisjoint(words.tokens[at + 2 : at + 3])
    if few or (not formed and read_amount(words, at + 1, after_name=False)):
        return None
    return at + 2 + formed


def _phrase(tokens: tuple[str, ...], at: int) -> tuple[tuple[str, ...], Meaning] | None:
    """The phrase that begins here, and what it does."""
    known = PHRASES.get(tokens[at], ())
    return next((each for each in known if tokens[at : at + len(each[0])] == each[0]), None)


def _span(words: Words, at: int) -> int | None:
    """The end of a length of time: "for 7 days", "max 5 days"."""
    follows = words.tokens[at + 1 : at + 2]
    if words.tokens[at] not in _SPANS or not follows or not follows[0][0].isdigit():
        return None
    amount = read_amount(words, at + 1, after_name=False)
    return amount.end if amount and amount.kind is Kind.RELEASE else None


def _meaning(word: str, before: str, *, named: bool) -> Meaning:
    """What a single word does. Salt words follow a name, or are one themselves."""
    found = WORDS.get(word, _NAME)
    if found.kind is Kind.SALT:
        own = before in METALS and (word in METALS or word in ACTING_SALTS)
        return _NAME if own or not named else found
    if word == "%" or _APPROVAL.fullmatch(word):
        return _FILLER
    if found is _NAME and word[0] == "q" and (hours := _EVERY.fullmatch(word)):
        return Meaning(Kind.FREQUENCY if int(hours[1]) <= _HOURS_OF_A_DAY else Kind.LESS)
    return found


def _quantity(words: Words, at: int) -> Piece:
    """A number after #: 30 were dispensed, but the 3 of "Tylenol #3" tells what is in it."""
    number = "".join(words.tokens[at + 1 : at + 2])
    if not number.isdecimal() or not stands_alone(words, at + 1):
        return Piece(("#",), _FILLER)
    kind = Kind.COUNT if int(number) >= _LEAST_QUANTITY else Kind.ORDINAL
    return Piece(("#", number), Meaning(kind), text=number)
