"""Every row of a file is answered or rejected with its line; none is lost."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from medcaution.batch.delimited import read_delimited
from medcaution.batch.intake import take_in
from medcaution.batch.layouts import Source, guess
from medcaution.batch.lists import MEDICATIONS
from medcaution.cli import main
from medcaution.errors import InputError

GOOD = "person,as_written\n1,ketamine\n2,Zoloft\n"


def read(path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    tables = list(read_delimited(path, MEDICATIONS, ("person", "as_written"), {}))
    return pa.concat_tables(tables).to_pylist() if tables else []


@pytest.mark.parametrize(
    "data",
    [GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.replace("\n", "\r"), GOOD.replace(",", "\t"),
     GOOD.replace(",", ";"), gzip.compress(GOOD.encode()), pa.compress(GOOD.encode(), "zstd", asbytes=True)],
)  # fmt: skip
def test_dialects(tmp_path, data):
    rows = read(tmp_path / "a.csv", data)
    assert [(row["person"], row["as_written"]) for row in rows] == [
        ("1", "ketamine"),
        ("2", "Zoloft"),
    ]
    assert [row["problem"] for row in rows] == [None, None]


def test_no_type_is_guessed(tmp_path):
    rows = read(tmp_path / "a.csv", "person,as_written\n00123,NA\n010,1e5\n")
    assert [(row["person"], row["as_written"]) for row in rows] == [("00123", "NA"), ("010", "1e5")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'3,"ketamine', "a quote is not closed"),
        (b"3,ketamine,more", "has 3 fields, the header has 2"),
        (b"3", "has 1 fields, the header has 2"),
        (b"3,k\xff", "is not UTF-8; save"),
        (b"3,k\x00", "holds a NUL byte"),
        (b",ketamine", "has no person"),
    ],
)
def test_a_bad_line_costs_itself_alone(tmp_path, line, problem):
    rows = read(tmp_path / "a.csv", GOOD.encode() + line + b"\n4,Nardil\n")
    assert [row["row"] for row in rows] == [2, 3, 4, 5]
    assert problem in rows[2]["problem"]
    assert rows[3]["as_written"] == "Nardil"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "no column for the person"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"person,patient_id,drug\n", "could both be the person"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(tmp_path, data, message):
    if b"patient_id" in data:
        data = data.replace(b"person", b"pid")
    with pytest.raises(InputError, match=message):
        read(tmp_path / "a.csv", data)


def test_people_with_conditions_only_are_checked(tmp_path, kernel):
    (tmp_path / "a.csv").write_text(GOOD)
    (tmp_path / "c.csv").write_text("patient,diagnosis\n9,schizophrenia\n")
    source = Source(tmp_path / "a.csv", "long", tmp_path / "c.csv")
    intake = take_in(source, tmp_path / "in")
    parts = [kernel.check(intake.read(part)).people.to_pylist() for part in intake.parts(1)]
    found = [(row["person"], row["status"]) for people in parts for row in people]
    assert [name for name, _ in found] == ["1", "2", "9"]
    assert found[-1] == ("9", "nothing-checked")


def test_ndjson_is_read_as_strictly_as_one_person(tmp_path, kernel):
    path = tmp_path / "a.ndjson"
    path.write_text(
        '{"id":"a","medications":["Zoloft","Nardil"]}\n{"id":"b","medicatons":[]}\n{"id"\n'
    )
    assert guess(path) == "persons"
    intake = take_in(Source(path, "persons"), tmp_path / "in")
    answers = kernel.check(intake.read(*intake.parts()))
    assert answers.people["person"].to_pylist() == ["a"]
    assert intake.rejected["row"].to_pylist() == [2, 3]


def test_the_same_person_twice_is_refused_not_merged(tmp_path, kernel):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"person": ["a", "a", "b"], "medications": [["Zoloft"], ["Nardil"], ["ketamine"]]}), path)  # fmt: skip
    intake = take_in(Source(path, guess(path)), tmp_path / "in")
    answers = kernel.check(intake.read(*intake.parts()))
    assert answers.people["person"].to_pylist() == ["b"]
    assert answers.rejected["row"].to_pylist() == [1, 2]


def test_lists_without_a_single_text_are_answered(tmp_path, kernel):
    path = tmp_path / "a.parquet"
    shape = pa.schema([("person", pa.string()), ("medications", pa.list_(pa.string()))])
    pq.write_table(pa.table({"person": ["a"], "medications": [[None, None]]}, shape), path)
    intake = take_in(Source(path, guess(path)), tmp_path / "in")
    (person,) = kernel.check(intake.read(*intake.parts())).people.to_pylist()
    assert (person["lines"], person["status"]) == (2, "nothing-checked")


def test_fhir_bulk(tmp_path, kernel):
    rxnorm = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130"}
    subject = {"reference": "Patient/a"}
    resources = [
        {"resourceType": "Patient", "id": "a"},
        {"resourceType": "MedicationRequest", "status": "active", "subject": subject, "medicationCodeableConcept": {"coding": [rxnorm]}},
        {"resourceType": "MedicationStatement", "status": "active", "subject": subject, "medicationCodeableConcept": {"text": "Zoloft"}},
        {"resourceType": "MedicationStatement", "status": "entered-in-error", "subject": subject, "medicationCodeableConcept": {"text": "Nardil"}},
        {"resourceType": "Condition", "subject": subject, "code": {"text": "schizophrenia"}, "verificationStatus": {"coding": [{"code": "confirmed"}]}},
        {"resourceType": "MedicationRequest", "status": "active", "subject": subject},
    ]  # fmt: skip
    path = tmp_path / "all.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in resources))
    assert guess(path) == "fhir"
    intake = take_in(Source(path, "fhir"), tmp_path / "in")
    answers = kernel.check(intake.read(*intake.parts()))
    assert answers.rejected["row"].to_pylist() == [4, 6]
    assert answers.people["rejected"].to_pylist() == [1]  # what is left out is held against nobody
    substances = {name for row in answers.cautions["substances"].to_pylist() for name in row}
    assert substances == {"ketamine", "sertraline"}
    assert "schizophrenia" in str(answers.cautions["conditions"].to_pylist())


def drug(kind, name, status="active", **more):
    return {
        "resourceType": kind, "status": status, "subject": {"reference": "Patient/a"},
        "medicationCodeableConcept": {"text": name}, **more,
    }  # fmt: skip


def test_no_fhir_resource_about_a_drug_or_a_condition_vanishes(tmp_path):
    resources = [
        drug("MedicationRequest", "Zoloft"),
        drug("MedicationDispense", "Nardil", "completed"),
        drug("MedicationAdministration", "ketamine", "in-progress"),
        drug("MedicationStatement", "tramadol", "not-taken"),
        drug("MedicationRequest", "lithium", "entered-in-error"),
        drug("MedicationRequest", "cocaine", doNotPerform=True),
        drug("MedicationRequest", "MDMA", "resting"),
        {"resourceType": "Condition", "subject": {"reference": "Patient/a"}, "code": {"text": "mania"}, "verificationStatus": {"coding": [{"code": "refuted"}]}},
        {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": {"text": "LSD"}},
        {"resourceType": "Observation", "subject": {"reference": "Patient/a"}},
    ]  # fmt: skip
    path, out = tmp_path / "all.ndjson", tmp_path / "out"
    path.write_text("".join(json.dumps(each) + "\n" for each in resources))
    run = CliRunner().invoke(main, ["batch", str(path), "--layout", "fhir", "--out", str(out), "--workers", "1"])  # fmt: skip
    assert run.exit_code == 4
    refused = {each["row"]: each["reason"] for each in pq.read_table(out / "rejected.parquet").to_pylist()}  # fmt: skip
    assert refused == {
        4: "Its status is not-taken.",
        5: "Its status is entered-in-error.",
        6: "It asks for the medicine not to be given.",
        7: "Its status is none that FHIR defines.",
        8: "Its verification status is refuted.",
        9: "is no FHIR resource about one patient",
    }
    (person,) = pq.read_table(out / "people.parquet").to_pylist()
    assert (person["person"], person["complete"]) == ("a", False)
    spoken = {name for row in pq.read_table(out / "cautions.parquet").to_pylist() for name in row["substances"]}  # fmt: skip
    assert {"sertraline", "phenelzine", "ketamine"} <= spoken
    assert not spoken & {"tramadol", "lithium", "cocaine", "mdma", "lsd"}


def test_a_bundle_on_one_line_loses_no_resource(tmp_path, kernel):
    members = [
        drug("MedicationRequest", "aspirin", "entered-in-error"),
        drug("MedicationRequest", "ketamine"),
        {"resourceType": "Condition", "subject": {"reference": "Patient/a"}, "code": {"text": "schizophrenia"}},
        {**drug("MedicationRequest", "Nardil"), "subject": {"reference": "urn:uuid:b"}},
        {"resourceType": "OperationOutcome"},
        {"resourceType": "MedicationRequest", "status": "active", "subject": {"reference": "Patient/a"}, "medicationReference": {"reference": "Medication/m"}},
        {"resourceType": "Medication", "id": "m", "code": {"text": "Zoloft"}},
    ]  # fmt: skip
    entries = [{"resource": each} for each in members]
    entries.append({"fullUrl": "urn:uuid:b", "resource": {"resourceType": "Patient", "id": "b"}})
    path = tmp_path / "all.ndjson"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    intake = take_in(Source(path, "fhir"), tmp_path / "in")
    answers = kernel.check(intake.read(*intake.parts()))
    people = {each["person"]: each["lines"] for each in answers.people.to_pylist()}
    assert people == {"a": 4, "b": 1}
    told = {*answers.rejected["reason"].to_pylist(), *intake.rejected["reason"].to_pylist()}
    assert told == {
        "Its status is entered-in-error.",
        "record: answered with an error.",
    }
    spoken = {name for row in answers.cautions["substances"].to_pylist() for name in row}
    assert {"ketamine", "sertraline"} <= spoken


def test_omop(tmp_path, kernel):
    (tmp_path / "drug_exposure.csv").write_text(
        "drug_exposure_id,person_id,drug_concept_id,drug_source_value\n1,7,11,\n2,7,0,Zoloft 50 mg\n3,7,0,\n"
    )
    (tmp_path / "concept.csv").write_text(
        "concept_id,concept_name,vocabulary_id,concept_code\n11,ketamine,RxNorm,6130\n12,Schizophrenia,SNOMED,58214004\n"
    )
    (tmp_path / "condition_occurrence.csv").write_text(
        "condition_occurrence_id,person_id,condition_concept_id,condition_source_value\n1,7,12,F20\n"
    )
    assert guess(tmp_path) == "omop"
    intake = take_in(Source(tmp_path, "omop"), tmp_path / "in")
    answers = kernel.check(intake.read(*intake.parts()))
    (person,) = answers.people.to_pylist()
    assert (person["person"], person["lines"], person["complete"]) == ("7", 3, False)
    (refused,) = answers.rejected.to_pylist()
    assert (refused["row"], refused["reason"].startswith("names no medicine")) == (3, True)
    assert {"ketamine", "sertraline"} <= set(answers.cautions["substances"].to_pylist()[0])
