"""The engine in a process of its own: whatever happens there, the host goes on and is told."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from medcaution import Checker, EngineError, Person
from medcaution.matching import isolated
from medcaution.matching.facts import MedicationFact
from medcaution.matching.productions import FlaggedFact
from medcaution.matching.rete import Rete
from trapped import CARRIERS, CRASH, HANG, ONE, PAIR, TRAPPED, WELL, gone, names, worker


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
