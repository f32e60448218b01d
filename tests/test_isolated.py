"""The engine in a process of its own: whatever happens there, the host goes on and is told."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from medcaution import Checker, EngineError, Person
from medcaution.matching import isolated
from medcaution.matching.facts import MedicationFact
from medcaution.matching.isolated import Isolated
from medcaution.matching.productions import FlaggedFact, Production, Slot
from medcaution.matching.rete import Rete

PAIR = Production("pair", None, (Slot("a", 1, "medication"), Slot("b", 2, "medication")))
ONE = Production("one", None, (Slot("a", 7, "medication"),))
CARRIERS = [{"x"}] * 8
WELL = [
    FlaggedFact("m0", (1,), MedicationFact("sertraline")),
    FlaggedFact("m1", (2,), MedicationFact("phenelzine")),
]
#: The person on whom the traps below close: only their facts carry flag 7.
TRAPPED = [FlaggedFact("m0", (7,), MedicationFact("lithium"))]

TRAP = """
import sys; sys.path[:] = sys.argv[2:]
import ctypes, os, time
from medcaution.matching import isolated, rete
isolated.DEADLINE = 0.5
class Trapped:
    real = rete.engine
    def __getattr__(self, name):
        return getattr(self.real, name)
    def assert_facts(self, handle, messages):
        if '"p7":1' in messages:
            DEED
        return self.real.assert_facts(handle, messages)
rete.engine = Trapped()
isolated.serve(int(sys.argv[1]))
"""
CRASH = "ctypes.string_at(0)"
#: In C, with the interpreter lock held, as the library hangs; signals are not seen by Python.
HANG = "ctypes.PyDLL(None).pause()"


@pytest.fixture
def trapped(monkeypatch):
    """An engine whose process does something to itself when it meets a certain person."""
    made = []

    def make(deed, deadline=5.0):
        monkeypatch.setattr(isolated, "_PROGRAM", TRAP.replace("DEED", deed))
        monkeypatch.setattr(isolated, "DEADLINE", deadline)
        made.append(Isolated([PAIR, ONE], CARRIERS))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def engine():
    made = Isolated([PAIR, ONE], CARRIERS)
    yield made
    made.close()


def worker(engine):
    return engine._worker.process.pid


def gone(pid):
    """Neither running nor a zombie."""
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


def names(engine, facts):
    return [each.production.name for each in engine.activations(facts)]


def told_and_well_after(engine, message):
    """The trapped person gets an error that says so, and the next one gets the whole answer."""
    before = worker(engine)
    with pytest.raises(EngineError, match=message):
        engine.activations(TRAPPED)
    assert gone(before)
    assert names(engine, WELL) == ["pair"]
    assert worker(engine) != before


def test_a_real_crash_is_an_error_for_one_person_only(trapped):
    told_and_well_after(trapped(CRASH), "died .SIGSEGV.")


def test_a_hang_is_an_error_for_one_person_only(trapped):
    started = time.monotonic()
    told_and_well_after(trapped(HANG, 0.4), r"not done within 0\.4 s")
    assert time.monotonic() - started < 30


def test_a_broken_guard_is_told_and_its_process_ended(trapped):
    told_and_well_after(trapped("return (303, 0)"), "too many branches")


def test_a_fault_of_the_program_is_told(trapped):
    told_and_well_after(trapped("sys.exit(3)"), "died .exit 3.")


def test_killed_during_a_check(trapped):
    engine = trapped("time.sleep(60)", 30.0)
    pid = worker(engine)
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    told_and_well_after(engine, "died .SIGKILL.")
    killer.join()


def test_killed_between_checks(checker):
    people = [
        Person(medications=["Zoloft 50 mg", "Nardil", "ketamine"], conditions=["mania"], age=70),
        Person(medications=["lithium", "tramadol", "qwertol"]),
        Person(medications=["amlodipine"]),
        Person(),
    ]
    apart = Checker(checker.library, isolated=True)
    expected = [checker.check(person).to_json() for person in people]
    assert [apart.check(person).to_json() for person in people] == expected
    os.kill(worker(apart._matcher.rete), signal.SIGKILL)
    told = [
        each if isinstance(each, EngineError) else each.to_json()
        for each in apart.check_many(people)
    ]
    assert isinstance(told[0], EngineError)
    assert told[1:] == expected[1:]
    pid = worker(apart._matcher.rete)
    apart.close()
    assert gone(pid)
    assert apart.check(people[0]).to_json() == expected[0]
    apart.close()


def test_an_interrupted_check_leaves_no_answer_for_the_next_person(trapped):
    engine = trapped("time.sleep(0.3)")

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            engine.activations(TRAPPED)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert names(engine, WELL) == ["pair"]


def test_an_answer_out_of_turn_is_refused(engine, monkeypatch):
    monkeypatch.setattr(engine, "_numbers", iter([9, 10]))
    real = isolated._Worker.ask
    monkeypatch.setattr(
        isolated._Worker, "ask", lambda self, asked: real(self, asked.replace(b"[9", b"[8"))
    )
    with pytest.raises(EngineError, match="in the matching process"):
        engine.activations(WELL)
    assert names(engine, WELL) == ["pair"]


def test_the_process_is_told_flags_and_nothing_else(engine, monkeypatch):
    heard = []
    real = isolated._Worker.ask

    def listen(self, question):
        heard.append(question)
        return real(self, question)

    monkeypatch.setattr(isolated._Worker, "ask", listen)
    person = [FlaggedFact("m0", (1, 7), MedicationFact("sertraline", product="p", lines=(3,)))]
    assert names(engine, person) == ["one"]
    (question,) = heard
    assert question.split(b",", 1)[1] == b'[["m0",[1,7]]]]\n'


def test_bindings_that_clash_are_dropped_in_the_host(engine):
    twice = [
        FlaggedFact("m0", (1,), MedicationFact("sertraline")),
        FlaggedFact("m1", (2,), MedicationFact("sertraline", use="non-prescribed")),
    ]
    product = [
        FlaggedFact("m0", (1,), MedicationFact("olanzapine", product="both")),
        FlaggedFact("m1", (2,), MedicationFact("fluoxetine", product="both")),
    ]
    here = Rete([PAIR, ONE], CARRIERS)
    assert names(engine, twice) == names(here, twice) == []
    assert names(engine, product) == names(here, product) == []


def test_threads_hear_only_their_own_answers(engine):
    wrong = []

    def ask(number):
        facts, expected = ((WELL, ["pair"]), (TRAPPED, ["one"]))[number % 2]
        wrong.extend(1 for _ in range(50) if names(engine, facts) != expected)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong


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
