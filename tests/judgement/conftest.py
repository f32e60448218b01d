"""The bundled facts with rules of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution import Checker
from medcaution.matching.productions import Productions
from medcaution.prepared import Prepared


@pytest.fixture
def with_rules(library, checker):
    """A checker that knows a few rules, each made of a bundled one; names are read once for all."""

    def make(*rules, graded="document"):
        made = [
            # Not a copy: that would keep what the rule was asked before.
            model.model_construct(
                **dict(model)
                | {
                    "raises": (),
                    "lowers": (),
                    "unless": (),
                    "profile": {},
                    "yields_to": (),
                    "family": "of-the-test",
                    "consequence": "sedation",
                    "warning_signs": (),
                    **fields,
                }
            )
            for model, fields in zip(library.rules.values(), rules, strict=False)
        ]
        few = replace(library, rules={each.id: each for each in made})
        parts = Prepared(few, checker.recogniser, Productions(few))
        return Checker(prepared=parts, profile=graded)

    return make


@pytest.fixture
def with_rule(with_rules):
    """A checker that knows one rule."""

    def make(when, *, graded="document", **fields):
        return with_rules({"code": "TST-01", "when": when, **fields}, graded=graded)

    return make
