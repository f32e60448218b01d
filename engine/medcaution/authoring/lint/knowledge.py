"""What a lint check looks at: the loaded library and the files it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from medcaution.authoring.cases import Cases, case_files, read_cases
from medcaution.errors import KnowledgeError, Problem
from medcaution.library import Library
from medcaution.library.documents import Document, read_document
from medcaution.library.folders import knowledge_files
from medcaution.library.rules import Rule


@dataclass(frozen=True)
class Knowledge:
    """A library beside its documents and cases."""

    folder: Path
    library: Library
    documents: dict[str, Document]
    cases: dict[str, tuple[Document, Cases]]

    @classmethod
    def read(cls, folder: Path) -> Knowledge:
        """Load everything.

        Raises:
            KnowledgeError: if the library or any cases file does not load.
        """
        library = Library.load(folder)
        documents = (read_document(folder, file) for file in knowledge_files(folder))
        by_path = {each.path: each for each in documents if isinstance(each, Document)}
        cases: dict[str, tuple[Document, Cases]] = {}
        problems: list[Problem] = []
        for file in case_files(folder):
            try:
                cases[file.name.removesuffix(".cases.toml")] = read_cases(file)
            except KnowledgeError as error:
                problems.extend(error.problems)
        if problems:
            raise KnowledgeError(problems)
        return cls(folder, library, by_path, cases)

    @cached_property
    def rule_documents(self) -> list[tuple[Rule, Document]]:
        """Every rule with its file."""
        return [
            (self.library.rules[document.data["id"]], document)
            for path, document in sorted(self.documents.items())
            if path.startswith("rules/") and "id" in document.data
        ]

    @cached_property
    def substance_documents(self) -> dict[str, Document]:
        """The file of every substance."""
        return {
            name: document
            for path, document in self.documents.items()
            if path.startswith("facts/substances/")
            for name in document.data
        }


Check = Callable[[Knowledge], Iterator[Problem]]
