"""Checking a record: one report whose inputs stand in the order of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from medcaution.checker import Checker
from medcaution.fhir.agreement import settled
from medcaution.fhir.doses import UNREAD as DOSE_UNREAD
from medcaution.fhir.issues import Origin
from medcaution.fhir.lines import Read, SetAside
from medcaution.fhir.record import Record
from medcaution.judgement.questions import asks_for_dose
from medcaution.report import UNREAD, Caution, Coverage, Input, Report

_AGE = re.compile(r"\bthe person is \d")


def check_record(checker: Checker, record: Record) -> Report:
    """Check the person of a record. Every line of the record stands in `inputs`, in its order.

    Raises:
        EngineError: as `Checker.check` does.
    """
    record = settled(record, checker.recogniser)
    report = checker.check(record.person)
    places = record.checked
    inputs = [
        each.model_copy(update={"line": place})
        for each, place in zip(report.inputs, places, strict=True)
    ]
    inputs += [
        accounted(each, at) for at, each in enumerate(record.lines, 1) if isinstance(each, SetAside)
    ]
    complete = not any(each.outcome in UNREAD for each in inputs)
    unfinished = report.status == "none-found" and not complete
    coverage = report.coverage.model_dump() | {"lines": len(inputs)}
    wanted = any(_AGE.search(each.needs) for each in report.undecided)
    ageless = (record.ageless,) if wanted and record.ageless else ()
    return report.model_copy(
        update={
            "inputs": tuple(sorted(inputs, key=lambda each: each.line)),
            "cautions": tuple(_placed(each, places) for each in report.cautions),
            "notes": tuple(_placed(each, places) for each in report.notes),
            "complete": complete,
            "status": "incomplete" if unfinished else report.status,
            "coverage": Coverage(**coverage),
            "remarks": report.remarks + record.remarks + ageless,
        }
    )


def origin(checker: Checker, record: Record, report: Report) -> Origin:
    """Where each line of the report of a record comes from, for what is written about it."""
    substances = checker.library.substances
    return Origin(
        references=tuple(each.reference for each in record.lines),
        patient=f"Patient/{record.patient}" if record.patient else None,
        unprescribed=frozenset(
            place
            for place, medication in zip(record.checked, record.person.medications, strict=False)
            if medication.use == "unknown"
            and any(
                substances[each].usual_use == "non-prescribed"
                for each in report.inputs[place - 1].substances
            )
        ),
    )


def missed(checker: Checker, record: Record, report: Report) -> bool:
    """Does a rule stay undecided for want of a dose that was told and not read, or of the age?"""
    if record.ageless and record.ageless in report.remarks:
        return True
    return any(
        asks_for_dose(each.needs, medicine)
        for medicine in _without_dose(checker, record, report)
        for each in report.undecided
    )


def _without_dose(checker: Checker, record: Record, report: Report) -> Iterator[str]:
    """The name of each medicine whose dose is told and was not read."""
    for place, line in enumerate(record.lines, 1):
        if isinstance(line, Read) and DOSE_UNREAD in line.remarks:
            for each in report.inputs[place - 1].substances:
                yield checker.library.substances[each].name


def accounted(line: SetAside, place: int) -> Input:
    """A line that was set aside, as an input of a report."""
    return Input(
        line=place,
        kind=line.kind,
        as_written=line.as_written,
        outcome=line.outcome,
        candidates=line.candidates,
        reason=line.reason,
    )


def _placed(caution: Caution, places: Sequence[int]) -> Caution:
    """The caution with its lines counted in the record, no longer in the person."""

    def placed(parts: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            each.model_copy(update={"line": places[each.line - 1]}) if each.line else each
            for each in parts
        )

    return caution.model_copy(
        update={
            "medications": placed(caution.medications),
            "conditions": placed(caution.conditions),
            "because": placed(caution.because),
        }
    )
