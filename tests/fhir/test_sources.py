"""A source of a record that is not whole is told, whatever it looks like."""

from __future__ import annotations

import pytest

from medcaution.fhir import check_record, read_record
from records import AS_OF, bundle, checked, condition, drug, whose

ERROR = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
HINT = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}  # fmt: skip


def answer(status, outcome=None, resource=None):
    """An entry of what a server answers to several requests."""
    response = {"status": status} | ({"outcome": outcome} if outcome else {})
    entry = {"request": {"method": "GET", "url": "MedicationRequest"}, "response": response}
    return entry | ({"resource": resource} if resource else {})


@pytest.mark.parametrize(
    ("entry", "whole"),
    [
        (answer("500 Server Error", ERROR), False),
        (answer("404"), False),
        (answer("500", ERROR, bundle()), False),
        (answer("200 OK", ERROR, bundle()), False),
        (answer("200 OK", {"resourceType": "OperationOutcome"}, bundle()), False),
        (answer("200 OK", HINT, bundle()), True),
        (answer("304 Not Modified"), True),
        (answer("200", None, drug("Nardil")), True),
        ({"response": "lost", "resource": bundle()}, False),
    ],
)
def test_what_a_server_answers_to_one_of_several_requests_is_read(checker, entry, whole):
    source = bundle(drug("Zoloft"))
    report = checked(checker, source | {"entry": [*source["entry"], entry]})
    assert report.complete is whole
    assert report.inputs[0].substance == "sertraline"


@pytest.mark.parametrize(
    "later",
    [{"concept": {"text": "Nardil"}}, {"reference": {"reference": "#m"}}, {"reference": {"display": "Nardil"}}],
)  # fmt: skip
def test_a_second_medicine_in_the_element_of_another_version_is_a_question(checker, later):
    inside = [{"resourceType": "Medication", "id": "m", "code": {"text": "Nardil"}}]
    report = checked(checker, bundle(drug("Zoloft", medication=later, contained=inside)))
    assert (report.complete, report.inputs[0].outcome) == (False, "ambiguous")
    same = checked(checker, bundle(drug("Zoloft", medication={"concept": {"text": "sertraline"}})))
    assert same.complete


@pytest.mark.parametrize(("kind", "whole"), [("replaced-by", False), ("seealso", True)])
def test_a_patient_in_whose_place_another_record_stands_may_take_more(checker, kind, whole):
    link = [{"type": kind, "other": {"reference": "Patient/2"}}]
    patient = {"resourceType": "Patient", "id": "1", "link": link}
    source = bundle(patient, drug("Zoloft", subject={"reference": "Patient/1"}))
    assert checked(checker, source).complete is whole
    assert read_record(source, AS_OF).gaps == (not whole)


@pytest.mark.parametrize(
    "source",
    [
        bundle(drug("Zoloft"), link=[{"relation": "next", "url": "x"}]),
        bundle(drug("Zoloft"), {"resourceType": "OperationOutcome"}),
        bundle(drug("Zoloft"), None),
        bundle(drug("Zoloft"), {}),
        bundle(drug("Zoloft"), {"resourceType": ["MedicationRequest"]}),
        bundle(drug("Zoloft"), {"resourceType": {"a": 1}}),
        bundle(drug("Zoloft"), {"resourceType": 3}),
        bundle(drug("Zoloft"), {"resourceType": None}),
    ],
)
def test_a_source_that_is_not_whole_leaves_the_check_incomplete(checker, source):
    assert not checked(checker, source).complete


STATEMENT = drug("Zoloft", "MedicationStatement", id="7", **whose("Patient/1"))


def naming(*references, **fields):
    entries = [
        {"item": each if isinstance(each, dict) else {"reference": each}} for each in references
    ]
    return {
        "resourceType": "List",
        "status": "current",
        "mode": "snapshot",
        "entry": entries,
        **fields,
    }


@pytest.mark.parametrize(
    ("directory", "said"),
    [
        (naming("MedicationStatement/7"), []),
        (naming("https://ehr.example/fhir/MedicationStatement/7/_history/2"), []),
        (naming("urn:uuid:1"), []),
        (naming("MedicationStatement/8"), ["A List names a MedicationStatement that was not given."]),
        (naming("Condition/8"), ["A List names a Condition that was not given."]),
        (naming("urn:uuid:2"), ["A List names an entry that was not given."]),
        (naming("MedicationStatement/8", status="retired"), []),
        (naming("MedicationStatement/8", subject={"reference": "Patient/2"}), []),
        (naming("MedicationStatement/8", subject={"reference": "Patient/1"}), ["A List names a MedicationStatement that was not given."]),
        (naming("#c", contained=[drug("ibuprofen", id="c")]), []),
        (naming("#c", contained=[{"resourceType": "Medication", "id": "c"}]), ["A List holds an entry inside itself, which was not read."]),
        (naming("#m"), ["A List holds an entry inside itself, which was not read."]),
        (naming({"reference": "urn:uuid:2", "type": "AllergyIntolerance"}), []),
        (naming("AllergyIntolerance/8", "Observation/8"), []),
        (naming({"display": "Nardil"}), ["A List names an entry by words alone, which was not read."]),
        (naming({"display": "nuts", "type": "AllergyIntolerance"}), []),
        (naming("MedicationStatement/8", status="entered-in-error"), []),
        ({**naming(), "entry": [{"deleted": True, "item": {"reference": "Condition/8"}}]}, []),
        (
            {
                "resourceType": "Composition",
                "section": [
                    {"section": [{"entry": [{"reference": "MedicationRequest/8"}]}]},
                    {"entry": [{"reference": "MedicationStatement/7"}]},
                ],
            },
            ["A Composition names a MedicationRequest that was not given."],
        ),
    ],
)  # fmt: skip
def test_what_a_list_names_and_nobody_gave_leaves_the_check_incomplete(checker, directory, said):
    source = bundle(directory, STATEMENT)
    source["entry"][1]["fullUrl"] = "urn:uuid:1"
    report = checked(checker, source)
    assert [each.reason for each in report.inputs if each.outcome == "could-not-interpret"] == said
    assert report.complete is not bool(said)
    assert "sertraline" in {each.substance for each in report.inputs}


INSIDE = {
    "a reason": drug(
        "ketamine",
        reasonReference=[{"reference": "#c"}],
        contained=[condition("schizophrenia", id="c")],
    ),
    "a plan": {
        "resourceType": "CarePlan",
        "contained": [
            drug("ketamine", id="m", **whose("Patient/1")),
            condition("schizophrenia", id="c"),
        ],
    },
    "an encounter": bundle(
        drug("ketamine"),
        {"resourceType": "Encounter", "contained": condition("schizophrenia", id="c")},
    ),
    "inside of what is inside": {
        "resourceType": "CarePlan",
        "contained": [drug("ketamine", contained=[condition("schizophrenia")])],
    },
    "beside its Medication": {
        "resourceType": "CarePlan",
        "contained": [
            {"resourceType": "Medication", "id": "x", "code": {"text": "ketamine"}},
            drug(None, medicationReference={"reference": "#x"}),
            condition("schizophrenia"),
        ],
    },
}


@pytest.mark.parametrize("source", INSIDE.values(), ids=INSIDE)
def test_drugs_and_conditions_inside_a_resource_are_read_once(checker, source):
    record = read_record(source, AS_OF)
    report = check_record(checker, record)
    assert [each.as_written for each in report.inputs] == ["ketamine", "schizophrenia"]
    assert report.complete
    assert any(each.conditions for each in report.cautions)
    assert [each.reference for each in record.lines] == [None, None]


def test_what_stands_inside_is_about_whom_its_container_is_about():
    inside = [condition("schizophrenia"), condition("mania", **whose("Patient/1"))]
    plan = {"resourceType": "CarePlan", "contained": inside, **whose("Patient/2")}
    told = read_record(bundle(plan), AS_OF, "1").person.conditions
    assert [each.name for each in told] == ["mania"]
