"""What drug resources point to: Medications and Substances, which bulk exports keep in other files."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from medcaution.batch.delimited import numbered_lines, opened
from medcaution.errors import InputError
from medcaution.strict_json import parse_json

_HOLDS_ONE = re.compile(r'"resourceType"\s*:\s*"(?:Medication|Substance)"')
_KINDS = ("Medication", "Substance")
#: What a resource tells of itself and not of the medicine: it makes no two of one.
_ABOUT_ITSELF = ("meta", "text")
#: A Medication points to a Medication or Substance for an ingredient, and no further.
_DEEPEST = 2


class Pointed:
    """The Medications and Substances of some files, kept on disk, as there may be millions.

    Two that differ under one id are not told apart by anything, so neither is found.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        # Without a name, SQLite keeps a database in memory and spills it to a file of its own.
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE pointed (id TEXT PRIMARY KEY, text TEXT)")
        self._database.executemany(
            "INSERT INTO pointed VALUES (?, ?) ON CONFLICT DO UPDATE "
            "SET text = CASE WHEN text = excluded.text THEN text END",
            (pair for file in files for pair in _found_in(file)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def by(self, resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Every resource that a drug resource points to, straight or by way of another."""
        asked: set[str] = set()
        pointing = [resource]
        for _ in range(_DEEPEST):
            names = {name for each in pointing for name in _names(each)} - asked
            asked |= names
            pointing = [found for name in sorted(names) if (found := self._get(name))]
            yield from pointing

    def _get(self, name: str) -> dict[str, Any] | None:
        row = self._database.execute("SELECT text FROM pointed WHERE id = ?", (name,)).fetchone()
        found: dict[str, Any] | None = json.loads(row[0]) if row and row[0] else None
        return found


def _found_in(file: Path) -> Iterator[tuple[str, str]]:
    with opened(file) as stream:
        for _, text, problem in numbered_lines(stream, file.name):
            if text is None or problem or not _HOLDS_ONE.search(text):
                continue
            try:
                resource = parse_json(text)
            except InputError:
                continue  # the reading of all lines will tell of it
            if isinstance(resource, dict) and resource.get("resourceType") in _KINDS:
                told = {name: each for name, each in resource.items() if name not in _ABOUT_ITSELF}
                yield (
                    f"{resource['resourceType']}/{resource.get('id')}",
                    json.dumps(told, sort_keys=True),
                )


def _names(resource: dict[str, Any]) -> Iterator[str]:
    """The `Kind/id` of whatever a resource refers to by `medication...` or an ingredient."""
    inner = resource.get("contained")
    for each in [resource, *(inner if isinstance(inner, list) else [])]:
        if not isinstance(each, dict):
            continue
        later = each.get("medication")  # R5 holds concept and reference under one name
        pointers = [
            each.get("medicationReference"),
            later.get("reference") if isinstance(later, dict) else None,
        ]
        parts = each.get("ingredient")
        parts = parts if isinstance(parts, list) else [parts]
        parts = [part for part in parts if isinstance(part, dict)]
        pointers += [part.get("itemReference") for part in parts]
        items = (part.get("item") for part in parts)
        pointers += [each.get("reference") for each in items if isinstance(each, dict)]
        for pointer in pointers:
            reference = pointer.get("reference") if isinstance(pointer, dict) else None
            if isinstance(reference, str):
                yield "/".join(reference.split("/_history/", maxsplit=1)[0].split("/")[-2:])
