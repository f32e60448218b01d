"""What each string beside this file ought to be answered with.

`[recognised]` holds what each string is (`a + b`: both; `(b)`: b may be missing; `a | b`: either),
`[ambiguous]` the candidates that the question must name, `[not-recognised]` the names to which the
suggestions must lead, and `[means]` strings that may stay unknown, be asked about, or be exactly the thing named
(`@ status`: of a condition, with that status).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CONDITIONS = "conditions"
_OTHER_FILES = {"recall", "lookalikes"}
_SECTIONS = ("recognised", "ambiguous", "not-recognised", "means")


@dataclass(frozen=True)
class Answer:
    """What one line was taken for: substances, or a condition."""

    outcome: str
    things: frozenset[str] = frozenset()
    status: str | None = None
    candidates: frozenset[str] = frozenset()
    suggestions: tuple[str, ...] = ()

    @property
    def recognised(self) -> bool:
        return self.outcome in {"recognised", "recognised-not-covered"}

    @property
    def refused(self) -> bool:
        return not self.recognised and self.outcome != "ambiguous"


@dataclass(frozen=True)
class Meaning:
    """One acceptable reading: all of `must`, perhaps some of `may`, with the status if it matters."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()
    status: str | None = None

    def fits(self, answer: Answer) -> bool:
        """Whether a recognised answer is this reading, no more and no less."""
        complete = bool(answer.things) and self.must <= answer.things <= self.must | self.may
        return complete and self.status in {None, answer.status}


def meanings(text: str) -> tuple[Meaning, ...]:
    """The acceptable readings of `a + (b) | c` or of `a @ status`."""
    things, _, status = (part.strip() for part in text.partition("@"))
    readings = [[part.strip() for part in one.split("+")] for one in things.split("|")]
    return tuple(
        Meaning(
            must=frozenset(part for part in parts if not part.startswith("(")),
            may=frozenset(part.strip("()") for part in parts if part.startswith("(")),
            status=status or None,
        )
        for parts in readings
    )


@dataclass(frozen=True)
class Expected:
    """One string, and what it ought to be answered with."""

    kind: str
    section: str
    written: str
    readings: tuple[Meaning, ...] = ()
    named: frozenset[str] = frozenset()

    @property
    def condition(self) -> bool:
        return self.kind == CONDITIONS

    @property
    def things(self) -> frozenset[str]:
        """Everything that any reading names."""
        return frozenset().union(*(one.must | one.may for one in self.readings))

    def wrong(self, answer: Answer) -> bool:
        """Whether something was taken that the string does not say."""
        return answer.recognised and not any(one.fits(answer) for one in self.readings)


@dataclass(frozen=True)
class LookAlike:
    """A name that is mixed up with another: it is itself or unknown, never the other."""

    written: str
    readings: tuple[Meaning, ...]
    other: str
    others: frozenset[str]

    def mixed_up(self, answer: Answer) -> bool:
        """Whether the other was taken, or is all that is asked about."""
        if answer.outcome == "ambiguous":
            return answer.candidates <= self.others
        return answer.recognised and not any(one.fits(answer) for one in self.readings)


@cache
def strings() -> list[Expected]:
    """Every string of every kind."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.stem not in _OTHER_FILES)
    return [one for path in files for one in _strings(path)]


def kinds() -> list[str]:
    """The kinds, in the order of their files."""
    return list(dict.fromkeys(one.kind for one in strings()))


def _strings(path: Path) -> Iterator[Expected]:
    file = tomllib.loads(path.read_text("utf-8"))
    for section in _SECTIONS:
        for written, value in file.pop(section, {}).items():
            if isinstance(value, str):
                yield Expected(path.stem, section, written, readings=meanings(value))
            else:
                yield Expected(path.stem, section, written, named=frozenset(value))
    if file:
        raise ValueError(f"{path.name}: no such section: {', '.join(file)}")


@cache
def look_alikes() -> list[LookAlike]:
    """Every pair of lookalikes.toml, from either side."""
    return [
        _beside(here, there)
        for pair in _look_alike_file()["pairs"]
        for here, there in permutations(pair)
    ]


def _beside(here: str, there: str) -> LookAlike:
    written, readings = _named(here)
    other, others = _named(there)
    return LookAlike(written, readings, other, frozenset().union(*(one.must for one in others)))


def typos() -> list[Expected]:
    """The misspelt names of lookalikes.toml, each with what must be among the suggestions."""
    return [
        Expected("typo", "not-recognised", written, named=frozenset(meant.split(" + ")))
        for written, meant in _look_alike_file()["typos"].items()
    ]


def _named(text: str) -> tuple[str, tuple[Meaning, ...]]:
    name, _, meant = text.partition(": ")
    return name, meanings(meant or name.lower())


def _look_alike_file() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "lookalikes.toml").read_text("utf-8"))
