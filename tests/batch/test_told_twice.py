"""What two rows, files, columns or elements tell of one person is never one of them, unsaid."""

from __future__ import annotations

import json
import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from medcaution.batch.columns import find_columns
from medcaution.batch.intake import take_in
from medcaution.batch.layouts import Source, guess
from medcaution.batch.lists import AGAIN
from medcaution.cli import main
from medcaution.errors import InputError


def answered(kernel, source, folder, as_of="2026-11-26"):
    intake = take_in(source, folder, as_of)
    return intake, kernel.check(intake.read(*intake.parts()))


def told(answers):
    return {
        each["person"]: (each["status"], each["complete"]) for each in answers.people.to_pylist()
    }


@pytest.mark.parametrize("second", ["false", ""])
def test_two_rows_that_differ_about_a_person_are_refused(tmp_path, kernel, second):
    (tmp_path / "l.csv").write_text("person,medication\n1,valproate\n2,valproate\n")
    (tmp_path / "p.csv").write_text(f"person,pregnant\n1,true\n1,{second}\n2,true\n2,true\n")
    source = Source(tmp_path / "l.csv", "long", people=tmp_path / "p.csv")
    _, answers = answered(kernel, source, tmp_path / "in")
    assert told(answers) == {"1": ("incomplete", False), "2": ("cautions", True)}
    refused = [(each["person"], each["row"], each["reason"]) for each in answers.rejected.to_pylist()]  # fmt: skip
    assert refused == [("1", 2, AGAIN), ("1", 3, AGAIN)]


def test_two_patients_of_one_id_that_differ_tell_no_age(tmp_path, kernel):
    patients = [{"resourceType": "Patient", "id": "1", **born} for born in ({"birthDate": "1940-01-01"}, {})]  # fmt: skip
    path = tmp_path / "bulk.ndjson"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (*patients, taken("1", "Zoloft"))))
    _, answers = answered(kernel, Source(path, "fhir"), tmp_path / "in")
    assert told(answers) == {"1": ("incomplete", False)}
    path.write_text("".join(f"{json.dumps(each)}\n" for each in (patients[0], patients[0], taken("1", "Zoloft"))))  # fmt: skip
    _, answers = answered(kernel, Source(path, "fhir"), tmp_path / "again")
    assert told(answers)["1"][1]


def taken(patient, text):
    return {
        "resourceType": "MedicationRequest", "status": "active",
        "medicationCodeableConcept": {"text": text}, "subject": {"reference": f"Patient/{patient}"},
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["replaced-by", "replaces"])
def test_patients_that_were_merged_are_both_incomplete(tmp_path, kernel, kind):
    merged = {"resourceType": "Patient", "id": "2", "link": [{"type": kind, "other": {"reference": "Patient/1"}}]}  # fmt: skip
    rows = [merged, taken("1", "Zoloft"), taken("2", "Nardil"), taken("3", "Nardil")]
    path = tmp_path / "bulk.ndjson"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in rows))
    _, answers = answered(kernel, Source(path, "fhir"), tmp_path / "in")
    assert {name: whole for name, (_, whole) in told(answers).items()} == {"1": False, "2": False, "3": True}  # fmt: skip
    assert {each["person"] for each in answers.rejected.to_pylist()} == {"1", "2"}


CDM = {
    "drug_exposure": "drug_exposure_id,person_id,drug_concept_id,drug_source_value\n1,1,0,ketamine\n",
    "concept": "concept_id,concept_name,vocabulary_id,concept_code\n12,Schizophrenia,SNOMED,58214004\n",
    "condition_occurrence": "condition_occurrence_id,person_id,condition_concept_id,condition_source_value\n1,1,12,\n",
}  # fmt: skip


@pytest.fixture
def cdm(tmp_path):
    folder = tmp_path / "cdm"
    folder.mkdir()
    for name, text in CDM.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.mark.parametrize(
    "other",
    [
        "drug_exposure_2.csv", "drug_exposure.parquet", "DRUG_EXPOSURE-00001.csv", "drug_exposure.tsv",
        "more/drug_exposure.csv", "condition_occurrence/part-0.parquet", "person/part-0.parquet",
        "concept.part2.csv", "condition_occurrence.csv.gz",
    ],
)  # fmt: skip
def test_a_table_of_the_cdm_is_one_file(cdm, tmp_path, other):
    (cdm / other).parent.mkdir(exist_ok=True)
    (cdm / other).write_text(CDM["drug_exposure"])
    with pytest.raises(InputError, match="has to be one file in the folder itself"):
        take_in(Source(cdm, "omop"), tmp_path / "in")


def test_tables_that_are_called_alike_are_other_tables(cdm, tmp_path, kernel):
    for name in ("concept_relationship.csv", "concept_class.csv", "drug_era.csv"):
        (cdm / name).write_text("a\n1\n")
    _, answers = answered(kernel, Source(cdm, "omop"), tmp_path / "in")
    assert told(answers) == {"1": ("cautions", True)}


@pytest.mark.parametrize("written", ["1.0", "01", "1"])
def test_an_id_of_the_cdm_is_a_whole_number_however_it_is_held(cdm, tmp_path, kernel, written):
    (cdm / "drug_exposure.csv").write_text(
        CDM["drug_exposure"].replace("\n1,1,", f"\n1,{written},")
    )
    ill = (cdm / "condition_occurrence.csv").read_text().replace(",12,", ",12.0,")
    (cdm / "condition_occurrence.csv").write_text(ill)
    _, answers = answered(kernel, Source(cdm, "omop"), tmp_path / "in")
    assert told(answers) == {"1": ("cautions", True)}
    assert answers.people.to_pylist()[0]["lines"] == 2


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_an_id_that_is_no_whole_number_is_none(cdm, tmp_path, kernel, kind):
    (cdm / "drug_exposure.csv").unlink()
    people = [1.0, 1.5, math.nan, None, 2.0**60]
    table = {"drug_exposure_id": [1, 2, 3, 4, 5], "person_id": pa.array(people, kind), "drug_concept_id": [0] * 5, "drug_source_value": ["ketamine"] * 5}  # fmt: skip
    pq.write_table(pa.table(table), cdm / "drug_exposure.parquet")
    intake, answers = answered(kernel, Source(cdm, "omop"), tmp_path / "in")
    assert [*told(answers)] == ["1"]
    assert intake.rejected["row"].to_pylist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "rows",
    [
        b"1,1,0,ketamine\n#2,2,0,Nardil\n3,3,0,ketamine\n",
        b"1,1,0,ketamine\n2,2,0\n",
        b"1,1,0,ketamine\n2,2,0,a,b,c\n",
        b"1,1,0,k\xe9tamine\n",
    ],
)
def test_a_csv_of_the_cdm_that_would_lose_a_row_is_refused(cdm, tmp_path, rows):
    """The first of these is a number that is none; no row is taken for a comment."""
    head = CDM["drug_exposure"].encode().split(b"\n")[0] + b"\n"
    (cdm / "drug_exposure.csv").write_bytes(head + rows)
    result = CliRunner().invoke(main, ["batch", str(cdm), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2, result.output
    assert "no CDM 5.4 table" in result.stderr
    assert "tamine" not in result.stderr
    assert "Nardil" not in result.stderr


@pytest.mark.parametrize(
    ("have", "more"),
    [
        ("medication", "medication2"), ("medication", "Medication_2"), ("drug", "other drug"),
        ("medication", "generic_name"), ("drug_name", "drug_name_2"), ("condition", "condition_2"),
        ("diagnosis", "second diagnosis"),
    ],
)  # fmt: skip
def test_a_second_column_of_names_is_refused(have, more):
    ours = "name" if have in ("condition", "diagnosis") else "as_written"
    present, wanted = ["person", have, more], ["person", ours, "dose"]
    with pytest.raises(InputError, match=f"--ignore {more}"):
        find_columns(present, wanted, ["person", ours], {}, "a.csv")
    assert find_columns(present, wanted, [ours], {}, "a.csv", [more])[ours] == have


@pytest.mark.parametrize(
    "beside", ["medication_id", "drug_class", "drug_code", "is_generic", "ward 2"]
)
def test_a_column_that_holds_no_name_is_left(beside):
    found = find_columns(["person", "medication", beside], ["person", "as_written"], [], {}, "a")
    assert beside not in found.values()


@pytest.mark.parametrize(
    ("rows", "people", "refused"),
    [
        ('1,"ketamine\n2,zoloft"\n2,Nardil\n', {"2": False, "1": False}, [2, 3]),
        (
            '1,"ketamine\n2,zoloft\n3,x"\n2,Nardil\n',
            {"1": False, "2": False, "3": False},
            [2, 3, 4],
        ),
        ('1,keta"mine\n2,Nardil\n', {"1": False, "2": True}, [2]),
        ('1,5" tape\n2,Nardil\n3,6" tape\n', {"1": False, "2": True, "3": False}, [2, 4]),
        ('1,"Nardil, Zoloft"\n2,"say ""x"""\n', {"1": True, "2": False}, []),
    ],
)
def test_a_row_is_not_read_out_of_a_cell_of_somebody_else(tmp_path, kernel, rows, people, refused):
    path = tmp_path / "a.csv"
    path.write_text(f"person,medication\n{rows}")
    intake, answers = answered(kernel, Source(path, guess(path)), tmp_path / "in")
    assert {name: whole for name, (_, whole) in told(answers).items()} == people
    assert sorted(answers.rejected["row"].to_pylist() + intake.rejected["row"].to_pylist()) == refused  # fmt: skip
    if "zoloft" in rows:
        assert "sertraline" not in str(answers.names.to_pylist())


def test_a_quote_that_nothing_closes_costs_its_line_alone(tmp_path, kernel):
    path = tmp_path / "a.csv"
    path.write_text('person,medication\n1,"ketamine\n' + "".join(f"{n},Nardil\n" for n in range(2, 99)))  # fmt: skip
    _, answers = answered(kernel, Source(path, guess(path)), tmp_path / "in")
    assert answers.rejected["row"].to_pylist() == [2]
    assert sum(each["complete"] for each in answers.people.to_pylist()) == 97


@pytest.mark.parametrize("layout", ["long", "persons"])
def test_not_a_number_is_nobody_and_a_whole_one_is_written_so(tmp_path, kernel, layout):
    people = [math.nan, math.nan, 1.0]
    taken_by = ["phenelzine", "Zoloft", "metoprolol"]
    columns = {"long": {"medication": taken_by}, "persons": {"medications": [[each] for each in taken_by]}}  # fmt: skip
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"person": people, **columns[layout]}), path)
    intake, answers = answered(kernel, Source(path, layout), tmp_path / "in")
    assert [*told(answers)] == ["1"]
    assert {*intake.rejected["row"].to_pylist()} == {1, 2}
    pq.write_table(pa.table({"person": [1.5, 1e17, 1.0], **columns[layout]}), path)
    with pytest.raises(InputError, match="fractions or too large"):
        take_in(Source(path, layout), tmp_path / "again")
