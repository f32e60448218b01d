"""Taking records apart: bundles, bare resources, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from medcaution.fhir.directories import DIRECTORIES
from medcaution.fhir.index import Index
from medcaution.fhir.kinds import KINDS
from medcaution.fhir.standing import FAMILY, USES

_LINES = frozenset((*USES, "Condition", FAMILY))
CONTEXT = "AllergyIntolerance"
#: Issues, however mild, of an answer that does not hold all there is.
_WITHHELD = ("suppressed", "incomplete", "too-costly", "timeout", "throttled", "forbidden")


@dataclass
class Contents:
    """The resources of a record by what they are read as, and what could not be taken apart.

    Args:
        faults: what is to be said of each entry that could not be taken apart.
        gaps: what is to be said of each source that was not given, or not whole.
    """

    medications: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    patients: list[dict[str, Any]] = field(default_factory=list)
    allergies: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    directories: list[dict[str, Any]] = field(default_factory=list)
    index: Index = field(default_factory=Index)

    def add(self, source: Any, name: str = "record") -> None:
        """Take in a resource or a bundle of them; `name` is ours, for what cannot be read."""
        for resource, url in _resources(source, name, self):
            self._place(resource, url, name)

    def _place(self, resource: dict[str, Any], url: object, name: str) -> None:
        kind = resource.get("resourceType")
        if not isinstance(kind, str):
            self.faults.append(f"An entry of {name} has no resource type.")
            return
        if kind not in KINDS:
            self.faults.append(f"An entry of {name} is of a kind that FHIR does not define.")
            return
        opened, inside = _opened(resource)
        resource = resource if kind in DIRECTORIES else opened
        self.index.add(resource, url)
        for each in inside:
            self.index.settle(each, self.index.home(resource))
            self._sort(each, name)
        self._sort(resource, name)

    def _sort(self, resource: dict[str, Any], name: str) -> None:
        kind = resource["resourceType"]
        if kind in USES:
            self.medications.append(resource)
        elif kind == "Condition":
            self.conditions.append(resource)
        elif kind == FAMILY:
            self._place_relative(resource, name)
        elif kind == "Medication":
            self.products.append(resource)
        elif kind == "Patient":
            self.patients.append(resource)
        elif kind == CONTEXT:
            self.allergies.append(resource)
        elif kind in DIRECTORIES:
            self.directories.append(resource)
        elif kind == "OperationOutcome" and _fails(resource.get("issue")):
            self.gaps.append(f"{name}: answered with an error.")

    def _place_relative(self, resource: dict[str, Any], name: str) -> None:
        """Each condition of a relative stands as one of the record, about the same patient."""
        if "code" in resource:
            self.conditions.append(resource)
            return
        listed = resource.get("condition")
        for each in listed if isinstance(listed, list) else [listed] if listed else []:
            if not isinstance(each, dict):
                self.faults.append(f"A condition of a relative in {name} cannot be read.")
                continue
            shared = {key: value for key, value in resource.items() if key != "condition"}
            part = shared | {"code": each.get("code")}
            self.index.settle(part, self.index.home(resource))
            self.conditions.append(part)


def _opened(resource: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A resource without the drugs and conditions inside it, and each of these as one of its own.

    They are about whom it is about, unless they say otherwise, and may point to what stands beside
    them. Their ids mean something inside it alone.
    """
    held = _held(resource)
    own = [each for each in held if isinstance(each, dict) and each.get("resourceType") in _LINES]
    if not own:
        return resource, []
    rest = [each for each in held if each not in own]
    whose = {key: resource[key] for key in ("subject", "patient") if resource.get(key)}
    parts = []
    for each in own:
        about = {} if each.get("subject") or each.get("patient") else whose
        # FHIR allows no more inside of it, and what is sent all the same must not vanish.
        opened, inner = _opened({key: each[key] for key in each if key != "id"} | about)
        parts += [opened | {"contained": [*rest, *_held(opened)]}, *inner]
    return resource | {"contained": rest}, parts


def _held(resource: dict[str, Any]) -> list[Any]:
    held = resource.get("contained")
    return held if isinstance(held, list) else [held] if held else []


def _resources(
    source: Any, name: str, contents: Contents
) -> Iterator[tuple[dict[str, Any], object]]:
    if not isinstance(source, dict):
        contents.faults.append(f"An entry of {name} is no FHIR resource.")
        return
    kind = source.get("resourceType")
    if kind == "Bundle":
        yield from _entries(source, name, contents)
    elif kind == "Parameters":
        for inner in _inside(source.get("parameter"), name, contents.faults):
            yield from _resources(inner, name, contents)
    else:
        yield source, None


def _entries(
    source: dict[str, Any], name: str, contents: Contents
) -> Iterator[tuple[dict[str, Any], object]]:
    if source.get("modifierExtension") or source.get("implicitRules"):
        contents.faults.append(f"The bundle of {name} carries rules that are not understood.")
    entries = source.get("entry") or []
    if not isinstance(entries, list):
        contents.faults.append(f"The entries of {name} are no list.")
        return
    if _has_more(source.get("link")):
        contents.gaps.append(f"{name}: only the first page was given.")
    elif (total := _total(source)) > (given := sum(map(_matches, entries))):
        contents.gaps.append(f"{name}: only {given} of {total} entries were given.")
    for entry in entries:
        if isinstance(entry, dict) and "resourceType" not in entry:
            failed = _failed(entry.get("response"))
            if failed:
                contents.gaps.append(f"{name}: a request of it was answered with an error.")
            if "resource" in entry:
                for inner, url in _resources(entry["resource"], name, contents):
                    yield inner, url or entry.get("fullUrl")
            elif not failed and not _removes(entry):
                contents.faults.append(f"An entry of {name} holds no resource.")
        else:
            yield from _resources(entry, name, contents)


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


def _total(bundle: dict[str, Any]) -> int:
    """How many entries a search says it found, 0 if it does not say."""
    total = bundle.get("total")
    return total if isinstance(total, int) else 0


def _matches(entry: Any) -> bool:
    """Is it what was searched for, and not sent beside it?"""
    search = entry.get("search") if isinstance(entry, dict) else None
    return not isinstance(search, dict) or search.get("mode", "match") == "match"


def _fails(found: Any) -> bool:
    """Does an outcome tell that something is missing? One that tells nothing counts as an error."""
    told = found if isinstance(found, list) else [found]
    return not told or any(
        not isinstance(each, dict)
        or each.get("severity") not in ("information", "warning")
        or each.get("code") in _WITHHELD
        for each in told
    )


def _failed(response: Any) -> bool:
    """Does what a server answers to one of several requests tell that something is missing?"""
    if not isinstance(response, dict):
        return response is not None
    status, outcome = str(response.get("status") or "2"), response.get("outcome")
    issues = outcome.get("issue") if isinstance(outcome, dict) else []
    return not status.startswith(("2", "304")) or (outcome is not None and _fails(issues))


def _removes(entry: dict[str, Any]) -> bool:
    request = entry.get("request")
    return isinstance(request, dict) and request.get("method") in ("DELETE", "GET", "HEAD")
