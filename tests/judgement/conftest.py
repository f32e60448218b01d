"""The bundled facts with one rule of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution import Checker
from medcaution.matching.productions import Productions
from medcaution.prepared import Prepared


@pytest.fixture
def with_rule(library, checker):
    """A checker that knows a single rule, made of a bundled one; names are read once for all."""

    def make(when, *, graded="document", **fields):
        model = library.rules["ketamine-with-ssri-serotonin-toxicity"]
        plain = {"raises": (), "lowers": (), "unless": (), "profile": {}, "yields_to": ()}
        rule = model.model_copy(update={**plain, "when": when, **fields})
        single = replace(library, rules={rule.id: rule})
        parts = Prepared(single, checker.recogniser, Productions(single))
        return Checker(prepared=parts, profile=graded)

    return make
