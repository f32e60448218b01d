"""Checks of the order of keys: a reader meets them where they stood in the last file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.documents import Document
from medcaution.library.loading import TABLES
from medcaution.library.rules import Citation, Pattern, Rule, Steps
from medcaution.library.substances import Ambiguity, Entry

Table: TypeAlias = tuple[Document, Steps, Mapping[str, Any], Sequence[str]]

_CLAUSES = ("raise", "lower", "unless")
_CLAUSE = ("to", "because", "when")
_CASE = (
    "why", "medications", "conditions", "age", "pregnant", "as_of", "profile", "severity",
    "listed", "text",
)  # fmt: skip
_CASES = ("fires", "silent", "explains")


def keys_are_in_order(knowledge: Knowledge) -> Iterator[Problem]:
    """The keys of every rule, clause, pattern, citation, case and fact come in one order."""
    for document, at, table, order in _tables(knowledge):
        given = [key for key in table if key in order]
        wanted = [key for key in order if key in table]
        if given != wanted:
            wrong = next(key for key, other in zip(given, wanted, strict=True) if key != other)
            yield document.problem(
                f"key '{wrong}' is out of order; the order is {', '.join(wanted)}", *at, wrong
            )


def files_name_their_schema(knowledge: Knowledge) -> Iterator[Problem]:
    """With the schema on its first line, an editor explains the file as it is written."""
    documents = [(document, "rule") for _, document in knowledge.rule_documents]
    documents += [(document, "cases") for document, _ in knowledge.cases.values()]
    for document, kind in documents:
        line = f"#:schema ../{kind}.schema.json"
        if not document.text.startswith(f"{line}\n"):
            yield Problem(document.path, 1, f"names no schema; begin the file with '{line}'")


def _tables(knowledge: Knowledge) -> Iterator[Table]:
    for _, document in knowledge.rule_documents:
        yield from _rule(document)
    for document, _ in knowledge.cases.values():
        for kind in _CASES:
            for number, case in enumerate(document.data.get(kind, ())):
                yield document, (kind, number), case, _CASE
    for path, document in knowledge.documents.items():
        model = TABLES.get(path) or TABLES.get(path.rpartition("/")[0])
        if model is not None:
            for name, entry in document.data.items():
                yield document, (name,), entry, _keys(model)
    document = knowledge.documents["facts/ambiguous.toml"]
    for number, entry in enumerate(document.data.get("ambiguous", ())):
        yield document, ("ambiguous", number), entry, _keys(Ambiguity)


def _rule(document: Document) -> Iterator[Table]:
    yield document, (), document.data, _keys(Rule)
    for name, pattern in document.data["when"].items():
        yield document, ("when", name), pattern, _keys(Pattern)
    for kind in _CLAUSES:
        for number, clause in enumerate(document.data.get(kind, ())):
            yield document, (kind, number), clause, _CLAUSE
            for name, pattern in clause["when"].items():
                yield document, (kind, number, "when", name), pattern, _keys(Pattern)
    for number, citation in enumerate(document.data["source"]):
        yield document, ("source", number), citation, _keys(Citation)


def _keys(model: type[Entry]) -> list[str]:
    return [field.alias or key for key, field in model.model_fields.items()]


CHECKS: tuple[Check, ...] = (keys_are_in_order, files_name_their_schema)
