"""docs/trust.md says what the records say, and marks what was measured on another state."""

from __future__ import annotations

import importlib
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CAMPAIGNS = ROOT / "benchmarks/campaigns"


@pytest.fixture
def campaigns(monkeypatch):
    """The modules of the campaigns, which are no package."""
    monkeypatch.syspath_prepend(str(CAMPAIGNS))
    names = ("ledger", "page", "keep")
    yield [importlib.import_module(name) for name in names]
    for name in names:
        sys.modules.pop(name, None)


def test_the_page_is_what_the_records_say(campaigns):
    """Age apart: a change of the code after a campaign is no fault of whoever changes it."""
    _, page, _ = campaigns
    shown = page.PAGE.read_text(encoding="utf-8").replace(page._EARLIER, "")
    shown = re.sub(r"Measured on an earlier state; .*\n\n", "", shown)
    assert shown == page.page(aged=False), "run `python benchmarks/campaigns/page.py`"


def test_every_record_belongs_to_a_campaign_and_every_part_is_there(campaigns):
    records, _, _ = campaigns
    known = {each.name: each for each in records.catalogue()}
    for file in records.RECORDS.glob("*.json"):
        record = records.read(file.stem)
        assert set(record.measured) == set(known[file.stem].measures), file
        assert all(run.seconds > 0 and run.commit for run in record.runs)
    for campaign in known.values():
        assert all((ROOT / place).exists() for place in campaign.measures), campaign.name


def test_a_changed_program_is_told(campaigns, tmp_path, monkeypatch):
    records, page, _ = campaigns
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine/part.py").write_text("one = 1\n")
    monkeypatch.setattr(records, "ROOT", tmp_path)
    monkeypatch.setattr(records, "RECORDS", tmp_path)
    campaign = records.Campaign("trial", "all is well", "true", ("engine",), ("lost",))
    record = records.Record("trial", records.fingerprints(["engine"]))
    for seed, faults in ((1, 0), (2, 3), (2, 1)):
        figures = {"people": 1000 * seed, "ratio": 1.5}
        record.add(
            records.Run(f"try {seed}", seed, "abc", "2026-11-26", "here", 1.0, faults, figures)
        )
    record.write()
    kept = records.read("trial")
    assert kept == record
    row = page._row(campaign, kept)
    assert "people 3,000, ratio 1.5 | **1** |" in row, "a command run again stands once"
    assert "earlier state" not in row
    monkeypatch.setattr(page, "PAGE", tmp_path / "trust.md")
    monkeypatch.setattr(page, "catalogue", lambda: [campaign])
    page.write()
    assert list(page.unfit()) == [
        "trial found 1 faults: mend them, then run `python benchmarks/campaigns/keep.py trial`"
    ]
    (tmp_path / "engine/part.py").write_text("one = 2\n")
    assert [each.split(":")[0] for each in page.unfit()] == [
        "docs/trust.md is old",
        "trial is older than engine",
    ]
    (tmp_path / "trial.json").rename(tmp_path / "gone")
    assert any(each.startswith("trial was not run") for each in page.unfit())
    (tmp_path / "gone").rename(tmp_path / "trial.json")
    assert "*measured on an earlier state*" in page._row(campaign, kept)
    assert "since then changed: engine." in "\n".join(page._details(campaign, kept))
    (tmp_path / "engine/part.py").write_text("one = 1\n")
    (tmp_path / "engine/new.py").touch()
    assert kept.changed() == ["engine"]


def test_a_campaign_that_fails_without_a_fault_is_not_kept(campaigns):
    records, _, keep = campaigns
    script = f"import sys; print({json.dumps(json.dumps({'people': 3, 'lost': 0}))}); sys.exit(%s)"
    made = [
        records.Campaign(
            "trial", "", f"python -c {json.dumps(script % code)}", ("LICENSE",), ("lost",)
        )
        for code in (0, 4)
    ]
    run, measured = keep.observe(made[0], 1, [])
    assert (run.faults, run.figures, set(measured)) == (0, {"people": 3}, {"LICENSE"})
    with pytest.raises(SystemExit, match="exit code 4; nothing is kept"):
        keep.observe(made[1], 1, [])


def test_what_mutation_mutates_and_the_tests_that_are_to_notice_are_there():
    listed = tomllib.loads((CAMPAIGNS / "program_mutants.toml").read_text(encoding="utf-8"))
    named = [
        each.removeprefix("--deselect=").partition("::")[0]
        for part in listed["part"]
        for each in (*part["files"], *(test for tests in part["rounds"] for test in tests))
    ]
    assert [each for each in named if not (ROOT / each).exists()] == []
    reasons = [each["reason"] for each in listed["equivalent"]]
    assert len(set(reasons)) == len(reasons) > 0
