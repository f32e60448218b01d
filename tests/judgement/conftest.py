"""The bundled facts with one rule of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution import Checker


@pytest.fixture
def with_rule(library):
    """A checker that knows a single rule, made of a bundled one."""

    def make(when, **fields):
        model = library.rules["ketamine-with-ssri-serotonin-toxicity"]
        plain = {"raises": (), "lowers": (), "unless": (), "profile": {}, "yields_to": ()}
        rule = model.model_copy(update={**plain, "when": when, **fields})
        return Checker(replace(library, rules={rule.id: rule}))

    return make
