"""A source of a record that is not whole is told, whatever it looks like."""

from __future__ import annotations

import pytest

from medcaution.fhir import read_record
from records import AS_OF, bundle, checked, drug

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
