"""A record read as a person: statuses, codes, references, and nothing dropped."""

from __future__ import annotations

import datetime

import pytest

from medcaution.fhir import check_record, read_record
from medcaution.fhir.standing import ENDED_SOME_DAY, GOES_ON
from records import AS_OF, KINDS, RXNORM, bundle, checked, condition, drug, whose


@pytest.mark.parametrize("kind", KINDS)
def test_each_drug_resource_is_read(checker, kind):
    report = checked(checker, bundle(drug("ketamine", kind), drug("Zoloft")))
    assert [each.outcome for each in report.inputs] == ["recognised", "recognised"]
    assert any(each.family == "ketamine-ssri" for each in report.cautions)


@pytest.mark.parametrize(
    "coding",
    [
        {"system": RXNORM, "code": "36437"},
        {"system": RXNORM + "/", "code": 36437},
        {"system": "urn:oid:2.16.840.1.113883.6.88", "code": " 36437 "},
        {"system": "2.16.840.1.113883.6.88", "code": "36437"},
        {"system": "http://fdasis.nlm.nih.gov", "code": "QUC7NX6WMB"},
    ],
)
def test_codes_name_a_medicine_without_text(checker, coding):
    resource = drug(None, medicationCodeableConcept={"coding": [coding]})
    report = checked(checker, bundle(resource))
    assert report.inputs[0].substance == "sertraline"


@pytest.mark.parametrize("system", ["icd-10-cm", "icd-10-us"])
def test_a_condition_by_code(checker, system):
    coding = {"system": f"http://hl7.org/fhir/sid/{system}", "code": "F20.0"}
    report = checked(checker, bundle({"resourceType": "Condition", "code": {"coding": [coding]}}))
    assert report.inputs[0].condition == "schizophrenia"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "entered-in-error"},
        {"status": "cancelled"},
        {"doNotPerform": True},
        {"kind": "MedicationStatement", "status": "not-taken"},
        {"kind": "MedicationAdministration", "status": "not-done"},
        {"kind": "MedicationStatement", "taken": "n"},
        {"kind": "MedicationAdministration", "notGiven": True},
        {"kind": "MedicationDispense", "notDone": True},
        {
            "kind": "MedicationStatement",
            "status": "recorded",
            "adherence": {"code": {"coding": [{"code": "not-taking"}]}},
        },
    ],
)
def test_what_is_not_taken_is_ignored_with_the_reason(checker, fields):
    report = checked(checker, bundle(drug("Zoloft"), drug("ketamine", **fields)))
    ignored = report.inputs[-1]
    assert (ignored.as_written, ignored.outcome) == ("ketamine", "ignored")
    assert ignored.reason
    assert report.complete
    assert not report.cautions


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "flying"},
        {"intent": "whim"},
        {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
        {"implicitRules": "urn:x"},
        {"medicationCodeableConcept": None},
        {"medicationCodeableConcept": {"text": "keta\u202emine"}},
        {"medicationCodeableConcept": {"text": "x" * 2_000}},
        {"medicationCodeableConcept": [3]},
        {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/9"}},
        {"status": {"a": 1}},
    ],
)
def test_what_cannot_be_read_is_said_and_leaves_the_check_incomplete(checker, fields):
    report = checked(checker, bundle(drug("ketamine", **fields), drug("Zoloft")))
    outcomes = [each.outcome for each in report.inputs]
    assert outcomes == ["could-not-interpret", "recognised"]
    assert not report.complete
    assert report.status == "incomplete"


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_a_refuted_condition_does_not_count(checker, verification):
    status = {"coding": [{"code": verification}]}
    condition = {
        "resourceType": "Condition",
        "code": {"text": "schizophrenia"},
        "verificationStatus": status,
    }
    report = checked(checker, bundle(drug("ketamine"), condition))
    assert report.inputs[-1].outcome == "ignored"
    assert not any(each.conditions for each in report.cautions)


@pytest.mark.parametrize("contained", [True, False])
def test_a_referenced_medication_is_followed(checker, contained):
    medication = {"resourceType": "Medication", "id": "m", "code": {"text": "Zoloft"}}
    reference = {"reference": "#m" if contained else "Medication/m"}
    resource = drug(None, medicationReference=reference)
    source = (
        bundle(resource | {"contained": [medication]})
        if contained
        else bundle(resource, medication)
    )
    assert checked(checker, source).inputs[0].substance == "sertraline"


def test_a_request_is_never_taken_as_supervised_nor_an_administration_as_prescribed():
    record = read_record(bundle(*(drug("x", k) for k in KINDS)))
    uses = dict(zip(KINDS, (each.use for each in record.person.medications), strict=True))
    assert uses == {
        "MedicationRequest": "prescribed-unsupervised",
        "MedicationDispense": "prescribed-unsupervised",
        "MedicationStatement": "unknown",
        "MedicationAdministration": "unknown",
    }


def test_the_age_of_the_one_patient_is_read():
    patient = {"resourceType": "Patient", "birthDate": "1990-11-24"}
    assert read_record(bundle(patient), AS_OF).person.age == 35
    assert read_record(bundle(patient, patient), AS_OF).person.age == 35


@pytest.mark.parametrize("born", ["1990-11-23", None])
def test_two_days_of_birth_tell_no_age(born):
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1990-11-24"}
    assert read_record(bundle(patient, patient | {"birthDate": born}), AS_OF).person.age is None


def test_inputs_stand_in_the_order_of_the_record(checker):
    resources = [
        drug("Zoloft"), drug("flying", status="flying"), condition("asthma", clinicalStatus="odd"),
        drug("ketamine", doNotPerform=True), condition("schizophrenia"), drug("ketamine"), None,
    ]  # fmt: skip
    report = checked(checker, bundle(*resources))
    assert [each.line for each in report.inputs] == list(range(1, 8))
    written = ["Zoloft", "flying", "ketamine", "ketamine", "asthma", "schizophrenia", ""]
    assert [each.as_written for each in report.inputs] == written
    assert [each.outcome for each in report.inputs] == [
        "recognised", "could-not-interpret", "ignored", "recognised",
        "could-not-interpret", "recognised", "could-not-interpret",
    ]  # fmt: skip
    named = [
        each for caution in report.cautions for each in (*caution.medications, *caution.conditions)
    ]
    assert {"Zoloft", "ketamine", "schizophrenia"} <= {each.as_written for each in named}
    assert all(report.inputs[each.line - 1].as_written == each.as_written for each in named)
    links = [each for caution in report.cautions for each in caution.because if each.line]
    assert links
    assert all(report.inputs[each.line - 1].as_written == each.fact for each in links)


def test_a_dose_of_the_last_days_counts_as_in_use_and_that_is_said(checker):
    def given(days):
        day = (AS_OF - datetime.timedelta(days=days)).isoformat()
        dose = drug("ketamine", "MedicationAdministration", effectiveDateTime=day)
        return checked(checker, bundle(dose, drug("Zoloft")))

    assert given(14).cautions
    assert GOES_ON in given(14).remarks
    assert not given(15).cautions
    assert not given(15).remarks


def test_a_filler_date_tells_no_day(checker):
    period = {"start": "0001-01-01", "end": "0001-01-01"}
    fluoxetine = drug("fluoxetine", "MedicationStatement", effectivePeriod=period)
    report = checked(checker, bundle(fluoxetine | {"status": "stopped"}, drug("phenelzine")))
    assert "contraindicated" in {each.severity for each in report.cautions}


@pytest.mark.parametrize("status", ["stopped", "completed", "active"])
def test_a_course_that_ends_before_it_begins_tells_no_day(checker, status):
    period = {"start": "2026-11-20", "end": "2019-01-01"}
    fluoxetine = drug("fluoxetine", "MedicationStatement", effectivePeriod=period)
    report = checked(checker, bundle(fluoxetine | {"status": status}, drug("phenelzine")))
    assert any("ends before it begins" in each for each in report.remarks)
    assert report.complete
    assert "contraindicated" in {each.severity for each in report.cautions}


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_one_date_of_a_course_that_is_over_is_no_day_of_stopping(checker, status):
    def severities(**dates):
        over = drug("fluoxetine", "MedicationStatement", status=status, **dates)
        report = checked(checker, bundle(over, drug("phenelzine")))
        return {
            each.severity for each in report.cautions if "fluoxetine" in each.substances
        }, report

    unknown, _ = severities()
    found, report = severities(effectiveDateTime="2019-05-01", dateAsserted="2026-11-20")
    assert found == unknown == {"contraindicated"}
    assert ENDED_SOME_DAY in report.remarks
    told, report = severities(effectivePeriod={"start": "2019-01-01", "end": "2019-05-01"})
    assert not told
    assert not report.remarks


def test_conditions_of_a_relative_are_read_as_the_family_s(checker):
    mother = {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "patient": {"reference": "Patient/1"},
        "condition": [{"code": {"text": each}} for each in ("schizophrenia", "flibber")],
    }
    resources = (drug("ketamine", **whose("Patient/1")), mother)
    record = read_record(bundle(*resources), AS_OF)
    told = [(each.name, each.status) for each in record.person.conditions]
    assert told == [("schizophrenia", "family-history"), ("flibber", "family-history")]
    assert not check_record(checker, record).complete
    assert not read_record(bundle(*resources), AS_OF, "2").person.conditions
    odd = bundle(mother | {"status": "whim"}, mother | {"condition": [3]})
    assert [each.outcome for each in checked(checker, odd).inputs] == ["could-not-interpret"] * 3


def coded_none(code, text=None):
    coding = {"coding": [{"code": code, "display": "No known problems"}]}
    return coding | ({"text": text} if text else {})


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        ("no-known-problems", None, "ignored"),
        ("160245001", "No current problems", "ignored"),
        ("no-problem-info", None, "could-not-interpret"),
        ("no-known-problems", "schizophrenia", "recognised"),
    ],
)
def test_that_nothing_is_known_is_told_by_a_code(checker, code, text, outcome):
    told = condition("x") | {"code": coded_none(code, text)}
    assert checked(checker, bundle(told)).inputs[0].outcome == outcome


def test_that_no_medicine_is_known_is_told_by_a_code(checker):
    for code, outcome in (
        ("no-known-medications", "ignored"),
        ("no-medication-info", "could-not-interpret"),
    ):
        none = drug(None, medicationCodeableConcept=coded_none(code))
        assert checked(checker, bundle(none)).inputs[0].outcome == outcome


def test_adherence_that_ended_is_a_medicine_stopped():
    ended = {"code": {"coding": [{"code": "stopped"}]}}
    told = drug("Zoloft", "MedicationStatement", status="recorded", adherence=ended)
    assert read_record(bundle(told)).person.medications[0].status == "stopped"
