"""The CDS Hooks services: what each asks for, and how a request becomes cards."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from medcaution.checker import Checker
from medcaution.errors import EngineError
from medcaution.fhir.bundles import Contents
from medcaution.fhir.checking import check_record, missed
from medcaution.fhir.record import Record, read_record
from medcaution.fhir.standing import FAMILY, USES
from medcaution.presentation.cards import cards, unchecked_card
from medcaution.service.fault import Fault

_DRUGS = {
    "medicationRequests": "MedicationRequest?patient={{context.patientId}}",
    "medicationStatements": "MedicationStatement?patient={{context.patientId}}",
    "medicationAdministrations": "MedicationAdministration?patient={{context.patientId}}",
    "medicationDispenses": "MedicationDispense?patient={{context.patientId}}",
}
_PREFETCH = {
    **_DRUGS,
    "conditions": "Condition?patient={{context.patientId}}",
    "patient": "Patient/{{context.patientId}}",
}
#: What each part holds, beside what holds medicines.
_KINDS = {"conditions": ("Condition", FAMILY), "patient": ("Patient",)}
_WRAPPERS = ("Bundle", "Parameters")
_WRAPPED = ("entry", "resource", "parameter", "part")
_FAILED = "The check failed inside the program, so nothing is answered about this list."


@dataclass(frozen=True)
class Hook:
    """One service: its hook, and the context field that holds what is being ordered."""

    hook: str
    orders: str | None = None
    selects: bool = False

    @property
    def id(self) -> str:
        """The last part of its URL."""
        return self.hook if self.hook == "medication-prescribe" else f"medcaution-{self.hook}"

    def describe(self) -> dict[str, Any]:
        """Its entry in the discovery document."""
        return {
            "hook": self.hook,
            "id": self.id,
            "title": "Explained cautions about psychoactive and related medicines",
            "description": (
                "Draft rules, not reviewed by a clinician, about ketamine, SSRIs, serotonergic and "
                "psychoactive medicines. A card says what was not checked; no card is no all-clear."
            ),
            "prefetch": _PREFETCH,
            "usageRequirements": (
                "Needs prefetch: this service never calls the FHIR server. Leave out no page."
            ),
        }


HOOKS = {
    each.id: each
    for each in (
        Hook("patient-view"),
        Hook("order-select", "draftOrders", selects=True),
        Hook("order-sign", "draftOrders"),
        Hook("medication-prescribe", "medications"),
    )
}


def answer(
    checker: Checker, hook: Hook, request: Any, today: datetime.date, url: str | None = None
) -> dict[str, Any]:
    """The response to a request of a hook.

    Raises:
        Fault: 400 if it is not such a request, 412 if no source of medicines can be read.
        InputError: if it holds more lines than one check takes.
    """
    context, prefetch = _checked(hook, request)
    contents, drafted = Contents(), 0
    if hook.orders is not None:
        contents.add(context[hook.orders], "the orders")
        drafted = len(contents.medications)
    readable = [_take(contents, prefetch, key) for key in _DRUGS]
    _take(contents, prefetch, "conditions")
    gaps = len(contents.gaps)
    given = _take(contents, prefetch, "patient") and len(contents.gaps) == gaps
    if not drafted and not any(readable):
        raise Fault(412, "required", "No source of medicines could be read from the prefetch.")
    server = request.get("fhirServer")
    asked = server if isinstance(server, str) else None
    record = read_record(contents, today, context["patientId"], asked)
    if given and not record.known:
        contents.gaps.append("patient: the one asked about is not in what the record sent.")
        record = read_record(contents, today, context["patientId"], asked)
    try:
        report = check_record(checker, record)
    except EngineError:
        return {"cards": [unchecked_card(_FAILED, url)]}
    first = _first(hook, context, record, drafted)
    wanted = missed(checker, record, report)
    return {"cards": cards(report, first, url, record.gaps, missed=wanted)}


def _checked(hook: Hook, request: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(request, dict):
        raise Fault(400, "structure", "The body is not a JSON object.")
    if request.get("hook") != hook.hook:
        raise Fault(400, "value", f"hook is not {hook.hook}, which is what this service is for.")
    try:
        uuid.UUID(request.get("hookInstance"))
    except (ValueError, TypeError, AttributeError):
        raise Fault(400, "value", "hookInstance is not a UUID.") from None
    context, prefetch = request.get("context"), request.get("prefetch", {})
    if not isinstance(context, dict):
        raise Fault(400, "required", "context is not an object.")
    if not isinstance(prefetch, dict | None):
        raise Fault(400, "structure", "prefetch is not an object.")
    for name in ("userId", "patientId"):
        if not isinstance(context.get(name), str) or not context[name]:
            raise Fault(400, "required", f"context.{name} is not a text.")
    if hook.orders and not isinstance(context.get(hook.orders), dict):
        raise Fault(400, "required", f"context.{hook.orders} is not a Bundle.")
    selections = context.get("selections")
    texts = isinstance(selections, list) and all(isinstance(each, str) for each in selections)
    if hook.selects and not texts:
        raise Fault(400, "required", "context.selections is not a list of references.")
    if "fhirAuthorization" in request and not isinstance(request.get("fhirServer"), str):
        raise Fault(400, "required", "fhirServer is required beside fhirAuthorization.")
    return context, prefetch or {}


def _take(contents: Contents, prefetch: Mapping[str, Any], key: str) -> bool:
    """Take in one part of the prefetch; False if it tells nothing, which is reported."""
    source = prefetch.get(key)
    if source is None:
        said = "sent as null" if key in prefetch else "not sent"
        contents.gaps.append(f"{key}: {said} by the record.")
        return False
    if not isinstance(source, dict) or not isinstance(source.get("resourceType"), str):
        contents.gaps.append(f"{key}: what the record sent is no FHIR resource.")
        return False
    gaps = len(contents.gaps)
    contents.add(source, key)
    if source["resourceType"] == "OperationOutcome":
        if len(contents.gaps) == gaps:  # a search without results is a Bundle
            contents.gaps.append(f"{key}: answered with an outcome and no data.")
        return False
    if len(contents.gaps) > gaps:
        return True
    kinds = set(_kinds(source)) - {"OperationOutcome"}
    if kinds and kinds.isdisjoint(_KINDS.get(key, USES)):
        contents.gaps.append(f"{key}: what the record sent is of another kind.")
        return False
    return True


def _kinds(source: Any) -> Iterator[str]:
    """The kinds of the resources that an answer holds."""
    if isinstance(source, list):
        for each in source:
            yield from _kinds(each)
    if not isinstance(source, dict):
        return
    kind = source.get("resourceType")
    if isinstance(kind, str) and kind not in _WRAPPERS:
        yield kind
        return
    for key in _WRAPPED:
        yield from _kinds(source.get(key))


def _first(hook: Hook, context: Mapping[str, Any], record: Record, drafted: int) -> frozenset[int]:
    """The lines of what is selected or signed: orders were taken in first."""
    lines = range(1, drafted + 1)
    if not hook.selects:
        return frozenset(lines)
    selected = {each.split("/_history/")[0] for each in context["selections"]}
    return frozenset(line for line in lines if record.lines[line - 1].reference in selected)
