"""The input contract: what is accepted, what is refused, and that no refusal repeats the input."""

from __future__ import annotations

import datetime
import json
import logging
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from medcaution import Condition, InputError, MedcautionError, Medication, Person
from medcaution.strict_json import parse_json

CONTRACT = {
    "id": "optional",
    "as_of": "2026-11-23",
    "age": 34,
    "medications": [
        "Prozac 20 mg",
        {
            "as_written": "ketamine", "route": "intranasal", "use": "non-prescribed",
            "status": "planned", "dose": "100 mg", "since": "2026-10-01",
            "last_taken": "2026-11-20", "codes": [{"system": "rxnorm", "code": "6130"}],
        },
    ],
    "conditions": ["high blood pressure", {"name": "schizophrenia", "status": "history", "codes": []}],
    "pregnant": None,
}  # fmt: skip


def test_the_contract_example_in_python_and_json():
    person = Person.model_validate(CONTRACT)
    assert person == Person.from_json(json.dumps(CONTRACT))
    assert person.medications[0] == Medication(as_written="Prozac 20 mg")
    assert person.medications[1].last_taken == datetime.date(2026, 11, 20)
    assert person.conditions[0] == Condition(name="high blood pressure")


def test_a_person_is_frozen():
    with pytest.raises(ValidationError):
        Person(age=3).age = 4


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"medicatons": ["x"]}, "", "did you mean 'medications'"),
        ({"medications": [{"as_written": "x", "rout": "oral"}]}, "medications[1]", "did you mean 'route'"),
        ({"medications": [{"as_written": "x", "route": "nose"}]}, "medications[1].route", "'intranasal'"),
        ({"medications": [{"as_written": "x", "use": 3}]}, "medications[1].use", "is not one of"),
        ({"medications": ["ok", 7]}, "medications[2]", ""),
        ({"medications": "sertraline"}, "medications", "is not a list"),
        ({"conditions": None}, "conditions", "is not a list"),
        ({"age": "34"}, "age", "integer"),
        ({"age": True}, "age", "integer"),
        ({"age": 34.0}, "age", "integer"),
        ({"age": -1}, "age", "greater"),
        ({"as_of": "23.11.2026"}, "as_of", "YYYY-MM-DD"),
        ({"as_of": "20261123"}, "as_of", "YYYY-MM-DD"),
        ({"as_of": 5}, "as_of", ""),
        ({"pregnant": "no"}, "pregnant", ""),
        ({"conditions": [{"status": "active"}]}, "conditions[1].name", "required"),
        ({"conditions": [None]}, "conditions[1]", ""),
    ],
)  # fmt: skip
def test_a_wrong_input_names_its_field_and_remedy(change, field, says):
    with pytest.raises(InputError) as caught:
        Person.model_validate(CONTRACT | change)
    assert caught.value.field == field
    assert says in str(caught.value)


def test_every_wrong_field_is_named():
    with pytest.raises(InputError) as caught:
        Person.model_validate({"age": "34", "pregnant": "perhaps", "medications": [{"dose": 3}]})
    assert caught.value.field == "age"
    for said in (
        "age: ",
        "; medications[1].as_written: ",
        "; medications[1].dose: ",
        "; pregnant: ",
    ):
        assert said in str(caught.value)
    assert "perhaps" not in str(caught.value)
    with pytest.raises(InputError, match=r"; and 7 more$"):
        Person(medications=[3] * 12)


@pytest.mark.parametrize(
    "text",
    ["sertra\0line", "sertra\x07line", "sertra\x1bline", "💊 sertraline", "ser\u202etraline", "sertraline\u200f", "\ud800", "s" * 1_000_000],
)  # fmt: skip
def test_text_nobody_can_read_is_refused_quickly_and_never_repeated(text, caplog):
    started = time.perf_counter()
    with caplog.at_level(logging.DEBUG), pytest.raises(InputError) as caught:
        Person(medications=["lithium", text])
    assert time.perf_counter() - started < 1
    assert caught.value.field == "medications[2].as_written"
    assert "sertra" not in str(caught.value)
    assert not caplog.records


def test_printed_symbols_and_accents_are_kept():
    assert (
        Person(medications=["Prozac® 20 mg", "Éffexor™"]).medications[0].as_written
        == "Prozac® 20 mg"
    )


def test_crowds_are_counted_before_they_are_read():
    with pytest.raises(InputError, match="201 lines; at most 200"):
        Person(medications=["x"] * 201)
    with pytest.raises(InputError, match="501 lines; at most 500"):
        Person(conditions=["x"] * 501)
    assert len(Person(medications=["x"] * 200, conditions=["y"] * 500).medications) == 200


def test_a_last_day_before_the_first_is_refused_for_it_would_silence_rules():
    line = {"as_written": "x", "status": "stopped", "since": "2026-11-20"}
    with pytest.raises(InputError, match="since is after last_taken") as caught:
        Person(medications=["y", line | {"last_taken": "2019-01-01"}])
    assert caught.value.field == "medications[2]"
    assert Person(medications=[line | {"last_taken": "2026-11-20"}])
    assert Person(medications=[line | {"last_taken": "2019-01-01", "status": "planned"}])


def test_a_dose_after_the_day_of_the_check_is_refused():
    stopped = {"as_written": "x", "status": "stopped", "last_taken": "2026-11-24"}
    with pytest.raises(InputError, match="after as_of"):
        Person(as_of="2026-11-23", medications=[stopped])
    assert Person(as_of="2026-11-24", medications=[stopped])


@pytest.mark.parametrize("name", ["since", "last_taken"])
def test_a_day_before_anybody_lived_is_refused_for_it_would_silence_rules(name):
    line = {"as_written": "x", "status": "stopped"}
    with pytest.raises(InputError, match="more than 130 years before as_of") as caught:
        Person(as_of="2026-11-23", medications=["y", line | {name: "1026-10-23"}])
    assert caught.value.field == f"medications[2].{name}"
    assert Person(as_of="2026-11-23", medications=[line | {name: "1896-10-23"}])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"age": 3, "age": 4}', "same key twice"),
        ('{"medications": [{"as_written": "x", "as_written": "y"}]}', "same key twice"),
        ('{"age": NaN}', "NaN"),
        ('{"age": 1e999}', ""),
        ("[" * 100_000, "deep"),
        ('{"a": ' * 40 + "1" + "}" * 40, "deep"),
        ('{"age": 3', "line 1, column"),
        ('"x"', ""),
        ("[]", ""),
        ("null", ""),
        ("", "JSON"),
        ('{"age": ' + "9" * 5000 + "}", ""),
    ],
)
def test_json_loses_nothing_silently(text, says):
    with pytest.raises(InputError) as caught:
        Person.from_json(text)
    assert says in str(caught.value)


def test_json_that_is_not_utf8_is_refused():
    with pytest.raises(InputError, match="UTF-8"):
        Person.from_json(b'{"id": "\xff"}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([*Person.model_fields, *Medication.model_fields, "name", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(JSON)
def test_any_data_is_a_person_or_an_input_error(data):
    try:
        person = Person.model_validate(data)
    except MedcautionError:
        return
    assert isinstance(person, Person)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_json_or_an_input_error(text):
    try:
        parse_json(text)
    except MedcautionError:
        return


def test_each_fault_of_an_input_is_told_once():
    others = [InputError("is odd", f"medications[{at}].dose") for at in range(1, 8)]
    error = InputError("is no day", "as_of", others)
    assert str(error).count("as_of") == error.told(lambda each: each.alone).count("as_of") == 1
    assert str(error).count("is odd") == 4
    assert str(error).endswith("; and 3 more")
