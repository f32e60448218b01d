from __future__ import annotations

import pytest

from medcaution.matching import isolated
from medcaution.matching.isolated import Isolated
from trapped import CARRIERS, ONE, PAIR, TRAP


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
