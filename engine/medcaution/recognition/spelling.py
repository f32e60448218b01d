"""How a text is compared: the one place where spelling differences are folded away.

`fold` drops accents, letter case, marks such as ®, invisible characters and apostrophes, gives
dashes, slashes and Greek letters one form each, and joins dotted abbreviations ("b.i.d.").
`tokenise` cuts the folded text into words and separators; a number keeps its decimals, and a
word keeps every digit that touches it. `key` joins words without spaces or hyphens, so that
"5-HTP", "5 htp" and "5HTP" are one name, while "2C-B" and "2C-E" stay two. A separator between
two names ("/", "+", ";", ",") remains as "/".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

SEPARATORS = frozenset("/+;,")

_DROPPED = "®™©℠℞№°'`\u00b4\u02bc\u2018\u2019\u2032\u00ad"  # marks of owners, apostrophes, primes
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_SLASHES = "\u2044\u2215"
_BEFORE = str.maketrans(
    dict.fromkeys(_DROPPED, "")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SLASHES, "/")
    | {"\u00d7": "x"}
)
_AFTER = str.maketrans(
    {"\u03b1": "alpha", "\u03b2": "beta", "\u03b3": "gamma", "\u03b4": "delta", "\u03c9": "omega"}
    | {
        "\u2044": "/",
        "\u03bc": "u",
        "\u0131": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
    }
)
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_ORDINAL = re.compile(r"\bno\.\s?(?=[1-9]\b(?!-))")
_NUMBERED = re.compile(r"^\s*[0-9]{1,2}[.)]\s+(?=\S)")
_MARK = re.compile(r"\((?:r|tm|c)\)(?!-)")
# One letter in brackets against a word is part of it: "tablet(s)", "Rho(D)".
_PART_OF_WORD = re.compile(r"(?<=[a-z]{3})\(([a-z])\)")
_CHIRAL = re.compile(r"\(([rs])\)(?=-)|(?<=\b[rs])-?\([+-]\)")
_SLASHED = re.compile(r"\b(?:m/r|e/c|s/c|s/l|p/o|i/v|i/m|n/v)\b")
# A dash between blanks parts a line, unless it stands in a range: "10 - 20 mg".
_DASH = re.compile(r"(?<![0-9])\s-\s|\s-\s(?![0-9])")
_WITH = re.compile(r"\bw/(?!o\b)")
# RxNorm sets blanks around the slash between ingredients, and none inside "mg/ml". From here on
# that slash is ";", and no other: a semicolon that somebody wrote parts a line like a comma.
_APART = re.compile(r"\s/\s(?!(?:ml|hr|h|hour|day|d|dose|actuat|kg)\b)")
# A comma is a separator unless it stands inside a chemical name: "1,4-BD", "N,N-DMT".
# A strength may touch its name: "prozac20mg".
_TOKEN = re.compile(
    r"[^\W\d_]{4,}(?=[0-9]+(?:[.,][0-9]+)?(?:mg|mcg|ml)\b)|[0-9]+(?:[.,][0-9]+)*[^\W_]*|[^\W_]+|[%/+;#-]|,(?=\s|$)|(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})"
)
_SILENT = ("#", "%")


class Words(NamedTuple):
    """The words and separators of a text, and which of them follow a hyphen."""

    tokens: tuple[str, ...]
    hyphened: frozenset[int] = frozenset()


def fold(text: str) -> str:
    """The text without the differences that never make another name."""
    if text.isascii():
        text = text.replace("'", "").replace("`", "").lower()
    else:
        text = unicodedata.normalize("NFKD", text.translate(_BEFORE)).casefold()
        text = unicodedata.normalize("NFKD", text)
        kept = (each for each in text if unicodedata.category(each) not in ("Mn", "Cf"))
        text = "".join(kept).translate(_AFTER)
    if "&" in text:
        text = text.replace("&", " and ")
    text = _NUMBERED.sub("", text)
    if "(" in text:
        text = _PART_OF_WORD.sub(r"\1", _MARK.sub(" ", text))
        text = _CHIRAL.sub(r"\1", text)
    if "." in text:
        text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
        text = _ORDINAL.sub("#", text)
    if " - " in text:
        text = _DASH.sub(" , ", text)
    if ";" in text:
        text = text.replace(";", ", ")
    if "/" in text:
        text = _SLASHED.sub(lambda found: found[0].replace("/", ""), text)
        text = _WITH.sub("with ", text.replace("w/o", "without").replace("d/c", "dc"))
        text = _APART.sub(" ; ", text)
    return text


def tokenise(folded: str) -> Words:
    """The words and separators of a folded text."""
    found = _TOKEN.findall(folded)
    if "-" not in found:
        return Words(tuple(found))
    words: list[str] = []
    hyphened: set[int] = set()
    for word in found:
        if word == "-":
            hyphened.add(len(words))
        else:
            words.append(word)
    return Words(tuple(words), frozenset(hyphened))


def places(folded: str) -> list[tuple[int, int]]:
    """Where each word and separator of a folded text begins and ends."""
    return [found.span() for found in _TOKEN.finditer(folded) if found[0] != "-"]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as somebody spells it."""
    if name.isascii() and name.replace(" ", "").isalnum():
        return tuple(name.lower().split())  # most names, and the index holds thousands
    return tokenise(fold(name)).tokens


def key(words: Iterable[str]) -> str:
    """The one spelling under which a name is stored and looked up."""
    joined = "".join(words)
    if joined.isalnum():
        return joined
    parts: list[str] = []
    apart = False
    for word in words:
        if word in SEPARATORS:
            apart = bool(parts)
        elif word not in _SILENT:
            if apart:
                parts.append("/")
                apart = False
            parts.append(word.replace(",", ""))
    return "".join(parts)


def key_of(name: str) -> str:
    """The key of a name as somebody spells it."""
    return key(words_of(name))
