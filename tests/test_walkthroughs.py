"""The pages that lead a newcomer do what they say, command by command."""

from __future__ import annotations

import importlib.util
import shutil
import socket

import pytest

from medcaution.library.folders import bundled_folder
from walkthrough import walk

ROOT = bundled_folder()
PARTS = ("engine", "rules", "facts", "messages", "docs")


@pytest.fixture
def clone(tmp_path):
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contributing(clone):
    kept = clone / "cache"
    environment = {"PYTHONPATH": str(clone / "engine"), "MEDCAUTION_CACHE": str(kept)}
    assert walk(ROOT / "CONTRIBUTING.md", clone, **environment) >= 7


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


ASKS_BY_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")


@pytest.mark.parametrize(
    "reader", [pytest.param("clinic", marks=ASKS_BY_CURL), "outreach", "analyst"]
)
def test_tutorial(tmp_path, reader):
    environment = {"MEDCAUTION_CACHE": str(tmp_path / "cache"), "PORT": str(free_port())}
    assert walk(ROOT / f"docs/tutorial-{reader}.md", tmp_path, **environment) >= 5


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="needs the extra [spark]")
def test_spark(tmp_path):
    assert walk(ROOT / "docs/spark.md", tmp_path, MEDCAUTION_CACHE=str(tmp_path / "cache")) == 4


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("```sh\nexit 3\n```\n", "exit 3"),
        ("<!-- exit: 3 -->\n```sh\ntrue\n```\n", "true"),
        ("```sh\necho one\n```\n\n```text\ntwo\n```\n", "promises: two"),
        (
            (
                "<!-- start -->\n```sh\necho $$ > number; exit 3\n```\n\n"
                "```sh\nuntil grep -qs 'State:.Z' /proc/$(cat number)/status; do sleep 0.01; done\n```\n"
            ),
            "ended at once: echo",
        ),
        ("```sh\necho one; echo two\n```\n\n```text\ntwo\none\n```\n", "promises: one"),
    ],
)
def test_a_page_that_is_wrong_is_told(tmp_path, body, fault):
    page = tmp_path / "page.md"
    page.write_text(body)
    with pytest.raises(AssertionError, match=fault):
        walk(page, tmp_path)
