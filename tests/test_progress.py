"""What a long command says of itself, on a terminal and in a log."""

from __future__ import annotations

import pytest

from medcaution.cli import progress


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_terminal_has_one_line(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    line = progress.ProgressLine("Reading ...")
    line.tell(1, 2, "one")
    line.tell(2, 2, "two")
    line.end()
    half, whole = "##########..........", "#" * 20
    assert capsys.readouterr().err == f"Reading ...\r\x1b[K[{half}] one\r\x1b[K[{whole}] two\n"


def test_a_log_hears_now_and_then_and_no_bar(capsys, clock):
    line = progress.ProgressLine("Reading ...")
    for seconds in range(1, 25):
        clock[0] = 100.0 + seconds
        line.tell(seconds, 25, f"after {seconds} s")
    line.end()
    assert capsys.readouterr().err == "after 11 s\nafter 22 s\n"
