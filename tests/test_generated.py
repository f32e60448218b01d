"""What is generated is up to date: schemas, and real reports that satisfy theirs."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

import medcaution
from api_reference import PAGE, reference
from medcaution import Person
from medcaution.authoring.schemas import schemas
from medcaution.library.folders import bundled_folder

ROOT = bundled_folder()


@pytest.mark.parametrize(("path", "text"), [pytest.param(*each, id=each[0]) for each in schemas()])
def test_schemas_are_fresh(path, text):
    assert (ROOT / path).read_text() == text, "run `medcaution schema`"


@pytest.mark.parametrize(
    "person",
    [
        Person(),
        Person(medications=["flibbertigibbet", "k", ""]),
        Person(
            id="1",
            as_of="2026-11-23",
            age=15,
            medications=["Zoloft", "Nardil", "ketamine"],
            conditions=["mania"],
        ),
        Person(
            medications=[
                "sertraline",
                "ondansetron",
                {"as_written": "tramadol", "status": "stopped"},
            ],
            pregnant=True,
        ),
    ],
)
def test_reports_satisfy_their_schema(checker, person):
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())
    report = json.loads(checker.check(person).to_json())
    jsonschema.validate(report, schema)
    assert json.loads(checker.check(person).model_dump_json()) == report


def test_a_report_is_one_line_unless_it_is_to_be_read(checker):
    report = checker.check(Person(medications=["ketamine"]))
    compact, laid_out = report.to_json(), report.to_json(indent=2)
    assert len(compact.splitlines()) == 1
    assert laid_out.startswith('{\n  "schema_version": "1",\n')
    assert json.loads(laid_out) == json.loads(compact)


def test_the_reference_is_fresh_and_holds_every_public_name():
    text = reference()
    assert PAGE.read_text() == text, "run `python tests/api_reference.py`"
    assert [name for name in medcaution.__all__ if f"## {name}\n" not in text] == ["__version__"]


def test_rules_and_cases_satisfy_their_schemas():
    rule = jsonschema.Draft202012Validator(
        json.loads((ROOT / "rules/rule.schema.json").read_text())
    )
    cases = jsonschema.Draft202012Validator(
        json.loads((ROOT / "rules/cases.schema.json").read_text())
    )
    for file in sorted(Path(ROOT, "rules").glob("*/*.toml")):
        data = json.loads(json.dumps(tomllib.loads(file.read_text()), default=str))
        (cases if file.name.endswith(".cases.toml") else rule).validate(data)


def test_a_person_satisfies_the_schema_editors_use():
    schema = json.loads((ROOT / "facts/person.schema.json").read_text())
    person = {
        "as_of": "2026-11-23",
        "medications": ["Zoloft", {"as_written": "ketamine", "use": "non-prescribed"}],
    }
    jsonschema.validate(person, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"medicatons": []}, schema)
