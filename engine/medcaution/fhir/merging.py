"""Patients who stand under two ids, since two of them were found to be one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from medcaution.fhir.index import plain

_KINDS = ("replaced-by", "replaces")


def replaced(patient: Mapping[str, Any]) -> bool:
    """Does a Patient say that another one stands in its place, who may hold more?"""
    return any(kind == "replaced-by" for kind, _ in _links(patient))


def merged_with(patient: Mapping[str, Any]) -> Iterator[str | None]:
    """The id of each Patient that this one replaces or is replaced by; None if it cannot be read."""
    for kind, other in _links(patient):
        if kind in _KINDS:
            reference = other.get("reference") if isinstance(other, Mapping) else None
            name = plain(reference) if isinstance(reference, str) else ""
            yield name.rpartition("Patient/")[2] or None


def _links(patient: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    links = patient.get("link")
    for each in links if isinstance(links, list) else [links]:
        if isinstance(each, Mapping):
            yield each.get("type"), each.get("other")
