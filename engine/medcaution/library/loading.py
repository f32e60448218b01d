"""From a knowledge folder to a Library, or to every reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from medcaution.errors import KnowledgeError, Problem
from medcaution.library.documents import Document, read_document
from medcaution.library.library import Library
from medcaution.library.references import check_references
from medcaution.library.rules import Rule
from medcaution.library.substances import (
    Ambiguity,
    Claim,
    ConditionGroup,
    Consequence,
    Entry,
    KnownCondition,
    Source,
    Substance,
    SubstanceClass,
    WarningSigns,
)
from medcaution.words import did_you_mean

Model = TypeVar("Model", bound=BaseModel)

_PACKAGE = Path(__file__).resolve().parent.parent
_TABLES: dict[str, type[Entry]] = {
    "facts/classes.toml": SubstanceClass,
    "facts/conditions.toml": KnownCondition,
    "facts/condition-groups.toml": ConditionGroup,
    "facts/consequences.toml": Consequence,
    "facts/warning-signs.toml": WarningSigns,
    "facts/sources.toml": Source,
    "facts/claims.toml": Claim,
}
_SINGLE_FILES = (*_TABLES, "facts/ambiguous.toml", "facts/knowledge.toml")


def bundled_folder() -> Path:
    """Where the knowledge lies: inside the installed package, else in the checkout."""
    installed = _PACKAGE / "_bundled"
    return installed if installed.is_dir() else _PACKAGE.parent.parent


def load(folder: str | Path | None = None) -> Library:
    """Read, check and close the knowledge of a folder. See `Library.load`."""
    root = Path(folder) if folder is not None else bundled_folder()
    documents, problems = _read(root)
    reader = _Reader(documents, problems)
    library = reader.library()
    if library is not None and not reader.problems:
        reader.problems.extend(check_references(library, documents))
    if library is None or reader.problems:
        raise KnowledgeError(reader.problems)
    return library


def knowledge_files(root: Path) -> Iterator[Path]:
    """Every file that decides an answer, in a fixed order. Cases and people decide none."""
    yield from sorted((root / "facts").glob("*.toml"))
    yield from sorted((root / "facts" / "substances").glob("*.toml"))
    yield from sorted((root / "facts" / "codes").glob("*.toml"))
    for file in sorted((root / "rules").glob("*/*.toml")):
        if not file.name.endswith(".cases.toml"):
            yield file


def _read(root: Path) -> tuple[dict[str, Document], list[Problem]]:
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    for file in knowledge_files(root):
        document = read_document(root, file)
        if isinstance(document, Problem):
            problems.append(document)
        else:
            documents[document.path] = document
    unreadable = {problem.path for problem in problems}
    found = {*documents, *unreadable}
    problems += [
        Problem(path, 1, f"missing from the knowledge folder {root}")
        for path in _SINGLE_FILES
        if path not in found
    ]
    problems += [
        Problem(part, 1, f"no knowledge files in {root / part}")
        for part in ("facts/substances", "rules")
        if not any(path.startswith(f"{part}/") for path in found)
    ]
    return documents, problems


class _Reader:
    """Turns documents into models, collecting every problem on the way."""

    def __init__(self, documents: Mapping[str, Document], problems: list[Problem]) -> None:
        self.documents = documents
        self.problems = problems

    def library(self) -> Library | None:
        tables = {path: self._table(path, model) for path, model in _TABLES.items()}
        substances = self._substances()
        rules, fingerprints = self._rules()
        ambiguities = self._ambiguities()
        version = self._version()
        codes = self._codes()
        if self.problems:
            return None
        return Library(
            version=version,
            sha256=fingerprint(self.documents),
            rules=rules,
            fingerprints=fingerprints,
            substances=substances,
            classes=tables["facts/classes.toml"],
            conditions=tables["facts/conditions.toml"],
            groups=tables["facts/condition-groups.toml"],
            ambiguities=ambiguities,
            consequences=tables["facts/consequences.toml"],
            warning_signs=tables["facts/warning-signs.toml"],
            sources=tables["facts/sources.toml"],
            claims=tables["facts/claims.toml"],
            codes=codes,
        )

    def _table(self, path: str, model: type[Any]) -> dict[str, Any]:
        document = self.documents.get(path)
        if document is None:
            return {}
        if not document.data:
            self.problems.append(document.problem("empty; the knowledge would be incomplete"))
        return self._entries(document, model)

    def _entries(self, document: Document, model: type[Model]) -> dict[str, Model]:
        entries: dict[str, Model] = {}
        for name, data in document.data.items():
            entry = self._model(document, model, data, (name,))
            if entry is not None:
                entries[name] = entry
        return entries

    def _substances(self) -> dict[str, Substance]:
        found: dict[str, Substance] = {}
        places: dict[str, str] = {}
        for path, document in self.documents.items():
            if not path.startswith("facts/substances/"):
                continue
            for name, substance in self._entries(document, Substance).items():
                if name in found:
                    message = f"substance '{name}' stands in {places[name]} too; keep one"
                    self.problems.append(document.problem(message, name))
                found[name], places[name] = substance, path
        return found

    def _rules(self) -> tuple[dict[str, Rule], dict[str, str]]:
        rules: dict[str, Rule] = {}
        fingerprints: dict[str, str] = {}
        for path, document in self.documents.items():
            if not path.startswith("rules/"):
                continue
            rule = self._model(document, Rule, document.data, ())
            if rule is None:
                continue
            if rule.id in rules:
                self.problems.append(document.problem(f"rule '{rule.id}' exists already", "id"))
            rules[rule.id] = rule
            fingerprints[rule.id] = document.sha256
        return rules, fingerprints

    def _ambiguities(self) -> list[Ambiguity]:
        document = self.documents.get("facts/ambiguous.toml")
        if document is None:
            return []
        found: list[Ambiguity] = []
        for number, data in enumerate(document.data.get("ambiguous", [])):
            entry = self._model(document, Ambiguity, data, ("ambiguous", number))
            if entry is not None:
                found.append(entry)
        return found

    def _version(self) -> str:
        document = self.documents.get("facts/knowledge.toml")
        version = document.data.get("version") if document else None
        if document and not isinstance(version, str):
            self.problems.append(document.problem("version missing, such as '2026.11.1'"))
        return str(version)

    def _codes(self) -> dict[str, dict[str, list[str]]]:
        return {
            Path(path).stem: document.data
            for path, document in self.documents.items()
            if path.startswith("facts/codes/")
        }

    def _model(
        self, document: Document, model: type[Model], data: Any, at: tuple[str | int, ...]
    ) -> Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                self.problems.append(_problem(document, model, details, at))
            return None


def fingerprint(documents: Mapping[str, Document]) -> str:
    """One sha256 over every file's path and text."""
    total = hashlib.sha256()
    for path in sorted(documents):
        total.update(f"{path}\0{documents[path].sha256}\n".encode())
    return total.hexdigest()


def _problem(
    document: Document, model: type[BaseModel], details: ErrorDetails, at: tuple[str | int, ...]
) -> Problem:
    steps = (*at, *details["loc"])
    name = ".".join(str(step) for step in details["loc"]) or "entry"
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        known = {field.alias or key for key, field in model.model_fields.items()}
        message = f"{name}: no such key.{did_you_mean(str(steps[-1]), known)}"
    elif kind == "literal_error":
        choices = [
            choice.strip("'") for choice in context["expected"].replace(" or ", ", ").split(", ")
        ]
        given = str(details["input"])
        message = (
            f"{name}: '{given}' is not one of {context['expected']}.{did_you_mean(given, choices)}"
        )
    elif kind == "missing":
        message = f"{name}: missing"
    elif kind == "value_error":
        message = f"{name}: {context['error']}"
    else:
        message = f"{name}: {details['msg'][0].lower()}{details['msg'][1:]}"
    return document.problem(message, *steps)
