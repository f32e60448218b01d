"""A record read as a person: statuses, codes, references, and nothing dropped."""

from __future__ import annotations

import datetime

import pytest

from medcaution import InputError
from medcaution.fhir import check_record, read_record
from medcaution.fhir.doses import UNREAD
from medcaution.fhir.standing import ENDED_SOME_DAY, GOES_ON
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


def placed(*entries):
    return bundle() | {"entry": [{"fullUrl": url, "resource": each} for url, each in entries]}


def pointing(code=None, *parts, display=None, words=None):
    """A request that points to a Medication with these ingredients; `...` is not in the record."""
    named = {"code": {"text": code}} if code else {}
    items = [
        {"itemReference": {"reference": "Medication/gone"}}
        if each is ...
        else {"itemCodeableConcept": {"text": each}}
        for each in parts
    ]
    inside = {"resourceType": "Medication", "id": "m", "ingredient": items, **named}
    pointer = {"reference": "#m", **({"display": display} if display else {})}
    return drug(words, medicationReference=pointer, contained=[inside])


def coded(text, *displays):
    codings = [{"system": "urn:x", "code": each, "display": each} for each in displays]
    return drug(
        None, medicationCodeableConcept={"coding": codings, **({"text": text} if text else {})}
    )


def medicine(name, **fields):
    return {"resourceType": "Medication", "id": "5", "code": {"text": name}, **fields}


FIVE = drug(None, medicationReference={"reference": "Medication/5"})
CONTRADICTIONS = {
    "name of a part": bundle(pointing("ketamine", "ketamine", "phenelzine")),
    "name of none": bundle(pointing("ketamine", "phenelzine")),
    "part with another": bundle(pointing("ketamine", "phenelzine", "lactose")),
    "part not told": bundle(pointing(None, "ketamine", ...)),
    "part not named": bundle(pointing("ketamine", "ketamine", ...)),
    "part not told beside words": bundle(pointing(None, "ketamine", ..., display="ketamine")),
    "display": bundle(pointing("ibuprofen", display="phenelzine")),
    "text and display": bundle(coded("fluoxetine", "phenelzine 15 MG Oral Tablet")),
    "a class beside": bundle(coded("fluoxetine", "blood pressure pill")),
    "displays": bundle(coded(None, "fluoxetine 20 MG", "phenelzine 15 MG")),
    "words and reference": bundle(pointing("phenelzine", words="ibuprofen")),
    "two of one id": bundle(FIVE, medicine("phenelzine"), medicine("ibuprofen")),
    "another server": placed(
        ("http://a.org/fhir/Medication/5", medicine("ibuprofen")),
        (
            "http://a.org/fhir/MedicationRequest/1",
            drug(None, medicationReference={"reference": "http://b.org/fhir/Medication/5"}),
        ),
    ),
}


@pytest.mark.parametrize("source", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_a_record_tells_in_two_ways_is_a_question(checker, source):
    source = source | {"entry": [*source["entry"], {"resource": drug("Zoloft")}]}
    report = checked(checker, source)
    first, second = report.inputs
    assert first.outcome in ("ambiguous", "could-not-interpret")
    assert first.reason
    assert not first.substances
    assert second.outcome == "recognised"
    assert not report.complete
    assert not report.cautions


ALIKE = {
    "brand and generic": (coded("Prozac 20 mg", "fluoxetine 20 MG Oral Capsule [Prozac]"), "fluoxetine"),
    "salt": (coded("sertraline", "sertraline hydrochloride 50 MG Oral Tablet"), "sertraline"),
    "unknown display": (coded("Zoloft", "SRT HCL UD TAB", "N06AB06"), "sertraline"),
    "its class": (coded("Zoloft", "SSRI"), "sertraline"),
    "the brand of a mixture": (pointing("Norco", "hydrocodone", "acetaminophen"), "acetaminophen hydrocodone"),
    "with what is no medicine": (pointing("Zoloft", "sertraline", "lactose"), "sertraline"),
    "active part alone": (pointing("Norco", "hydrocodone"), "acetaminophen hydrocodone"),
    "a part not told of a known brand": (pointing("Norco", "hydrocodone", ...), "acetaminophen hydrocodone"),
    "all at once": (pointing("Zoloft 50 mg", "sertraline", display="Zoloft", words="sertraline 50 mg"), "sertraline"),
    "a capital": (coded("ZOLOFT", "Zoloft"), "sertraline"),
}  # fmt: skip


@pytest.mark.parametrize(("resource", "substances"), ALIKE.values(), ids=ALIKE)
def test_what_says_the_same_in_other_words_is_read(checker, resource, substances):
    report = checked(checker, bundle(resource))
    assert report.inputs[0].substances == tuple(substances.split())
    assert report.complete


def test_one_id_on_two_servers_is_two_medicines(checker):
    source = placed(
        ("http://a.org/fhir/Medication/5", medicine("phenelzine")),
        ("http://b.org/fhir/Medication/5", medicine("ibuprofen")),
        ("http://a.org/fhir/MedicationRequest/1", dict(FIVE)),
        ("http://b.org/fhir/MedicationRequest/1", dict(FIVE)),
    )
    assert [each.substance for each in checked(checker, source).inputs] == [
        "phenelzine",
        "ibuprofen",
    ]


def test_two_versions_of_one_medication_that_tell_the_same_are_one(checker):
    versions = [medicine("Zoloft", meta={"versionId": each}) for each in "12"]
    assert checked(checker, bundle(FIVE, *versions)).inputs[0].substance == "sertraline"


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
    assert read_record(bundle(patient, patient), AS_OF).person.age == 35


@pytest.mark.parametrize("born", ["1990-11-23", None])
def test_two_days_of_birth_tell_no_age(born):
    patient = {"resourceType": "Patient", "id": "1", "birthDate": "1990-11-24"}
    assert read_record(bundle(patient, patient | {"birthDate": born}), AS_OF).person.age is None


def condition(text, **fields):
    return {"resourceType": "Condition", "code": {"text": text}, **fields}


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


def whose(reference):
    return {"subject": {"reference": reference}}


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
    "urn:uuid:1A", "urn:uuid:1a", "Patient?identifier=urn:mrn|7", "",
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


def test_a_dose_of_the_last_days_counts_as_in_use_and_that_is_said(checker):
    def given(days):
        day = (AS_OF - datetime.timedelta(days=days)).isoformat()
        dose = drug("ketamine", "MedicationAdministration", effectiveDateTime=day)
        return checked(checker, bundle(dose, drug("Zoloft")))

    assert given(14).cautions
    assert GOES_ON in given(14).remarks
    assert not given(15).cautions
    assert not given(15).remarks


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


def dosed(value=60, unit="mg", text=None, beside=(), **repeat):
    rhythm = {"frequency": 1, "period": 1, "periodUnit": "d"} | repeat
    told = {
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
        "timing": {"repeat": rhythm},
    }
    return told | ({"text": text} if text else {}) | dict(beside)


@pytest.mark.parametrize(
    ("dosage", "dose"),
    [
        (dosed(), "60 mg daily"),
        (dosed(30, frequency=2), "30 mg 2 times daily"),
        (dosed(20, period=8, periodUnit="h"), "20 mg 3 times daily"),
        (dosed(0.06, "g"), "0.06 g daily"),
        (dosed(30, period=24, periodUnit="h", boundsPeriod={"start": "2026"}), "30 mg daily"),
        (dosed(60, text="by mouth"), "by mouth; 60 mg daily"),
        (dosed(60, text="60 mg daily"), "60 mg daily"),
        (dosed(20, frequency=2, beside={"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"text": "BID"}}}.items()), "20 mg 2 times daily"),
    ],
)  # fmt: skip
def test_a_plain_dose_in_numbers_is_read(dosage, dose):
    record = read_record(bundle(drug("citalopram", dosageInstruction=[dosage])))
    assert record.person.medications[0].dose == dose
    assert not record.remarks


@pytest.mark.parametrize(
    ("dosage", "dose"),
    [
        (dosed(60, text="as before"), "as before; 60 mg daily"),
        (dosed(unit="tablet"), None),
        (dosed(unit={"a": 1}), None),
        (dosed(value="many"), None),
        (dosed(frequency=5), None),
        (dosed(frequency=3, period=2), None),
        (dosed(periodUnit="wk"), None),
        (dosed(frequencyMax=2), None),
        (dosed(when=["MORN"]), None),
        (dosed(beside={"asNeededBoolean": True}.items()), None),
        (dosed(beside={"timing": "BID"}.items()), None),
        (dosed(beside={"timing": {"code": {"text": "QOD"}, "repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}.items()), None),
        (dosed(beside={"doseAndRate": [{"doseRange": {"low": {"value": 20}}}]}.items()), None),
        (dosed(beside={"doseAndRate": [{"doseQuantity": {"value": 20, "unit": "mg"}}] * 2}.items()), None),
        (dosed(60, text="20 mg daily"), None),
        (dosed(60, text="20 mg tablet, 10 mg tablet"), "20 mg tablet, 10 mg tablet"),
        (dosed(60, text="once a week"), "once a week"),
    ],
)  # fmt: skip
def test_a_dose_in_numbers_that_is_not_plain_is_said_not_to_be_read(checker, dosage, dose):
    record = read_record(bundle(drug("citalopram", dosageInstruction=[dosage])))
    assert record.person.medications[0].dose == dose
    assert record.remarks == (UNREAD,)


def test_a_high_dose_in_numbers_is_cautioned_like_one_in_words(checker):
    told = [dosed(), {"text": "60 mg daily"}]
    numbers, words = (
        checked(checker, bundle(drug("citalopram", dosageInstruction=[each]))) for each in told
    )
    assert [each.id for each in numbers.cautions] == [each.id for each in words.cautions]
    assert any(each.family == "dose" for each in numbers.cautions)


STATEMENT = drug("Zoloft", "MedicationStatement", id="7")


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
