"""How much of what people write is recognised, and that nothing is taken for something else.

    python tests/names/measure.py             print the table, kind by kind
    python tests/names/measure.py --answers   and every string that was not answered as expected
    python tests/names/measure.py --write     raise the floors in recall.toml to these shares

The strings beside this file were written before anything was run on them, by somebody who had
not read how they are recognised. A file is one kind.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import click

# Beside this file when it is the script, below tests/ when pytest imports it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from medcaution import Checker
from names.asking import Names
from names.expecting import FOLDER, Expected, strings

FLOORS = FOLDER / "recall.toml"


@dataclass(frozen=True)
class Share:
    """How many strings of one section of one kind were answered as expected."""

    strings: int = 0
    answered: int = 0
    wrong: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.strings + other.strings,
            self.answered + other.answered,
            self.wrong + other.wrong,
        )

    @property
    def recall(self) -> float:
        """Cut to four places, not rounded: a run must reach the floor it is recorded as."""
        return int(1e4 * self.answered / self.strings) / 1e4


Shares = dict[str, dict[str, Share]]


def measure(names: Names, expected: list[Expected]) -> Shares:
    """The share answered as expected, by kind and section."""
    shares: Shares = {}
    for (kind, section), group in groupby(expected, key=lambda one: (one.kind, one.section)):
        found = [(one, names.answer(one)) for one in group]
        shares.setdefault(kind, {})[section] = Share(
            strings=len(found),
            answered=sum(names.as_expected(one, answer) for one, answer in found),
            wrong=sum(one.wrong(answer) for one, answer in found),
        )
    return shares


def floors() -> dict[str, dict[str, float]]:
    """The recorded shares, by kind and section, below which no kind may fall."""
    return tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}


def below(shares: Shares, recorded: dict[str, dict[str, float]]) -> list[str]:
    """The sections that fell below their floor, or have none."""
    return [
        f"{kind} {section}: {share.recall} of {share.strings}"
        for kind, sections in shares.items()
        for section, share in sections.items()
        # A section without a floor is below it, whatever it reaches.
        if share.recall < recorded.get(kind, {}).get(section, 2.0)
    ]


def table(shares: Shares) -> Iterator[str]:
    """One line a kind: what was to be named and was, what was asked, refused, and taken wrongly."""
    row = "{:16}{:>9}{:>9}{:>7}{:>9}{:>12}{:>12}{:>7}".format
    yield row("kind", "strings", "to name", "named", "recall", "asked", "refused", "wrong")
    everything: dict[str, Share] = {}
    for kind, sections in shares.items():
        for section, share in sections.items():
            everything[section] = everything.get(section, Share()) + share
        yield row(kind, *_cells(sections))
    yield row("all", *_cells(everything))


def _cells(sections: dict[str, Share]) -> Iterator[int | str]:
    name, asked = sections.get("recognised", Share()), sections.get("ambiguous", Share())
    whole = sum(sections.values(), Share())
    refused = sum(
        (share for section, share in sections.items() if section in {"not-recognised", "means"}),
        Share(),
    )
    yield whole.strings
    yield from (name.strings, name.answered, f"{name.recall:.1%}") if name.strings else ("",) * 3
    for share in (asked, refused):
        yield f"{share.answered} of {share.strings}" if share.strings else ""
    yield whole.wrong


def record(shares: Shares) -> None:
    """Writes the floors: a new kind as measured, a known one never lower than it was."""
    recorded = floors()
    lines = [
        "# The share of each section answered as expected. Raised after a gain, never lowered."
    ]
    for kind, sections in shares.items():
        lines += ["", f"[{kind}]"]
        for section, share in sections.items():
            lines.append(f"{section} = {max(share.recall, recorded.get(kind, {}).get(section, 0))}")
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def differing(names: Names, expected: list[Expected]) -> Iterator[str]:
    """Every string that was not answered as expected, the wrong ones first."""
    found = [(one, names.answer(one)) for one in expected]
    missed = [(one, answer) for one, answer in found if not names.as_expected(one, answer)]
    for one, answer in sorted(missed, key=lambda pair: not pair[0].wrong(pair[1])):
        yield "\t".join(
            (
                "WRONG" if one.wrong(answer) else "miss",
                one.kind,
                one.section,
                one.written,
                answer.outcome,
                ", ".join(sorted(answer.things or answer.candidates or answer.suggestions)),
            )
        )


def main(arguments: list[str]) -> None:
    """Prints the table, and what the arguments ask for."""
    names, expected = Names(Checker(cross_check=False)), strings()
    shares = measure(names, expected)
    if "--answers" in arguments:
        click.echo("\n".join(differing(names, expected)))
    click.echo("\n".join(table(shares)))
    if "--write" in arguments:
        record(shares)


if __name__ == "__main__":
    main(sys.argv[1:])
