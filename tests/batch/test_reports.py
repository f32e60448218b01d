"""A line of reports is what a single check answers, byte for byte, and no row is left out of it."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from medcaution import Checker, EngineError, Person, Report
from medcaution.authoring.people import people_files, read_people
from medcaution.batch.example import write_example
from medcaution.batch.intake import take_in
from medcaution.batch.kernel import Kernel
from medcaution.batch.layouts import Source
from medcaution.batch.reports import PACKED, Reports, join_reports
from medcaution.batch.run import Options, run
from medcaution.matching.matcher import Matcher
from medcaution.matching.materialised import Materialised
from medcaution.strict_json import parse_json


def silent(*_):
    """Tell nobody."""


@pytest.fixture(scope="module")
def reports(prepared, kernel):
    return Reports(prepared, kernel.table, "document", None)


def written(reports, lists, names, folder):
    reports.write(folder / PACKED, lists, pa.chunked_array([names]))
    join_reports(folder / "reports.ndjson", [folder / PACKED])
    return (folder / "reports.ndjson").read_text().splitlines()


def test_reports_are_those_of_the_live_engine(reports, checker, invented, lists_of, tmp_path):
    listed = [placed for file in people_files() for placed in read_people(file)]
    bundled = [
        placed.listed.person().model_copy(update={"id": f"b{number:05}"})
        for number, placed in enumerate(listed)
    ]
    assert len(bundled) > 100
    people = [*bundled, *invented[:300]]
    lines = written(reports, lists_of(people), [each.id for each in people], tmp_path)
    assert lines == [checker.check(each).to_json() for each in people]


def test_a_row_that_is_refused_stands_in_the_report(kernel, reports, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "person,as_written,status\n1,Zoloft,\n1,Nardil,perhaps\n1,Nardil,,\n1,ketamine,\n"
    )
    lists = take_in(Source(path, "long"), tmp_path / "in")
    lists = lists.read(*lists.parts())
    (line,) = written(reports, lists, kernel.check(lists).people["person"].to_pylist(), tmp_path)
    report = Report.model_validate(parse_json(line), strict=False)
    assert [(each.line, each.as_written, each.outcome) for each in report.inputs] == [
        (1, "Zoloft", "recognised"),
        (2, "Nardil", "could-not-interpret"),
        (3, "", "could-not-interpret"),
        (4, "ketamine", "recognised"),
    ]
    assert "one of 'current'" in report.inputs[1].reason
    assert (report.person_id, report.complete, report.status) == ("1", False, "cautions")
    assert {each.line for caution in report.cautions for each in caution.medications} <= {1, 4}


def test_reports_leave_no_trace_of_how_the_work_was_cut(library, tmp_path):
    people = tmp_path / "people.ndjson"
    write_example(people, library, 60, seed=4)
    for out, more in (("one", {}), ("two", {"workers": 2, "rows_of_a_part": 60})):
        options = Options(tmp_path / out, form="ndjson", as_of="2026-11-25", **more)
        run(Source(people, "persons"), options, silent)
    one, two = ((tmp_path / out / "reports.ndjson").read_bytes() for out in ("one", "two"))
    assert one == two
    told = [json.loads(line) for line in (tmp_path / "one/people.ndjson").read_text().splitlines()]
    said = [json.loads(line) for line in one.decode().splitlines()]
    assert [(each["person_id"], each["status"], each["complete"]) for each in said] == [
        (each["person"], each["status"], each["complete"]) for each in told
    ]


def test_a_table_whose_matcher_fails_says_so(prepared, monkeypatch):
    checker = Checker(prepared=prepared, matcher=Materialised(Kernel(prepared).table))

    def failing(*_):
        raise EngineError("invented")

    monkeypatch.setattr(Matcher, "activations", failing)
    with pytest.raises(EngineError, match="invented"):
        checker.check(Person(medications=["ketamine", "Zoloft"]))
