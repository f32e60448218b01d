"""Collects `*.cases.toml` as tests. Loaded with `-p`, never as an entry point of pytest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medcaution.authoring.cases import CaseRun, Explains, checker_for, explanation, runs
from medcaution.errors import KnowledgeError


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-explanations` writes the golden texts anew; review the diff."""
    parser.addoption("--update-explanations", action="store_true", help="rewrite golden texts")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CasesFile | None:
    """Cases files, wherever pytest is pointed at."""
    if file_path.name.endswith(".cases.toml"):
        return CasesFile.from_parent(parent, path=file_path)
    return None


class CasesFile(pytest.File):
    """The cases of one rule."""

    def collect(self) -> Iterator[CaseItem]:
        """One test a case."""
        for run in runs(self.path):
            yield CaseItem.from_parent(self, name=run.name, run=run)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """What is wrong with the file and where, without a traceback of ours."""
        if isinstance(excinfo.value, KnowledgeError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))


class CaseItem(pytest.Item):
    """One case of one rule."""

    def __init__(self, *, run: CaseRun, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self.run = run

    def runtest(self) -> None:
        """Fail with what is wrong."""
        if isinstance(self.run.case, Explains) and self.config.getoption("--update-explanations"):
            person = self.run.case.person()
            text = explanation(checker_for(self.run.case.profile), person, self.run.rule)
            write_golden(self.path, text)
            return
        failure = self.run.failure()
        if failure:
            raise CaseFailedError(f"{self.run.rule} {failure}")

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """The place and the failure, without a traceback of ours."""
        if isinstance(excinfo.value, CaseFailedError):
            return f"{self.run.path}:{self.run.line}: {excinfo.value}"
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        return self.path, self.run.line - 1, self.name


class CaseFailedError(AssertionError):
    """A case of a rule does not hold."""


_GOLDEN = re.compile(
    r'(\[\[explains\]\](?:(?!\[\[).)*?\ntext = )(?:"""(?:.*?)"""|"[^"\n]*")', re.DOTALL
)


def write_golden(file: Path, text: str) -> None:
    """Put a golden text into its cases file."""
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    old = file.read_text(encoding="utf-8")
    new = _GOLDEN.sub(lambda match: f'{match[1]}"""\n{body}\n"""', old, count=1)
    file.write_text(new, encoding="utf-8")
