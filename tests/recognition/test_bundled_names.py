"""Every name of the bundled knowledge leads to its owner, plain and dressed as an order line."""

from __future__ import annotations

import pytest

from medcaution.recognition import Recogniser
from medcaution.recognition.spelling import key


@pytest.fixture(scope="module")
def bundled(library):
    return Recogniser(library)


def names(substance):
    return (
        substance.name, *substance.synonyms, *substance.brands, *substance.abbreviations,
        *substance.street, *substance.salts,
    )  # fmt: skip


@pytest.mark.parametrize("line", ["{}", "{} 20 mg", "{} 5 MG Oral Tablet", "my {}", "{} (20 mg)"])
def test_every_name_of_every_substance(bundled, library, line):
    for identifier, substance in library.substances.items():
        expected = tuple(sorted(substance.components or (identifier,)))
        for name in names(substance):
            for written in (name, name.upper(), name.lower()):
                found = bundled.medication(line.format(written))
                if found.outcome != "ambiguous":
                    assert found.substances == expected, line.format(written)


def test_every_ambiguous_word_is_a_question(bundled, library):
    for ambiguity in library.ambiguities:
        for word in ambiguity.written:
            if any(each in library.substances for each in ambiguity.candidates):
                found = bundled.medication(word)
                assert found.outcome == "ambiguous", word
                assert found.candidates == tuple(sorted(ambiguity.candidates))


@pytest.mark.parametrize(
    ("line", "often"),
    [
        ("zannies", "bromazolam"), ("xanny", "bromazolam"), ("vallies", "etizolam"),
        ("klonnies", "etizolam"), ("temmies", "etizolam"), ("moggies", "etizolam"),
        ("oxys", "fentanyl"), ("vikes", "fentanyl"), ("norcos", "fentanyl"),
        ("dillies", "fentanyl"), ("pink cocaine", "2c-b"), ("cocaína rosada", "2c-b"),
        ("lean", "dextromethorphan"), ("sizzurp", "dextromethorphan"),
    ],
)  # fmt: skip
def test_a_street_pill_or_mixture_is_not_taken_for_what_it_is_sold_as(bundled, line, often):
    found = bundled.medication(line)
    assert found.outcome == "ambiguous"
    assert often in found.candidates
    assert len(found.candidates) > 1


def test_whoever_answers_which_mixture_it_is_ends_at_its_ingredients(bundled, library):
    for mixture in ("tusi", "lean"):
        found = bundled.medication(library.substances[mixture].name)
        assert found.substances == tuple(sorted(library.substances[mixture].components))


def test_a_name_that_a_substance_shares_with_its_class_is_suggested_once(bundled):
    """Alcohol names ethanol, and the class of all that holds it."""
    assert bundled.medication("Alkohol").suggestions == ("alcohol",)


def test_every_class_word_is_a_question(bundled, library):
    for identifier, group in library.classes.items():
        for word in group.words:
            found = bundled.medication(f"a {word}")
            assert found.outcome == "ambiguous" or found.substances, word
            if found.outcome == "ambiguous":
                assert "?" in found.reason, identifier


def test_every_name_of_every_condition(bundled, library):
    for identifier, condition in library.conditions.items():
        for name in (condition.label, condition.plain, *condition.names):
            found = bundled.condition(name.upper())
            assert found.condition == identifier or identifier in found.candidates, name


def test_every_code(bundled, library):
    from medcaution.facts import Code

    for identifier, substance in library.substances.items():
        expected = tuple(sorted(substance.components or (identifier,)))
        for value in substance.codes.rxnorm:
            assert (
                bundled.medication("", [Code(system="rxnorm", code=value)]).substances == expected
            )
    for identifier, condition in library.conditions.items():
        for value in condition.icd10cm:
            found = bundled.condition("", [Code(system="icd10cm", code=value)])
            assert found.condition == identifier or identifier in found.candidates


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("sertraline 50 mg-100 mg", "50 mg-100 mg"),
        ("sertraline 100 mg/5 mL", "100 mg/5 ml"),
        ("sertraline + trazodone 50 mg", None),  # of which of the two, nobody can say
    ],
)
def test_a_strength_is_told_as_it_was_written(bundled, line, strength):
    assert bundled.medication(line).strength == strength


def test_a_name_of_four_letters_may_begin_otherwise(bundled):
    assert bundled.medication("koma").suggestions == ("Soma",)


def test_a_condition_of_the_past_needs_no_status(bundled):
    found = bundled.condition("past serotonin syndrome")
    assert (found.condition, found.status) == ("serotonin-syndrome-history", None)


def test_ten_names_are_found_unless_more_are_asked_for(bundled):
    assert [len(bundled.search("a", *limit)) for limit in ((), (11,))] == [10, 11]


def test_two_names_with_a_stroke_between_are_not_one_name():
    assert (key(("+", "ab")), key(("a", "/", "b"))) == ("ab", "a/b")


def test_a_bare_aneurysm_is_read_since_its_site_changes_no_caution(library):
    """The word is taken for one of two; should a rule ever tell them apart, it has to be asked."""
    aortic, cerebral = (
        library.conditions[f"{each}-aneurysm"] for each in ("aortic", "intracranial")
    )
    assert (aortic.groups, aortic.lasting) == (cerebral.groups, cerebral.lasting)
    for rule in library.rules.values():
        named = str(rule.model_dump())
        assert "'aortic-aneurysm'" not in named, rule.id
        assert "'intracranial-aneurysm'" not in named, rule.id


def test_what_is_read_in_its_common_sense_never_lowers_a_caution(bundled, library):
    """MI and SI have rarer meanings; read in the common one they can only add a caution."""
    read = {bundled.condition(each).condition for each in ("MI", "SI")}
    assert read == {"myocardial-infarction", "suicidal-ideation"}
    lowering = {
        condition
        for rule in library.rules.values()
        for clause in (*rule.lowers, *rule.unless)
        for pattern in clause.when.values()
        for condition in library.conditions_in(pattern.condition or ())
    }
    assert lowering
    assert read.isdisjoint(lowering)
