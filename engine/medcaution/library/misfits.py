"""What a file holds that its model refuses, at its line and with what belongs there instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from medcaution.errors import Problem
from medcaution.library.documents import Document
from medcaution.library.rules import Steps
from medcaution.words import did_you_mean

_LIST = 'write a list, such as ["..."]'
_TEXT = "write a text, in quotes"
_NUMBER = "write a number, without quotes"
_TRUTH = "write true or false, without quotes"
_DAY = "write a day, such as 2026-11-27, without quotes"
#: By the kind of fault, the longest beginning first.
_WANTED = {
    "tuple_type": _LIST, "list_type": _LIST, "too_short": "empty; name at least one",
    "string_too_short": "empty; write a text", "string_type": _TEXT, "bool_type": _TRUTH,
    "bool_parsing": _TRUTH, "int_type": _NUMBER, "int_parsing": _NUMBER, "date": _DAY, "path_type": _TEXT,
    "model_type": "write a table of keys", "dict_type": "write a table of keys",
}  # fmt: skip


def misfits(
    document: Document, model: type[Any], error: ValidationError, at: Steps = ()
) -> Iterator[Problem]:
    """Each fault that a model found in a part of a document.

    Args:
        document: where the part lies.
        model: what it was to be.
        error: what was refused.
        at: the keys that lead to the part.
    """
    for details in error.errors(include_url=False):
        name = ".".join(map(_counted, details["loc"])) or "entry"
        yield document.problem(f"{name}: {_said(model, details)}", *at, *details["loc"])


def _counted(step: str | int) -> str:
    """People count from one."""
    return str(step + 1) if isinstance(step, int) else step


def _said(model: type[Any], details: ErrorDetails) -> str:
    kind, last = details["type"], str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        return f"no such key.{did_you_mean(last, _fields(_around(model, details['loc'])))}"
    if kind == "literal_error":
        expected, given = details["ctx"]["expected"], str(details["input"])
        choices = [each.strip("'") for each in expected.replace(" or ", ", ").split(", ")]
        return f"'{given}' is not one of {expected}.{did_you_mean(given, choices)}"
    if kind == "missing":
        wanted = _wanted(_fields(_around(model, details["loc"])).get(last))
        return f"missing; {wanted}" if wanted else "missing"
    if kind == "value_error":
        return str(details["ctx"]["error"])
    for beginning, wanted in _WANTED.items():
        if kind.startswith(beginning):
            return wanted
    return f"{details['msg'][0].lower()}{details['msg'][1:]}"


def _wanted(annotation: Any) -> str:
    """What to write for a key that is missing."""
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"'{each}'" for each in get_args(annotation))
    for kind, wanted in ((tuple, _LIST), (bool, _TRUTH), (datetime.date, _DAY), (str, _TEXT)):
        if annotation is kind or get_origin(annotation) is kind:
            return wanted
    return ""


def _around(model: type[Any], steps: tuple[str | int, ...]) -> type[Any]:
    """The model that the last key belongs to; keys of a plain table lead to no other model."""
    for step in steps[:-1]:
        inner = next(_models(_fields(model).get(str(step))), None)
        model = inner or model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)


def _fields(model: type[Any]) -> dict[str, Any]:
    """The keys of a model as files write them, with what each holds."""
    fields = model.model_fields if hasattr(model, "model_fields") else {}
    return {field.alias or key: field.annotation for key, field in fields.items()}
