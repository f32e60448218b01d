"""What a campaign found: kept as JSON, with the state of the program that it measured."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "docs/trust"
CATALOGUE = Path(__file__).with_name("catalogue.toml")
PAGE = ROOT / "docs/trust.md"


@dataclass(frozen=True)
class Campaign:
    """One entry of the catalogue.

    Args:
        name: of the record, and for the command.
        shows: in a few words, what a clean run says.
        command: printed JSON is its result; `{seed}` and `{python}` are filled in.
        measures: folders and files whose content the figures speak of.
        faults: the keys of the result that have to be 0 or empty.
        figures: the keys that are kept, if not all numbers.
    """

    name: str
    shows: str
    command: str
    measures: tuple[str, ...]
    faults: tuple[str, ...]
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One run: where and when, and the figures. Whole numbers of several runs add up.

    `seed` is None for a command that draws nothing at random.
    """

    command: str
    seed: int | None
    commit: str
    date: str
    machine: str
    seconds: float
    faults: int
    figures: dict[str, Any]


@dataclass
class Record:
    """The runs of one campaign on one state of what it measures."""

    campaign: str
    measured: dict[str, str]
    runs: list[Run] = field(default_factory=list)

    def add(self, run: Run) -> None:
        """Take in a run; the same command again stands instead of what it said before."""
        self.runs = [each for each in self.runs if each.command != run.command] + [run]

    def figures(self) -> dict[str, Any]:
        """Counts of all runs added up; of anything else, what the last run says."""
        total: dict[str, Any] = {}
        for run in self.runs:
            for name, value in run.figures.items():
                counted = isinstance(value, int) and not isinstance(value, bool)
                total[name] = total.get(name, 0) + value if counted else value
        return total

    def changed(self) -> list[str]:
        """What was measured and is no longer the same."""
        return [place for place, sha in self.measured.items() if fingerprint(place) != sha]

    def write(self) -> None:
        """Keep it."""
        RECORDS.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=2) + "\n"
        (RECORDS / f"{self.campaign}.json").write_text(text, encoding="utf-8")


def catalogue() -> list[Campaign]:
    """Every campaign, in the order of the page."""
    entries = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["campaign"]
    names = ("measures", "faults", "figures")
    return [
        Campaign(**each | {name: tuple(each.get(name, ())) for name in names}) for each in entries
    ]


def read(campaign: str) -> Record | None:
    """What is kept of a campaign."""
    file = RECORDS / f"{campaign}.json"
    if not file.exists():
        return None
    data = json.loads(file.read_text(encoding="utf-8"))
    return Record(data["campaign"], data["measured"], [Run(**each) for each in data["runs"]])


def fingerprint(place: str) -> str:
    """The sha256 of every source file in a folder of the repository, or of one file."""
    path = ROOT / place
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if _source(each))
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def fingerprints(places: Sequence[str]) -> dict[str, str]:
    """The sha256 of each."""
    return {place: fingerprint(place) for place in places}


def _source(path: Path) -> bool:
    return path.is_file() and path.suffix in {".py", ".toml", ".j2", ".html", ".css"}
