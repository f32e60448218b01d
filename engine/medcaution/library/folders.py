"""Where knowledge lies, and which of its files decide an answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled_folder() -> Path:
    """Where the knowledge lies: inside the installed package, else in the checkout."""
    installed = _PACKAGE / "_bundled"
    return installed if installed.is_dir() else _PACKAGE.parent.parent


def knowledge_files(root: Path) -> Iterator[Path]:
    """Every file that decides an answer, in a fixed order. Cases and people decide none."""
    facts, rules = root / "facts", root / "rules"
    for folder in (facts, facts / "substances", facts / "codes", rules):
        yield from _toml(folder, only="overrides.toml" if folder == rules else None)
    for name in sorted(each.name for each in _entries(rules) if each.is_dir()):
        yield from _toml(rules / name)


def _toml(folder: Path, only: str | None = None) -> Iterator[Path]:
    for name in sorted(each.name for each in _entries(folder) if each.is_file()):
        wanted = name == only if only else name.endswith(".toml")
        if wanted and not name.endswith(".cases.toml"):
            yield folder / name


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    return list(os.scandir(folder)) if folder.is_dir() else []
