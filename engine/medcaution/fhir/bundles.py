"""Taking records apart: bundles, bare resources, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from medcaution.fhir.directories import DIRECTORIES
from medcaution.fhir.index import Index
from medcaution.fhir.standing import USES

CONTEXT = "AllergyIntolerance"


@dataclass
class Contents:
    """The resources of a record by what they are read as, and what could not be taken apart."""

    medications: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    patients: list[dict[str, Any]] = field(default_factory=list)
    allergies: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    directories: list[dict[str, Any]] = field(default_factory=list)
    index: Index = field(default_factory=Index)

    def add(self, source: Any, name: str = "record") -> None:
        """Take in a resource or a bundle of them; `name` is ours, for what cannot be read."""
        for resource, url in _resources(source, name, self.faults):
            self._place(resource, url, name)

    def _place(self, resource: dict[str, Any], url: object, name: str) -> None:
        kind = resource.get("resourceType")
        if not isinstance(kind, str):
            self.faults.append(f"An entry of {name} has no resource type.")
            return
        self.index.add(resource, url)
        if kind in USES:
            self.medications.append(resource)
        elif kind == "Condition":
            self.conditions.append(resource)
        elif kind == "Patient":
            self.patients.append(resource)
        elif kind == CONTEXT:
            self.allergies.append(resource)
        elif kind in DIRECTORIES:
            self.directories.append(resource)
        elif kind == "OperationOutcome":
            self.faults.append(f"The source of {name} answered with an error.")


def _resources(
    source: Any, name: str, faults: list[str]
) -> Iterator[tuple[dict[str, Any], object]]:
    if not isinstance(source, dict):
        faults.append(f"An entry of {name} is no FHIR resource.")
        return
    kind = source.get("resourceType")
    if kind == "Bundle":
        yield from _entries(source, name, faults)
    elif kind == "Parameters":
        for inner in _inside(source.get("parameter"), name, faults):
            yield from _resources(inner, name, faults)
    else:
        yield source, None


def _entries(
    source: dict[str, Any], name: str, faults: list[str]
) -> Iterator[tuple[dict[str, Any], object]]:
    if source.get("modifierExtension") or source.get("implicitRules"):
        faults.append(f"The bundle of {name} carries rules that are not understood.")
    if _has_more(source.get("link")):
        faults.append(f"Only the first page of {name} was given.")
    entries = source.get("entry") or []
    if not isinstance(entries, list):
        faults.append(f"The entries of {name} are no list.")
        return
    for entry in entries:
        if isinstance(entry, dict) and "resourceType" not in entry:
            if "resource" in entry:
                for inner, url in _resources(entry["resource"], name, faults):
                    yield inner, url or entry.get("fullUrl")
            elif not _removes(entry):
                faults.append(f"An entry of {name} holds no resource.")
        else:
            yield from _resources(entry, name, faults)


def _inside(parameters: Any, name: str, faults: list[str]) -> Iterator[Any]:
    """The resources that the answer of an operation wraps, however deep."""
    for each in parameters if isinstance(parameters, list) else [parameters]:
        if not isinstance(each, dict):
            faults.append(f"The parameters of {name} are no list.")
            continue
        if "resource" in each:
            yield each["resource"]
        if "part" in each:
            yield from _inside(each["part"], name, faults)


def _has_more(links: Any) -> bool:
    return isinstance(links, list) and any(
        isinstance(link, dict) and link.get("relation") == "next" for link in links
    )


def _removes(entry: dict[str, Any]) -> bool:
    request = entry.get("request")
    return isinstance(request, dict) and request.get("method") in ("DELETE", "GET", "HEAD")
