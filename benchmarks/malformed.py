"""Requests that no client should send, each with the statuses that it may be answered with."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from load import SERVICE, clinical_requests

HOOK = f"/cds-services/{SERVICE}"
ROUTES = (HOOK, f"{HOOK}/feedback", "/check", "/fhir/check")
_JSON = "application/json"
_ODD = (None, True, -1, 1e308, "", "x", "\u0000", [], {}, [[]], {"a": {}}, "é" * 50, [None], 2**70)
_GOOD: dict[str, Any] = {
    HOOK: json.loads(clinical_requests(random.Random(0))[0]),
    f"{HOOK}/feedback": {
        "feedback": [
            {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-11-26T10:05:31Z"}
        ]
    },
    "/check": {
        "medications": ["ketamine", {"as_written": "Zoloft", "status": "current"}],
        "conditions": ["epilepsy"],
        "age_years": 40,
    },
    "/fhir/check": {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "resource": {
                    "resourceType": "MedicationRequest",
                    "status": "active",
                    "medicationCodeableConcept": {"text": "ketamine"},
                }
            }
        ],
    },
}


@dataclass(frozen=True)
class Malformed:
    """A request, and the statuses it may be answered with."""

    kind: str
    method: str
    path: str
    body: bytes
    type: str | None
    expected: frozenset[int]

    def send(self, client: httpx.Client) -> httpx.Response:
        """The answer of the service."""
        headers = {"Content-Type": self.type} if self.type else {}
        return client.request(self.method, self.path, content=self.body, headers=headers)


def malformed(rng: random.Random) -> Malformed:
    """One request, of one of the kinds by turns of the dice."""
    path = rng.choice(ROUTES)
    make = rng.choice(_KINDS)
    return make(rng, path, _GOOD[path])


def _truncated(rng: random.Random, path: str, good: Any) -> Malformed:
    whole = json.dumps(good).encode()
    return _post("truncated", path, whole[: rng.randrange(len(whole))], 400)


def _flipped(rng: random.Random, path: str, good: Any) -> Malformed:
    """Bytes changed: some still are a request, none may be an error of ours."""
    whole = bytearray(json.dumps(good).encode())
    for _ in range(rng.randint(1, 8)):
        whole[rng.randrange(len(whole))] = rng.randrange(256)
    return _post("flipped bytes", path, bytes(whole), 200, 400, 412, 422)


def _noise(rng: random.Random, path: str, _: Any) -> Malformed:
    return _post("no JSON", path, b"\xff" + rng.randbytes(rng.randrange(200)), 400)


def _typed(rng: random.Random, path: str, good: Any) -> Malformed:
    """One value somewhere is of another type: read leniently or refused, never an error of ours."""
    body = copy.deepcopy(good)
    part, key = rng.choice(list(_places(body)))
    part[key] = rng.choice(_ODD)
    return _post("wrong type", path, json.dumps(body).encode(), 200, 400, 412, 422)


def _whole_typed(rng: random.Random, path: str, _: Any) -> Malformed:
    # A Bundle that is a number is no resource; a person that is a number is no person.
    body = rng.choice([each for each in _ODD if not isinstance(each, dict)])
    statuses = (422,) if path == "/check" else (400,)
    return _post("another body", path, json.dumps(body).encode(), *statuses)


def _lacking(rng: random.Random, path: str, good: Any) -> Malformed:
    """A required field is not there."""
    body, statuses = copy.deepcopy(good), (400,)
    if path == HOOK:
        name = rng.choice(("hook", "hookInstance", "context", "userId", "patientId", "draftOrders"))
        (body if name in body else body["context"]).pop(name)
    elif path.endswith("/feedback"):
        body["feedback"][0].pop(rng.choice(("card", "outcome", "outcomeTimestamp")))
    elif path == "/check":
        body["medications"][1].pop("as_written")
        statuses = (422,)
    else:
        body.pop("resourceType")
    return _post("missing field", path, json.dumps(body).encode(), *statuses)


def _other_hook(rng: random.Random, _: str, __: Any) -> Malformed:
    hook = rng.choice(("patient-view", "order-select", "encounter-start", "", None, 3, ["x"]))
    return _post("wrong hook", HOOK, json.dumps(_GOOD[HOOK] | {"hook": hook}).encode(), 400)


def _unknown(rng: random.Random, _: str, good: Any) -> Malformed:
    identity = "".join(rng.choices("abcdefgh-.~%41", k=rng.randint(1, 12))) + "z"
    path = f"/cds-services/{identity}{rng.choice(('', '/feedback'))}"
    return _post("unknown id", path, json.dumps(good).encode(), 404)


def _other_method(rng: random.Random, path: str, _: Any) -> Malformed:
    method = rng.choice(("GET", "PUT", "PATCH", "DELETE"))
    return Malformed("wrong method", method, path, b"{}", _JSON, frozenset((405,)))


def _other_kind(rng: random.Random, path: str, good: Any) -> Malformed:
    kind = rng.choice(
        (None, "text/plain", "application/xml", "application/fhir+xml", "text/json", "multipart/x")
    )
    body = json.dumps(good).encode()
    return Malformed("not called JSON", "POST", path, body, kind, frozenset((415,)))


def _unread(rng: random.Random, _: str, __: Any) -> Malformed:
    """No source of medicines can be read, and nothing is ordered."""
    body = copy.deepcopy(_GOOD[HOOK])
    body["context"]["draftOrders"] = {"resourceType": "Bundle", "type": "collection"}
    outcome = {"resourceType": "OperationOutcome"}
    odd = rng.choice((None, outcome, [], 3, "x", {}))
    body["prefetch"] = dict.fromkeys(body["prefetch"], odd) if rng.random() < 0.8 else None
    return _post("nothing readable", HOOK, json.dumps(body).encode(), 412)


def _post(kind: str, path: str, body: bytes, *statuses: int) -> Malformed:
    return Malformed(kind, "POST", path, body, _JSON, frozenset(statuses))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place inside a value that holds another."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    found = []
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], dict | list):
            found += _places(value[key])
    return found


_KINDS: tuple[Callable[[random.Random, str, Any], Malformed], ...] = (
    _truncated, _flipped, _noise, _typed, _whole_typed, _lacking, _other_hook, _unknown,
    _other_method, _other_kind, _unread,
)  # fmt: skip
