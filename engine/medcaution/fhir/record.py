"""A clinical record read as one person. Every drug and condition resource ends in `inputs`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from medcaution.facts import OLDEST, Condition, Medication, Person
from medcaution.fhir.bundles import Contents
from medcaution.fhir.directories import not_given
from medcaution.fhir.index import plain
from medcaution.fhir.lines import Line, Read, SetAside, day, line, line_of_another, product_alone
from medcaution.fhir.merging import replaced
from medcaution.fhir.patients import (
    Whose,
    identity,
    names_another,
    names_of,
    only_patient,
    subject_of,
)
from medcaution.fhir.shapes import PatientResource

_BIRTH_UNTOLD = "The record tells no day of birth, so the age is not known."
_REPLACED = "patient: another record stands in place of this one, and may hold more."
_BIRTH_UNREAD = "The day of birth is not told in full, or in two ways, so the age is not known."


@dataclass(frozen=True)
class Record:
    """A record, read. Its lines are the drug resources, the conditions, then what tells of neither.

    Args:
        person: what the engine checks.
        lines: what became of each drug resource, each condition (a relative's too), each Medication
            that nothing points to, and each part of the record that could not be taken apart.
        known: does it hold a Patient who may be the one meant?
        ageless: what is to be said to whoever wants the age, if a Patient is given and it is not
            known.
        gaps: how many of the last lines stand for a source that was not given, or not whole.
        patient: the id of the patient, if the record or whoever asks names one.
        remarks: what was assumed or left out.
    """

    person: Person
    lines: tuple[Line, ...]
    patient: str | None
    remarks: tuple[str, ...]
    gaps: int = 0
    known: bool = False
    ageless: str = ""

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What is accounted for but not checked."""
        return tuple(each for each in self.lines if isinstance(each, SetAside))

    @property
    def checked(self) -> tuple[int, ...]:
        """For each line of the person, its place in the record, counted from 1."""
        places = [(at, each) for at, each in enumerate(self.lines, 1) if isinstance(each, Read)]
        taken = [at for at, each in places if isinstance(each.fact, Medication)]
        return (*taken, *(at for at, each in places if isinstance(each.fact, Condition)))


def read_record(
    source: Any,
    as_of: datetime.date | None = None,
    patient: str | None = None,
    server: str | None = None,
) -> Record:
    """Read a bundle, a resource, or `Contents` gathered from several sources.

    Args:
        source: JSON as data.
        as_of: the day the record is checked for.
        patient: the id of the patient who is asked about. A resource that says it is about
            another one, or about somebody who cannot be told, is set aside.
        server: the address of the FHIR server that gave that id, if it is known.

    Raises:
        InputError: if it holds more lines than one check takes, or speaks of several patients
            and nobody said which is meant.
    """
    contents = source if isinstance(source, Contents) else Contents()
    if contents is not source:
        contents.add(source)
    resources = [*contents.medications, *contents.conditions]
    subjects = [subject_of(each) for each in resources]
    if patient is None:
        homes = map(contents.index.home, resources)
        subjects = [each.on(home) for each, home in zip(subjects, homes, strict=True)]
    whose = only_patient(patient, contents.patients, subjects, contents.index, server)
    meant = [each for each in contents.patients if _may_be(each, whose, contents)]
    gaps = [*contents.gaps, *([_REPLACED] if any(map(replaced, meant)) else [])]
    lines: list[Line] = [
        line(each, contents, as_of) if whose.has(subject) else line_of_another(each, subject)
        for each, subject in zip(resources, subjects, strict=True)
    ]
    lines += map(product_alone, _alone(contents))
    untold = (*contents.faults, *_not_given(contents, whose), *gaps)
    lines += [SetAside("medication", "", "could-not-interpret", each) for each in untold]
    read = [each for each in lines if isinstance(each, Read)]
    age, ageless = _age(meant, as_of)
    return Record(
        person=Person(
            as_of=as_of,
            age=age,
            medications=tuple(each.fact for each in read if isinstance(each.fact, Medication)),
            conditions=tuple(each.fact for each in read if isinstance(each.fact, Condition)),
        ),
        lines=tuple(lines),
        gaps=len(gaps),
        known=bool(meant),
        ageless=ageless,
        patient=whose.id,
        remarks=tuple(dict.fromkeys(_remarks(contents, read))),
    )


def _not_given(contents: Contents, whose: Whose) -> Iterator[str]:
    """What is to be said of whatever a list of this patient names and the record does not hold."""
    for each in contents.directories:
        if not names_another(each, whose):
            yield from not_given(each, contents.index)


def _remarks(contents: Contents, read: list[Read]) -> Iterator[str]:
    yield from (said for each in read for said in each.remarks)
    if contents.allergies:
        yield "Allergies in the record were not checked: no rule reads them."


def _alone(contents: Contents) -> Iterator[dict[str, Any]]:
    """The Medications that nothing points to."""
    sources = (*contents.medications, *contents.products)
    named = {plain(each) for source in sources for each in _references(source)}
    tails = {"/".join(each.split("/")[-2:]) for each in named}
    for each in contents.products:
        address = contents.index.address(each)
        if address not in named and f"Medication/{each.get('id')}" not in tails:
            yield each


def _references(value: Any) -> Iterator[str]:
    """Every reference inside a resource."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _references(each)


def _age(meant: Sequence[dict[str, Any]], as_of: datetime.date | None) -> tuple[int | None, str]:
    """In whole years, of the one patient there is; or what is to be said of why it is not known."""
    try:
        dates = {PatientResource.model_validate(each).birth_date for each in meant}
    except ValidationError:
        return None, _BIRTH_UNREAD
    if not meant or as_of is None:
        return None, ""
    if dates == {None}:
        return None, _BIRTH_UNTOLD
    told = {day(each) for each in dates}
    born = told.pop() if len(told) == 1 else None
    if born is None:
        return None, _BIRTH_UNREAD
    age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    return (age, "") if 0 <= age <= OLDEST else (None, _BIRTH_UNREAD)


def _may_be(patient: dict[str, Any], whose: Whose, contents: Contents) -> bool:
    """Is this the Patient meant, or one that says of itself neither id nor address?"""
    names = names_of(patient, contents.patients, contents.index)
    nameless = identity(patient) is None and contents.index.address(patient) is None
    return nameless or not whose.names.isdisjoint(names)
