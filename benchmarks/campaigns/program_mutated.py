"""Mutation of the program: single faults put into its code, and whether a test notices.

    pip install mutmut==3.8.1 && nice python benchmarks/campaigns/program_mutated.py --sample 200

The faults are mutmut's, what is mutated and the tests that are to notice stand in
program_mutants.toml, and so do the mutants that nothing can notice, each with its reason. A sample
is drawn by the seed from each part, in proportion from each file; without `--sample` every mutant
is tried. What is known already is kept in a file and not tried again: a killed mutant as long as
its file is the same, a survivor as long as the tests are too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from ledger import ROOT, fingerprint
from mutants import Mutant, mutants
from workshop import Workshop, copy_repository

LIST = Path(__file__).with_name("program_mutants.toml")
KEPT = Path(tempfile.gettempdir()) / "program_mutants.ndjson"
#: Far more than the slowest list of tests takes on a busy machine.
_PATIENCE = 600.0


@dataclass(frozen=True)
class Part:
    """Some files of the program, and the tests that are to notice a fault in them, in rounds."""

    name: str
    files: tuple[str, ...]
    rounds: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Equivalent:
    """Mutants that nothing can notice: those of a file whose change reads as listed.

    `change` is a whole `was => now`, or a pattern of some if it begins with `^`; `file` may name
    the one file in which it holds, and `line` what the source line has to hold.
    """

    change: str
    reason: str
    file: str = ""
    line: str = ""

    def holds(self, mutant: Mutant) -> bool:
        if self.file and not mutant.file.endswith(self.file):
            return False
        if self.line not in mutant.module.code.splitlines()[mutant.line - 1]:
            return False
        said = f"{mutant.was} => {mutant.now}"
        if self.change.startswith("^"):
            return bool(re.search(self.change, said))
        return said == self.change


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="of each part; all of them if not said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", action="append", help="this part only; may be said again")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kept", type=Path, default=KEPT)
    options = parser.parse_args()
    parts, equivalents = read()
    chosen = [each for each in parts if not options.part or each.name in options.part]
    whole = {part.name: list(every(part, options.seed)) for part in chosen}
    drawn = {part: found[: options.sample] for part, found in whole.items()}
    memory = Memory(options.kept)
    fates = {
        each.name: fate
        for part in chosen
        for each in drawn[part.name]
        if (fate := memory.fate(each, part))
    }
    missing = [
        (part, each) for part in chosen for each in drawn[part.name] if each.name not in fates
    ]
    if missing:
        fates |= tried(missing, memory, options.workers)
    result = told(whole, drawn, fates, equivalents)
    print(json.dumps({"seed": options.seed, **result}, indent=2))
    sys.exit(bool(result["survivors"] or result["no_longer_equivalent"]))


def read() -> tuple[list[Part], list[Equivalent]]:
    """The list beside this file."""
    data = tomllib.loads(LIST.read_text(encoding="utf-8"))
    parts = [
        Part(each["name"], tuple(each["files"]), tuple(map(tuple, each["rounds"])))
        for each in data["part"]
    ]
    return parts, [
        Equivalent(change, each["reason"], each.get("file", ""), each.get("line", ""))
        for each in data.get("equivalent", ())
        for change in each["changes"]
    ]


def every(part: Part, seed: int) -> Iterator[Mutant]:
    """Every mutant of a part, so ordered that any beginning is spread over all files."""
    placed = []
    for name in sorted({each for place in part.files for each in _sources(place)}):
        found = mutants(name, (ROOT / name).read_text(encoding="utf-8"))
        chance = random.Random(f"{seed} {name}")
        chance.shuffle(found)
        placed += [((n + chance.random()) / len(found), each) for n, each in enumerate(found)]
    return (each for _, each in sorted(placed, key=lambda pair: pair[0]))


def _sources(place: str) -> list[str]:
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [file.relative_to(ROOT).as_posix() for file in files]


_workshop: Workshop


def open_workshop(sound: Path) -> None:
    global _workshop  # noqa: PLW0603  (one for each process of the pool)
    _workshop = Workshop(sound, _PATIENCE)


def _fate(file: str, text: str, rounds: Sequence[Sequence[str]]) -> tuple[str, str]:
    return _workshop.fate(file, text, rounds)


def tried(
    missing: Sequence[tuple[Part, Mutant]], memory: Memory, workers: int
) -> dict[str, tuple[str, str]]:
    """The fate of each mutant by name, and the test that noticed it."""
    parts = {part.name: part for part, _ in missing}
    tests = {each for part in parts.values() for tests in part.rounds for each in tests}
    fates: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        sound = Path(place) / "sound"
        copy_repository(sound, sorted(tests))
        with ProcessPoolExecutor(workers, None, open_workshop, (sound,)) as pool:
            for part in parts.values():
                if not memory.healthy(part):
                    _see_that_tests_pass(pool, part)
                    memory.note_healthy(part)
            waiting = {}
            for part, each in missing:
                done = pool.submit(_fate, each.file, each.text(), part.rounds)
                done.add_done_callback(partial(memory.keep, each, part))
                waiting[done] = each
            for done in as_completed(waiting):
                mutant, (fate, by) = waiting[done], done.result()
                if fate == "broken":
                    pool.shutdown(cancel_futures=True)
                    raise SystemExit(f"{mutant}: the tests could not be tried: {by}")
                fates[mutant.name] = (fate, by)
    return fates


def _see_that_tests_pass(pool: ProcessPoolExecutor, part: Part) -> None:
    file = _sources(part.files[0])[0]
    text = (ROOT / file).read_text(encoding="utf-8")
    fate, by = pool.submit(_fate, file, text, part.rounds).result()
    if fate != "survived":
        raise SystemExit(f"the tests of {part.name} fail without a mutant: {by or fate}")


class Memory:
    """What became of mutants in earlier runs, one line of JSON each."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["mutant"], entry["source"]] = entry

    def fate(self, mutant: Mutant, part: Part) -> tuple[str, str] | None:
        """What became of a mutant, if that is known and still holds."""
        entry = self._known.get((mutant.name, _short(mutant.module.code)))
        if entry is None or (entry["fate"] == "survived" and entry["tests"] != _state(part)):
            return None
        return entry["fate"], entry["by"]

    def keep(self, mutant: Mutant, part: Part, done: Future[tuple[str, str]]) -> None:
        """Write down what became of a mutant."""
        if done.cancelled() or done.exception() or done.result()[0] == "broken":
            return
        fate, by = done.result()
        named = {"mutant": mutant.name, "source": _short(mutant.module.code), "by": by}
        self._write({**named, "tests": _state(part), "fate": fate, **_line(mutant)})

    def healthy(self, part: Part) -> bool:
        """Are the tests of a part known to pass without a mutant?"""
        return (part.name, _short(_state(part) + fingerprint("engine"))) in self._known

    def note_healthy(self, part: Part) -> None:
        """Write down that they do."""
        source = _short(_state(part) + fingerprint("engine"))
        self._write({"mutant": part.name, "source": source, "fate": "healthy"})

    def _write(self, entry: dict[str, str]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")


@cache
def _state(part: Part) -> str:
    """Another one if the tests of a part changed; reckoned once, since files are copied once."""
    named = (each.partition("::")[0] for tests in part.rounds for each in tests)
    places = {"tests/conftest.py", *(each for each in named if not each.startswith("-"))}
    return _short(f"{part.rounds} {sorted(map(fingerprint, places))}")


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def told(
    whole: dict[str, list[Mutant]],
    drawn: dict[str, list[Mutant]],
    fates: dict[str, tuple[str, str]],
    equivalents: Sequence[Equivalent],
) -> dict[str, Any]:
    """What became of all of them and of each part; every survivor that no reason explains."""
    total: Counter[str] = Counter()
    parts: dict[str, int] = {}
    survivors, stale = [], []
    for part, found in drawn.items():
        counted: Counter[str] = Counter()
        for mutant in found:
            fate, by = fates[mutant.name]
            if any(each.holds(mutant) for each in equivalents):
                if fate == "survived":
                    fate = "equivalent"
                else:
                    stale.append(_line(mutant) | {"noticed_by": by})
            elif fate == "survived":
                survivors.append(_line(mutant))
            counted[fate] += 1
        parts[f"{part}_tried"] = len(found) - counted["equivalent"]
        parts[f"{part}_noticed"] = counted["killed"] + counted["hung"]
        total += counted
    return {
        "mutants": sum(map(len, drawn.values())),
        "of": sum(map(len, whole.values())),
        **{fate: total[fate] for fate in ("killed", "hung", "equivalent")},
        **parts,
        "survivors": survivors,
        "no_longer_equivalent": stale,
    }


def _line(mutant: Mutant) -> dict[str, str]:
    where = f"{mutant.file}:{mutant.line} {mutant.place}".rstrip()
    return {"where": where, "change": f"{mutant.was} => {mutant.now}"}


if __name__ == "__main__":
    main()
