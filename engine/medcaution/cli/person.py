"""A person from the words of a command line."""

from __future__ import annotations

import contextlib
import datetime
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medcaution.errors import InputError
from medcaution.facts import MOST_MEDICATIONS, Person
from medcaution.strict_json import parse_json
from medcaution.written import read_line

_MOST_BYTES = 4 * 1024 * 1024


def read_file(path: str) -> dict[str, Any]:
    """The data of a person file: JSON, or TOML by its ending; `-` is JSON on standard input.

    Raises:
        InputError: if it cannot be read or is not one object.
    """
    try:
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if path == "-" else _bytes(Path(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", "--person") from None
    if len(raw) > _MOST_BYTES:
        raise InputError(f"larger than {_MOST_BYTES // 1024 // 1024} MiB", "--person")
    if path.endswith(".toml"):
        return _parse_toml(raw)
    data = parse_json(raw)
    if not isinstance(data, dict):
        raise InputError("not one person: the JSON is not an object", "--person")
    return data


def _parse_toml(raw: bytes) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  (most people come as words or JSON)

    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        fault = "the text is not UTF-8"
    except tomllib.TOMLDecodeError as error:
        # Only the place: the rest of the message may quote what stands there.
        place = re.search(r"\(at (line \d+, column \d+)\)$", str(error))
        fault = f"look at {place[1]}" if place else "it ends too early"
    except (RecursionError, ValueError):
        fault = "nested too deeply or a number too long"
    raise InputError(f"not valid TOML: {fault}", "--person")


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)


def assemble(
    medications: tuple[str, ...],
    conditions: tuple[str, ...],
    file: str | None,
    age: int | None,
    as_of: datetime.date | None,
) -> Person:
    """One person from a file and from what the command line adds to it.

    Raises:
        InputError: naming the field, or the option if it is about the file as a whole.
    """
    with _said_of_the_file():
        data = read_file(file) if file else {}
    if len(medications) > MOST_MEDICATIONS:
        raise InputError(
            f"{len(medications)} lines; at most {MOST_MEDICATIONS} are checked at once",
            "medications",
        )
    for key, added in (
        ("medications", [read_line(each) for each in medications]),
        ("conditions", list(conditions)),
    ):
        if added:
            given = data.get(key, [])
            if not isinstance(given, list):
                raise InputError("is not a list", key)
            data[key] = [*given, *added]
    if age is not None:
        data["age"] = age
    if as_of is not None:
        data["as_of"] = as_of
    data.setdefault("as_of", datetime.date.today())  # noqa: DTZ011  (the day where the person is)
    with _said_of_the_file():
        return Person.model_validate(data)


@contextlib.contextmanager
def _said_of_the_file() -> Iterator[None]:
    """A fault of no field in particular is one of the whole file."""
    try:
        yield
    except InputError as error:
        if error.field:
            raise
        raise InputError(str(error), "--person") from None
