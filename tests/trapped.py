"""An engine in a process of its own, with traps in it, and a look at whether that process is there."""

from __future__ import annotations

import time
from pathlib import Path

from medcaution.matching.facts import MedicationFact
from medcaution.matching.productions import FlaggedFact, Production, Slot

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
