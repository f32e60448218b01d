"""A service asked in any order: `benchmarks/campaigns/conversations.py` asks it for longer."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from live import serving
from medcaution import Checker
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings
from population import FAULTY, PATIENT
from served import NUMBER, Served

SIZE = settings(PATIENT, max_examples=10, stateful_step_count=25)


def test_an_answer_over_http_depends_on_the_person_alone(client):
    run_state_machine_as_test(lambda: Served(client), settings=SIZE)


def test_a_service_that_remembers_the_last_person_is_found_out(checker):
    """The machine can fail: one list in ten gets the answer of the list before it."""
    last = []

    class Forgetful(Checker):
        def check(self, person):
            last.append(person)
            return super().check(last[-2] if len(last) % 10 == 0 else person)

    app = create(
        ServiceSettings(no_auth=True, emergency_number=NUMBER), checker=Forgetful(checker.library)
    )
    with serving(app) as client, pytest.raises((AssertionError, Flaky)):
        run_state_machine_as_test(lambda: Served(client), settings=FAULTY)
