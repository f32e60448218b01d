"""The CDS Hooks services over HTTP: discovery, cards, and everything that cannot be answered."""

from __future__ import annotations

import datetime
import json
import logging

import pytest

from hooks import ADULT, IDS, PARTS, post, request
from records import bundle, condition, drug

SHAPES = [
    b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff", b'{"a":1,"a":2}', b'{"a":NaN}',
    b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40, b"{}",
]  # fmt: skip


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
    body["prefetch"] |= {"medicationRequests": bundle(ordered), "patient": ADULT}
    cards = post(client, IDS[0], body).json()["cards"]
    assert len(cards) == told
    assert all("not judged" in each["summary"] for each in cards)


@pytest.mark.parametrize(("years", "told"), [(11, True), (40, False)])
def test_that_the_rules_are_for_adults_is_told_of_a_child(client, years, told):
    body = request(IDS[0], before=["Zoloft"])
    born = datetime.datetime.now(datetime.UTC).year - years
    body["prefetch"]["patient"] = {"resourceType": "Patient", "birthDate": f"{born}-01-01"}
    cards = post(client, IDS[0], body).json()["cards"]
    assert len(cards) == told
    assert all("adults" in each["summary"] for each in cards)


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
