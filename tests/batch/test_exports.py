"""Files that clinical systems export: read like the service reads a record, and no row is lost."""

from __future__ import annotations

import datetime
import gzip
import json

import duckdb
import pyarrow as pa
import pytest

from medcaution.batch.ages import Ages
from medcaution.batch.intake import take_in
from medcaution.batch.kernel import Kernel
from medcaution.batch.layouts import Source, guess
from medcaution.batch.records import Records
from medcaution.batch.verify import caution_row
from medcaution.errors import InputError
from medcaution.facts import Person
from medcaution.fhir.checking import check_record
from medcaution.fhir.record import read_record

DAY = "2026-11-26"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def dated(prepared):
    return Kernel(prepared, as_of=DAY)


def answered(kernel, path, folder):
    source = Source(path, guess(path))
    intake = take_in(source, folder, DAY)
    return intake, kernel.check(intake.read(*intake.parts()))


def use(patient, reference, **more):
    return {
        "resourceType": "MedicationRequest", "status": "active", "intent": "order",
        "subject": {"reference": f"Patient/{patient}"},
        "medicationReference": {"reference": reference}, **more,
    }  # fmt: skip


def medicine(identity, text, **more):
    return {"resourceType": "Medication", "id": identity, "code": {"text": text}, **more}


MEDICINES = [
    {"resourceType": "Medication", "id": "k", "code": {"coding": [{"system": RXNORM, "code": "6130"}]}},
    medicine("z", "Zoloft"),
    {"resourceType": "Medication", "id": "n", "ingredient": [{"itemReference": {"reference": "Substance/n"}}]},
    {"resourceType": "Substance", "id": "n", "code": {"text": "phenelzine"}},
    {"resourceType": "Medication", "id": "r5", "ingredient": [{"item": {"reference": {"reference": "Substance/n"}}}]},
    medicine("w", "wrong", status="entered-in-error"),
]  # fmt: skip
USES = [
    use("a", "Medication/k"),
    use("a", "https://example.org/fhir/Medication/z/_history/3"),
    use("b", "Medication/n"),
    use("r5", "Medication/r5"),
    use("b", "#own", contained=[medicine("own", "tramadol")]),
    use("c", "Medication/k", subject={"reference": "https://example.org/fhir/Patient/c"}),
    use("c", "Medication/w"),
    use("d", "Medication/nowhere"),
    use("d", "Medication/z"),
]
PATIENTS = [
    {"resourceType": "Patient", "id": "a", "birthDate": "1950-03-01"},
    {"resourceType": "Patient", "id": "b", "birthDate": "1961"},
    {"resourceType": "Patient", "id": "e"},
]


def export(folder, **files):
    folder.mkdir()
    for name, resources in files.items():
        lines = "".join(json.dumps(each) + "\n" for each in resources)
        (folder / f"{name}.ndjson.gz").write_bytes(gzip.compress(lines.encode()))
    return folder


def test_what_other_files_hold_is_found_as_the_service_finds_it(dated, checker, tmp_path):
    # Requests come before Medications here, and in most exports.
    path = export(tmp_path / "bulk", A_uses=USES, Medication=MEDICINES, Patient=PATIENTS)
    intake, answers = answered(dated, path, tmp_path / "in")
    rows, people = answers.cautions.to_pylist(), answers.people.to_pylist()
    assert [each["person"] for each in people] == ["a", "b", "c", "d", "e", "r5"]
    for told in people:
        name = told["person"]
        own = [each for each in USES if each["subject"]["reference"].endswith(f"/{name}")]
        patient = [each for each in PATIENTS if each["id"] == name]
        pointed = [each for each in MEDICINES if each["resourceType"] == "Substance" or f"Medication/{each['id']}" in str(own)]  # fmt: skip
        bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (*pointed, *patient, *own)]}  # fmt: skip
        report = check_record(checker, read_record(bundle, datetime.date.fromisoformat(DAY)))
        assert (told["status"], told["complete"]) == (report.status, report.complete)
        spoken = (*report.cautions, *report.notes)
        assert [each for each in rows if each["person"] == name] == [
            caution_row(name, each) for each in spoken
        ]
    refused = [(each["row"], each["person"]) for each in answers.rejected.to_pylist()]
    assert refused == [(7, "c"), (8, "d")]
    assert len(intake.rejected) == 0


def test_one_id_for_two_medicines_names_none(dated, tmp_path):
    both = [medicine("z", "Zoloft"), medicine("z", "Zocor"), medicine("k", "ketamine"), {"meta": {"versionId": "2"}} | medicine("k", "ketamine")]  # fmt: skip
    path = export(tmp_path / "bulk", Medication=both, Use=[use("a", "Medication/z"), use("a", "Medication/k")])  # fmt: skip
    _, answers = answered(dated, path, tmp_path / "in")
    (refused,) = answers.rejected.to_pylist()
    assert "is not in the record" in refused["reason"]
    (person,) = answers.people.to_pylist()
    assert (person["recognised"], person["complete"]) == (1, False)


def told(patient, text, display, *parts):
    coding = {"coding": [{"system": "urn:x", "code": "1", "display": display}], "text": text}
    inside = [{} if each is ... else {"itemCodeableConcept": {"text": each}} for each in parts]
    return use(patient, "#own", contained=[medicine("own", text, code=coding, ingredient=inside)])


NAMES = [
    told("a", "fluoxetine", "phenelzine 15 MG Oral Tablet"),
    told("b", "ketamine", "ketamine", "ketamine", "phenelzine"),
    told("ba", "ketamine", "ketamine", "ketamine", ...),
    told("c", "citalopram 60 mg", "Celexa 60 MG Oral Tablet", "citalopram"),
    told("d", "Norco", "acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet", "hydrocodone"),
    told("e", "Zoloft 50 mg", "Zoloft 50 MG Oral Tablet [UD 7]", "sertraline"),
    told("f", "acetaminophen 325 mg tablet", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet"),
    told("g", "acetaminophen", "acetaminophen-oxycodone 325 mg-5 mg oral tablet"),
    told("h", "Claritin", "Claritin-D 24 Hour"),
    told("i", "fluoxetine", "phenelzine 15 MG Oral Tablet " + "x" * 1_000),
    told("j", "Adderall 10 mg", "Adderall 10 MG Oral Tablet"),
    told("k", "fluoxetine", "Product containing fluoxetine"),
]  # fmt: skip


def test_a_medicine_told_in_two_ways_is_a_question_here_too(dated, checker, tmp_path):
    path = export(tmp_path / "bulk", Use=NAMES)
    _, answers = answered(dated, path, tmp_path / "in")
    people = answers.people.to_pylist()
    asked = ("a", "b", "ba", "f", "g", "h", "i")
    assert [each["person"] for each in people if not each["complete"]] == [*asked]
    for each, row in zip(NAMES, people, strict=True):
        report = check_record(checker, read_record(each, datetime.date.fromisoformat(DAY)))
        assert (row["status"], row["complete"]) == (report.status, report.complete)
        assert (row["lines"], row["unread"]) == (report.coverage.lines, not report.complete)
        spoken = [one for one in answers.cautions.to_pylist() if one["person"] == row["person"]]
        assert [(one["severity"], one["rules"]) for one in spoken] == [
            (one.severity, [mark.code for mark in one.rules]) for one in report.told
        ]


def condition(text, display=None, **more):
    coding = {"coding": [{"code": "1", "display": display}]} if display else {}
    return {"resourceType": "Condition", "code": {"text": text, **coding}, **more}


def test_conditions_are_held_against_their_displays_and_read_inside_a_drug_here_too(
    dated, checker, tmp_path
):
    whose = {"subject": {"reference": "Patient/b"}}
    odd = condition("asthma", "Schizophrenia, unspecified", **whose)
    inside = [medicine("m", "ketamine"), condition("schizophrenia", id="c")]
    source = [use("a", "#m", contained=inside), use("b", "Medication/k"), odd]
    path = export(tmp_path / "bulk", Use=source, Medication=MEDICINES)
    _, answers = answered(dated, path, tmp_path / "in")
    complete = {each["person"]: each["complete"] for each in answers.people.to_pylist()}
    assert complete == {"a": True, "b": False}
    report = check_record(checker, read_record(source[0], datetime.date.fromisoformat(DAY)))
    assert any(each.conditions for each in report.cautions)
    spoken = [one["severity"] for one in answers.cautions.to_pylist() if one["person"] == "a"]
    assert spoken == [each.severity for each in report.told]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_omop_ages_are_those_that_the_day_of_birth_leaves(dated, checker, tmp_path, ending):
    folder = tmp_path / "cdm"
    folder.mkdir()
    born = {1: (1950, None, None), 2: (1961, None, None), 3: (1961, 11, 26), 4: (1961, 12, None), 5: (None, None, None), 6: (2030, None, None)}  # fmt: skip
    tables = {
        "person": ("person_id", "year_of_birth", "month_of_birth", "day_of_birth"),
        "drug_exposure": ("drug_exposure_id", "person_id", "drug_concept_id", "drug_source_value"),
        "concept": ("concept_id", "concept_name", "vocabulary_id", "concept_code"),
    }
    rows = {
        "person": [(number, *each) for number, each in born.items()],
        "drug_exposure": [
            (10 * number + place, number, 11 * place, None if place else "diazepam")
            for number in born
            for place in (0, 1)
        ],
        "concept": [(11, "ketamine", "RxNorm", "6130")],
    }
    for name, columns in tables.items():
        with duckdb.connect() as database:
            kinds = ["VARCHAR" if text else "INTEGER" for text in (each.endswith(("_name", "_code", "vocabulary_id", "source_value")) for each in columns)]  # fmt: skip
            database.execute(f"CREATE TABLE t ({', '.join(map(' '.join, zip(columns, kinds, strict=True)))})")  # fmt: skip
            database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows[name])  # fmt: skip
            database.execute(f"COPY t TO '{folder / name}.{ending}'")
    _, answers = answered(dated, folder, tmp_path / "in")
    said = answers.cautions.to_pylist()
    medications = ["diazepam", "ketamine"]
    ages = {"1": 75, "2": None, "3": 65, "4": 64, "5": None, "6": None}
    for name, age in ages.items():
        report = checker.check(Person(id=name, as_of=DAY, age=age, medications=medications))
        spoken = [caution_row(name, each) for each in (*report.cautions, *report.notes)]
        assert spoken
        assert [each for each in said if each["person"] == name] == spoken
    assert [each["severity"] for each in said if each["person"] == "1"] != [
        each["severity"] for each in said if each["person"] == "2"
    ]
    (refused,) = answers.rejected.to_pylist()
    assert (refused["person"], refused["table"]) == ("6", "people")
    assert [each["complete"] for each in answers.people.to_pylist()] == [True] * 5 + [False]


def test_patients_of_two_servers_are_not_taken_for_one(tmp_path):
    orders = [
        {"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": {"text": name}, "subject": {"reference": f"https://{home}/fhir/Patient/1"}}
        for home, name in (("a.org", "phenelzine"), ("b.org", "sertraline"))
    ]  # fmt: skip
    path = tmp_path / "orders.ndjson"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in orders))
    with pytest.raises(InputError, match=r"a.org/fhir and \S*b.org/fhir, whose ids may be alike"):
        take_in(Source(path, "fhir"), tmp_path / "in")
    path.write_text(f"{json.dumps(orders[0])}\n" * 2)
    take_in(Source(path, "fhir"), tmp_path / "in")


def test_what_is_left_out_of_a_record_is_listed_and_held_against_nobody(dated, tmp_path):
    left = [use("a", "Medication/z") | {"status": "entered-in-error"}, use("b", "Medication/z") | {"status": "cancelled"}]  # fmt: skip
    path = export(tmp_path / "bulk", Medication=[medicine("z", "Zoloft")], Use=[use("a", "Medication/z"), *left])  # fmt: skip
    intake, answers = answered(dated, path, tmp_path / "in")
    told = [(each["person"], each["reason"]) for each in answers.rejected.to_pylist()]
    assert told == [("a", "Its status is entered-in-error."), ("b", "Its status is cancelled.")]
    assert len(intake.rejected) == 0
    people = [(each["person"], each["status"], each["complete"], each["rejected"]) for each in answers.people.to_pylist()]  # fmt: skip
    assert people == [("a", "none-found", True, 0), ("b", "nothing-checked", True, 0)]


def test_what_was_assumed_of_a_record_stands_in_the_report_of_a_batch(dated, prepared, tmp_path):
    given = {**use("a", "Medication/z"), "resourceType": "MedicationAdministration", "status": "completed", "effectiveDateTime": "2026-11-20"}  # fmt: skip
    path = export(tmp_path / "bulk", Medication=[medicine("z", "Zoloft")], Use=[given])
    intake, _ = answered(dated, path, tmp_path / "in")
    lists = intake.read(*intake.parts())
    ((_, record),) = Records(Ages(prepared.productions), DAY).of(lists, pa.array(["a"]))
    assert any("still in use" in each for each in record.remarks)
