"""How long the process of an engine lives: as long as its host, and no longer."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys

import pytest

from medcaution import EngineError
from medcaution.matching import isolated
from medcaution.matching.isolated import Isolated
from trapped import CARRIERS, HANG, ONE, TRAPPED, WELL, gone, names, worker


def test_signals_meant_for_the_host_do_not_end_the_process(engine):
    pid = worker(engine)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert names(engine, WELL) == ["pair"]
    assert worker(engine) == pid


def test_garbage_collection_ends_the_process():
    engine = Isolated([ONE], CARRIERS)
    pid = worker(engine)
    del engine
    gc.collect()
    assert gone(pid)


HOST = """
import os, sys, multiprocessing
from medcaution.matching.facts import MedicationFact
from medcaution.matching.isolated import Isolated
from medcaution.matching.productions import FlaggedFact, Production, Slot
engine = Isolated([Production("one", None, (Slot("a", 7, "medication"),))], [{"x"}] * 8)
ask = lambda: [each.production.name for each in engine.activations([FlaggedFact("m0", (7,), MedicationFact("lithium"))])]
assert ask() == ["one"]  # a script with no main guard
print(engine._worker.process.pid, flush=True)
"""


def hosted(rest):
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", HOST + rest],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_end_of_the_interpreter_ends_the_process():
    run = hosted("")
    assert gone(int(run.stdout))
    assert not run.stderr


def test_the_death_of_the_host_ends_the_process():
    run = subprocess.run(
        [sys.executable, "-c", HOST + "os.kill(os.getpid(), 9)"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == -signal.SIGKILL
    assert gone(int(run.stdout))


def test_a_process_that_hangs_under_a_dead_host_ends_itself(trapped):
    engine = trapped(HANG, 30.0)  # the process itself allows half a second, twice
    with pytest.raises(EngineError, match="SIGALRM"):
        engine.activations(TRAPPED)


def test_a_fork_takes_a_process_of_its_own():
    run = hosted(
        "parent = engine._worker.process.pid\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    assert engine._worker is None\n"
        "    assert ask() == ['one'] and engine._worker.process.pid != parent\n"
        "    sys.exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert ask() == ['one'] and engine._worker.process.pid == parent\n"
    )
    assert not run.stderr
    assert gone(int(run.stdout))


def test_a_daemon_may_have_one():
    hosted(
        "def run(): assert ask() == ['one']\n"
        "one = multiprocessing.get_context('fork').Process(target=run, daemon=True)\n"
        "one.start(); one.join()\n"
        "assert one.exitcode == 0, one.exitcode\n"
    )


def test_a_process_that_cannot_start_is_told(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(EngineError, match="can be started"):
        Isolated([ONE], CARRIERS)
    monkeypatch.undo()
    monkeypatch.setattr(isolated, "_PROGRAM", "import nothing_of_this_name")
    with pytest.raises(EngineError, match="died .exit 1."):
        Isolated([ONE], CARRIERS)
