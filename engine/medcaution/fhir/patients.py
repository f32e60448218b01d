"""Whom a record speaks of: one patient, or it is not one record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from medcaution.errors import InputError

_PATIENT = re.compile(r"(?:\S*/)?Patient/([A-Za-z0-9\-.]{1,64})(?:/_history/\S*)?")


def owner(resource: Mapping[str, Any], index: Mapping[str, dict[str, Any]]) -> str | None:
    """The id of the patient that a resource says it is about; None if it names none.

    Records older than R4 call the subject `patient`.
    """
    subject = resource.get("subject") or resource.get("patient")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    if not isinstance(reference, str):
        return None
    found = index.get(reference)
    if found is not None and found.get("resourceType") == "Patient":
        return identity(found)
    match = _PATIENT.fullmatch(reference.strip())
    return match[1] if match else None


def only_patient(
    given: str | None, patients: list[dict[str, Any]], owners: Iterable[str | None]
) -> str | None:
    """The id of the one patient of a record: the one asked about, or the only one it names.

    Raises:
        InputError: if it names several and nobody said which is meant.
    """
    if given is not None:
        return given.rsplit("/", maxsplit=1)[-1]
    alone = identity(patients[0]) if len(patients) == 1 else None
    named = {alone} if alone else set(owners) - {None}
    if len(named) > 1:
        raise InputError("speaks of more than one patient; send one at a time", "record")
    return named.pop() if named else None


def identity(patient: Mapping[str, Any]) -> str | None:
    """The id of a Patient, which real records also write as a number."""
    found = patient.get("id")
    return str(found) if isinstance(found, str | int) else None
