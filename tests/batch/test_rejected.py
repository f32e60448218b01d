"""A row that cannot be read is rejected with its line, and its person is not called complete."""

from __future__ import annotations

import json
from random import Random

import pytest
from click.testing import CliRunner

from medcaution.batch.intake import take_in
from medcaution.batch.layouts import Source
from medcaution.cli import main

GOOD = "person,as_written\n1,ketamine\n2,Zoloft\n"


def test_damaged_files_lose_no_row(tmp_path, kernel):
    rng = Random(7)
    lines = [f"p{number:03},{'ketamine' if number % 2 else 'Zoloft'}" for number in range(60)]
    for number in range(60):
        data = bytearray("\n".join(["person,as_written", *lines, ""]).encode())
        start = data.index(b"\n") + 1
        for _ in range(rng.choice((1, 3))):
            data[rng.randrange(start, len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(start, len(data)) :]
        path = tmp_path / f"{number}.csv"
        path.write_bytes(bytes(data))
        intake = take_in(Source(path, "long"), tmp_path / f"in{number}")
        (part,) = intake.parts()
        answers = kernel.check(intake.read(part))
        ends = bytes(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rows = sum(1 for line in ends[1:] if line)
        answered = sum(answers.people["lines"].to_pylist())
        assert answered + len(answers.rejected) + len(intake.rejected) == rows


def test_a_rejected_row_leaves_its_person_incomplete(tmp_path, kernel):
    path = tmp_path / "a.csv"
    path.write_text(GOOD.replace("\n1,", "\n1,x,y\n1,"))
    intake = take_in(Source(path, "long"), tmp_path / "in")
    people = kernel.check(intake.read(*intake.parts())).people.to_pylist()
    assert [(row["person"], row["complete"], row["rejected"]) for row in people] == [
        ("1", False, 1),
        ("2", True, 0),
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (b"person,as_written", b'1,"Nar"dil'),
        (b"person,as_written", b'"1","Nar"dil'),
        (b"person,as_written", b"1,Nardil \xe4"),
        (b"person,as_written", b"1,Nar\x00dil"),
        (b"as_written,person", b"Nardil \xe4,1"),
    ],
)
def test_a_row_that_is_no_text_still_tells_whose_it_is(tmp_path, kernel, header, row):
    sound = b"1,ketamine" if header.startswith(b"person") else b"ketamine,1"
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join([header, sound, row, b""]))
    intake = take_in(Source(path, "long"), tmp_path / "in")
    (person,) = kernel.check(intake.read(*intake.parts())).people.to_pylist()
    assert (person["person"], person["complete"], person["rejected"]) == ("1", False, 1)


def test_a_row_whose_person_cannot_be_told_is_said_aloud(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD.encode() + b'"1,Nardil\n\xe4,Nardil\n3,"k\n')
    asked = ["batch", str(path), "--out", str(tmp_path / "out"), "--workers", "1"]
    done = CliRunner().invoke(main, asked)
    told = "2 rejected rows name no person: whoever they speak of is answered without them, and may"
    assert done.exit_code == 4
    assert told in done.output
    assert "Rejected most often (2): a quote is not closed" in done.output
    assert told in (tmp_path / "out/summary.html").read_text()
    assert json.loads((tmp_path / "out/run.json").read_text())["rejected_without_person"] == 2


def test_a_row_with_a_field_too_many_does_not_vouch_for_its_person(tmp_path, kernel):
    (tmp_path / "a.csv").write_text("as_written,person\nk,e,1\n")
    intake = take_in(Source(tmp_path / "a.csv", "long"), tmp_path / "in")
    (refused,) = kernel.check(intake.read(*intake.parts())).rejected.to_pylist()
    assert "it is somebody else's" in refused["reason"]


def test_what_a_row_says_wrong_is_told_by_its_column(tmp_path, kernel):
    (tmp_path / "a.csv").write_text("person,as_written,since\n1,ketamine,27.11.2026\n")
    intake = take_in(Source(tmp_path / "a.csv", "long"), tmp_path / "in")
    (refused,) = kernel.check(intake.read(*intake.parts())).rejected.to_pylist()
    assert refused["reason"].startswith("since: write the date as YYYY-MM-DD")


def test_a_header_without_our_columns_is_told_whole_and_leaves_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("PatNr;Medikament\n1;ketamine\n")
    done = CliRunner().invoke(main, ["batch", str(path), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    for said in ("--column person=NAME --column as_written=NAME", "PatNr, Medikament"):
        assert said in done.output
    assert not list((tmp_path / "out").iterdir())


def test_spaces_around_a_name_make_no_second_person(tmp_path, kernel):
    (tmp_path / "a.csv").write_text("person,as_written\np1,fluoxetine\np1 ,phenelzine\n  ,Zoloft\n")
    (tmp_path / "c.csv").write_text("person,name\n p1,schizophrenia\n")
    source = Source(tmp_path / "a.csv", "long", tmp_path / "c.csv")
    intake = take_in(source, tmp_path / "in")
    (person,) = kernel.check(intake.read(*intake.parts())).people.to_pylist()
    assert (person["person"], person["lines"], person["highest"]) == ("p1", 3, "contraindicated")
    assert intake.rejected.to_pylist()[0]["reason"] == "has no person"
