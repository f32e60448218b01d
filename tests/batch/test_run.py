"""A whole run: the same bytes however the work is cut, and nothing lost when it is stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest

from medcaution.batch.durable import alone
from medcaution.batch.example import write_example
from medcaution.batch.layouts import Source, guess
from medcaution.batch.outputs import plain_cell
from medcaution.batch.run import Options, run
from medcaution.errors import InputError, OutputError

PEOPLE = 300
OUTPUTS = ("cautions", "people", "names", "rejected", "failed")


def silent(*_):
    """Tell nobody."""


def digests(folder, form="parquet"):
    return {name: hashlib.sha256((folder / f"{name}.{form}").read_bytes()).hexdigest() for name in OUTPUTS}  # fmt: skip


@pytest.fixture(scope="module")
def people(library, tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "people.parquet"
    write_example(path, library, PEOPLE, seed=3)
    return path


@pytest.fixture(scope="module")
def plain(people, tmp_path_factory):
    out = tmp_path_factory.mktemp("plain")
    run(Source(people, "persons"), Options(out, as_of="2026-11-25"), silent)
    return out


def test_everybody_is_answered_once(plain):
    ids = pq.read_table(plain / "people.parquet")["person"].to_pylist()
    assert len(ids) == PEOPLE
    assert ids == sorted(set(ids))
    assert sorted(each.name for each in plain.iterdir()) == sorted(
        [f"{name}.parquet" for name in OUTPUTS] + ["run.json", "summary.html"]
    )


def test_workers_parts_and_order_leave_no_trace(people, plain, tmp_path):
    table = pq.read_table(people)
    turned = tmp_path / "turned.parquet"
    pq.write_table(table.take(list(range(len(table)))[::-1]), turned)
    options = Options(tmp_path / "out", workers=2, as_of="2026-11-25", rows_of_a_part=400)
    run(Source(turned, "persons"), options, silent)
    assert digests(tmp_path / "out") == digests(plain)


def test_layouts_and_forms_say_the_same(people, library, plain, tmp_path):
    lines, out = tmp_path / "people.ndjson", tmp_path / "out"
    write_example(lines, library, PEOPLE, seed=3)
    run(Source(lines, guess(lines)), Options(out, form="ndjson", as_of="2026-11-25"), silent)
    rows = [json.loads(line) for line in (out / "cautions.ndjson").read_text().splitlines()]
    assert rows == pq.read_table(plain / "cautions.parquet").to_pylist()


def test_a_killed_run_goes_on_to_the_same_bytes(people, plain, tmp_path):
    command = [
        sys.executable, "-m", "medcaution", "batch", str(people), "--out", str(tmp_path),
        "--rows-of-a-part", "200",
    ]  # fmt: skip
    started = subprocess.Popen(
        [*command, "--as-of", "2026-11-25"], start_new_session=True, stderr=subprocess.PIPE
    )
    while started.poll() is None and not list((tmp_path / ".parts").glob("part-*")):
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.communicate()
    assert not list(tmp_path.glob("*.parquet"))
    again = subprocess.run([*command, "--resume"], check=False, capture_output=True)
    assert again.returncode == 0, again.stderr
    assert digests(tmp_path) == digests(plain)
    assert json.loads((tmp_path / "run.json").read_text())["options"]["as_of"] == "2026-11-25"


def test_other_inputs_are_not_resumed(people, library, tmp_path):
    (tmp_path / ".parts").mkdir()
    (tmp_path / ".parts/run.json").write_text('{"options": {"as_of": null, "rows_of_a_part": 1}}')
    with pytest.raises(InputError, match="an earlier run"):
        run(Source(people, "persons"), Options(tmp_path, resume=True), silent)


def test_a_disk_that_refuses_is_told(people, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OutputError, match="No space left"):
        run(Source(people, "persons"), Options(tmp_path), silent)
    shutil.rmtree(tmp_path / ".parts")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(text):
    assert plain_cell(text)[0] == "'"


def test_ordinary_cells_stay():
    assert plain_cell("5 mg") == "5 mg"


def test_two_runs_never_write_to_one_folder(people, tmp_path):
    with alone(tmp_path), pytest.raises(InputError, match="another run writes there"):
        run(Source(people, guess(people)), Options(tmp_path), silent)
    assert not any(tmp_path.iterdir())
    run(Source(people, guess(people)), Options(tmp_path), silent)


def test_tables_of_an_earlier_form_do_not_stand_beside_those_of_a_later_one(people, tmp_path):
    for form in ("ndjson", "csv", "parquet"):
        run(Source(people, guess(people)), Options(tmp_path, form=form), silent)
        endings = {each.suffix for each in tmp_path.iterdir() if each.stem in (*OUTPUTS, "reports")}
        assert endings == {f".{form}"}
