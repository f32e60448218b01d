"""FHIR R4 bulk NDJSON: MedicationRequest, MedicationStatement, Condition; one resource a line.

A request is a prescription without supervision, a statement says nothing of use, and a resource
that was entered in error or refuted is left out, in plain sight. Field names are those of HL7 FHIR
R4 (hl7.org/fhir/R4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from medcaution.batch.delimited import numbered_lines, opened
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists
from medcaution.errors import InputError
from medcaution.facts import parse_json

_BLOCK = 50_000
_SYSTEMS = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "http://fdasis.nlm.nih.gov": "unii",
    "http://snomed.info/sct": "snomed",
    "http://www.whocc.no/atc": "atc",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "http://hl7.org/fhir/sid/icd-10": "icd10cm",
}
_REQUEST = {"active": "current", "on-hold": "current", "draft": "planned", "completed": "stopped",
            "stopped": "stopped", "cancelled": "stopped", "unknown": "current"}  # fmt: skip
_STATEMENT = {"active": "current", "intended": "planned", "completed": "stopped",
              "stopped": "stopped", "on-hold": "current", "not-taken": "stopped",
              "unknown": "current"}  # fmt: skip
_PAST = frozenset({"inactive", "remission", "resolved"})
_DOUBTED = frozenset({"unconfirmed", "provisional", "differential"})
_WRONG = "entered-in-error"


def is_resource(path: Path) -> bool:
    """Does the first line of a file look like a FHIR resource?"""
    with opened(path) as stream:
        _, text, _ = next(numbered_lines(stream, path.name), (0, None, ""))
    return bool(text) and '"resourceType"' in str(text)


def read_resources(files: Sequence[Path]) -> Iterator[Lists]:
    """The medications and conditions of bulk files; other kinds of resources are passed over."""
    for file in files:
        with opened(file) as stream:
            medications: list[dict[str, Any]] = []
            conditions: list[dict[str, Any]] = []
            for number, text, problem in numbered_lines(stream, file.name):
                if text is not None and not text.strip():
                    continue
                row: dict[str, Any] = {"row": number, "problem": problem or None}
                kind = "MedicationRequest"
                if text is not None:
                    try:
                        resource = parse_json(text)
                        kind = str(resource["resourceType"])
                        fill = _FILLS.get(kind)
                        filled = fill(resource) if fill else None
                        if filled is None:
                            continue
                        row |= filled
                    except InputError as error:
                        row["problem"] = str(error)
                    except (KeyError, TypeError, AttributeError, IndexError):
                        row["problem"] = "is no resource of FHIR R4 with a subject and a code"
                (conditions if kind == "Condition" else medications).append(row)
                if len(medications) + len(conditions) == _BLOCK:
                    yield _lists(medications, conditions)
                    medications, conditions = [], []
            yield _lists(medications, conditions)


def _request(resource: dict[str, Any]) -> dict[str, Any] | None:
    status = resource.get("status", "unknown")
    if status == _WRONG or resource.get("doNotPerform"):
        return None
    dosage = (resource.get("dosageInstruction") or [{}])[0]
    return _medication(resource, _REQUEST[status]) | {
        "use": "prescribed-unsupervised",
        "dose": dosage.get("text"),
        "since": _day(resource.get("authoredOn")),
    }


def _statement(resource: dict[str, Any]) -> dict[str, Any] | None:
    status = resource.get("status", "unknown")
    if status == _WRONG:
        return None
    period = resource.get("effectivePeriod") or {}
    dosage = (resource.get("dosage") or [{}])[0]
    taken = _STATEMENT[status]
    return _medication(resource, taken) | {
        "dose": dosage.get("text"),
        "since": _day(period.get("start") or resource.get("effectiveDateTime")),
        "last_taken": _day(period.get("end")) if taken == "stopped" else None,
    }


def _medication(resource: dict[str, Any], status: str) -> dict[str, Any]:
    concept = resource.get("medicationCodeableConcept")
    reference = resource.get("medicationReference") or {}
    text, codes = _concept(concept or {"text": reference.get("display")})
    if not text and not codes:
        return {"person": _person(resource), "problem": "refers to a medication that is not in it"}
    return {
        "person": _person(resource), "as_written": text, "codes": codes,
        "status": None if status == "current" else status,
    }  # fmt: skip


def _condition(resource: dict[str, Any]) -> dict[str, Any] | None:
    verified = _status(resource.get("verificationStatus"))
    if verified in (_WRONG, "refuted"):
        return None
    text, codes = _concept(resource["code"])
    status = "history" if _status(resource.get("clinicalStatus")) in _PAST else None
    if verified in _DOUBTED and status is None:
        status = "suspected"
    return {"person": _person(resource), "name": text, "codes": codes, "status": status}


_FILLS = {
    "MedicationRequest": _request,
    "MedicationStatement": _statement,
    "Condition": _condition,
}


def _person(resource: dict[str, Any]) -> str:
    return str(resource["subject"]["reference"]).removeprefix("Patient/")


def _concept(concept: dict[str, Any]) -> tuple[str | None, str | None]:
    """The text of a concept, and its codes in systems that are known."""
    codings = concept.get("coding") or []
    text = concept.get("text") or next(
        (each["display"] for each in codings if "display" in each), None
    )
    codes = [
        f"{_SYSTEMS[each['system']]}:{each['code']}"
        for each in codings
        if each.get("system") in _SYSTEMS and each.get("code")
    ]
    return text, "|".join(codes) or None


def _status(concept: Any) -> str:
    codings = (concept or {}).get("coding") or [{}]
    return str(codings[0].get("code", ""))


def _day(moment: str | None) -> str | None:
    """The day of a moment; a date that is only a year or month tells no day."""
    return moment[:10] if moment and len(moment) >= len("2026-11-23") else None


def _lists(medications: list[dict[str, Any]], conditions: list[dict[str, Any]]) -> Lists:
    return Lists(
        pa.Table.from_pylist(medications, schema=MEDICATIONS),
        pa.Table.from_pylist(conditions, schema=CONDITIONS),
        PEOPLE.empty_table(),
    )
