"""Lint of the order of keys."""

from __future__ import annotations

import pytest

RULE = "rules/serotonin-toxicity/ketamine-with-ssri-serotonin-toxicity.toml"
CASES = RULE.replace(".toml", ".cases.toml")


@pytest.mark.parametrize(
    ("path", "first", "second", "order"),
    [
        (RULE, 'code = "CORE-01"', 'title = "Ketamine with an SSRI: serotonin toxicity"', "id, code, title"),
        (RULE, 'to = "minor"', 'because = "Expected combination in supervised care: monitor per protocol."', "to, because, when"),
        (RULE, 'ref = "gueits2020"', 'stance = "supports"', "ref, stance, note"),
        (RULE, 'medication = ["@ssri"]', 'timing = "carry-over"', "medication, timing"),
        (CASES, 'why = "an SSRI alone"', 'medications = ["sertraline"]', "why, medications"),
        ("facts/classes.toml", 'label = "serotonergic agent"', 'plural = "serotonergic agents"', "label, plural, root"),
        ("facts/substances/ssris.toml", 'name = "fluoxetine"', 'kind = "ingredient"', "name, kind, classes"),
    ],
)  # fmt: skip
def test_keys_are_in_order(copy, path, first, second, order):
    copy.change(path, f"{first}\n{second}", f"{second}\n{first}")
    lines = copy.text(path).splitlines()
    line = lines.index(first)  # the key before it is the one that came too early
    key = second.partition(" ")[0]
    (problem,) = copy.problems()
    assert problem.startswith(f"{path}:{line}: key '{key}' is out of order; the order is {order}")


def test_files_name_their_schema(copy):
    copy.change(RULE, "#:schema ../rule.schema.json\n", "# a rule\n")
    copy.change(CASES, "#:schema ../cases.schema.json\n", "\n")
    assert copy.problems() == [
        f"{CASES}:1: names no schema; begin the file with '#:schema ../cases.schema.json'",
        f"{RULE}:1: names no schema; begin the file with '#:schema ../rule.schema.json'",
    ]
