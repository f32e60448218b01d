"""Lists and Compositions: they hold no medicine themselves, but name what a record should hold."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from medcaution.fhir.standing import USES

DIRECTORIES = ("List", "Composition")
_READ = (*USES, "Condition")
_VOID = ("entered-in-error", "retired")


def not_given(directory: dict[str, Any], given: Container[object]) -> Iterator[str]:
    """What is to be said of each drug or condition that a directory names and nobody gave.

    Args:
        directory: a List or a Composition, as JSON data.
        given: what the record holds, by `Kind/id` and by URL.
    """
    if directory.get("status") in _VOID:
        return
    kind, inside = directory["resourceType"], set(_inside(directory.get("contained")))
    for each in _named(directory):
        reference = each.get("reference")
        if not isinstance(reference, str):
            if each.get("type", "Condition") in _READ:
                yield f"A {kind} names an entry by words alone, which was not read."
            continue
        whole = reference.split("/_history/", maxsplit=1)[0]
        short = "/".join(whole.split("/")[-2:])
        if whole in given or short in given or whole in inside:
            continue
        told = each.get("type") or short.partition("/")[0]
        if told in _READ:
            yield f"A {kind} names a {told} that was not given."
        elif whole.startswith("#"):
            yield f"A {kind} holds an entry inside itself, which was not read."
        elif whole.startswith("urn:") and not each.get("type"):
            yield f"A {kind} names an entry that was not given."


def _inside(held: Any) -> Iterator[str]:
    """The references to drugs and conditions inside a directory, which are read for themselves."""
    for each in held if isinstance(held, list) else [held]:
        if isinstance(each, dict) and each.get("resourceType") in _READ:
            yield f"#{each.get('id')}"


def _named(value: Any) -> Iterator[dict[str, Any]]:
    """The references of a directory's entries, and of its sections, however deep."""
    for key in ("entry", "section"):
        found = value.get(key)
        for each in found if isinstance(found, list) else [found]:
            if not isinstance(each, dict) or each.get("deleted") is True:
                continue
            if key == "section":
                yield from _named(each)
                continue
            # A List wraps its references, a Composition does not.
            item = each.get("item", each)
            if isinstance(item, dict):
                yield item
