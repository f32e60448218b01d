"""Clinical requests of real size, and a client that costs little beside the service it asks."""

from __future__ import annotations

import asyncio
import json
import random
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PEOPLE = Path(__file__).parents[1] / "facts/people"
SERVICE = "medcaution-order-sign"
_TAKEN = (
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "MedicationDispense",
)
_PARTS = (
    "medicationRequests",
    "medicationStatements",
    "medicationAdministrations",
    "medicationDispenses",
)
_ORDERS = (
    "ketamine 50 mg intranasal",
    "sertraline 100 mg tablet",
    "tramadol 50 mg capsule",
    "diazepam 5 mg tablet",
)


@dataclass
class Outcome:
    """One request: when it began, how long it took, and what went wrong."""

    started: float
    milliseconds: float
    fault: str | None
    body: bytes


def clinical_requests(rng: random.Random) -> list[bytes]:
    """One order-sign request for each person of facts/people, as the bytes of its body."""
    people = [
        person
        for file in sorted(PEOPLE.glob("*.toml"))
        for person in tomllib.loads(file.read_text(encoding="utf-8")).get("person", [])
    ]
    return [json.dumps(_request(number, each, rng)).encode() for number, each in enumerate(people)]


def _request(number: int, person: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    subject = {"reference": f"Patient/p{number}"}
    parts: dict[str, list[dict[str, Any]]] = {each: [] for each in _PARTS}
    for at, medication in enumerate(person["medications"]):
        which = 0 if rng.random() < 0.7 else rng.randrange(1, 4)
        text = medication if isinstance(medication, str) else medication["as_written"]
        parts[_PARTS[which]].append(_drug(_TAKEN[which], f"m{at}", text, subject))
    conditions = [
        {
            "resourceType": "Condition",
            "id": f"c{at}",
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}]},
            "code": {"text": each if isinstance(each, str) else each["name"]},
            "subject": subject,
        }
        for at, each in enumerate(person.get("conditions", []))
    ]
    order = _drug("MedicationRequest", "order", rng.choice(_ORDERS), subject) | {"status": "draft"}
    patient = {"resourceType": "Patient", "id": f"p{number}", "birthDate": "1980-05-17"}
    return {
        "hook": "order-sign",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {
            "userId": "Practitioner/1",
            "patientId": f"p{number}",
            "draftOrders": _bundle([order]),
        },
        "prefetch": {
            **{key: _bundle(resources) for key, resources in parts.items()},
            "conditions": _bundle(conditions),
            "patient": patient,
        },
    }


def _drug(kind: str, identity: str, text: str, subject: dict[str, str]) -> dict[str, Any]:
    completed = kind in ("MedicationAdministration", "MedicationDispense")
    narrative = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>'
    return {
        "resourceType": kind,
        "id": identity,
        "meta": {"versionId": "3", "lastUpdated": "2026-10-02T11:20:31.114+00:00"},
        "text": {"status": "generated", "div": narrative},
        "status": "completed" if completed else "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": text},
        "subject": subject,
        "requester": {"reference": "Practitioner/1", "display": "Dr Example"},
        "dosageInstruction": [
            {
                "text": "as directed",
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
    }


def _bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [
            {
                "fullUrl": f"https://ehr.example/fhir/{each['resourceType']}/{each['id']}",
                "resource": each,
            }
            for each in resources
        ],
    }


async def ask(port: int, body: bytes, wanted: bytes | None = None, path: str = "") -> Outcome:
    """One request on a connection of its own; a fault if the answer is not the wanted one."""
    started = time.monotonic()
    fault, answer = None, b""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST {path or f'/cds-services/{SERVICE}'} HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        whole = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        first, _, answer = whole.partition(b"\r\n\r\n")
        status = first[9:12].decode("latin-1")
        if status != "200":
            fault = f"status {status}"
        elif wanted is not None and answer != wanted:
            fault = "another answer than alone"
    except (OSError, TimeoutError) as error:
        fault = type(error).__name__
    return Outcome(started, (time.monotonic() - started) * 1000, fault, answer)
