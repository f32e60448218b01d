"""Whom a record speaks of: one person, however named, or it is refused."""

from __future__ import annotations

import pytest

from medcaution import InputError
from medcaution.fhir import check_record, read_record
from records import AS_OF, bundle, checked, condition, drug, placed, whose


def test_two_patients_are_no_record():
    with pytest.raises(InputError, match="more than one patient"):
        read_record(
            bundle(drug("Zoloft", **whose("Patient/1")), drug("ketamine", **whose("Patient/2")))
        )


def test_a_medicine_of_another_patient_is_never_read(checker):
    resources = [
        drug("Zoloft", **whose("https://ehr.example/fhir/Patient/1/_history/2")),
        drug("ketamine", **whose("Patient/2")),
        condition("schizophrenia", **whose("Patient/2")),
    ]
    record = read_record(bundle(*resources), AS_OF, "1")
    report = check_record(checker, record)
    assert [each.outcome for each in report.inputs] == [
        "recognised", "could-not-interpret", "could-not-interpret",
    ]  # fmt: skip
    assert not report.cautions
    assert not report.complete
    assert "ketamine" not in report.to_json()


SERVER = "https://x/fhir"
ONE = [
    "Patient/1", "https://x/fhir/Patient/1", "http://x/fhir/Patient/1", "Patient/1/_history/4",
    "urn:uuid:1A", "urn:uuid:1a", "Patient?identifier=urn:mrn|7", "", "/Patient/1",
]  # fmt: skip
UNCLEAR = ["#p", 3, "Group/1", "RelatedPerson/1", "https://x/fhir/Group/1", {"a": 1}]
OTHERS = ["Patient/2", "Patient/1_2", "urn:uuid:2", "https://x/fhir/Patient/11", "Patient?identifier=urn:mrn|8"]  # fmt: skip


def named_by(reference, **more):
    """The record of Patient 1, in which one medicine is told by a reference."""
    resources = [drug("Zoloft", **whose(reference), **more), drug("ketamine", **whose("Patient/1"))]
    source = bundle(*resources)
    mrn = {"system": "urn:mrn", "value": "7"}
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1990-11-24", "identifier": mrn}
    source["entry"].append({"fullUrl": "urn:uuid:1A", "resource": patient})
    return source


@pytest.mark.parametrize("asked", [None, "1", "Patient/1"])
@pytest.mark.parametrize("reference", ONE)
def test_one_patient_may_be_named_in_many_ways(checker, reference, asked):
    record = read_record(named_by(reference), AS_OF, asked, SERVER)
    assert (record.patient, record.person.age) == ("1", 35)
    report = check_record(checker, record)
    assert report.complete
    assert report.cautions


@pytest.mark.parametrize("asked", [None, "1"])
@pytest.mark.parametrize("reference", UNCLEAR)
def test_whom_a_resource_is_about_is_never_guessed(checker, reference, asked):
    report = check_record(checker, read_record(named_by(reference), AS_OF, asked))
    assert [each.outcome for each in report.inputs] == ["could-not-interpret", "recognised"]
    assert "Zoloft" not in report.to_json()


@pytest.mark.parametrize("reference", OTHERS)
def test_who_is_named_otherwise_is_another(checker, reference):
    with pytest.raises(InputError, match="more than one patient"):
        read_record(named_by(reference), AS_OF)
    report = check_record(checker, read_record(named_by(reference), AS_OF, "1"))
    assert [each.outcome for each in report.inputs] == ["could-not-interpret", "recognised"]
    assert "Zoloft" not in report.to_json()


def holding(born):
    inside = {"resourceType": "Patient", "id": "p", "birthDate": born}
    return whose("#p") | {"contained": [inside]}


PEOPLE = {
    "addresses without ids": placed(
        ("urn:uuid:1", {"resourceType": "Patient"}),
        ("urn:uuid:2", {"resourceType": "Patient"}),
        ("urn:uuid:3", drug("Nardil", **whose("urn:uuid:1"))),
        ("urn:uuid:4", drug("Zoloft", **whose("urn:uuid:2"))),
    ),
    "one id at two addresses": placed(
        ("urn:uuid:1", {"resourceType": "Patient", "id": "1", "gender": "male"}),
        ("urn:uuid:2", {"resourceType": "Patient", "id": "1", "gender": "female"}),
        ("urn:uuid:3", drug("Nardil", **whose("Patient/1"))),
    ),
    "no subject": bundle(
        *({"resourceType": "Patient", "id": each} for each in "12"), drug("Nardil"), drug("Zoloft")
    ),
    "servers of the entries": placed(
        ("http://a.org/MedicationRequest/1", drug("Nardil", **whose("Patient/1"))),
        ("http://b.org/MedicationRequest/1", drug("Zoloft", **whose("Patient/1"))),
    ),
    **{
        str(pair): bundle(drug("Nardil", subject=pair[0]), drug("Zoloft", subject=pair[1]))
        for pair in (
            ({"reference": "urn:uuid:1"}, {"reference": "urn:uuid:2"}),
            ({"identifier": {"value": "1"}}, {"identifier": {"value": "2"}}),
            ({"display": "Ann"}, {"display": "Bob"}),
            ({"reference": "http://a.org/Patient/1"}, {"reference": "http://b.org/Patient/1"}),
            ({"reference": "Patient/a_1"}, {"reference": "Patient/a_2"}),
            ({"reference": "Patient?identifier=x|1"}, {"reference": "Patient?identifier=x|2"}),
        )
    },
    "inside": bundle(drug("Nardil", **holding("1950-01-01")), drug("Zoloft", **holding("1960-01-01"))),
}  # fmt: skip


@pytest.mark.parametrize("source", PEOPLE.values(), ids=PEOPLE)
def test_people_whom_a_record_tells_apart_are_not_one(source):
    with pytest.raises(InputError, match="more than one patient"):
        read_record(source, AS_OF)


def test_a_crowd_of_patients_is_refused_at_once():
    crowd = bundle(*({"resourceType": "Patient", "id": str(each)} for each in range(20_000)))
    with pytest.raises(InputError, match="one at a time"):
        read_record(crowd, AS_OF, "1")


@pytest.mark.parametrize(
    "subject",
    [
        {"display": "Ann"},
        {"identifier": {"system": "x", "value": "1"}},
        {"reference": "urn:uuid:1"},
        {"reference": "Patient/a_1"},
        holding("1950-01-01"),
    ],
)
def test_one_person_whom_nothing_else_names_is_read(checker, subject):
    told = subject if "subject" in subject else {"subject": subject}
    report = checked(checker, bundle(drug("Nardil", **told), drug("Zoloft", **told)))
    assert report.complete
    assert report.cautions


def test_words_alone_do_not_name_the_patient_of_a_record(checker):
    source = named_by("Patient/1")
    source["entry"][0]["resource"]["subject"] = {"display": "Ann"}
    report = checked(checker, source)
    assert [each.outcome for each in report.inputs] == ["could-not-interpret", "recognised"]


def test_of_two_servers_the_one_that_asks_is_meant(checker):
    references = ("Patient/1", "http://a.org/fhir/Patient/1", "http://b.org/fhir/Patient/1")
    source = bundle(*(drug("Zoloft", **whose(each)) for each in references))
    read = read_record(source, AS_OF, "1", "https://a.org/fhir/")
    outcomes = [each.outcome for each in check_record(checker, read).inputs]
    assert outcomes == ["recognised", "recognised", "could-not-interpret"]


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ({"reference": "Patient/1", "identifier": {"system": "urn:mrn", "value": "7"}}, True),
        ({"reference": "Patient/1", "identifier": {"system": "urn:other", "value": "8"}}, True),
        ({"reference": "Patient/1", "identifier": {"system": "urn:mrn", "value": "8"}}, False),
        ({"reference": "Patient/1", "type": "http://hl7.org/fhir/StructureDefinition/Patient"}, True),
        ({"reference": "Patient/1", "type": "Group"}, False),
    ],
)  # fmt: skip
def test_an_identifier_of_another_beside_the_reference_is_no_name_of_the_patient(
    checker, subject, read
):
    source = named_by("Patient/1")
    source["entry"][0]["resource"]["subject"] = subject
    report = check_record(checker, read_record(source, AS_OF, "1"))
    first = "recognised" if read else "could-not-interpret"
    assert [each.outcome for each in report.inputs] == [first, "recognised"]


@pytest.mark.parametrize(("patient", "read"), [("Patient/1", True), ("Patient/2", False)])
def test_a_subject_and_a_patient_who_differ_are_nobody(checker, patient, read):
    both = drug("Zoloft", **whose("Patient/1"), patient={"reference": patient, "display": "Ann"})
    report = check_record(checker, read_record(bundle(both), AS_OF, "1"))
    assert report.complete is read
    assert ("Zoloft" in report.to_json()) is read


def test_an_id_written_as_a_urn_is_the_patient_of_that_id(checker):
    patient = {"resourceType": "Patient", "id": "ab-cd", "birthDate": "1990-11-24"}
    record = read_record(bundle(patient, drug("Zoloft", **whose("urn:uuid:AB-cd"))), AS_OF, "ab-cd")
    assert check_record(checker, record).complete
    assert record.person.age == 35
