"""`medcaution doctor`: sound here, and every fault that is put in is told."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from medcaution.authoring import examination
from medcaution.cli import main
from medcaution.library import Library
from medcaution.library.folders import bundled_folder

CALLED = [sys.executable, "-m", "medcaution", "doctor", "--json"]


@pytest.fixture
def quick(monkeypatch):
    """Without the two thousand cases, which have a test of their own below."""
    monkeypatch.setattr("medcaution.authoring.cases.run_cases", lambda: (1, []))


def test_this_installation_is_sound():
    run = subprocess.run(CALLED, capture_output=True, text=True, check=False)
    told = json.loads(run.stdout)
    findings = {each["what"]: each["told"] for each in told["findings"]}
    assert (run.returncode, told["sound"]) == (0, True), run.stdout
    assert Library.load().sha256 in findings["knowledge"]
    assert int(findings["cases"].partition(" passed")[0]) > 2000
    assert "second matcher agrees" in findings["engine"]
    assert {"program", "python", "parts", "extras", "cache", "clock", "text"} <= findings.keys()


def test_a_fault_of_the_engine_is_told(tmp_path):
    """A module that cannot be loaded, as on a Python that the engine's C code does not fit."""
    (tmp_path / "durable_rules_engine.py").write_text("raise ImportError('undefined symbol')\n")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        CALLED, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}
    )
    wrong = [
        each["what"] for each in json.loads(run.stdout)["findings"] if each["state"] == "amiss"
    ]
    assert (run.returncode, wrong) == (5, ["engine", "cases"])
    assert "undefined symbol" in run.stdout


def another_release(name):
    return "2.0.27" if name == "durable-rules" else metadata.version(name)


def none_of(name):
    if name == "rapidfuzz":
        raise metadata.PackageNotFoundError(name)
    return metadata.version(name)


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [
        ("medcaution.authoring.examination.metadata.version", another_release, "parts"),
        ("medcaution.authoring.examination.metadata.version", none_of, "parts"),
        ("medcaution.authoring.cases.run_cases", lambda: (2, ["x.toml:1: stays silent"]), "cases"),
        ("medcaution.library.folders._PACKAGE", Path("/nowhere/medcaution"), "knowledge"),
    ],
)
def test_what_is_amiss_is_named_and_is_an_exit_code(quick, monkeypatch, place, value, what):
    monkeypatch.setattr(place, value)
    run = CliRunner().invoke(main, ["doctor"])
    assert run.exit_code == 5
    assert re.search(rf"^amiss +{what}: ", run.stdout, re.MULTILINE), run.stdout


def test_a_clock_before_the_knowledge_is_amiss_and_one_far_behind_its_review_is_noted():
    newest = max(rule.checked for rule in Library.load().rules.values())
    early = examination._knowledge(newest - datetime.timedelta(days=1))
    assert [each.what for each in early if each.state == "amiss"] == ["clock"]
    late = examination._knowledge(newest.replace(year=newest.year + 3))
    assert any(each.state == "note" and "review is due" in each.told for each in late)


def test_a_cache_that_cannot_be_written_is_noted(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MEDCAUTION_CACHE", str(tmp_path / "file"))
    assert [each.state for each in examination._cache()] == ["note"]


def test_an_untried_python_is_noted(monkeypatch):
    monkeypatch.setattr(examination, "TRIED", ((3, 6),))
    assert [each.state for each in examination._program()] == ["ok", "note"]


def test_the_tried_pythons_are_those_that_are_claimed():
    project = tomllib.loads((bundled_folder() / "pyproject.toml").read_text())["project"]
    marks = [each.rpartition(" :: ")[2] for each in project["classifiers"] if ":: 3." in each]
    assert marks == [f"{major}.{minor}" for major, minor in examination.TRIED]
    (first, *_, (major, minor)) = examination.TRIED
    after = f"{major}.{minor + 1}"
    assert project["requires-python"] == f">={first[0]}.{first[1]},<{after}"
