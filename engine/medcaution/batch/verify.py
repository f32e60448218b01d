"""The table against the live engine, on a user's own data: row for row, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from medcaution.batch.kernel import Kernel
from medcaution.batch.lists import Lists
from medcaution.batch.records import Records
from medcaution.checker import Checker
from medcaution.fhir.checking import check_record
from medcaution.report import Caution


def differences(
    kernel: Kernel, checker: Checker, records: Records, lists: Lists
) -> Iterator[tuple[str, str]]:
    """People whom the two ways answer differently, and in which table.

    Whoever is in neither the people nor those who are refused or failed counts as different.

    Raises:
        EngineError: if the live engine cannot answer.
    """
    answers = kernel.check(lists)
    cautions: dict[str, list[dict[str, Any]]] = {}
    for row in answers.cautions.to_pylist():
        cautions.setdefault(row["person"], []).append(row)
    people = {row["person"]: row for row in answers.people.to_pylist()}
    accounted = people.keys() | {
        name for table in (answers.rejected, answers.failed) for name in table["person"].to_pylist()
    }
    yield from ((name, "people") for name in sorted(lists.names - accounted))
    for name, record in records.of(lists, answers.people["person"]):
        report = check_record(checker, record)
        spoken = [caution_row(name, each) for each in (*report.cautions, *report.notes)]
        if spoken != cautions.get(name, []):
            yield name, "cautions"
        told, read = people[name], report.coverage
        counted = (read.lines - told["rejected"], read.recognised)  # the row of people holds both
        if (report.status, report.complete, *counted) != tuple(
            told[each] for each in ("status", "complete", "lines", "recognised")
        ):
            yield name, "people"


def caution_row(person: str, caution: Caution) -> dict[str, Any]:
    """A caution of a report as a row of the table of cautions."""
    return {
        "person": person,
        "severity": caution.severity,
        "consequence": caution.consequence,
        "family": caution.family,
        "rules": [each.code for each in caution.rules],
        "substances": sorted({each.substance for each in caution.medications}),
        "as_written": [each.as_written for each in caution.medications],
        "conditions": sorted({each.condition for each in caution.conditions}),
        "contested": caution.contested,
        "adjustments": [f"{each.to}: {each.because}" for each in caution.adjustments],
        "summary": caution.summary,
        "plain": caution.plain,
        "id": caution.id,
    }
