"""The knowledge is in order, and no check of it goes untested."""

from __future__ import annotations

import datetime
from pathlib import Path

from medcaution.authoring.lint import CHECKS, lint_folder
from medcaution.authoring.lint.rules import overdue
from medcaution.authoring.lint.unwritten import nothing_is_left_to_write
from medcaution.library.folders import bundled_folder


def test_the_bundled_knowledge_is_clean():
    checked = datetime.date(2026, 11, 23)
    assert lint_folder(bundled_folder(), today=checked) == ([], [])


def test_every_check_has_its_test():
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    checks = [*CHECKS, overdue, nothing_is_left_to_write]
    names = [check.__name__ for check in checks]
    assert len(set(names)) == len(names) > 35
    assert [name for name in names if f"def test_{name}(" not in tests] == []


def test_every_check_says_what_it_is_for():
    assert [check.__name__ for check in CHECKS if not check.__doc__] == []
