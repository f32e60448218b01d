"""Every name of the bundled knowledge leads to its owner, plain and dressed as an order line."""

from __future__ import annotations

import pytest

from medcaution.recognition import Recogniser


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
