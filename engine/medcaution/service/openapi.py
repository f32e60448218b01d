"""The OpenAPI document of the service."""

from __future__ import annotations

from typing import Any

from medcaution.facts import Person
from medcaution.report import Report
from medcaution.service.hooks import HOOKS
from medcaution.version import VERSION

_OBJECT: dict[str, Any] = {"type": "object"}
_OUTCOME = {
    "type": "object",
    "required": ["resourceType", "issue"],
    "properties": {"resourceType": {"const": "OperationOutcome"}, "issue": {"type": "array"}},
}
_ERRORS = {
    400: "The body is not what this address takes.",
    404: "No such service.",
    405: "The method is not taken.",
    412: "No source of medicines could be read.",
    413: "The body is too long.",
    415: "The body is not JSON.",
    422: "The person or record cannot be checked.",
    500: "The check failed; nothing is answered.",
    503: "Busy, not ready, or no token can be accepted now.",
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1, written from the models."""
    feedback = {
        "type": "object",
        "required": ["feedback"],
        "properties": {"feedback": {"type": "array", "minItems": 1, "items": _OBJECT}},
    }
    paths: dict[str, Any] = {
        "/cds-services": {"get": _operation("Discover the CDS services", _OBJECT)},
        "/check": {
            "post": _operation("Check a person", _model(Report), _model(Person, "validation"))
        },
        "/fhir/check": {"post": _operation("Check a FHIR record", _OBJECT, _OBJECT)},
        "/health/live": {"get": _operation("Is the process alive?", _OBJECT)},
        "/health/ready": {"get": _operation("Does the self-test pass?", _OBJECT)},
        "/openapi.json": {"get": _operation("This document", _OBJECT)},
    }
    for each in HOOKS.values():
        base = f"/cds-services/{each.id}"
        paths[base] = {"post": _operation(f"Cards for {each.hook}", _OBJECT, _request(each.hook))}
        paths[f"{base}/feedback"] = {"post": _operation("What became of cards", None, feedback)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "medcaution", "version": VERSION},
        "components": {"securitySchemes": {"jwt": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"jwt": []}],
        "paths": paths,
    }


def _request(hook: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["hook", "hookInstance", "context"],
        "properties": {
            "hook": {"const": hook},
            "hookInstance": {"type": "string", "format": "uuid"},
            "context": _OBJECT,
            "prefetch": _OBJECT,
        },
    }


def _operation(
    summary: str, answer: dict[str, Any] | None, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    told: dict[str, Any] = {"200": {"description": "The answer."}}
    if answer is not None:
        told["200"]["content"] = {
            kind: {"schema": answer} for kind in ("application/json", "application/fhir+json")
        }
    told["401"] = {"description": "No token that can be trusted."}
    for status, words in _ERRORS.items():
        content = {"application/json": {"schema": _OUTCOME}}
        told[str(status)] = {"description": words, "content": content}
    operation: dict[str, Any] = {"summary": summary, "responses": told}
    if body is not None:
        content = {"application/json": {"schema": body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _model(model: Any, mode: str = "serialization") -> dict[str, Any]:
    """The schema of a model, with its definitions inside, so that it stands alone."""
    schema: dict[str, Any] = model.model_json_schema(by_alias=True, mode=mode)
    definitions = schema.pop("$defs", {})

    def inlined(part: Any) -> Any:
        if isinstance(part, list):
            return [inlined(each) for each in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return inlined(definitions[part["$ref"].rsplit("/", 1)[-1]])
        return {key: inlined(value) for key, value in part.items()}

    whole: dict[str, Any] = inlined(schema)
    return whole
