"""Records to read, as JSON data."""

from __future__ import annotations

import datetime

from medcaution.fhir import check_record, read_record

AS_OF = datetime.date(2026, 11, 23)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
KINDS = (
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "MedicationDispense",
)


def drug(text, kind="MedicationRequest", **fields):
    status = "completed" if kind in ("MedicationAdministration", "MedicationDispense") else "active"
    named = {"medicationCodeableConcept": {"text": text}} if text else {}
    return {"resourceType": kind, "status": status, **named, **fields}


def bundle(*resources, **fields):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
        **fields,
    }


def checked(checker, source):
    return check_record(checker, read_record(source, AS_OF))


def condition(text, **fields):
    return {"resourceType": "Condition", "code": {"text": text}, **fields}


def placed(*entries):
    return bundle() | {"entry": [{"fullUrl": url, "resource": each} for url, each in entries]}


def whose(reference):
    return {"subject": {"reference": reference}}
