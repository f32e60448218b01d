"""FHIR bulk NDJSON, one resource a line: the drug resources, Condition, and the age of a Patient."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa

from medcaution.batch.delimited import numbered_lines, opened
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists
from medcaution.batch.pointed import Pointed
from medcaution.batch.told import Told
from medcaution.errors import InputError
from medcaution.facts import Medication
from medcaution.fhir.bundles import Contents
from medcaution.fhir.index import Index
from medcaution.fhir.lines import Read
from medcaution.fhir.merging import merged_with
from medcaution.fhir.patients import identity, owner, server_of
from medcaution.fhir.record import read_record
from medcaution.strict_json import parse_json

_BLOCK = 50_000
_NOT_ONE = "is no FHIR resource about one patient"
_MERGED = "stands under two ids, as its Patient tells; their lists have to be checked together"
_Kind: TypeAlias = Literal["medication", "condition", "patient"]
_Row: TypeAlias = dict[str, Any]


def is_resource(path: Path) -> bool:
    """Does the first line of a file look like a FHIR resource?"""
    with opened(path) as stream:
        _, text, _ = next(numbered_lines(stream, path.name), (0, None, ""))
    return bool(text) and '"resourceType"' in str(text)


def read_resources(files: Sequence[Path], as_of: str | None) -> Iterator[Lists]:
    """The medications, conditions and patients of bulk files, read as the service reads them.

    A drug or condition that does not count (entered in error, not taken, refuted) stands among the
    rejected rows with its reason and leaves nobody incomplete; one that cannot be understood leaves
    its person incomplete. A medicine that is only pointed to is looked for in all files. Resources
    of other kinds speak of nothing that is checked.

    Raises:
        InputError: if they tell of patients of two servers, whose ids may be alike.
    """
    servers: set[str] = set()
    day = datetime.date.fromisoformat(as_of) if as_of else None
    with Pointed(files) as pointed:
        for file in files:
            rows = _no_rows()
            with opened(file) as stream:
                for number, text, problem in numbered_lines(stream, file.name):
                    if text is not None and not text.strip():
                        continue
                    for kind, row in _rows(text, problem, pointed, day, servers):
                        rows[kind].append({"row": number, **row})
                    if sum(map(len, rows.values())) >= _BLOCK:
                        yield _lists(rows)
                        rows = _no_rows()
            yield _lists(rows)


def _rows(
    text: str | None,
    problem: str,
    pointed: Pointed,
    as_of: datetime.date | None,
    servers: set[str],
) -> Iterator[tuple[_Kind, _Row]]:
    """The rows of a line; none if it speaks of nothing that is checked.

    A bundle on one line is no bulk export, yet it is sent: each of its resources is a row.
    """
    if text is None or problem:
        yield "medication", {"problem": problem}
        return
    try:
        resource = parse_json(text)
    except InputError as error:
        yield "medication", {"problem": str(error)}
        return
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        yield "medication", {"problem": _NOT_ONE}
        return
    whole = Contents()
    whole.add(resource)
    yield from (("medication", {"problem": fault}) for fault in (*whole.faults, *whole.gaps))
    for each in (*whole.medications, *whole.conditions, *whole.patients):
        _meet(servers, server_of(each))
        yield _row(each, whole.index, pointed, as_of)
    yield from (("patient", row) for each in whole.patients for row in _merged(each))


def _meet(servers: set[str], server: str | None) -> None:
    if server:
        servers.add(server)
    if len(servers) > 1:
        raise InputError(
            f"these files tell of patients of {' and '.join(sorted(servers))}, whose ids may be "
            "alike; check the files of one server at a time",
            "input",
        )


def _row(
    resource: dict[str, Any],
    index: Index,
    pointed: Pointed,
    as_of: datetime.date | None,
) -> tuple[_Kind, _Row]:
    """The kind of a resource that is checked, and its row; `index` holds its neighbours."""
    contents = Contents(index=index.copy())
    for each in pointed.by(resource):
        contents.add(each)
    contents.add(resource)
    try:
        record = read_record(contents, as_of)
    except InputError as error:
        return "medication", {"problem": str(error)}
    if resource["resourceType"] == "Patient":
        return "patient", _patient(resource, record.person.age)
    whose = owner(resource, index)
    for aside in record.set_aside:
        left_out = Told(left_out=aside.outcome == "ignored").packed()
        return aside.kind, {"person": whose, "problem": aside.reason, "told": left_out}
    for read in record.lines:
        if isinstance(read, Read):
            kind: _Kind = "medication" if isinstance(read.fact, Medication) else "condition"
            return kind, _told(whose, read)
    return "medication", {"problem": _NOT_ONE}


def _patient(resource: dict[str, Any], age: int | None) -> _Row:
    whose = identity(resource)
    return {
        "person": whose,
        "age": None if age is None else str(age),
        "problem": None if whose else _NOT_ONE,
    }


def _merged(patient: dict[str, Any]) -> Iterator[_Row]:
    """A row for each of two ids of one person: rows under the other are missing from its list."""
    for other in merged_with(patient):
        for whose in (identity(patient), other):
            yield {"person": whose, "problem": _MERGED if whose else _NOT_ONE}


def _told(whose: str | None, read: Read) -> _Row:
    """What a resource says, in the columns of a table; what it does not say is left empty."""
    if whose is None:
        return {"problem": _NOT_ONE}
    fact = read.fact
    told = fact.model_dump(mode="json", exclude_defaults=True, exclude={"codes"})
    codes = "|".join(f"{each.system}:{each.code}" for each in fact.codes)
    beside = Told(read.others, read.parts, read.remarks).packed()
    return {"person": whose, **told, "codes": codes or None, "told": beside}


def _no_rows() -> dict[_Kind, list[_Row]]:
    return {"medication": [], "condition": [], "patient": []}


def _lists(rows: dict[_Kind, list[_Row]]) -> Lists:
    return Lists(
        pa.Table.from_pylist(rows["medication"], schema=MEDICATIONS),
        pa.Table.from_pylist(rows["condition"], schema=CONDITIONS),
        pa.Table.from_pylist(rows["patient"], schema=PEOPLE),
    )
