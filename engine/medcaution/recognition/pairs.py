"""Two strengths beside one name: "bisoprolol 5/6.25 mg" is packed with a second medicine.

Whoever reads it as bisoprolol loses the other, so the line is a question. A range ("5-10 mg"), a
concentration ("100 mg/5 ml"), shares of a mixture ("70/30"), a part of a tablet ("1/2"), a rhythm
("1-0-1") and a strength with the dose that is taken of it ("20 mg, 60 mg daily") are no such pair.
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
#: What joins one amount to the next, by the sign between them. Nothing between them joins them too.
_SIGNS = {"/": "/", ";": "/", "+": "+", ",": ","}
_NOTHING, _OF_DOSE = "", "of a dose"
_JOINTS = ("/", "to", "per", "+", ",", _NOTHING, _OF_DOSE)
#: Smaller numbers without a unit count tablets: "2/1".
_LEAST_BARE = 5.0
#: Few ranges of one medicine are wider, so "tramadol 37.5-325 mg" tells of two.
_STEEPEST = 4.0
#: How ranges rise: "15-20", "10-15", "5-10", "5-15". What the first of several ingredients is packed
#: with mostly is no such step from it: "bisoprolol 5-6.25", "chlordiazepoxide 10-25".
_STEPS = frozenset((1.0, 1.333, 1.5, 2.0, 3.0))
_MOST_PARTS = 4
_WHOLE = 100.0
#: Of a tablet, what is taken at once: from a quarter of it to as many as somebody may swallow.
_LEAST_TAKEN, _MOST_TAKEN = 0.25, 30.0
_MILLIGRAMS = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), 1.0),
    **dict.fromkeys(("mcg", "ug", "microgram", "micrograms"), 1e-3),
    **dict.fromkeys(("g", "gm", "gms", "gram", "grams"), 1e3),
}


class Measure(NamedTuple):
    """A number, what it is measured in if that is told, and what joins it to the one before."""

    value: float
    unit: str
    joint: str


def tells_two(pieces: Sequence[Piece], *, leads: bool = False) -> bool:
    """Do the amounts beside a name tell the strengths of two ingredients?

    Args:
        pieces: the line, or what of it no name is made of.
        leads: whether the name is the first of several on some package.
    """
    return any(_holds_pair(list(_measures(run)), leads=leads) for run in _runs(pieces))


def _runs(pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """The words of each amount or count, with those of amounts joined to it: "5 mg / 6.25 mg"."""
    run: list[str] = []
    joint: str | None = None
    given_per = False
    for at, piece in enumerate(pieces):
        kind = piece.meaning.kind
        if kind in _AMOUNTS:
            beside = joint in (_NOTHING, ",")
            if joint is None or (beside and given_per != ("/" in piece.text)):
                yield run  # "10 mg/5 ml, 20 mg" tells how strong a liquid is, and what is taken of it
                run = list(piece.words)
            else:
                run += [_OF_DOSE if beside and _is_dose(pieces[at + 1 :]) else joint, *piece.words]
            joint, given_per = _NOTHING, "/" in piece.text
        elif joint == _NOTHING and piece.words[0] in _SIGNS:
            joint = _SIGNS[piece.words[0]]
        else:
            yield run
            run = list(piece.words) if kind in _COUNTS and piece.text else []
            joint = None
    yield run


def _is_dose(behind: Sequence[Piece]) -> bool:
    """Does a rhythm stand behind an amount, with no more than its route between: "80 mg po daily"?"""
    for piece in behind:
        kind = piece.meaning.kind
        if kind in (Kind.FREQUENCY, Kind.LESS):
            return True
        if piece.meaning.route is None and kind not in (Kind.FILLER, Kind.RELEASE):
            return False
    return False


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


def _holds_pair(run: Sequence[Measure], *, leads: bool) -> bool:
    """Are two neighbours strengths of two ingredients?"""
    stroked = any(
        _are_strengths(one, other) and _beside_stroke(one, other) for one, other in pairwise(run)
    )
    hyphened = any(_are_hyphened(series, leads=leads) for series in _series(run))
    heads = pairwise(_heads(run))
    return stroked or hyphened or any(_are_apart(one, other, leads=leads) for one, other in heads)


def _series(run: Sequence[Measure]) -> Iterator[list[Measure]]:
    """The numbers that hyphens join."""
    series: list[Measure] = []
    for each in run:
        if each.joint != "-":
            yield series
            series = []
        series.append(each)
    yield series


def _are_hyphened(series: Sequence[Measure], *, leads: bool) -> bool:
    """Are hyphened numbers strengths? Three are a rhythm ("20-0-10") unless two lie far apart."""
    if len(series) == len(("one", "other")):
        one, other = series
        return _are_strengths(one, other) and not _is_range(one, other, leads=leads)
    units = {each.unit for each in series} - {""}
    least = min((each.value for each in series), default=0)
    if not units <= STRENGTHS or not least or (not units and least < _LEAST_BARE):
        return False
    return any(
        max(one.value, other.value) > _STEEPEST * min(one.value, other.value)
        for one, other in pairwise(series)
    )


def _heads(run: Sequence[Measure]) -> list[Measure]:
    """The amounts of a run, each without what it is given in: the two of "5 mg/5 ml + 2 mg/5 ml"."""
    return [
        each for at, each in enumerate(run) if not at or each.joint not in ("/", "per", "-", "to")
    ]


def _are_apart(one: Measure, other: Measure, *, leads: bool) -> bool:
    """Are two amounts that a plus sign, a comma or nothing joins of two ingredients?

    A dash between blanks is read as a comma, so what a comma parts may be a range.
    """
    if other.joint != "+" and not (one.unit and other.unit):
        return False
    if not {one.unit, other.unit} - {""} <= STRENGTHS | _MILLIGRAMS.keys() or not one.value:
        return False
    first, second = _in_milligrams(one), _in_milligrams(other)
    if one.unit != other.unit and first == second:  # one amount in two units
        return False
    if other.joint == _OF_DOSE:
        return not first * _LEAST_TAKEN <= second <= first * _MOST_TAKEN
    return other.value > 0 and (other.joint != "," or not _is_range(one, other, leads=leads))


def _in_milligrams(measure: Measure) -> float:
    return round(measure.value * _MILLIGRAMS.get(measure.unit, 1.0), 9)


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


def _is_range(one: Measure, other: Measure, *, leads: bool) -> bool:
    alike = one._replace(unit=one.unit or other.unit)
    rise = round(_in_milligrams(other) / _in_milligrams(alike), 3)
    return rise in _STEPS or (1 < rise <= _STEEPEST and not leads)
