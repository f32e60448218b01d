"""By which route a line says that it is taken, and what becomes of two routes that differ.

A record that codes a patch as "topical" would silence every rule about what acts in the whole
body. "Topical" and "to the skin" say where a thing is put, and not that it stays there: what is
put on the skin and acts through it is transdermal. Elsewhere a route that is given does not simply
outweigh the words: where the two differ, nobody knows the route, and an unknown route silences
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from medcaution.facts import LOCAL_ROUTES, Route
from medcaution.recognition.scanning import Piece, scan
from medcaution.recognition.spelling import fold, tokenise
from medcaution.recognition.vocabulary import Kind

_REMEMBERED = 4_096
#: An amount let out over hours or days, as by a patch: "25 mcg/hr", "6 mg/24 hr", "1 mg/3 days". What
#: is taken in a day ("60 mg/day") is none.
_RATE = re.compile(
    r"(?:mgs?|mcg|ug|ng|milligrams?|micrograms?)/(?:[0-9.]+ )?(?:h|hrs?|hours?)\b"
    r"|(?:mgs?|mcg|ug|ng|milligrams?|micrograms?)/[0-9.]+ (?:d|days?)\b"
)
_SENTENCE_END = re.compile(r"[|:!\u2022\u00b7\n\r\t]|\.\s")

By: TypeAlias = Literal["word", "form", "rate"]


class Told(NamedTuple):
    """A route that words tell, and by what.

    A word names it. A form such as "tablet" only lets expect it. A rate such as "25 mcg/hr" tells
    of the whole body and not which way there, so it speaks only against a local route.
    """

    route: Route
    by: By = "word"


def told_by(pieces: Iterable[Piece]) -> frozenset[Told]:
    """Every route the words of a line tell."""
    told: set[Told] = set()
    for piece in pieces:
        if piece.meaning.route:
            told.add(Told(piece.meaning.route))
        if piece.meaning.expected:
            told.add(Told(piece.meaning.expected, "form"))
        if piece.meaning.kind is Kind.AMOUNT and _RATE.search(piece.text):
            told.add(Told("transdermal", "rate"))
    return frozenset(told)


def ends_a_sentence(folded: str) -> bool:
    """Does a mark that no word keeps part the line: "fluoxetine. eye drops"?"""
    return _SENTENCE_END.search(folded) is not None


def set_off(outside: Iterable[Piece], insides: Iterable[Piece]) -> bool:
    """Is a local route told only apart from the name, as of another thing: "sertraline, cream"?

    Args:
        outside: the line.
        insides: what stands in its brackets, if any: of the name, unless the line has several parts.
    """
    texts = _parted(outside)
    first, *others = _parted(insides)
    texts += [first, *others]
    if len(texts) == len(others) + 2:
        texts[:2] = [texts[0] + first]
    near = [any(piece.meaning.kind is Kind.NAME for piece in text) for text in texts]
    told = [{each.route for each in told_by(text)} for text in texts]
    beside = {route for each, by in zip(told, near, strict=True) if by for route in each}
    return any(not LOCAL_ROUTES.isdisjoint(each - beside) for each in told)


def _parted(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The texts between separators."""
    texts: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.meaning.kind is Kind.SEPARATOR:
            texts.append([])
        else:
            texts[-1].append(piece)
    return texts


@lru_cache(_REMEMBERED)
def told_in(text: str | None) -> frozenset[Told]:
    """Every route that a text such as a dosage tells."""
    return told_by(scan(tokenise(fold(text)))) if text else frozenset()


def read(told: frozenset[Told]) -> Route | None:
    """The route to read where none is given; None if words tell none, or two.

    A route that is named ("sublingual") outweighs the one a form lets expect ("tablet"). A local
    one must stand as if it were given.
    """
    told = _through_skin(told)
    for by in ("word", "form"):
        routes = {each.route for each in told if each.by == by}
        if routes:
            return settled(routes.pop(), told) if len(routes) == 1 else None
    return None


def settled(given: Route, told: frozenset[Told]) -> Route:
    """The route given, unless words tell another: then it is not known.

    Whoever gives a route knows more than a form lets expect ("tablet", under the tongue). But a
    local route silences rules, so it stands only if no word tells another. "Topical" beside what
    tells of a patch is no other: it is the patch.
    """
    if given == "topical" and any(each.route == "transdermal" for each in told):
        given = "transdermal"
    if given == "transdermal":
        told = frozenset(each for each in told if each.route != "topical")
    told = _through_skin(told)
    if given in LOCAL_ROUTES:
        return "unknown" if any(each.route != given for each in told) else given
    named = {each.route for each in told if each.by == "word"}
    return "unknown" if named and given not in named else given


def _through_skin(told: frozenset[Told]) -> frozenset[Told]:
    """What is told, read as transdermal where it is put on the skin and acts through it."""
    if all(each.route != "transdermal" for each in told):
        return told
    on_skin = ("topical", "transdermal")
    return frozenset(
        each._replace(route="transdermal") if each.route in on_skin else each for each in told
    )
