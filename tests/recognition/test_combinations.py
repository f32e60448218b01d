"""Several ingredients in one line: all of them known, or the line is not taken."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "product", "substances"),
    [
        ("olanzapine/fluoxetine", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("Fluoxetine 25 MG / Olanzapine 6 MG Oral Capsule", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("olanzapine fluoxetine", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("olanzapine-fluoxetine 6-25 mg cap", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("buprenorphine + naloxone", "buprenorphine-naloxone", ("buprenorphine", "naloxone")),
        ("Buprenorphine HCl-Naloxone HCl SL film 8-2 mg", "buprenorphine-naloxone", ("buprenorphine", "naloxone")),
        ("oxycodone-acetaminophen", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("oxyCODONE-APAP 5/325", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("oxycodone 5 mg-acetaminophen 325 mg tablet", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("codeine with paracetamol", "codeine-acetaminophen", ("acetaminophen", "codeine")),
        ("paracetamol & codeine", "codeine-acetaminophen", ("acetaminophen", "codeine")),
        ("Acetaminophen-Codeine #3 300-30 MG Tablet", "codeine-acetaminophen", ("acetaminophen", "codeine")),
        ("nirmatrelvir 150 mg; ritonavir 100 mg", "nirmatrelvir-ritonavir", ("ritonavir",)),
        ("guaifenesin 20 MG/ML / DXM 2 MG/ML", "dextromethorphan-guaifenesin", ("dextromethorphan",)),
    ],
)  # fmt: skip
def test_the_ingredients_of_a_licensed_product_are_that_product(
    recogniser, line, product, substances
):
    found = recogniser.medication(line)
    assert found.outcome == "recognised"
    assert found.product == product
    assert found.substances == substances
    assert found.via == "ingredients"


@pytest.mark.parametrize(
    ("line", "product", "via"),
    [
        ("Symbyax", "olanzapine-fluoxetine", "brand"),
        ("Percocet 5/325", "oxycodone-acetaminophen", "brand"),
        ("co-codamol 30/500", "codeine-acetaminophen", "synonym"),
        ("Tylenol with codeine", "codeine-acetaminophen", "brand"),
        ("Tylenol 3", "codeine-acetaminophen", "brand"),
        ("Tylenol No. 3 tablets", "codeine-acetaminophen", "brand"),
        ("Symbyax (olanzapine and fluoxetine) 6-25", "olanzapine-fluoxetine", "brand"),
        ("Suboxone (buprenorphine)", "buprenorphine-naloxone", "brand"),
        ("oxycodone / acetaminophen [Percocet]", "oxycodone-acetaminophen", "ingredients"),
    ],
)
def test_a_product_is_taken_apart(recogniser, line, product, via):
    found = recogniser.medication(line)
    assert (found.outcome, found.product, found.via) == ("recognised", product, via)
    assert len(found.substances) > 1


def test_what_is_not_modelled_is_said(recogniser):
    found = recogniser.medication("Paxlovid")
    assert found.substances == ("ritonavir",)
    assert "nirmatrelvir" in found.reason


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("Acetaminophen 21.7 MG/ML / Dextromethorphan Hydrobromide 1 MG/ML", ("acetaminophen", "dextromethorphan")),
        ("ketamine and alcohol", ("ethanol", "ketamine")),
        ("Prozac/Zoloft", ("fluoxetine", "sertraline")),
        ("ketamine, MDMA, DMT", ("dimethyltryptamine", "ketamine", "mdma")),
        ("Percocet + fentanyl", ("acetaminophen", "fentanyl", "oxycodone")),
        ("ayahuasca", ("dimethyltryptamine", "harmala-alkaloids")),
    ],
)  # fmt: skip
def test_other_sets_are_separate_things(recogniser, line, substances):
    found = recogniser.medication(line)
    assert found.outcome == "recognised"
    assert found.product is None
    assert found.substances == substances


def test_one_thing_named_twice_is_one_thing(recogniser):
    assert recogniser.medication("Zoloft / sertraline 50 mg").substances == ("sertraline",)
    assert recogniser.medication("Percocet / oxycodone").product == "oxycodone-acetaminophen"
    for line in ("Mucinex DM / DXM", "DXM / Mucinex DM"):
        assert recogniser.medication(line).product == "dextromethorphan-guaifenesin"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ketamine / flibbertigibbet", "Part 2"),
        ("flibbertigibbet + ketamine", "Part 1"),
        ("codeine with tramadoll", "Part 2"),
        ("ritonavir, codeine, guaifenesin", "Part 3"),
        ("Tylenol #2 / codeine", "Part 1"),
    ],
)
def test_one_unknown_part_is_enough(recogniser, line, part):
    found = recogniser.medication(line)
    assert found.outcome == "not-recognised"
    assert part in found.reason
    assert found.substances == ()


def test_the_unknown_part_is_what_suggestions_are_for(recogniser):
    assert recogniser.medication("codeine with tramadoll").suggestions == ("tramadol",)


def test_an_ambiguous_part_is_a_question(recogniser):
    found = recogniser.medication("Prozac, vitamin K")
    assert found.outcome == "ambiguous"
    assert found.candidates == ("ketamine", "phytonadione")
    assert "Part 2" in found.reason


@pytest.mark.parametrize("line", ["Percocet / oxycodone", "oxycodone / Percocet"])
def test_an_ingredient_beside_its_product_is_that_product(recogniser, line):
    found = recogniser.medication(line)
    assert found.outcome == "recognised"
    assert found.product == "oxycodone-acetaminophen"
    assert found.substances == ("acetaminophen", "oxycodone")


@pytest.mark.parametrize("line", ["ayahuasca / DMT", "DMT / ayahuasca"])
def test_a_part_beside_its_mixture_is_that_mixture(recogniser, line):
    found = recogniser.medication(line)
    assert set(found.substances) == {"dimethyltryptamine", "harmala-alkaloids"}
    assert found.name == "ayahuasca"
