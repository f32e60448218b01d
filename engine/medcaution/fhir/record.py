"""A clinical record read as one person. Every drug and condition resource ends in `inputs`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pydantic import ValidationError

from medcaution.facts import Condition, Medication, Person
from medcaution.fhir.bundles import Contents
from medcaution.fhir.directories import not_given
from medcaution.fhir.lines import Line, Read, SetAside, day, line, line_of_another
from medcaution.fhir.patients import identity, only_patient, owner
from medcaution.fhir.shapes import PatientResource

_OLDEST = 130


@dataclass(frozen=True)
class Record:
    """A record, read. Its lines are the drug resources, the conditions, then what is no resource.

    Args:
        person: what the engine checks.
        lines: what became of each drug resource, each condition, and each part of the record that
            could not be taken apart.
        patient: the id of the patient, if the record or whoever asks names one.
        remarks: what was assumed or left out.
    """

    person: Person
    lines: tuple[Line, ...]
    patient: str | None
    remarks: tuple[str, ...]

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
    source: Any, as_of: datetime.date | None = None, patient: str | None = None
) -> Record:
    """Read a bundle, a resource, or `Contents` gathered from several sources.

    Args:
        source: JSON as data.
        as_of: the day the record is checked for.
        patient: the id of the patient who is asked about. A resource that says it is about
            another one is set aside.

    Raises:
        InputError: if it holds more lines than one check takes, or speaks of several patients
            and nobody said which is meant.
    """
    contents = source if isinstance(source, Contents) else Contents()
    if contents is not source:
        contents.add(source)
    resources = [*contents.medications, *contents.conditions]
    owners = [owner(each, contents.index) for each in resources]
    patient = only_patient(patient, contents.patients, owners)
    lines: list[Line] = [
        line_of_another(each) if named not in (None, patient) else line(each, contents, as_of)
        for each, named in zip(resources, owners, strict=True)
    ]
    missing = (not_given(each, contents.index) for each in contents.directories)
    lines += [
        SetAside("medication", "", "could-not-interpret", each)
        for each in (*contents.faults, *chain.from_iterable(missing))
    ]
    read = [each for each in lines if isinstance(each, Read)]
    return Record(
        person=Person(
            as_of=as_of,
            age=_age(contents.patients, patient, as_of),
            medications=tuple(each.fact for each in read if isinstance(each.fact, Medication)),
            conditions=tuple(each.fact for each in read if isinstance(each.fact, Condition)),
        ),
        lines=tuple(lines),
        patient=patient,
        remarks=tuple(dict.fromkeys(_remarks(contents, read))),
    )


def _remarks(contents: Contents, read: list[Read]) -> Iterator[str]:
    yield from (each.remark for each in read if each.remark)
    if contents.allergies:
        yield "Allergies in the record were not checked: no rule reads them."


def _age(
    patients: list[dict[str, Any]], patient: str | None, as_of: datetime.date | None
) -> int | None:
    """In whole years, of the one patient there is."""
    patients = [each for each in patients if identity(each) in (None, patient)]
    if len(patients) != 1 or as_of is None:
        return None
    try:
        born = day(PatientResource.model_validate(patients[0]).birth_date)
    except ValidationError:
        return None
    if born is None:
        return None
    age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    return age if 0 <= age <= _OLDEST else None
