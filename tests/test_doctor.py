"""`medcaution doctor`: what it finds on a whole installation, and on broken ones."""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import shutil

import pytest
from click.testing import CliRunner

from medcaution.cli import main
from medcaution.library.folders import bundled_folder


def examine(**environment):
    result = CliRunner(env=environment).invoke(main, ["doctor", "--json"])
    told = json.loads(result.stdout)
    return result.exit_code, told, {each["what"]: each for each in told["findings"]}


def test_a_whole_installation_is_told_as_one(tmp_path):
    code, told, found = examine(MEDCAUTION_CACHE=str(tmp_path / "cache"))
    assert (code, told["broken"]) == (0, 0)
    assert found["cases"]["state"] == found["isolated"]["state"] == "works"
    assert "sha256" in found["knowledge"]["told"]
    assert "drafts that no clinician has reviewed" in found["knowledge"]["told"]
    assert found["cache"] == {
        "what": "cache", "state": "works", "told": str(tmp_path / "cache"), "remedy": "",
    }  # fmt: skip
    text = CliRunner().invoke(main, ["doctor"])
    assert "Nothing is broken." in text.stderr
    assert "safe" not in text.output.lower()


def test_an_engine_that_the_guards_were_not_measured_on_is_broken(monkeypatch):
    real = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata,
        "version",
        lambda name: "2.0.27" if name == "durable-rules" else real(name),
    )
    code, told, found = examine()
    assert (code, told["broken"]) == (5, 1)
    assert found["durable_rules"]["remedy"] == "pip install durable-rules==2.0.28"


def test_damaged_knowledge_is_broken_and_named(tmp_path, monkeypatch):
    for name in ("rules", "facts"):
        shutil.copytree(bundled_folder() / name, tmp_path / name)
    (tmp_path / "facts" / "classes.toml").write_text("[[[")
    monkeypatch.setattr("medcaution.library.loading.bundled_folder", lambda: tmp_path)
    code, _, found = examine()
    assert code == 5
    assert "facts/classes.toml:1" in found["knowledge"]["told"]
    assert found["[batch]"]["state"] == "works", "what comes after is looked at all the same"


def test_a_cache_that_cannot_be_written_and_one_switched_off(tmp_path):
    (tmp_path / "file").write_text("")
    _, _, found = examine(MEDCAUTION_CACHE=str(tmp_path / "file" / "below"))
    assert found["cache"]["state"] == "look"
    assert "MEDCAUTION_CACHE" in found["cache"]["remedy"]
    _, _, found = examine(MEDCAUTION_CACHE="")
    assert found["cache"]["told"].startswith("switched off")


@pytest.mark.parametrize(
    ("today", "what", "state"),
    [((2019, 1, 1), "clock", "broken"), ((2031, 1, 1), "review", "look")],
)
def test_clocks_and_overdue_reviews(monkeypatch, today, what, state):
    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(*today, tzinfo=tz)

    monkeypatch.setattr("medcaution.cli.doctor.datetime.datetime", Clock)
    assert examine()[2][what]["state"] == state
