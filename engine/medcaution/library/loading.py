"""From a knowledge folder to a Library, or to every reason why not."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from medcaution.errors import KnowledgeError, Problem
from medcaution.library.changes import OVERRIDES, with_changes
from medcaution.library.documents import Document, read_document
from medcaution.library.folders import bundled_folder, knowledge_files
from medcaution.library.library import Library
from medcaution.library.misfits import misfits
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

Model = TypeVar("Model", bound=BaseModel)

#: What the entries of each facts file are; every file of a folder holds the same kind.
TABLES: dict[str, type[Entry]] = {
    "facts/substances": Substance,
    "facts/classes.toml": SubstanceClass,
    "facts/conditions.toml": KnownCondition,
    "facts/condition-groups.toml": ConditionGroup,
    "facts/consequences.toml": Consequence,
    "facts/warning-signs.toml": WarningSigns,
    "facts/sources.toml": Source,
    "facts/claims.toml": Claim,
}
_SINGLE_FILES = (
    *(place for place in TABLES if place.endswith(".toml")),
    "facts/ambiguous.toml",
    "facts/knowledge.toml",
)


def load(folder: str | Path | None = None, extra: Sequence[str | Path] = ()) -> Library:
    """Read, check and close the knowledge of folders. See `Library.load`."""
    root = Path(folder) if folder is not None else bundled_folder()
    documents, problems = _read(root)
    problems += _missing(root, documents, problems)
    for other in map(Path, extra):
        more, faults = _read(other, added=True)
        if not more and not faults:
            faults = [Problem(str(other), 1, "holds no knowledge files")]
        documents |= more
        problems += faults
    reader = _Reader(documents, problems)
    library = reader.library()
    if library is not None and not reader.problems:
        reader.problems.extend(check_references(library, documents))
        library, faults = with_changes(library, documents, [Path(each).name for each in extra])
        reader.problems.extend(faults)
    if library is None or reader.problems:
        raise KnowledgeError(reader.problems)
    return library


def _read(root: Path, *, added: bool = False) -> tuple[dict[str, Document], list[Problem]]:
    read = [read_document(root, file, added=added) for file in knowledge_files(root)]
    documents = {each.path: each for each in read if isinstance(each, Document)}
    return documents, [each for each in read if isinstance(each, Problem)]


def _missing(root: Path, documents: Collection[str], unreadable: list[Problem]) -> list[Problem]:
    """What a complete folder would hold."""
    found = {*documents, *(problem.path for problem in unreadable)}
    problems = [
        Problem(path, 1, f"missing from the knowledge folder {root}")
        for path in _SINGLE_FILES
        if path not in found
    ]
    problems += [
        Problem(part, 1, f"no knowledge files in {root / part}")
        for part in ("facts/substances", "rules")
        if not any(path.startswith(f"{part}/") for path in found)
    ]
    return problems


class _Reader:
    """Turns documents into models, collecting every problem on the way."""

    def __init__(self, documents: Mapping[str, Document], problems: list[Problem]) -> None:
        self.documents = documents
        self.problems = problems

    def library(self) -> Library | None:
        tables: dict[str, dict[str, Any]] = {
            place: self._table(place, model) for place, model in TABLES.items()
        }
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
            substances=tables["facts/substances"],
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

    def _placed(self, place: str) -> list[Document]:
        """The documents at a place, or below it: the bundled one first, then those added."""
        return [
            document
            for document in self.documents.values()
            if document.place == place or document.place.startswith(f"{place}/")
        ]

    def _table(self, place: str, model: type[Model]) -> dict[str, Model]:
        """Every entry of the documents at a place; none may stand in two of them."""
        found: dict[str, Model] = {}
        homes: dict[str, str] = {}
        for document in self._placed(place):
            if not document.data:
                self.problems.append(document.problem("empty; the knowledge would be incomplete"))
            for name, data in document.data.items():
                if name in homes:
                    message = f"'{name}' stands in {homes[name]} too; keep one of them"
                    self.problems.append(document.problem(message, name))
                entry = self._model(document, model, data, (name,))
                if entry is not None:
                    found[name], homes[name] = entry, document.path
        return found

    def _rules(self) -> tuple[dict[str, Rule], dict[str, str]]:
        rules: dict[str, Rule] = {}
        fingerprints: dict[str, str] = {}
        homes: dict[str, str] = {}
        for document in self._placed("rules"):
            if document.place == OVERRIDES:
                continue
            rule = self._model(document, Rule, document.data, ())
            if rule is None:
                continue
            if rule.id in rules:
                message = (
                    f"rule '{rule.id}' exists already in {homes[rule.id]}; a new rule needs an id "
                    "of its own, and to change that one, write rules/overrides.toml"
                )
                self.problems.append(document.problem(message, "id"))
            rules[rule.id], homes[rule.id] = rule, document.path
            fingerprints[rule.id] = document.sha256
        return rules, fingerprints

    def _ambiguities(self) -> list[Ambiguity]:
        read = (
            self._model(document, Ambiguity, data, ("ambiguous", number))
            for document in self._placed("facts/ambiguous.toml")
            for number, data in enumerate(document.data.get("ambiguous", []))
        )
        return [entry for entry in read if entry is not None]

    def _version(self) -> str:
        document = self.documents.get("facts/knowledge.toml")
        version = document.data.get("version") if document else None
        if document and not isinstance(version, str):
            self.problems.append(document.problem("version missing, such as '2026.11.1'"))
        return str(version)

    def _codes(self) -> dict[str, dict[str, list[str]]]:
        codes: dict[str, dict[str, list[str]]] = {}
        for document in self._placed("facts/codes"):
            codes.setdefault(Path(document.place).stem, {}).update(document.data)
        return codes

    def _model(
        self, document: Document, model: type[Model], data: Any, at: tuple[str | int, ...]
    ) -> Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            self.problems.extend(misfits(document, model, error, at))
            return None


def fingerprint(documents: Mapping[str, Document]) -> str:
    """One sha256 over every file's path and text."""
    total = hashlib.sha256()
    for path in sorted(documents):
        total.update(f"{path}\0{documents[path].sha256}\n".encode())
    return total.hexdigest()
