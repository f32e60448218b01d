"""`medcaution serve --isolated`: a dead engine costs one request."""

from __future__ import annotations

import os
import signal

from live import serving
from medcaution.matching import isolated
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings


def test_a_killed_engine_costs_one_answer_and_never_an_empty_one():
    app = create(ServiceSettings(no_auth=True, isolated=True))
    (engine,) = [each for each in isolated._EVERYONE if each._worker]
    person = {"medications": ["Zoloft", "Nardil"]}
    with serving(app) as client:
        first = client.post("/check", json=person)
        assert first.json()["cautions"]
        os.kill(engine._worker.process.pid, signal.SIGKILL)
        failed = client.post("/check", json=person)
        assert failed.status_code == 500
        assert failed.json()["resourceType"] == "OperationOutcome"
        assert client.post("/check", json=person).json() == first.json()
    engine.close()
