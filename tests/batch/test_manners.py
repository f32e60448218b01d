"""What `medcaution batch` says of input that it cannot use: the cause, the remedy, and nothing lost."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from medcaution.batch.intake import Part
from medcaution.batch.layouts import Source
from medcaution.batch.workers import Done
from medcaution.cli import main
from medcaution.cli.batch import _Answered

LINES = "person,medication\n1,Zoloft\n1,ketamine\n"
ILLS = "person,condition\n1,schizophrenia\n"
PERSON = '{"id": "1", "medications": ["ketamine"]}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in {"lines.csv": LINES, "ills.csv": ILLS, "people.ndjson": PERSON}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "lines.csv.bz2").write_bytes(b"BZh9")
    (tmp_path / "empty").mkdir()
    (tmp_path / "cdm").mkdir()
    (tmp_path / "cdm/drug_exposure.csv").write_text("a\n")
    (tmp_path / "cdm/concept.csv").write_text("a\n")
    (tmp_path / "cdm/condition_occurrence.csv.gz").write_bytes(b"\x1f\x8b")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("people.ndjson --conditions ills.csv", "--conditions: is for the layout long"),
        ("people.ndjson --people ills.csv", "--people: is for the layout long"),
        ("lines.csv --column persn=person", "--column: persn: .* Did you mean 'person'"),
        ("lines.csv --column medications=medication", "--column: medications: the layout long has"),
        (
            "lines.csv --column drug=a --column medicine=b",
            "--column: says twice where the as_written is",
        ),
        ("people.ndjson --column person=id", "layout persons has no columns to name"),
        ("lines.csv --layout omop", "lines.csv: is not a folder"),
        ("empty --layout long", "empty: is not a file"),
        ("empty --layout fhir", "empty: is an empty folder"),
        ("cdm", "condition_occurrence.csv.gz: a table has to be one file in the folder itself"),
        ("lines.csv.bz2", "is packed as .bz2, .* gzip or zstd"),
        ("lines.csv --layout persons", "the layout persons is Parquet or .ndjson"),
        ("missing.csv", "'missing.csv' does not exist"),
    ],
)
def test_what_cannot_be_used_is_refused_and_said(folder, line, said):
    result = CliRunner().invoke(main, ["batch", *line.split(), "--out", "out"])
    assert result.exit_code == 2, result.output
    assert re.search(said, result.stderr), result.stderr
    assert not list(folder.glob("out/*.parquet"))


def test_a_column_may_be_called_by_any_of_its_usual_names(folder):
    (folder / "odd.csv").write_text("mrn,item\n1,Zoloft\n1,Nardil\n")
    result = CliRunner().invoke(
        main,
        ["batch", "odd.csv", "--column", "patient=mrn", "--column", "drug=item", "--out", "out"],
    )
    assert result.exit_code == 0, result.output
    assert "1 people, 2 cautions" in result.stdout


def test_a_folder_that_cannot_be_made_is_the_users_to_mend(folder):
    (folder / "file").touch()
    result = CliRunner().invoke(main, ["batch", "lines.csv", "--out", "file/out"])
    assert result.exit_code == 2, result.output
    assert "--out: file/out cannot be made: Not a directory" in result.stderr
    assert "name another folder" in result.stderr


def test_a_terminal_hears_at_once_and_then_of_each_part(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    answered = _Answered()
    assert capsys.readouterr().err == "Reading the input ..."
    answered.tell(Done(Part(0, None, None), people=1_000, cautions=70), 1, 4)
    answered.end()
    bar, said = capsys.readouterr().err.split("] ")
    assert bar.endswith("[#####...............")
    assert re.match(r"1 of 4 parts, 1,000 people, .* a second, 70 cautions and notes, about", said)


def test_a_list_of_nobody_is_no_list_without_cautions(folder):
    (folder / "none.csv").write_text("person,medication\n")
    result = CliRunner().invoke(main, ["batch", "none.csv", "--out", "out"])
    assert result.exit_code == 0, result.output
    assert "Nobody was checked: none.csv names no person." in result.stderr
    result = CliRunner().invoke(main, ["batch", "lines.csv", "--out", "out"])
    assert "Nobody" not in result.stderr


def test_files_of_one_name_are_told_apart(folder):
    for place, line in (("a", "Zoloft"), ("b", "Nardil")):
        (folder / "bulk" / place).mkdir(parents=True)
        told = {
            "resourceType": "MedicationStatement",
            "status": "active",
            "subject": {"reference": f"Patient/{place}"},
            "medicationCodeableConcept": {"text": line},
        }
        (folder / "bulk" / place / "taken.ndjson").write_text(json.dumps(told))
        (folder / place).mkdir()
    result = CliRunner().invoke(main, ["batch", "bulk", "--layout", "fhir", "--out", "out"])
    assert result.exit_code == 0, result.output
    inputs = json.loads((folder / "out/run.json").read_text())["inputs"]
    assert list(inputs) == ["a/taken.ndjson", "b/taken.ndjson"]
    assert len(set(inputs.values())) == 2
    (folder / "a/lists.csv").write_text(LINES)
    (folder / "b/lists.csv").write_text(ILLS)
    named = Source(folder / "a/lists.csv", "long", conditions=folder / "b/lists.csv").named
    assert list(named) == ["lists.csv", str(folder / "b/lists.csv")]
