"""Names offered while a list is typed: an offer replaces the words it was made for, and no others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from medcaution.presentation.html import asset

SCRIPT = Path(__file__).with_name("typing.mjs")
NAMES = {"medications": ["ibuprofen / codeine", "warfarin", "sertraline"], "conditions": []}
TWO = ["type", "warfarin\nibuprofen"]
OFFER = "ibuprofen / codeine"


@pytest.fixture(scope="module")
def typing(tmp_path_factory):
    """What the box holds and what is offered after some acts."""
    if shutil.which("node") is None:
        assert os.environ.get("CI") != "true", "node is missing: the page would go unproven"
        pytest.skip("node is missing: what the page offers is NOT proven here")
    folder = tmp_path_factory.mktemp("typing")
    page, names = folder / "medcaution.js", folder / "names.json"
    page.write_text(asset("medcaution.js"), encoding="utf-8")
    names.write_text(json.dumps(NAMES), encoding="utf-8")

    def type_(*acts):
        done = subprocess.run(
            ["node", str(SCRIPT), str(page), str(names)],
            input=json.dumps(acts), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return type_


@pytest.mark.parametrize(
    ("acts", "value"),
    [
        ([TWO], "warfarin\nibuprofen / codeine"),
        ([TWO, ["tab"]], "warfarin\nibuprofen / codeine"),
        ([["type", "warfarin,  ibu"]], "warfarin,  ibuprofen / codeine"),
        ([["type", " 200 mg"], ["caret", 0], ["type", "ibu"]], "ibuprofen / codeine 200 mg"),
    ],
)
def test_an_offer_replaces_what_it_was_made_for(typing, acts, value):
    assert typing(*acts)["offered"] == [OFFER]
    assert typing(*acts, ["tap", OFFER]) == {"value": value, "offered": []}


@pytest.mark.parametrize(
    "act",
    [["caret", 8], ["caret", 0], ["caret", 0, 18], ["caret", 9, 18], ["leave"]],
)
def test_an_offer_goes_when_its_place_is_left(typing, act):
    assert typing(TWO, act)["offered"] == []
    assert typing(TWO, act, ["tap", OFFER])["value"] == "warfarin\nibuprofen"


def test_an_offer_never_writes_over_another_text(typing):
    other = "warfarin\nsertraline"
    assert typing(TWO, ["fill", other], ["tap", OFFER])["value"] == other


def test_no_name_is_offered_inside_a_word(typing):
    assert typing(["type", "fen"], ["caret", 0], ["type", "ibupro"])["offered"] == []
