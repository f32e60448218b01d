"""A copy of the bundled knowledge, to be broken in one way and looked at."""

from __future__ import annotations

import functools
import shutil
import tomllib

import pytest

from knowledge_folder import KnowledgeFolder
from medcaution.authoring.lint import lint_folder
from medcaution.library.folders import bundled_folder


class Copy(KnowledgeFolder):
    """Of the bundled knowledge."""

    def move(self, path, to):
        (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).rename(self.folder / to)

    def line(self, path, text):
        """The first line of a file that begins with a text."""
        lines = self.text(path).splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.startswith(text))

    def problems(self):
        return [str(problem) for problem in lint_folder(self.folder)[0]]


@pytest.fixture(scope="session", autouse=True)
def _each_text_is_parsed_once():
    """A copy differs from the bundled knowledge in one file, and parsing is most of a lint."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", functools.cache(tomllib.loads))
        yield


@pytest.fixture
def copy(tmp_path):
    for part in ("rules", "facts"):
        shutil.copytree(bundled_folder() / part, tmp_path / part)
    return Copy(tmp_path)
