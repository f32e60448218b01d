"""The CDS Hooks services over HTTP: discovery, cards, and everything that cannot be answered."""

from __future__ import annotations

import datetime
import json
import logging

import pytest

from hooks import IDS, PARTS, request
from records import bundle, condition, drug

SHAPES = [
    b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff", b'{"a":1,"a":2}', b'{"a":NaN}',
    b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40, b"{}",
]  # fmt: skip


def post(client, identity, body):
    return client.post(f"/cds-services/{identity}", json=body)


def test_discovery_has_one_service_for_each_hook(client):
    services = client.get("/cds-services").json()["services"]
    assert [each["id"] for each in services] == list(IDS)
    assert len({each["hook"] for each in services}) == len(services)
    assert all(set(PARTS) < set(each["prefetch"]) for each in services)
    assert all(each["hook"] and each["description"] for each in services)


@pytest.mark.parametrize("identity", IDS)
def test_cards_of_each_service(client, identity):
    body = request(identity, "ketamine", before=["Zoloft"])
    if identity == IDS[0]:
        body = request(identity, before=["ketamine", "Zoloft"])
    answer = post(client, identity, body)
    assert answer.status_code == 200
    assert set(answer.json()) == {"cards"}
    for card in answer.json()["cards"]:
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["source"]["label"]
        assert card["uuid"]
        assert all(each["display"] for each in card.get("overrideReasons", []))
    assert any(
        card["source"]["topic"]["code"] == "ketamine-ssri" for card in answer.json()["cards"]
    )


def test_what_is_ordered_leads_over_what_is_worse(client):
    body = request(IDS[1], "ketamine", before=["Zoloft", "Nardil"])
    first, *rest = post(client, IDS[1], body).json()["cards"]
    assert "ketamine" in first["detail"]
    assert any(each["indicator"] == "critical" for each in (first, *rest))


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


CITALOPRAM = drug("citalopram", dosageInstruction=[{"text": "40 mg daily"}])
WRONG_PATIENTS = {
    "none": bundle(),
    "another": {"resourceType": "Patient", "id": "2", "birthDate": "1950-01-01"},
    "another in a bundle": bundle({"resourceType": "Patient", "id": "2"}),
    "another kind": {"resourceType": "Practitioner", "id": "1", "birthDate": "1950-01-01"},
    "another server's": {
        "resourceType": "Bundle",
        "entry": [
            {
                "fullUrl": "https://b.example/fhir/Patient/1",
                "resource": {"resourceType": "Patient", "id": "1", "birthDate": "1950-01-01"},
            }
        ],
    },
}


@pytest.mark.parametrize("patient", WRONG_PATIENTS.values(), ids=WRONG_PATIENTS)
def test_a_patient_who_is_not_the_one_asked_about_is_said(client, patient):
    body = request(IDS[0], fhirServer="https://a.example/fhir")
    body["prefetch"] |= {"medicationRequests": bundle(CITALOPRAM), "patient": patient}
    (card,) = post(client, IDS[0], body).json()["cards"]
    assert card["summary"] == "1 part of the record could not be checked for interactions"
    assert "- patient: " in card["detail"].replace("\\", "")


@pytest.mark.parametrize(
    ("subject", "read"), [("Patient/1", True), ("https://b.example/fhir/Patient/1", False)]
)
def test_an_entry_from_another_host_is_about_whom_its_reference_names(client, subject, read):
    body = request(IDS[0], before=["Zoloft"], fhirServer="https://a.example/fhir")
    entry = {
        "fullUrl": "https://b.example/fhir/MedicationRequest/3",
        "resource": drug("phenelzine", subject={"reference": subject}),
    }
    body["prefetch"]["medicationRequests"]["entry"].append(entry)
    cards = post(client, IDS[0], body).json()["cards"]
    assert any(each["indicator"] == "critical" for each in cards) is read
    assert any("about another patient" in each["detail"] for each in cards) is not read


def test_a_condition_inside_an_order_counts(client):
    body = request(IDS[2], "ketamine")
    order = body["context"]["draftOrders"]["entry"][0]["resource"]
    order["reasonReference"] = [{"reference": "#c"}]
    order["contained"] = [condition("schizophrenia", id="c")]
    cards = post(client, IDS[2], body).json()["cards"]
    assert any("schizophrenia" in each["detail"] for each in cards)


@pytest.mark.parametrize("born", [None, "1950", "1950-13-40", "2250-01-01"])
def test_an_age_that_a_rule_wants_and_the_patient_does_not_tell_is_said(client, born):
    patient = {"resourceType": "Patient", "id": "1"} | ({"birthDate": born} if born else {})
    for name, told in ((CITALOPRAM, True), (drug("Zoloft"), False)):
        body = request(IDS[0])
        body["prefetch"] |= {"medicationRequests": bundle(name), "patient": patient}
        cards = post(client, IDS[0], body).json()["cards"]
        assert ["so the age is not known" in each["detail"] for each in cards] == [True] * told


PATIENT = {"resourceType": "Patient", "id": "1", "birthDate": "1990-01-01"}


@pytest.mark.parametrize("key", ["conditions", "medicationStatements"])
@pytest.mark.parametrize("wrap", [bundle, lambda each: each])
def test_a_part_of_another_kind_is_said(client, key, wrap):
    body = request(IDS[0], before=["Zoloft"])
    body["prefetch"][key] = wrap(PATIENT)
    (card,) = post(client, IDS[0], body).json()["cards"]
    assert f"- {key}: what the record sent is of another kind" in card["detail"].replace("\\", "")


def test_parts_that_are_all_a_patient_are_no_source_of_medicines(client):
    body = request(IDS[0], prefetch=dict.fromkeys([*PARTS, "patient"], PATIENT))
    assert post(client, IDS[0], body).status_code == 412


TABLETS = {"doseAndRate": [{"doseQuantity": {"value": 3, "unit": "tablet"}}]}


@pytest.mark.parametrize(
    ("name", "dosages", "told"),
    [
        ("citalopram 20 MG Oral Tablet", [TABLETS], 1),
        ("citalopram", [{"text": "20 mg daily", **TABLETS}], 1),
        ("citalopram 20 MG Oral Tablet", [], 0),
        ("citalopram", [{"text": "20 mg daily"}], 0),
        ("Zoloft", [TABLETS], 0),
    ],
)
def test_only_a_dose_that_was_told_and_that_a_rule_wants_makes_a_card(client, name, dosages, told):
    body = request(IDS[0])
    ordered = drug(name, dosageInstruction=dosages)
    body["prefetch"] |= {"medicationRequests": bundle(ordered), "patient": PATIENT}
    cards = post(client, IDS[0], body).json()["cards"]
    assert len(cards) == told
    assert all("not judged" in each["summary"] for each in cards)


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


@pytest.mark.parametrize(("years", "told"), [(11, True), (40, False)])
def test_that_the_rules_are_for_adults_is_told_of_a_child(client, years, told):
    body = request(IDS[0], before=["Zoloft"])
    born = datetime.datetime.now(datetime.UTC).year - years
    body["prefetch"]["patient"] = {"resourceType": "Patient", "birthDate": f"{born}-01-01"}
    cards = post(client, IDS[0], body).json()["cards"]
    assert len(cards) == told
    assert all("adults" in each["summary"] for each in cards)


@pytest.mark.parametrize("prefetch", [None, {}, dict.fromkeys(PARTS)])
def test_no_readable_source_of_medicines_is_412(client, prefetch):
    answer = post(client, IDS[0], request(IDS[0], prefetch=prefetch))
    assert answer.status_code == 412
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("identity", IDS)
@pytest.mark.parametrize("body", SHAPES)
def test_a_malformed_body_is_400(client, identity, body):
    headers = {"Content-Type": "application/json"}
    for path in (f"/cds-services/{identity}", f"/cds-services/{identity}/feedback"):
        answer = client.post(path, content=body, headers=headers)
        assert answer.status_code == 400, answer.text
        assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("identity", IDS)
def test_each_required_field_is_required(client, identity):
    whole = request(identity, "ketamine")
    for name in ("hook", "hookInstance", "context"):
        answer = post(client, identity, {k: v for k, v in whole.items() if k != name})
        assert answer.status_code == 400
    for name in whole["context"]:
        context = {k: v for k, v in whole["context"].items() if k != name}
        assert post(client, identity, whole | {"context": context}).status_code == 400
    assert post(client, identity, whole | {"hook": "encounter-start"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "kind", "status"),
    [
        ("POST", "/cds-services/other", "application/json", 404),
        ("GET", "/elsewhere", None, 404),
        ("DELETE", "/check", None, 405),
        ("GET", f"/cds-services/{IDS[0]}", None, 405),
        ("POST", "/check", "text/plain", 415),
        ("POST", "/check", None, 415),
    ],
)
def test_what_is_not_there_or_not_taken(client, method, path, kind, status):
    answer = client.request(
        method, path, content=b"{}", headers={"Content-Type": kind} if kind else {}
    )
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_feedback_is_counted_for_the_rule_and_nothing_else(client, caplog):
    card = post(client, IDS[0], request(IDS[0], before=["ketamine", "Zoloft"])).json()["cards"][0]
    said = {
        "card": card["uuid"],
        "outcome": "overridden",
        "outcomeTimestamp": "2026-11-23T00:00:00Z",
        "overrideReason": {"reason": {"code": "x"}, "userComment": "Mrs Secret"},
    }
    with caplog.at_level(logging.INFO, "medcaution.feedback"):
        answer = client.post(f"/cds-services/{IDS[0]}/feedback", json={"feedback": [said]})
    assert answer.status_code == 200
    assert "feedback ketamine-with-ssri" in caplog.text
    assert "Secret" not in caplog.text


def test_check_and_fhir_check_answer(client):
    lines = [
        {"as_written": each, "use": "prescribed-unsupervised"} for each in ("ketamine", "Zoloft")
    ]
    report = client.post("/check", json={"medications": lines}).json()
    assert report["status"] == "cautions"
    written = client.post("/fhir/check", json=bundle(drug("ketamine"), drug("Zoloft")))
    kinds = [each["resource"]["resourceType"] for each in written.json()["entry"]]
    assert kinds == ["DetectedIssue"] * len(report["cautions"]) + ["OperationOutcome"]


def test_health_and_openapi(client):
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").json()["status"] == "ready"
    paths = client.get("/openapi.json").json()["paths"]
    assert {f"/cds-services/{each}" for each in IDS} < set(paths)
    assert json.dumps(paths)
