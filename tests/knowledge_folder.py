"""A folder of knowledge that a test may change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KnowledgeFolder:
    """Files are named by their path below it."""

    folder: Path

    def change(self, path, old, new):
        """Put `new` in the first place of `old`."""
        text = self.text(path)
        assert old in text, f"{path} no longer holds {old!r}"
        self.write(path, text.replace(old, new, 1))

    def text(self, path):
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path, text):
        (self.folder / path).write_text(text, encoding="utf-8")
