"""Codes beside the text: agreement is an answer, difference is a question."""

from __future__ import annotations

import pytest

from medcaution.facts import Code

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def code(system, value):
    return [Code(system=system, code=value)]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (code("rxnorm", "4493"), "fluoxetine"),
        (code("RxNorm", " 004493 "), "fluoxetine"),
        (code(RXNORM, "4493"), "fluoxetine"),
        (code("urn:oid:2.16.840.1.113883.6.88", "4493"), "fluoxetine"),
        (code("unii", "690g0d6v8h"), "ketamine"),
        (code("http://www.whocc.no/atc", "N06AB06"), "sertraline"),
    ],
)
@pytest.mark.parametrize("text", ["Some Unheard-of Label", "", "12345"])
def test_a_code_speaks_where_the_text_does_not(recogniser, codes, expected, text):
    found = recogniser.medication(text, codes)
    assert found.outcome == "recognised"
    assert found.substances == (expected,)
    assert found.via == "code"


def test_agreement_keeps_what_the_text_tells(recogniser):
    found = recogniser.medication("Prozac 20 mg tablet", code("rxnorm", "4493"))
    assert (found.outcome, found.via, found.name) == ("recognised", "brand", "Prozac")
    assert (found.strength, found.route) == ("20 mg", "oral")


@pytest.mark.parametrize("codes", [code("rxnorm", "99999999"), code("atc", "N06AX99")])
def test_a_code_that_nobody_knows_beside_no_text_is_no_empty_line(recogniser, codes):
    for found in (recogniser.medication("", codes), recogniser.condition(" ", codes)):
        assert found.outcome == "not-recognised"
        assert "write its name" in found.reason
    assert recogniser.medication("").outcome == "ignored"


@pytest.mark.parametrize(
    "codes", [code("rxnorm", "1"), code("ndc", "4493"), code("rxnorm", "36437x")]
)
def test_an_unknown_code_changes_nothing(recogniser, codes):
    assert recogniser.medication("Prozac", codes) == recogniser.medication("Prozac")
    assert recogniser.medication("flibber", codes) == recogniser.medication("flibber")


def test_difference_is_a_question(recogniser):
    found = recogniser.medication("Prozac", code("rxnorm", "36437"))
    assert found.outcome == "ambiguous"
    assert found.candidates == ("fluoxetine", "sertraline")
    assert "?" in found.reason


@pytest.mark.parametrize("text", ["Prozac 50mg whatever", "whatever Prozac (28)", "20 Prozac"])
def test_a_name_inside_a_text_that_is_not_read_is_held_against_the_code(recogniser, text):
    assert recogniser.medication(text).outcome == "not-recognised"
    same = recogniser.medication(text, code("rxnorm", "4493"))
    assert (same.outcome, same.substances, same.via) == ("recognised", ("fluoxetine",), "code")
    other = recogniser.medication(text, code("rxnorm", "36437"))
    assert (other.outcome, other.candidates) == ("ambiguous", ("fluoxetine", "sertraline"))
    assert "?" in other.reason


def test_a_product_inside_a_text_that_is_not_read_is_not_cut_to_the_coded_ingredient(recogniser):
    found = recogniser.medication("whatever Percocet", code("rxnorm", "7804"))
    assert found.substances == ("acetaminophen", "oxycodone")


@pytest.mark.parametrize("text", ["{} + unobtainium", "unobtainium / {}", "{} with unobtainium"])
def test_a_code_of_the_part_that_was_read_does_not_stand_for_the_other(recogniser, text):
    found = recogniser.medication(text.format("sertraline"), code("rxnorm", "36437"))
    assert found.outcome == "not-recognised"
    assert found == recogniser.medication(text.format("sertraline"))
    question = recogniser.medication("vitamin K / sertraline", code("rxnorm", "36437"))
    assert question.outcome == "ambiguous"


def test_codes_that_differ_among_themselves(recogniser):
    both = [*code("rxnorm", "36437"), *code("rxnorm", "4493")]
    found = recogniser.medication("no such label".removeprefix("no "), both)
    assert found.outcome == "ambiguous"
    assert found.candidates == ("fluoxetine", "sertraline")


def test_a_code_answers_the_question_of_an_ambiguous_word(recogniser):
    assert recogniser.medication("vitamin K", code("rxnorm", "6130")).substances == ("ketamine",)
    assert recogniser.medication("vitamin K", code("rxnorm", "4493")).outcome == "ambiguous"


def test_the_code_of_an_ingredient_agrees_with_the_product(recogniser):
    assert (
        recogniser.medication("Percocet", code("rxnorm", "7804")).product
        == "oxycodone-acetaminophen"
    )
    both = [*code("rxnorm", "4493"), *code("rxnorm", "61381")]
    assert recogniser.medication("Symbyax", both).product == "olanzapine-fluoxetine"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("F20", "schizophrenia"),
        ("F20.0", "schizophrenia"),
        ("f200", "schizophrenia"),
        ("F20.81", "schizophrenia"),
        ("F32.A", "depression"),
        ("F32.9", "major-depression"),
        ("F33", "major-depression"),
        ("F2", None),
        ("F21", None),
        ("", None),
    ],
)
def test_icd10cm_by_its_longest_prefix(recogniser, value, expected):
    codes = [Code.model_construct(system=ICD, code=value)]
    assert recogniser.condition("as coded", codes).condition == expected


def test_codes_of_conditions(recogniser):
    assert (
        recogniser.condition("", code("http://snomed.info/sct", "58214004")).condition
        == "schizophrenia"
    )
    found = recogniser.condition("history of schizophrenia", code("icd10cm", "F20"))
    assert (found.condition, found.status) == ("schizophrenia", "history")
    assert recogniser.condition("schizophrenia", code("icd10cm", "I10")).candidates == (
        "hypertension",
        "schizophrenia",
    )
    assert (
        recogniser.condition("no schizophrenia", code("icd10cm", "F20")).outcome == "not-recognised"
    )


@pytest.mark.parametrize(
    ("systems", "value"),
    [
        (("rxnorm", "RxNorm", "http://www.nlm.nih.gov/research/umls/rxnorm"), "6130"),
        (("unii", "http://fdasis.nlm.nih.gov", "urn:oid:2.16.840.1.113883.4.9"), "690G0D6V8H"),
    ],
)
def test_a_medicine_by_every_name_of_its_code_system(recogniser, systems, value):
    codes = {each: [Code.model_construct(system=each, code=value)] for each in systems}
    read = {each: recogniser.medication("as coded", codes[each]).substances for each in systems}
    assert read == dict.fromkeys(systems, ("ketamine",))


@pytest.mark.parametrize(
    ("systems", "value"),
    [
        (
            (
                "icd10cm",
                "ICD-10-CM",
                "http://hl7.org/fhir/sid/icd-10-cm",
                "urn:oid:2.16.840.1.113883.6.90",
            ),
            "F20",
        ),
        (
            ("snomed", "snomedct", "http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"),
            "58214004",
        ),
    ],
)
def test_a_condition_by_every_name_of_its_code_system(recogniser, systems, value):
    codes = {each: [Code.model_construct(system=each, code=value)] for each in systems}
    read = {each: recogniser.condition("as coded", codes[each]).condition for each in systems}
    assert read == dict.fromkeys(systems, "schizophrenia")


def test_a_coded_condition_is_named_as_the_knowledge_names_it(recogniser):
    assert recogniser.condition("as coded", code(ICD, "F20")).name == "Schizophrenia"
