"""Several ingredients in one line: all of them known, or the line is not taken."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.library.substances import Ambiguity, Substance
from medcaution.recognition import Recogniser


@pytest.mark.parametrize(
    ("line", "product", "substances"),
    [
        ("olanzapine/fluoxetine", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("Fluoxetine 25 MG / Olanzapine 6 MG Oral Capsule", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("olanzapine-fluoxetine 6-25 mg cap", "olanzapine-fluoxetine", ("fluoxetine", "olanzapine")),
        ("buprenorphine/naloxone 8-2 mg film, 1 film daily", "buprenorphine-naloxone", ("buprenorphine", "naloxone")),
        ("Buprenorphine HCl-Naloxone HCl SL film 8-2 mg", "buprenorphine-naloxone", ("buprenorphine", "naloxone")),
        ("oxycodone-acetaminophen", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("oxyCODONE-APAP 5/325", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("oxycodone 5 mg-acetaminophen 325 mg tablet", "oxycodone-acetaminophen", ("acetaminophen", "oxycodone")),
        ("codeine / paracetamol", "codeine-acetaminophen", ("acetaminophen", "codeine")),
        ("Acetaminophen-Codeine #3 300-30 MG Tablet", "codeine-acetaminophen", ("acetaminophen", "codeine")),
        ("nirmatrelvir 150 mg / ritonavir 100 mg", "nirmatrelvir-ritonavir", ("ritonavir",)),
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


APART = (
    "codeine 30 mg four times a day and promethazine 25 mg at night", "Phenergan and codeine",
    "codeine and promethazine", "codeine & promethazine", "codeine, promethazine",
    "codeine,promethazine", "codeine; promethazine", "codeine + promethazine",
    "codeine with promethazine", "codeine promethazine", "promethazine - codeine",
    "codeine 30 mg bd / promethazine 25 mg nocte", "codeine tablet / promethazine",
    "codeine 1 tab/promethazine", "Phenergan/codeine", "codeine (30 mg) and promethazine (25 mg)",
)  # fmt: skip


@pytest.mark.parametrize("line", APART)
def test_two_medicines_on_one_line_are_no_product(checker, line):
    """The parts of one product do not caution each other; two medicines do."""
    report = checker.check(Person(medications=[line]))
    apart = checker.check(Person(medications=["codeine", "promethazine"]))
    assert report.inputs[0].substances == ("codeine", "promethazine")
    assert apart.cautions
    assert [each.id for each in report.cautions] == [each.id for each in apart.cautions]


def test_a_label_that_joins_two_ingredients_is_one_product(checker):
    for line in (
        "codeine/promethazine",
        "my codeine/promethazine",
        "codeine-promethazine 10-6.25 mg",
    ):
        report = checker.check(Person(medications=[line]))
        assert report.inputs[0].substances == ("codeine", "promethazine")
        assert not report.cautions


@pytest.mark.parametrize("line", ["nirmatrelvir and ritonavir", "nirmatrelvir, ritonavir"])
def test_a_part_that_is_known_only_inside_a_product_is_said_either_way(recogniser, line):
    found = recogniser.medication(line)
    assert found.substances == ("ritonavir",)
    assert "nirmatrelvir" in found.reason


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("lithium + potassium", ("lithium", "potassium")),
        ("warfarin + potassium chloride", ("potassium", "warfarin")),
        ("zinc, magnesium", ("magnesium", "zinc")),
        ("fluoxetine and calcium", ("calcium", "fluoxetine")),
        ("losartan potassium", ("losartan",)),
    ],
)
def test_a_salt_word_set_off_from_a_name_is_a_name(library, line, substances):
    assert Recogniser(library).medication(line).substances == substances


@pytest.mark.parametrize(
    "line",
    ["sertraline, hydrochloride", "ketamine + citrate", "potassium bromide", "lithium bromide"],
)
def test_a_salt_that_may_be_something_else_is_not_passed_over(library, line):
    assert Recogniser(library).medication(line).outcome == "not-recognised"


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


@pytest.mark.parametrize(
    "line",
    [
        "lean (codeine)", "Lean (codeine syrup)", "codeine (lean)", "lean [codeine 10 mg]", "lean (dextromethorphan) (codeine)",
    ],
)  # fmt: skip
def test_a_part_of_a_mixture_does_not_answer_whether_the_mixture_is_meant(
    changed, small_library, line
):
    """To take the codeine alone would lose what else the mixture holds."""
    mixture = Substance(name="lean syrup", kind="mixture", components=("codeine", "phenylephrine"))
    candidates = ("lean-syrup", "codeine", "dextromethorphan")
    asked = changed(
        substances=small_library.substances | {"lean-syrup": mixture},
        ambiguities=(Ambiguity(written=("lean",), candidates=candidates, question="Which?"),),
    )
    assert asked.medication(line).outcome == "ambiguous"
    assert asked.medication("lean (dextromethorphan)").substances == ("dextromethorphan",)
    assert asked.medication("lean (lean syrup)").substances == ("codeine", "phenylephrine")


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("lean (codeine and promethazine)", ("codeine", "promethazine")),
        ("MDMA (recreational drug)", ("mdma",)), ("Suboxone (subs)", ("buprenorphine", "naloxone")),
    ],
)  # fmt: skip
def test_what_names_the_whole_answers_the_question(library, line, substances):
    assert Recogniser(library).medication(line).substances == substances


@pytest.mark.parametrize(
    "line", ["Lean (codeine syrup)", "subs (buprenorphine)", "percs (oxycodone)"]
)
def test_what_names_a_part_leaves_the_question(library, line):
    assert Recogniser(library).medication(line).outcome == "ambiguous"
