"""FHIR bulk NDJSON, one resource a line: the drug resources and Condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from medcaution.batch.delimited import numbered_lines, opened
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists
from medcaution.errors import InputError
from medcaution.facts import Condition, Medication, parse_json
from medcaution.fhir.record import read_record

_BLOCK = 50_000
_NOT_ONE = "is no FHIR resource about one patient"
_CUT = "Patient/"


def is_resource(path: Path) -> bool:
    """Does the first line of a file look like a FHIR resource?"""
    with opened(path) as stream:
        _, text, _ = next(numbered_lines(stream, path.name), (0, None, ""))
    return bool(text) and '"resourceType"' in str(text)


def read_resources(files: Sequence[Path]) -> Iterator[Lists]:
    """The medications and conditions of bulk files, read as the service reads them.

    A drug or condition that does not count (entered in error, not taken, refuted) stands among the
    rejected rows with its reason and leaves nobody incomplete; one that cannot be understood leaves
    its person incomplete. Resources of other kinds speak of neither.
    """
    for file in files:
        with opened(file) as stream:
            medications: list[dict[str, Any]] = []
            conditions: list[dict[str, Any]] = []
            for number, text, problem in numbered_lines(stream, file.name):
                if text is not None and not text.strip():
                    continue
                kind, row = _row(text) if text is not None else ("medication", {"problem": problem})
                if row is not None:
                    rows = conditions if kind == "condition" else medications
                    rows.append({"row": number, **row})
                if len(medications) + len(conditions) == _BLOCK:
                    yield _lists(medications, conditions)
                    medications, conditions = [], []
            yield _lists(medications, conditions)


def _row(text: str) -> tuple[str, dict[str, Any] | None]:
    """The kind of a resource and its row; no row if it is neither a drug nor a condition."""
    try:
        resource = parse_json(text)
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            return "medication", {"problem": _NOT_ONE}
        record = read_record(resource)
    except InputError as error:
        return "medication", {"problem": str(error)}
    owner = _owner(resource)
    for each in record.set_aside:
        left_out = each.outcome == "ignored"
        return each.kind, {"person": None if left_out else owner, "problem": each.reason}
    for medication in record.person.medications:
        return "medication", _told(owner, medication)
    for condition in record.person.conditions:
        return "condition", _told(owner, condition)
    return "medication", None


def _told(owner: str | None, fact: Medication | Condition) -> dict[str, Any]:
    """What a fact says, in the columns of a table; what it does not say is left empty."""
    if owner is None:
        return {"problem": _NOT_ONE}
    told = fact.model_dump(mode="json", exclude_defaults=True, exclude={"codes"})
    codes = "|".join(f"{each.system}:{each.code}" for each in fact.codes)
    return {"person": owner, **told, "codes": codes or None}


def _owner(resource: dict[str, Any]) -> str | None:
    """The patient; `patient` is what records older than R4 call the subject."""
    subject = resource.get("subject") or resource.get("patient")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    return reference.removeprefix(_CUT) or None if isinstance(reference, str) else None


def _lists(medications: list[dict[str, Any]], conditions: list[dict[str, Any]]) -> Lists:
    return Lists(
        pa.Table.from_pylist(medications, schema=MEDICATIONS),
        pa.Table.from_pylist(conditions, schema=CONDITIONS),
        PEOPLE.empty_table(),
    )
