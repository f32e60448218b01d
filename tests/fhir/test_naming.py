"""What a record calls a medicine, and what it calls it elsewhere: alike, or a question."""

from __future__ import annotations

import json

import pytest

from medcaution.fhir import check_record, read_record
from medcaution.fhir.checking import origin
from medcaution.fhir.issues import issues
from medcaution.presentation.cards import cards
from records import AS_OF, bundle, checked, drug, placed


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


def holding(*ingredients, **fields):
    """A request that points to a Medication of these ingredients, as they stand."""
    inside = {"resourceType": "Medication", "id": "m", "ingredient": list(ingredients), **fields}
    return drug(None, medicationReference={"reference": "#m"}, contained=[inside])


def concept(text=None, **coding):
    return {"itemCodeableConcept": {"coding": [coding]} | ({"text": text} if text else {})}


SUB = {"resourceType": "Medication", "id": "sub", "code": {"text": "phenelzine"}}
MIXED = {
    "resourceType": "Medication",
    "id": "5",
    "contained": [SUB],
    "ingredient": [{"itemReference": {"reference": "#sub"}}],
}
PHENELZINE = {"system": "http://www.whocc.no/atc", "code": "N06AF03"}
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
    "a display read in part": bundle(coded("ibuprofen", "phenelzine / mysterium 5 MG Oral Tablet")),
    "a full name": bundle(coded("diazepam", "Product containing phenelzine (medicinal product)")),
    "a part by code": bundle(
        holding(concept("ibuprofen"), concept(**PHENELZINE), code={"text": "ibuprofen"})
    ),
    "a part's display": bundle(holding(concept("ibuprofen", display="phenelzine"))),
    "two parts not told": bundle(pointing("ketamine", ..., ...)),
    "a part inside the Medication": bundle(FIVE, MIXED | {"code": {"text": "ibuprofen"}}),
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
    "a diluent": (pointing("ketamine 50 mg + sodium chloride 0.9% 100 mL", "ketamine", "sodium chloride 0.9%"), "ketamine sodium-chloride"),
    "two ingredients of one product": (pointing(None, "buprenorphine", "naloxone"), "buprenorphine naloxone"),
    "a diluent told twice": (holding(concept("ketamine"), concept("sodium chloride 0.9%", display="sodium chloride"), code={"text": "ketamine"}), "ketamine"),
    "salts of one product": (pointing("Adderall", "dextroamphetamine saccharate", "amphetamine aspartate"), "amphetamine"),
    "full name beside": (coded("Zoloft", "Product containing only sertraline (medicinal product)"), "sertraline"),
    "full name": (coded(None, "Product containing precisely sertraline in oral dose form (medicinal product form)"), "sertraline"),
    "a part by its own code": (holding(concept("diazepam"), concept(system="http://www.whocc.no/atc", code="N05BA01"), code={"text": "diazepam"}), "diazepam"),
    "a part not told of one": (pointing("Zoloft", ...), "sertraline"),
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


def test_a_part_inside_the_medication_names_it(checker):
    assert checked(checker, bundle(FIVE, MIXED)).inputs[0].substance == "phenelzine"


def test_a_question_names_what_it_could_be(checker):
    record = read_record(bundle(coded("fluoxetine", "phenelzine 15 MG Oral Tablet")), AS_OF)
    report = check_record(checker, record)
    told = json.dumps([issues(report, origin(checker, record, report)), cards(report)])
    assert told.replace("\\", "").count("Could be: fluoxetine, phenelzine") == 2


def diagnosed(text, *displays):
    return {
        "resourceType": "Condition",
        "code": {"text": text, "coding": [{"code": "1", "display": each} for each in displays]},
    }


@pytest.mark.parametrize(
    ("display", "other"),
    [
        ("Schizophrenia, unspecified", "schizophrenia"),
        # Rules read it by its own name, in no group.
        ("Parkinson's disease", "parkinsons-disease"),
    ],
)
def test_a_display_that_names_another_condition_is_a_question(checker, display, other):
    report = checked(checker, bundle(drug("ketamine"), diagnosed("asthma", display)))
    assert report.inputs[1].outcome == "ambiguous"
    assert report.inputs[1].candidates == ("asthma", other)
    assert not report.complete


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("schizophrenia", "Schizophrenia, unspecified"),
        ("psychosis", "Paranoid schizophrenia"),
        ("mania", "Bipolar I disorder"),
        ("depression", "Major depressive disorder"),
        ("high blood pressure", "Essential (primary) hypertension"),
        ("type 2 diabetes", "diabetes"),
        ("anemia", "iron deficiency anemia"),
        ("asthma", "J45.909 NOS"),
    ],
)
def test_a_display_of_the_same_condition_is_read(checker, text, display):
    report = checked(checker, bundle(diagnosed(text, display)))
    assert report.inputs[0].outcome.startswith("recognised")


def test_ingredients_of_one_medication_are_one_product(checker):
    one = checked(checker, bundle(pointing(None, "codeine", "promethazine")))
    two = checked(checker, bundle(drug("codeine"), drug("promethazine")))
    assert one.inputs[0].substances == ("codeine", "promethazine")
    assert not one.cautions
    assert two.cautions
