"""A disk that fails: said with its cause and what to do, nothing torn, and the run goes on after it.

`benchmarks/campaigns/disks.py` lets hundreds of other calls fail, and fills disks of many sizes.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import os
import shutil
import sys

import pyarrow.parquet as pq
import pytest

import disk
from medcaution.batch import run as running
from medcaution.batch.delimited import numbered_lines
from medcaution.batch.example import write_example
from medcaution.batch.layouts import Source
from medcaution.batch.run import Options, run
from medcaution.errors import InputError, OutputError

OUTPUTS = ("cautions", "people", "names", "rejected", "failed")


def silent(*_):
    """Tell nobody."""


def digests(folder):
    return {name: hashlib.sha256((folder / f"{name}.parquet").read_bytes()).hexdigest() for name in OUTPUTS}  # fmt: skip


@pytest.fixture(scope="module")
def source(library, tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "people.parquet"
    write_example(path, library, 100, seed=3)
    return Source(path, "persons")


@pytest.fixture(scope="module")
def plain(source, tmp_path_factory):
    out = tmp_path_factory.mktemp("plain")
    run(source, Options(out, as_of="2026-11-25"), silent)
    return out


@pytest.mark.skipif(sys.platform != "linux", reason="the failing disk stands before glibc")
def test_a_call_of_the_system_that_fails_is_told_and_leaves_nothing_torn(source, tmp_path):
    trial = disk.Trial(tmp_path, disk.build(tmp_path), source.path, ["--rows-of-a-part", "150"])
    assert len({name.split("/")[1] for name in trial.parts}) > 1
    full = disk.Fault("write", trial.calls["write"] // 2, errno.ENOSPC, lasting=True)
    assert trial.wrongs(tmp_path / "full", full) == []
    unread = disk.Fault("read", trial.calls["read"] * 9 // 10, errno.EIO)
    assert trial.wrongs(tmp_path / "unread", unread) == []


def test_a_run_that_is_stopped_while_it_clears_up_can_be_gone_on_with(
    source, plain, tmp_path, monkeypatch
):
    options = Options(tmp_path, as_of="2026-11-25", resume=True)

    real = shutil.rmtree

    def half(folder, *rest, **others):
        if folder.name == "intake":
            next(folder.iterdir()).unlink()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(folder, *rest, **others)

    monkeypatch.setattr(shutil, "rmtree", half)
    with pytest.raises(OutputError, match="cannot be removed: Input/output error"):
        run(source, options, silent)
    monkeypatch.undo()
    run(source, options, silent)
    assert digests(tmp_path) == digests(plain)
    assert not (tmp_path / ".parts").exists()


def test_files_of_two_runs_never_stand_together_as_one(source, plain, tmp_path, monkeypatch):
    out = tmp_path / "out"
    shutil.copytree(plain, out)
    real = running.write_table

    def full(path, *rest):
        if path.stem == "names":
            raise OutputError("full")
        return real(path, *rest)

    monkeypatch.setattr(running, "write_table", full)
    with pytest.raises(OutputError):
        run(source, Options(out, as_of="2020-01-01"), silent)
    assert not (out / "run.json").exists()


def test_what_a_killed_run_had_begun_to_write_is_removed(source, tmp_path):
    for name in (".cautions.parquet.1.tmp", ".summary.html.1.tmp"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / ".mine.tmp").touch()
    run(source, Options(tmp_path), silent)
    assert [each.name for each in tmp_path.iterdir() if each.name[0] == "."] == [".mine.tmp"]


def test_rows_that_the_disk_does_not_give_are_not_taken_for_damaged_ones(
    source, tmp_path, monkeypatch
):
    def refuses(*_, **__):
        raise OSError(errno.EIO, "Error reading bytes from file. Detail: [errno 5] ...")

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", refuses)
    with pytest.raises(InputError, match="Input/output error; .* then run it again"):
        run(source, Options(tmp_path), silent)


class Refusing(io.BytesIO):
    """A stream whose disk fails after the first block."""

    def read(self, size=-1):
        if self.tell():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)


def test_a_text_that_the_disk_does_not_give_is_no_text_that_breaks_off():
    lines = numbered_lines(Refusing(b"person,drug\n"), "list.csv")
    assert next(lines)[1] == "person,drug"
    with pytest.raises(InputError, match=r"list.csv: cannot be read: Input/output error"):
        list(lines)
    cut = io.BytesIO(gzip.compress(b"person,drug\n1,ketamine\n")[:-9])
    with gzip.open(cut) as stream:
        assert list(numbered_lines(stream, "list.csv"))[-1][2].startswith("the file breaks off")
