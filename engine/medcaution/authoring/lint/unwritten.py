"""What `medcaution new` left for the author to write, found before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medcaution.authoring.cases import case_files
from medcaution.errors import Problem
from medcaution.library.documents import Document, read_document
from medcaution.library.folders import knowledge_files
from medcaution.library.rules import Steps

PLACEHOLDER = "TODO"


def nothing_is_left_to_write(folder: Path) -> Iterator[Problem]:
    """Every placeholder says what belongs in its place; this repeats it at its line."""
    for file in (*knowledge_files(folder), *case_files(folder)):
        if PLACEHOLDER.encode() not in file.read_bytes():
            continue
        document = read_document(folder, file)
        if isinstance(document, Document):
            for at, text in _texts(document.data, ()):
                if text.startswith(PLACEHOLDER):
                    key = next((step for step in reversed(at) if isinstance(step, str)), "entry")
                    wanted = text.removeprefix(PLACEHOLDER).lstrip(": ") or "a value"
                    yield document.problem(f"{key}: still to be written; {wanted}", *at)


def _texts(value: Any, at: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*at, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, (*at, number))
