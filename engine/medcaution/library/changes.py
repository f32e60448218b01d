"""What an added folder changes in the knowledge before it, never silently.

`rules/overrides.toml` overrides a severity or switches a rule off, with a reason.
`facts/names.toml` adds names to substances and conditions that exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import StrictBool, ValidationError, model_validator

from medcaution.errors import Problem
from medcaution.library.documents import Document
from medcaution.library.library import Library
from medcaution.library.rules import Severity
from medcaution.library.substances import Entry, KnownCondition, Sentence, Substance, Words
from medcaution.words import did_you_mean

OVERRIDES = "rules/overrides.toml"
NAMES = "facts/names.toml"


class Override(Entry):
    """One change to one rule, and why."""

    rule: str
    severity: Severity | None = None
    switched_off: StrictBool = False
    reason: Sentence

    @model_validator(mode="after")
    def _one_change(self) -> Override:
        if (self.severity is None) != self.switched_off:
            raise ValueError("give either a severity or switched_off = true")
        return self


class MoreNames(Entry):
    """Further names for a substance or condition. Classes cannot be changed: that could lower."""

    brands: Words = ()
    synonyms: Words = ()
    abbreviations: Words = ()
    street: Words = ()
    salts: Words = ()
    names: Words = ()


def with_changes(
    library: Library, documents: Mapping[str, Document], added: Sequence[str]
) -> tuple[Library, list[Problem]]:
    """The library with every change applied and told, and the problems on the way."""
    problems: list[Problem] = []
    changes = [f"Knowledge added from the folder '{name}'" for name in added]
    for document in documents.values():
        if document.place == OVERRIDES:
            for number, data in enumerate(document.data.get("override", [])):
                try:
                    library, told = _overridden(library, Override.model_validate(data))
                    changes.append(told)
                except (ValidationError, LookupError) as error:
                    message = _first_message(error)
                    problems.append(document.problem(message, "override", number))
        elif document.place == NAMES:
            for name, data in document.data.items():
                try:
                    library = _named(library, name, MoreNames.model_validate(data))
                except (ValidationError, LookupError) as error:
                    problems.append(document.problem(f"{name}: {_first_message(error)}", name))
    return replace(library, changes=tuple(changes)), problems


def _overridden(library: Library, override: Override) -> tuple[Library, str]:
    rule = library.rule(override.rule)
    if rule is None:
        known = [*library.rules, *(each.code for each in library.rules.values())]
        raise LookupError(f"no rule '{override.rule}'.{did_you_mean(override.rule, known)}")
    rules = dict(library.rules)
    if override.switched_off:
        del rules[rule.id]
        told = f"{rule.code} is switched off: {override.reason}"
    else:
        rules[rule.id] = rule.model_copy(update={"severity": override.severity, "profile": {}})
        told = f"{rule.code} is {override.severity} instead of {rule.severity}: {override.reason}"
    return replace(library, rules=rules), told


def _named(library: Library, name: str, more: MoreNames) -> Library:
    if name in library.substances:
        substances = dict(library.substances)
        substances[name] = _joined(substances[name], more)
        return replace(library, substances=substances)
    if name in library.conditions:
        conditions = dict(library.conditions)
        conditions[name] = _joined(conditions[name], more)
        return replace(library, conditions=conditions)
    known = [*library.substances, *library.conditions]
    raise LookupError(f"no such substance or condition.{did_you_mean(name, known)}")


def _joined(entry: Any, more: MoreNames) -> Any:
    """An entry with further names beside its own."""
    assert isinstance(entry, (Substance, KnownCondition))  # noqa: S101  (narrows the type)
    given = dict(_given(more))
    foreign = [key for key in given if key not in type(entry).model_fields]
    if foreign:
        raise LookupError(f"{foreign[0]}: no such kind of name here")
    return entry.model_copy(
        update={key: (*getattr(entry, key), *values) for key, values in given.items()}
    )


def _given(more: MoreNames) -> Iterator[tuple[str, Words]]:
    for key in type(more).model_fields:
        values = getattr(more, key)
        if values:
            yield key, values


def _first_message(error: Exception) -> str:
    if isinstance(error, ValidationError):
        details = error.errors(include_url=False)[0]
        place = ".".join(map(str, details["loc"]))
        return f"{place}: {details['msg']}" if place else details["msg"]
    return str(error.args[0])
