"""The table against the live engine, on a user's own data: row for row, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from medcaution.batch.kernel import Kernel
from medcaution.batch.lines import parse_codes
from medcaution.batch.lists import Lists
from medcaution.batch.people import truth, whole
from medcaution.checker import Checker
from medcaution.facts import Person
from medcaution.report import Caution

_MEDICATION = ("as_written", "route", "use", "status", "dose", "since", "last_taken", "codes")


def differences(
    kernel: Kernel, checker: Checker, lists: Lists, as_of: str | None
) -> Iterator[tuple[str, str]]:
    """People whom the two ways answer differently, and in which table.

    People with a rejected row are left out: a single check refuses them.

    Raises:
        EngineError: if the live engine cannot answer.
    """
    answers = kernel.check(lists)
    refused = {each.as_py() for each in answers.rejected["person"]}
    cautions: dict[str, list[dict[str, Any]]] = {}
    for row in answers.cautions.to_pylist():
        cautions.setdefault(row["person"], []).append(row)
    people = {row["person"]: row for row in answers.people.to_pylist()}
    for name, person in persons(lists, as_of):
        if name in refused:
            continue
        report = checker.check(Person.model_validate(person))
        spoken = [caution_row(name, each) for each in (*report.cautions, *report.notes)]
        if spoken != cautions.get(name, []):
            yield name, "cautions"
        told = people.get(name, {})
        lines = (report.status, report.complete, report.coverage.lines, report.coverage.recognised)
        if tuple(told.get(each) for each in ("status", "complete", "lines", "recognised")) != lines:
            yield name, "people"


def persons(lists: Lists, as_of: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """The people of lists as single checks take them."""
    found: dict[str, dict[str, Any]] = {}

    def of(name: str) -> dict[str, Any]:
        return found.setdefault(
            name, {"id": name, "as_of": as_of, "medications": [], "conditions": []}
        )

    for row in _rows(lists.people):
        person = of(row["person"])
        person |= {"age": whole(row["age"]), "pregnant": truth(row["pregnant"])}
        person["as_of"] = row["as_of"] or as_of
    for row in _rows(lists.medications):
        of(row["person"])["medications"].append(_line(row, _MEDICATION))
    for row in _rows(lists.conditions):
        of(row["person"])["conditions"].append(_line(row, ("name", "status", "codes")))
    yield from sorted(found.items())


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


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted((row for row in rows if not row["problem"]), key=lambda row: row["row"])


def _line(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    line = {name: row[name] for name in names if row[name] is not None}
    line.setdefault(names[0], "")
    if "codes" in line:
        line["codes"] = parse_codes(line["codes"])
    return line
