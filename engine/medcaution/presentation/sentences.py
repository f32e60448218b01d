"""English sentences found again in the catalogue of another language.

A report is in English. What the engine composes stands in every catalogue by a key, the English
beside it; what the knowledge says stands in the catalogue of another language by its own English,
as the file of the rule has it, `{places}` and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

#: Keys of what the engine composes. Sentences about facts come in a row, joined by these.
_WHOLE, _FACTS = "said.", ("fact.", "way.")
_JOINTS = {"; ": "joined.then", " and ": "joined.and", " or ": "joined.or"}
_JOINT = re.compile(f"({'|'.join(_JOINTS)})")
_KEY = re.compile(r"[a-z-]+\.[a-z0-9-]+")
_Pattern: TypeAlias = tuple[str, str, re.Pattern[str]]
"""The key of a sentence, its longest piece, and how it reads whatever fills its places."""
_PLACE = re.compile(r"\{(\w+)\}")


class Saying(Protocol):
    """How another language says what a key stands for, and a whole sentence of a report."""

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, its places filled."""

    def told(self, sentence: str | None) -> str:
        """The sentence, in English and marked where the language lacks it."""


class Sentences:
    """The sentences that a catalogue holds.

    Args:
        english: the texts of the English catalogue by key.
        texts: those of the other language.
        say: how a key is said in that language.
    """

    def __init__(self, english: Mapping[str, str], texts: Mapping[str, str], say: Saying) -> None:
        self._english, self._say = english, say
        ours = {text: key for key, text in english.items() if key.startswith((_WHOLE, *_FACTS))}
        theirs = {text: text for text in texts if not _KEY.fullmatch(text)}
        self._exact = {text.casefold(): key for text, key in (ours | theirs).items()}
        self._whole = _patterns(
            theirs | {text: key for text, key in ours.items() if key.startswith(_WHOLE)}
        )
        self._facts = _patterns({t: key for t, key in ours.items() if key.startswith(_FACTS)})

    def told(self, sentence: str) -> str | None:
        """A sentence in the other language; None where the catalogue does not hold it."""
        return (
            self._one(sentence)
            or self._in_a_row(sentence, ["; ", " and "])
            or self._after_another(sentence)
        )

    def _one(self, sentence: str) -> str | None:
        return self.named(sentence) or self._filled(sentence, self._whole)

    def named(self, text: str) -> str | None:
        """A text without places, whatever the case of its letters."""
        key = self._exact.get(text.casefold())
        return self._say(key) if key else None

    def _after_another(self, text: str) -> str | None:
        for one, other in _cuts(text, ". "):
            first = self._one(f"{one}.")
            rest = self.told(other) if first else None
            if first and rest:
                return f"{first} {rest}"
        return None

    def _filled(self, sentence: str, patterns: Sequence[_Pattern]) -> str | None:
        for key, literal, pattern in patterns:
            found = pattern.fullmatch(sentence) if literal in sentence else None
            if found:
                values = {
                    place: self._value(place, text) for place, text in found.groupdict().items()
                }
                return self._say(key, **values)
        return None

    def _in_a_row(self, text: str, joints: list[str]) -> str | None:
        """Sentences about facts, as many as the text can be cut into."""
        for joint in joints:
            for one, other in _cuts(text, joint):
                first = self._fact(one) if joint == joints[-1] else self._in_a_row(one, joints[1:])
                rest = self._in_a_row(other, joints) if first else None
                if first and rest:
                    return self._say(_JOINTS[joint], one=first, other=rest)
        return self._fact(text)

    def _fact(self, text: str) -> str | None:
        return self.named(text) or self._filled(text, self._facts)

    def _value(self, place: str, value: str) -> str:
        """What fills a place: a sentence, a word of ours such as a severity, or names."""
        if place == "said":
            return self._say.told(value)
        key = f"{place.partition('_')[0]}.{value}"
        if key in self._english:
            return self._say(key)
        return self._names(value)

    def _names(self, text: str) -> str:
        """Names that are joined or alone; one that holds a joint itself is not torn if known."""
        known = self.named(text)
        cuts = [(text[: at.start()], at[0], text[at.end() :]) for at in _JOINT.finditer(text)]
        if known or not cuts:
            return known or text
        one, joint, other = next((each for each in cuts if self.named(each[0])), cuts[0])
        return self._say(_JOINTS[joint], one=self.named(one) or one, other=self._names(other))


def _patterns(keys: Mapping[str, str]) -> list[_Pattern]:
    """Each sentence with places, the most outspoken first."""
    texts = sorted((text for text in keys if "{" in text), key=_spoken, reverse=True)
    return [
        (keys[text], max(_PLACE.split(text)[::2], key=len), re.compile(_pattern(text), re.DOTALL))
        for text in texts
    ]


def _spoken(text: str) -> int:
    return len(_PLACE.sub("", text))


def _pattern(text: str) -> str:
    literals, places = _PLACE.split(text)[::2], _PLACE.findall(text)
    pattern = re.escape(literals[0])
    for at, (place, literal) in enumerate(zip(places, literals[1:], strict=True)):
        pattern += ".+" if place in places[:at] else f"(?P<{place}>.+)"
        pattern += re.escape(literal)
    return pattern


def _cuts(text: str, joint: str) -> Iterator[tuple[str, str]]:
    at = text.find(joint)
    while at >= 0:
        yield text[:at], text[at + len(joint) :]
        at = text.find(joint, at + 1)
