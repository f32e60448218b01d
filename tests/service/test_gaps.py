"""A part of the prefetch that is missing, failed or of another kind is said."""

from __future__ import annotations

import pytest

from hooks import ADULT, IDS, PARTS, post, request
from records import bundle, drug


@pytest.mark.parametrize("key", [*PARTS, "patient"])
@pytest.mark.parametrize("kind", ["null", "missing", "error", "odd", "first page", "some of many"])
def test_a_part_of_the_prefetch_that_tells_nothing_is_said(client, key, kind):
    body = request(IDS[0], before=["ketamine"])
    values = {
        "null": None,
        "error": {"resourceType": "OperationOutcome"},
        "odd": [3],
        "first page": bundle(link=[{"relation": "next", "url": "x"}]),
        "some of many": bundle(drug("Zoloft"), total=57),
    }
    if kind == "missing":
        del body["prefetch"][key]
    else:
        body["prefetch"][key] = values[kind]
    if key == "medicationRequests":
        body["prefetch"]["medicationStatements"] = bundle(drug("ketamine", "MedicationStatement"))
    cards = post(client, IDS[0], body).json()["cards"]
    (card,) = (each for each in cards if "could not be checked" in each["summary"])
    assert card["summary"] == "1 part of the record could not be checked for interactions"
    assert f"- {key}: " in card["detail"].replace("\\", "")
    assert "medication:" not in card["detail"]


@pytest.mark.parametrize("key", ["conditions", "medicationStatements"])
@pytest.mark.parametrize("wrap", [bundle, lambda each: each])
def test_a_part_of_another_kind_is_said(client, key, wrap):
    body = request(IDS[0], before=["Zoloft"])
    body["prefetch"][key] = wrap(ADULT)
    (card,) = post(client, IDS[0], body).json()["cards"]
    assert f"- {key}: what the record sent is of another kind" in card["detail"].replace("\\", "")


def test_parts_that_are_all_a_patient_are_no_source_of_medicines(client):
    body = request(IDS[0], prefetch=dict.fromkeys([*PARTS, "patient"], ADULT))
    assert post(client, IDS[0], body).status_code == 412


def test_entries_and_missing_parts_are_counted_apart(client):
    body = request(IDS[0], before=["flibber", "Zoloft"])
    for key in ("medicationStatements", "conditions"):
        del body["prefetch"][key]
    (card,) = post(client, IDS[0], body).json()["cards"]
    told = "1 of 2 entries and 2 parts of the record could not be checked for interactions"
    assert card["summary"] == told
    assert "- conditions: not sent by the record" in card["detail"].replace("\\", "")


def outcome(severity, code="informational"):
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        (outcome("information"), True),
        (outcome("warning", "processing"), True),
        (outcome("error"), False),
        (outcome("fatal"), False),
        (outcome("odd"), False),
        (outcome("information", "suppressed"), False),
        (outcome("warning", "incomplete"), False),
        ({"resourceType": "OperationOutcome", "issue": "x"}, False),
    ],
)
def test_only_an_outcome_that_tells_of_a_gap_leaves_the_check_incomplete(client, found, whole):
    body = request(IDS[0], before=["Zoloft"])
    body["prefetch"]["conditions"] = bundle(found)
    assert (post(client, IDS[0], body).json()["cards"] == []) is whole


@pytest.mark.parametrize("severity", ["information", "warning"])
@pytest.mark.parametrize("key", ["medicationStatements", "conditions"])
def test_an_outcome_in_place_of_data_is_a_gap(client, key, severity):
    body = request(IDS[0], before=["Zoloft"])
    body["prefetch"][key] = outcome(severity, "transient")
    (card,) = post(client, IDS[0], body).json()["cards"]
    assert f"- {key}: answered with an outcome and no data" in card["detail"].replace("\\", "")
    body["prefetch"] |= {each: outcome(severity) for each in PARTS if each != "conditions"}
    assert post(client, IDS[0], body).status_code == 412


def test_what_a_search_sends_beside_its_matches_is_not_counted(client):
    body = request(IDS[0])
    entries = [
        {"resource": drug("Zoloft"), "search": {"mode": "match"}},
        {"resource": {"resourceType": "Practitioner"}, "search": {"mode": "include"}},
    ]
    for total, whole in ((1, True), (2, False)):
        body["prefetch"]["medicationRequests"] = bundle(total=total) | {"entry": entries}
        assert (post(client, IDS[0], body).json()["cards"] == []) is whole


@pytest.mark.parametrize("prefetch", [None, {}, dict.fromkeys(PARTS)])
def test_no_readable_source_of_medicines_is_412(client, prefetch):
    answer = post(client, IDS[0], request(IDS[0], prefetch=prefetch))
    assert answer.status_code == 412
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Kaletra", "sertraline"], "lopinavir, which this knowledge does not cover"),
        (["Paxlovid"], "nirmatrelvir, which this knowledge does not cover"),
    ],
)
def test_an_ingredient_that_was_not_checked_is_said(client, names, said):
    (card,) = post(client, IDS[0], request(IDS[0], before=names)).json()["cards"]
    assert "not all of a line was checked" in card["summary"]
    assert said in card["detail"].replace("\\", "")
    told = client.post("/fhir/check", json=bundle(*map(drug, names))).json()
    issues = next(each for each in told["entry"] if each["resource"]["resourceType"] == "OperationOutcome")  # fmt: skip
    assert any(said in each.get("diagnostics", "") for each in issues["resource"]["issue"])
