"""CDS Hooks requests."""

from __future__ import annotations

from records import bundle, drug

PARTS = {
    "medicationRequests": "MedicationRequest",
    "medicationStatements": "MedicationStatement",
    "medicationAdministrations": "MedicationAdministration",
    "medicationDispenses": "MedicationDispense",
    "conditions": "Condition",
}
PATIENT = {"resourceType": "Patient", "active": True}
ADULT = {"resourceType": "Patient", "id": "1", "birthDate": "1990-01-01"}
IDS = (
    "medcaution-patient-view",
    "medcaution-order-select",
    "medcaution-order-sign",
    "medication-prescribe",
)


def prefetch(*resources):
    """Every part given, the resources among the requests."""
    parts = {key: bundle() for key in PARTS}
    return parts | {"medicationRequests": bundle(*resources), "patient": PATIENT}


def request(identity, *orders, before=(), **fields):
    """A request of a service, with a whole prefetch."""
    hook = identity.removeprefix("medcaution-")
    context = {"userId": "Practitioner/1", "patientId": "1"}
    if hook != "patient-view":
        name = "medications" if hook == "medication-prescribe" else "draftOrders"
        drafts = [drug(text, status="draft", id=f"o{n}") for n, text in enumerate(orders)]
        context[name] = bundle(*drafts)
    if hook == "order-select":
        context["selections"] = ["MedicationRequest/o0"]
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context,
        "prefetch": prefetch(*(drug(text) for text in before)),
        **fields,
    }


def post(client, identity, body):
    return client.post(f"/cds-services/{identity}", json=body)
