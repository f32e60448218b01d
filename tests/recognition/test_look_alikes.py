"""Names that almost are another name. A near miss is suggested, and never taken."""

from __future__ import annotations

import pytest

from medcaution.facts import Code, Person
from medcaution.recognition import Recogniser


@pytest.mark.parametrize(
    "line",
    [
        "2C-E", "2C-I", "2C", "25B-NBOMe", "5-MeO-MiPT", "5-MeO", "4-MeO-DMT", "1,4-BG",
        "vitamin K2", "vitamin", "Sudafed PE", "Tylenol PM", "Tylenol 3 PM", "Tylenol 2",
        "Tylenol #2", "Tylenol Cold", "Mucinex", "Mucinex D", "lithium orotate", "zinc magnesium",
        "magnesium citrate", "potassium", "sodium chloride 0.9%", "street ketamine",
        "special K cereal", "Prozac-D", "perc 20", "Prozac 3", "20 Prozac", "fluoxetine and",
        "with codeine", "Tylenol plus", "ketamine hydrobromide stuff", "tramadoll",
        "Prоzac",  # noqa: RUF001  (the o is Cyrillic)
    ],
)  # fmt: skip
def test_no_residue_and_no_guess(recogniser, line):
    found = recogniser.medication(line)
    assert found.outcome == "not-recognised"
    assert found.substances == ()
    assert found.reason


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [
        ("2C-E", "2C-B"),
        ("tramadoll", "tramadol"),
        ("tramdol 50 mg tablet", "tramadol"),
        ("sertaline hcl 50mg", "sertraline"),
        ("Prozca", "Prozac"),
        ("street ketamine", "ketamine"),
        ("MDNA", "MDMA"),
    ],
)
def test_near_names_are_suggested_as_the_knowledge_spells_them(recogniser, line, suggestion):
    assert recogniser.medication(line).suggestions[0] == suggestion


def test_suggestions_are_few_and_each_of_another_thing(recogniser):
    found = recogniser.medication("prozak")
    assert found.suggestions == ("Prozac",)
    assert recogniser.medication("zzzzzzzzzz").suggestions == ()
    assert recogniser.medication("q").suggestions == ()


@pytest.mark.parametrize(
    "line",
    [
        "ketamine; use=prescribed-supervised", "ketamine; status=stopped; last_taken=2026-01-01",
        "ketamine;dose = 20 mg", "no such thing; Route=oral", "ketamine; last-taken=2026-01-01",
    ],
)  # fmt: skip
def test_attributes_written_into_a_name_are_sent_to_their_fields(recogniser, line):
    found = recogniser.medication(line, [Code(system="rxnorm", code="6130")])
    assert found.outcome == "could-not-interpret"
    assert "fields of its own" in found.reason


@pytest.mark.parametrize(
    "line", ["vitamin K", "vitamin K 100 mcg", "Vitamin-K tablets", "vit. K1 or"]
)
def test_vitamin_k_is_never_ketamine(recogniser, line):
    assert recogniser.medication(line).outcome != "recognised"


def test_a_single_candidate_is_a_question_too(recogniser):
    found = recogniser.medication("K 1g")
    assert found.outcome == "ambiguous"
    assert found.candidates == ("ketamine",)
    assert found.reason == "K: do you mean ketamine?"


@pytest.mark.parametrize(
    "line", ["SSRI", "an SSRI", "SSRIs", "my ssri 20 mg", "Selective serotonin reuptake inhibitors"]
)
def test_a_class_is_a_question(recogniser, line):
    found = recogniser.medication(line)
    assert found.outcome == "ambiguous"
    assert found.candidates == ("fluoxetine", "sertraline")
    assert found.reason.startswith("Which ")
    assert "?" in found.reason


def test_a_class_stands_for_the_classes_below_it(recogniser):
    found = recogniser.medication("an antidepressant")
    assert found.candidates == ("fluoxetine", "phenelzine", "sertraline")


@pytest.mark.parametrize(
    ("line", "outcome", "ids"),
    [
        ("vitamin K (phytonadione)", "recognised", ("phytonadione",)),
        ("ketamine (K)", "recognised", ("ketamine",)),
        ("sertraline (an SSRI)", "recognised", ("sertraline",)),
        ("SSRI (sertraline)", "recognised", ("sertraline",)),
        ("an antidepressant (SSRI)", "ambiguous", ("fluoxetine", "sertraline")),
        ("sertraline (MAOI)", "ambiguous", ("phenelzine", "sertraline")),
        ("Prozac (sertraline)", "ambiguous", ("fluoxetine", "sertraline")),
        ("Symbyax (Suboxone)", "ambiguous", ("buprenorphine-naloxone", "olanzapine-fluoxetine")),
        ("Prozac (whatever)", "not-recognised", ()),
        ("whatever (Prozac)", "not-recognised", ()),
    ],
)
def test_brackets_must_name_the_same_thing(recogniser, line, outcome, ids):
    found = recogniser.medication(line)
    assert found.outcome == outcome
    assert (found.substances or found.candidates) == ids


@pytest.mark.parametrize(
    "line",
    ["fluoxetine (phenelzine) (Prozac)", "Prozac (phenelzine) (fluoxetine)", "phenelzine (Prozac) [phenelzine]"],
)  # fmt: skip
def test_what_two_names_dispute_no_third_settles(checker, line):
    (read,) = checker.check(Person(medications=[line])).inputs
    assert (read.outcome, read.candidates) == ("ambiguous", ("fluoxetine", "phenelzine"))


def test_what_two_conditions_dispute_no_third_settles(checker):
    (read,) = checker.check(Person(conditions=["asthma (epilepsy) (asthma)"])).inputs
    assert (read.outcome, read.candidates) == ("ambiguous", ("asthma", "epilepsy"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no aspirin", "may mean the opposite"),
        ("not taking Prozac", "may mean the opposite"),
        ("denies ketamine", "may mean the opposite"),
        ("Prozac w/o food", "may mean the opposite"),
        ("codeine without prescription", "may mean the opposite"),
        ("can't stop ketamine", "may mean the opposite"),
        ("nothing but ketamine", "may mean the opposite"),
        ("Prozac, ketamine, no codeine", "may mean the opposite"),
        ("none", "may mean the opposite"),
        ("I don't take Prozac", "may mean the opposite"),
        ("allergic to codeine", "allergy"),
        ("codeine allergy", "allergy"),
        ("mother takes lithium", "whoever it came from"),
        ("wife's Zoloft", "whoever it came from"),
        ("ketamine from a friend", "whoever it came from"),
        ("stopped Prozac", 'status "stopped"'),
        ("Prozac d/c", 'status "stopped"'),
        ("Prozac, quit 2 weeks ago", 'status "stopped"'),
        ("used to take Prozac", 'status "stopped"'),
        ("ex-Prozac", 'status "stopped"'),
        ("ketamine on and off", "still taken"),
        ("starting Prozac tomorrow", 'status "planned"'),
        ("Prozac or Zoloft", "choice or a doubt"),
    ],
)
def test_words_that_turn_the_meaning_are_never_dropped(recogniser, line, said):
    found = recogniser.medication(line)
    assert found.outcome == "not-recognised"
    assert said in found.reason
    assert found.suggestions == ()
    coded = recogniser.medication(line, [Code(system="rxnorm", code="4493")])
    assert coded.outcome == "not-recognised"


@pytest.mark.parametrize(
    "line", ["No-Doz", "no doz 200 mg", "oxycodone for allergies", "caffeine, no refills"]
)
def test_harmless_uses_of_such_words(recogniser, line):
    assert recogniser.medication(line).outcome == "recognised"


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("", "ignored"),
        (" \t\n", "ignored"),
        ("\u3000", "ignored"),
        ("20 mg", "not-recognised"),
        ("???", "not-recognised"),
        ("42", "not-recognised"),
        ("take 2 tablets daily", "not-recognised"),
        ("a" * 1001, "could-not-interpret"),
        (" / ".join(["codeine"] * 9), "could-not-interpret"),
    ],
)
def test_lines_without_a_name(recogniser, line, outcome):
    found = recogniser.medication(line)
    assert found.outcome == outcome
    assert found.reason


def test_a_line_of_the_other_list_is_pointed_there(recogniser):
    assert "list it under conditions" in recogniser.medication("schizophrenia").reason
    assert "list it under medications" in recogniser.condition("Prozac 20 mg").reason


@pytest.mark.parametrize(
    "line",
    ["sertraline (Nardil, Pfizer Ltd)", "sertraline (Nardil Pfizer Ltd)", "Zoloft (K, X Inc)"],
)
def test_a_name_beside_the_name_of_a_company_is_not_passed_over(library, line):
    assert Recogniser(library).medication(line).outcome != "recognised"


@pytest.mark.parametrize(
    "maker", ["Pfizer Ltd", "Essential Pharma Ltd", "Zentiva Pharma UK Limited"]
)
def test_a_company_in_brackets_is_no_name(library, maker):
    found = Recogniser(library).medication(f"sertraline ({maker}) 50 mg daily")
    assert (found.substances, found.strength) == (("sertraline",), "( ) 50 mg daily")


@pytest.mark.parametrize(
    "line",
    ["xanax bar", "a bar of xanax", "sertraline change", "sertraline titrate", "total sertraline"],
)
def test_a_word_that_may_change_what_is_taken_is_no_packing(library, line):
    assert Recogniser(library).medication(line).outcome in ("ambiguous", "not-recognised")


@pytest.mark.parametrize(
    ("line", "substance"),
    [
        ("lamoTRIgine (LaMICtal) 100 MG tablet Take 1 tablet (100 mg total) by mouth 2 (two) times daily.", "lamotrigine"),
        ("traMADol (ULTRAM) 50 mg tablet every 6 (six) hours as needed for Pain", "tramadol"),
        ("citalopram 20 mg 3 times a day", "citalopram"),
        ("Mirtazapine 15mg ON", "mirtazapine"),
        ("citalopram 20 mg in the AM", "citalopram"),
        ("citalopram 20 mg tablet daily Disp: 30 tablet, Rfl: 3", "citalopram"),
        ("citalopram 20 mg tablet daily Disp-30, Rfl: 0", "citalopram"),
        ("norepinephrine 4 mg/250 ml ns titrate", "norepinephrine"),
        ("fentanyl 25 mcg patch change every 72 hours", "fentanyl"),
    ],
)  # fmt: skip
def test_the_directions_of_an_order_are_no_part_of_the_name(library, line, substance):
    assert Recogniser(library).medication(line).substances == (substance,)


def test_what_is_handed_out_is_never_taken_for_the_name(library):
    recogniser = Recogniser(library)
    assert (
        recogniser.medication("Tylenol 500 mg PM").product
        == recogniser.medication("Tylenol PM").product
    )
    assert recogniser.medication("sertraline on").outcome == "not-recognised"


@pytest.mark.parametrize(
    "line", ["a NSAID", "A NSAID", "an NSAID", "NSAID", "a NSAID 400 mg daily"]
)
def test_an_article_is_no_letter_of_a_name(checker, line):
    (read,) = checker.check(Person(medications=[line])).inputs
    assert read.outcome == "ambiguous"
    assert "ibuprofen" in read.candidates
