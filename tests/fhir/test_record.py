"""A record read as a person: statuses, codes, references, and nothing dropped."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcaution.fhir import read_record
from records import AS_OF, KINDS, RXNORM, bundle, checked, drug


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
    assert report.inputs[-1].outcome == "could-not-interpret"
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


def test_ingredients_name_a_medication_without_a_name(checker):
    parts = [{"itemCodeableConcept": {"text": each}} for each in ("sertraline", "tramadol")]
    medication = {"resourceType": "Medication", "id": "m", "ingredient": parts}
    resource = drug(None, medicationReference={"reference": "#m"}, contained=[medication])
    assert set(checked(checker, bundle(resource)).inputs[0].substances) == {
        "sertraline",
        "tramadol",
    }


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


def test_a_request_is_never_taken_as_supervised():
    uses = {
        each.use for each in read_record(bundle(*(drug("x", k) for k in KINDS))).person.medications
    }
    assert uses == {"prescribed-unsupervised", "unknown"}


def test_the_age_of_the_one_patient_is_read():
    patient = {"resourceType": "Patient", "birthDate": "1990-11-24"}
    assert read_record(bundle(patient), AS_OF).person.age == 35
    assert read_record(bundle(patient, patient), AS_OF).person.age is None


NAMES = st.sampled_from(
    ["ketamine", "Zoloft", "Nardil", "flibber", "", "k\u0000", "an SSRI", "tramadol"]
)
STATUS = st.sampled_from(["active", "draft", "completed", "stopped", "cancelled", "odd", None, 3])
DRUGS = st.builds(lambda n, k, s: drug(n, k) | {"status": s}, NAMES, st.sampled_from(KINDS), STATUS)
quietly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quietly
@given(st.lists(DRUGS | st.none() | st.just({"resourceType": "Observation"}), max_size=6))
def test_every_drug_resource_is_accounted_for(checker, resources):
    report = checked(checker, bundle(*resources))
    drugs = sum(bool(each) and each["resourceType"] in KINDS for each in resources)
    faults = sum(each is None for each in resources)
    assert len(report.inputs) == drugs + faults


@quietly
@given(st.lists(DRUGS, max_size=5), st.randoms())
def test_the_order_of_entries_changes_no_caution(checker, resources, rng):
    shuffled = rng.sample(resources, len(resources))
    first, second = (checked(checker, bundle(*each)) for each in (resources, shuffled))
    assert [each.id for each in first.cautions] == [each.id for each in second.cautions]


@quietly
@given(st.lists(DRUGS, max_size=4), NAMES, st.sampled_from(["entered-in-error", "not-taken"]))
def test_what_was_not_taken_never_adds_a_caution(checker, resources, name, status):
    added = drug(name, "MedicationStatement") | {"status": status}
    before, after = (checked(checker, bundle(*each)) for each in (resources, [*resources, added]))
    assert [each.id for each in before.cautions] == [each.id for each in after.cautions]
