"""Two strengths beside one name: "bisoprolol 5/6.25 mg" is packed with a second medicine.

Whoever reads it as bisoprolol loses the other, so the line is a question. A range ("5-10 mg"), a
concentration ("100 mg/5 ml"), shares of a mixture ("70/30"), a part of a tablet ("1/2") and a rhythm
("1-0-1") are no such pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from medcaution.recognition.scanning import Piece
from medcaution.recognition.units import STRENGTHS
from medcaution.recognition.vocabulary import Kind

PAIRED = (
    "It tells two amounts, as a package of two medicines does, but only one name. Write the name of "
    "each medicine that the package lists. If it lists one only, write one amount with its unit."
)
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:[.,][0-9]+)?)([^\W_]*)")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_AMOUNTS, _COUNTS = (Kind.AMOUNT, Kind.NUMBER), (Kind.COUNT, Kind.LESS)
_STROKES = ("/", ";")
_JOINTS = ("/", "to", "per")
#: Smaller numbers without a unit count tablets: "2/1".
_LEAST_BARE = 5.0
#: No range of one medicine is wider, so "oxycodone 5-325 mg" tells of two.
_STEEPEST = 20.0
_MOST_PARTS = 4
_WHOLE = 100.0


class Measure(NamedTuple):
    """A number, what it is measured in if that is told, and what joins it to the one before."""

    value: float
    unit: str
    joint: str


def tells_two(pieces: Sequence[Piece]) -> bool:
    """Do the amounts beside a name tell the strengths of two ingredients?"""
    return any(_holds_pair(list(_measures(run))) for run in _runs(pieces))


def _runs(pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """The words of each amount or count, with those of amounts behind a stroke: "5 mg / 6.25 mg"."""
    run: list[str] = []
    before: Kind | None = None
    for piece in pieces:
        kind = piece.meaning.kind
        if kind in _AMOUNTS and run[-1:] == ["/"]:
            run += piece.words
        elif kind in _AMOUNTS or (kind in _COUNTS and piece.text):
            yield run
            run = list(piece.words)
        elif before in _AMOUNTS and piece.words[0] in _STROKES:
            run.append("/")
        else:
            yield run
            run = []
        before = kind
    yield run


def _measures(words: Sequence[str]) -> Iterator[Measure]:
    """The numbers among words. Where no word joins two of them, a hyphen does."""
    last: Measure | None = None
    joint = "-"
    for word in words:
        number = _NUMBER.fullmatch(word)
        if number:
            if last:
                yield last
            value = float(_THOUSANDS.sub("", number[1]).replace(",", "."))
            last, joint = Measure(value, number[2], joint), "-"
        elif word in _JOINTS:
            joint = word
        elif last and not last.unit:
            last = last._replace(unit=word)
    if last:
        yield last


def _holds_pair(run: Sequence[Measure]) -> bool:
    """Are two neighbours strengths of two ingredients?

    Of hyphened numbers only two alone are asked about, for three are a rhythm ("20-0-10").
    """
    hyphened = len(run) == len(("one", "other"))
    return any(
        _are_strengths(one, other)
        and (_beside_stroke(one, other) or (hyphened and _are_no_range(one, other)))
        for one, other in pairwise(run)
    )


def _are_strengths(one: Measure, other: Measure) -> bool:
    units = {one.unit, other.unit} - {""}
    if not units <= STRENGTHS or not one.value or not other.value:
        return False
    if units:
        return True
    shares = one.value != other.value and one.value + other.value == _WHOLE
    return max(one.value, other.value) >= _LEAST_BARE and not shares


def _beside_stroke(one: Measure, other: Measure) -> bool:
    whole = one.value.is_integer() and other.value.is_integer() and not one.unit
    part = whole and one.value < other.value <= _MOST_PARTS
    return other.joint == "/" and not part


def _are_no_range(one: Measure, other: Measure) -> bool:
    rises = one.value <= other.value <= one.value * _STEEPEST
    return other.joint == "-" and not rises
