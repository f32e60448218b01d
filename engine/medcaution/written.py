"""A medicine as somebody writes it on one line, with what they know of it after semicolons."""

from __future__ import annotations

from typing import Any

from medcaution.errors import InputError
from medcaution.facts import Medication
from medcaution.words import near_misses

_ATTRIBUTES = [name for name in Medication.model_fields if name not in ("as_written", "codes")]


def read_line(text: str) -> str | dict[str, Any]:
    """`ketamine; use=non-prescribed; route=intranasal` as a medication.

    Raises:
        InputError: if an attribute is not `key=value`, its key is unknown, or it is told twice.
    """
    name, *attributes = text.split(";")
    if not attributes:
        return text
    found: dict[str, Any] = {"as_written": name.strip()}
    for attribute in attributes:
        key, equals, value = (part.strip() for part in attribute.partition("="))
        key = key.replace("-", "_")
        if not equals or key not in _ATTRIBUTES:
            near = near_misses(key, _ATTRIBUTES)
            hint = f"did you mean {near[0]}=...?" if near else f"known are {', '.join(_ATTRIBUTES)}"
            raise InputError(
                f"an attribute after ';' is not key=value with a known key; {hint}", "medications"
            )
        if key in found:
            raise InputError(f"{key} is told twice after ';'; keep one of them", "medications")
        found[key] = value
    return found


def write_line(name: str, **attributes: str) -> str:
    """The line that `read_line` reads; empty attributes are left out."""
    return "; ".join([name, *(f"{key}={value}" for key, value in attributes.items() if value)])
