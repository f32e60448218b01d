"""TOML files as documents that know which line each key stands on."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from medcaution.errors import Problem

_HEADER = re.compile(r"^\s*\[(?P<array>\[)?\s*(?P<path>[^\]]+?)\s*\]")
_KEY = re.compile(r"^\s*(?P<path>[A-Za-z0-9_.\"'-]+)\s*=")
_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Document:
    """One knowledge file: where it lies, its text, its data.

    `place` is the path inside its knowledge folder; `path` is what a reader is shown, which begins
    with the folder's name if the folder was added to the bundled one.
    """

    path: str
    text: str
    data: dict[str, Any]
    place: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", self.place or self.path)

    @property
    def sha256(self) -> str:
        """The fingerprint of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def line(self, *steps: str | int) -> int:
        """The line of a key, or of the nearest key around it: the place to mend."""
        for length in range(len(steps), 0, -1):
            found = self._lines.get(steps[:length])
            if found is not None:
                return found
        return 1

    def problem(self, message: str, *steps: str | int) -> Problem:
        """A problem at the line of a key."""
        return Problem(self.path, self.line(*steps), message)

    @cached_property
    def _lines(self) -> dict[tuple[str | int, ...], int]:
        """Keys by their line. tomllib keeps no positions, so the text is scanned again."""
        lines: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        counts: dict[tuple[str | int, ...], int] = {}
        inside_text = False
        for number, line in enumerate(self.text.splitlines(), 1):
            opens = line.count('"""') % 2 == 1
            if inside_text:
                inside_text = not opens
                continue
            inside_text = opens
            if header := _HEADER.match(line):
                path = _steps(header["path"])
                if header["array"]:
                    counts[path] = counts.get(path, -1) + 1
                    lines.setdefault(path, number)
                    path = (*path, counts[path])
                else:
                    path = _inside_arrays(path, counts)
                table = path
                for length in range(1, len(table) + 1):
                    lines.setdefault(table[:length], number)
            elif key := _KEY.match(line):
                steps = (*table, *_steps(key["path"]))
                for length in range(len(table) + 1, len(steps) + 1):
                    lines.setdefault(steps[:length], number)
        return lines


def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(step.strip().strip("\"'") for step in path.split("."))


def _inside_arrays(
    path: tuple[str | int, ...], counts: dict[tuple[str | int, ...], int]
) -> tuple[str | int, ...]:
    """`[raise.when.x]` after `[[raise]]` belongs to the latest raise."""
    for length in range(len(path) - 1, 0, -1):
        if path[:length] in counts:
            return (*path[:length], counts[path[:length]], *path[length:])
    return path


def read_document(folder: Path, file: Path, *, added: bool = False) -> Document | Problem:
    """One file of a knowledge folder, or what makes it unreadable."""
    place = file.relative_to(folder).as_posix()
    path = f"{folder.name}/{place}" if added else place
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        return Problem(path, 1, f"cannot be read: {error.strerror}")
    try:
        return Document(path, text, tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as error:
        at = _LINE.search(str(error))
        return Problem(path, int(at[1]) if at else 1, f"not valid TOML: {error}")
    except (RecursionError, ValueError):
        return Problem(path, 1, "not valid TOML: nested too deeply, or a number is too long")
