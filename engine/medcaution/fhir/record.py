"""A clinical record read as one person. Every drug and condition resource ends in `inputs`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from medcaution.checker import Checker
from medcaution.facts import LONGEST_LINE, Condition, Medication, Person
from medcaution.fhir.bundles import Contents
from medcaution.fhir.coding import codes, route
from medcaution.fhir.naming import Unnamed, name
from medcaution.fhir.shapes import ConditionResource, MedicationUse, PatientResource
from medcaution.fhir.standing import USES, condition_verdict, medication_verdict
from medcaution.presentation.showing import clean
from medcaution.report import UNREAD, Coverage, Input, Report

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T|$)")
_OLDEST = 130
_OBSCURE = "It carries rules that are not understood and may change what it means."
_SHAPELESS = "An element of it has a shape that cannot be read."
_UNWRITTEN = "Its name holds characters that cannot be read, or is too long."


@dataclass(frozen=True)
class SetAside:
    """A resource that is not part of the check, and why."""

    kind: Literal["medication", "condition"]
    as_written: str
    outcome: Literal["ignored", "could-not-interpret"]
    reason: str
    reference: str | None = None


@dataclass(frozen=True)
class Record:
    """A record, read.

    Args:
        person: what the engine checks.
        references: for each line of the person, the resource it came from, if that has an id.
        set_aside: what is accounted for but not checked.
        medication_sources: how many drug resources the record holds.
        allergies: how many allergies it holds; they are context that no rule reads.
    """

    person: Person
    references: tuple[str | None, ...]
    set_aside: tuple[SetAside, ...]
    medication_sources: int
    allergies: int


def read_record(source: Any, as_of: datetime.date | None = None) -> Record:
    """Read a bundle, a resource, or `Contents` gathered from several sources.

    Args:
        source: JSON as data.
        as_of: the day the record is checked for.

    Raises:
        InputError: if it holds more lines than one check takes.
    """
    contents = source if isinstance(source, Contents) else Contents()
    if contents is not source:
        contents.add(source)
    lines = [
        *(_medication(each, contents, as_of) for each in contents.medications),
        *(_condition(each) for each in contents.conditions),
        *(SetAside("medication", "", "could-not-interpret", each) for each in contents.faults),
    ]
    taken = [(each, ref) for each, ref in _read(lines) if isinstance(each, Medication)]
    lived = [(each, ref) for each, ref in _read(lines) if isinstance(each, Condition)]
    return Record(
        person=Person(
            as_of=as_of,
            age=_age(contents.patients, as_of),
            medications=tuple(each for each, _ in taken),
            conditions=tuple(each for each, _ in lived),
        ),
        references=tuple(reference for _, reference in (*taken, *lived)),
        set_aside=tuple(each for each in lines if isinstance(each, SetAside)),
        medication_sources=len(contents.medications),
        allergies=len(contents.allergies),
    )


def check_record(checker: Checker, record: Record) -> Report:
    """Check the person of a record; what was set aside follows in `inputs`.

    Raises:
        EngineError: as `Checker.check` does.
    """
    report = checker.check(record.person)
    aside = tuple(
        Input(
            line=line,
            kind=each.kind,
            as_written=each.as_written,
            outcome=each.outcome,
            reason=each.reason,
        )
        for line, each in enumerate(record.set_aside, len(report.inputs) + 1)
    )
    complete = report.complete and not any(each.outcome in UNREAD for each in aside)
    unfinished = report.status == "none-found" and not complete
    coverage = report.coverage.model_dump() | {"lines": len(report.inputs) + len(aside)}
    allergies = "Allergies in the record were not checked: no rule reads them."
    return report.model_copy(
        update={
            "inputs": report.inputs + aside,
            "complete": complete,
            "status": "incomplete" if unfinished else report.status,
            "coverage": Coverage(**coverage),
            "remarks": report.remarks + ((allergies,) if record.allergies else ()),
        }
    )


_Line = tuple[Medication | Condition, str | None] | SetAside


def _read(lines: list[_Line]) -> Iterator[tuple[Medication | Condition, str | None]]:
    yield from (each for each in lines if not isinstance(each, SetAside))


def _medication(resource: dict[str, Any], contents: Contents, as_of: datetime.date | None) -> _Line:
    kind, reference = resource["resourceType"], _reference(resource)

    def aside(outcome: Any, reason: str, words: str = "") -> SetAside:
        return SetAside("medication", _shown(words), outcome, reason, reference)

    try:
        use = MedicationUse.model_validate(resource)
        named = name(use, resource, contents.index)
    except ValidationError:
        return aside("could-not-interpret", _SHAPELESS)
    except Unnamed as error:
        named = None
        unnamed = str(error)
    words = named.words if named else ""
    first, last = _days(use, as_of)
    verdict, reason = medication_verdict(kind, use, last or first, as_of)
    if verdict == "ignored":
        return aside(verdict, reason, words)
    if named is None:
        return aside("could-not-interpret", unnamed)
    if use.obscure or named.obscure:
        return aside("could-not-interpret", _OBSCURE, words)
    if verdict == "could-not-interpret":
        return aside(verdict, reason, words)
    dosages = [*use.dosages, *use.dosage]
    told = [each.text for each in dosages if each.text and len(each.text) <= LONGEST_LINE]
    facts = {
        "as_written": words,
        "route": route(dosages),
        "use": USES[kind],
        "status": verdict,
        "since": first,
        "last_taken": last if verdict == "stopped" else None,
        "codes": codes(named.concepts),
    }
    # One dosage tells the dose; several may be a taper, whose level nobody can tell.
    for dose in (told[0] if len(told) == 1 else None, None):
        try:
            return Medication.model_validate({**facts, "dose": dose}), reference
        except ValidationError:
            continue
    return aside("could-not-interpret", _UNWRITTEN, words)


def _condition(resource: dict[str, Any]) -> _Line:
    reference = _reference(resource)

    def aside(outcome: Any, reason: str, words: str = "") -> SetAside:
        return SetAside("condition", _shown(words), outcome, reason, reference)

    try:
        condition = ConditionResource.model_validate(resource)
    except ValidationError:
        return aside("could-not-interpret", _SHAPELESS)
    words = condition.code.words if condition.code else ""
    verdict, reason = condition_verdict(condition)
    if verdict == "ignored":
        return aside(verdict, reason, words)
    if condition.code is None or not words:
        return aside("could-not-interpret", "It holds no name and no code.")
    if condition.obscure:
        return aside("could-not-interpret", _OBSCURE, words)
    if verdict == "could-not-interpret":
        return aside(verdict, reason, words)
    try:
        return Condition(name=words, status=verdict, codes=codes([condition.code])), reference
    except ValidationError:
        return aside("could-not-interpret", _UNWRITTEN, words)


def _shown(words: str) -> str:
    return clean(words)[:LONGEST_LINE]


def _reference(resource: dict[str, Any]) -> str | None:
    identity = resource.get("id")
    usable = isinstance(identity, str) and re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", identity)
    return f"{resource['resourceType']}/{identity}" if usable else None


def _days(
    use: MedicationUse, as_of: datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day it was taken; a day still to come is none of them."""
    start, end = (use.period.start, use.period.end) if use.period else (use.moment, use.moment)
    days = [_day(start), _day(end)]
    first, last = (None if day and as_of and day > as_of else day for day in days)
    return (first if use.period else None), last


def _day(text: str | None) -> datetime.date | None:
    found = _DAY.match(text or "")
    try:
        return datetime.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _age(patients: list[dict[str, Any]], as_of: datetime.date | None) -> int | None:
    """In whole years, of the one patient there is."""
    if len(patients) != 1 or as_of is None:
        return None
    try:
        born = _day(PatientResource.model_validate(patients[0]).birth_date)
    except ValidationError:
        return None
    if born is None:
        return None
    age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    return age if 0 <= age <= _OLDEST else None
