"""A checker asked in any order, in any way: `benchmarks/campaigns/conversations.py` asks it for longer."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

import machines
from medcaution import Checker
from population import FAULTY, PATIENT, PREPARED

SIZE = settings(PATIENT, max_examples=12, stateful_step_count=30)
#: What a fault that hangs on whoever came before looks like: tried again, it may not come again.
FOUND = (AssertionError, LookupError, RuntimeError, StopIteration, Flaky)


def test_an_answer_depends_on_the_person_alone():
    run_state_machine_as_test(machines.Asked, settings=SIZE)


class Remembering(machines.Stateless):
    """A matcher that says of everybody what it last said of anybody with a match."""

    def __init__(self):
        super().__init__()
        self._last, self._whole = [], self.activations
        self.activations = self._leaking

    def _leaking(self, facts):
        found = self._whole(facts) or self._last
        self._last = found
        return found


class Forgetting(machines.Stateless):
    """A matcher that loses the last match of a list."""

    def __init__(self):
        super().__init__()
        whole = self.activations
        self.activations = lambda facts: whole(facts)[:-1]


@pytest.mark.parametrize("matcher", [Remembering, Forgetting])
def test_a_checker_at_fault_is_found_out(matcher):
    class Faulty(machines.Asked):
        variants = (Checker(prepared=PREPARED, matcher=matcher()),)

    with pytest.raises(FOUND):
        run_state_machine_as_test(Faulty, settings=FAULTY)
