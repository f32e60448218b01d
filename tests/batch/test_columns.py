"""No column that tells what is checked is passed over in silence."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from medcaution.batch.columns import find_columns
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, asked
from medcaution.cli import main
from medcaution.errors import InputError


def found(present, schema=MEDICATIONS, named=(), ignored=()):
    needed = {MEDICATIONS: ("person", "as_written"), CONDITIONS: ("person", "name"), PEOPLE: ("person",)}  # fmt: skip
    return find_columns(present, asked(schema), needed[schema], dict(named), "a.csv", ignored)


@pytest.mark.parametrize(
    ("schema", "column", "said"),
    [
        (MEDICATIONS, "pregnant", "read only from a table of people"),
        (MEDICATIONS, "Age", "read only from a table of people"),
        (MEDICATIONS, "diagnosis", "read only from a table of conditions"),
        (CONDITIONS, "drug", "read only from a table of medications"),
        (PEOPLE, "medications", "read only from the layout persons"),
        (MEDICATIONS, "stauts", "Did you mean 'status'?"),
        (MEDICATIONS, "medication", "could both be the as_written"),
    ],
)
def test_a_column_that_tells_what_is_checked_is_refused_unless_it_is_to_be_ignored(
    schema, column, said
):
    present = ["person", "as_written" if schema is MEDICATIONS else "name", column]
    with pytest.raises(InputError) as refused:
        found(present, schema)
    assert said in str(refused.value)
    assert "--ignore" in str(refused.value)
    assert column not in found(present, schema, ignored=[column]).values()


@pytest.mark.parametrize("schema", [MEDICATIONS, CONDITIONS, PEOPLE])
def test_what_files_hold_beside_is_left(schema):
    beside = ["ward", "id", "prescriber", "quantity", "postcode"]
    beside += [] if schema is MEDICATIONS else ["start", "use"]
    columns = found(["person", "drug" if schema is MEDICATIONS else "name", *beside], schema)
    assert not {*beside} & {*columns.values()}


def test_a_run_says_what_it_was_told_to_leave_out(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("person,as_written,pregnant\np1,valproate,yes\n")
    asked_for = ["batch", str(path), "--out", str(tmp_path / "out"), "--workers", "1"]
    refused = CliRunner().invoke(main, asked_for)
    assert refused.exit_code == 2
    assert "--people" in refused.output
    done = CliRunner().invoke(main, [*asked_for, "--ignore", "pregnant"])
    assert done.exit_code == 0
    assert json.loads((tmp_path / "out/run.json").read_text())["options"]["ignored"] == ["pregnant"]
