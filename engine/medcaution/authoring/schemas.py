"""JSON Schemas, generated from the models: editors explain as they complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from medcaution.authoring.cases import Cases
from medcaution.facts import Person
from medcaution.library.rules import Rule
from medcaution.report import Report

_SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "docs/report.schema.json": (Report, "serialization"),
    "facts/person.schema.json": (Person, "validation"),
    "rules/rule.schema.json": (Rule, "validation"),
    "rules/cases.schema.json": (Cases, "validation"),
}


def schemas() -> Iterator[tuple[str, str]]:
    """Each schema's path in the checkout, and its text."""
    for path, (model, mode) in _SCHEMAS.items():
        schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode=mode)  # type: ignore[arg-type]
        if model is Report:
            _allow_additions(schema)
        if model is Person:
            _let_lines_be_texts(schema)
        if model is Rule:
            schema["properties"]["warning_signs"]["anyOf"] = [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
            ]
            del schema["properties"]["warning_signs"]["type"]
            del schema["properties"]["warning_signs"]["items"]
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        yield path, json.dumps(schema, indent=2, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema below a checkout; the files written."""
    written = []
    for path, text in schemas():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def _allow_additions(schema: Any) -> None:
    """The contract may grow within a schema version, so readers must accept unknown keys."""
    if isinstance(schema, dict):
        schema.pop("additionalProperties", None)
        for part in schema.values():
            _allow_additions(part)


def _let_lines_be_texts(schema: dict[str, Any]) -> None:
    """A medication or condition may be a bare text: the model reads both."""
    for name in ("medications", "conditions"):
        items = schema["properties"][name]["items"]
        schema["properties"][name]["items"] = {"anyOf": [{"type": "string"}, items]}
