"""What holds for every line."""

from __future__ import annotations

import string
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medcaution.recognition import Recogniser

from .conftest import CONDITIONS, SUBSTANCES

NAMES = sorted(
    {
        (name, owner)
        for owner, each in SUBSTANCES.items()
        for name in (each.name, *each.brands, *each.synonyms, *each.abbreviations, *each.street)
    }
)
FRAGMENTS = st.sampled_from(
    [name for name, _ in NAMES]
    + [
        "20 mg",
        "5/325",
        "tablet",
        "PO",
        "daily",
        "no",
        "ex-",
        "(",
        ")",
        "/",
        "+",
        ",",
        "-",
        "#3",
        "and",
    ]
    + [
        "with",
        "2C",
        "5",
        "K",
        "SSRI",
        "q8h",
        "1-0-1",
        "%",
        "1,000",
        "x",
        "hydrochloride",
        "?",
        "h/o",
    ]
)
LINES = st.lists(FRAGMENTS, max_size=8).map(" ".join)
TEXTS = (
    st.text(st.characters(codec=None), max_size=80) | LINES | st.text(string.printable, max_size=60)
)
AROUND = st.sampled_from(
    ["{} 20 mg", "{} 5 MG Oral Capsule", "my {}", "{} (40 mg)", "{} ER 100 mg", "  {}  ", "{},", "{} [{}]",
     "{} 0.5 mg twice daily as needed", "generic {}", "{} tablets", "take 2 {} daily", "{} HCl 10mg tab"]
)  # fmt: skip


def meaning(found):
    return found.outcome, found.substances, found.product, found.candidates


@given(TEXTS)
def test_no_text_raises_and_every_answer_is_whole(recogniser, text):
    for found in (recogniser.medication(text), recogniser.condition(text)):
        assert (found.outcome == "recognised") == bool(found.substances or found.condition)
        assert (found.outcome == "ambiguous") == bool(found.candidates)
        assert found.outcome == "recognised" or found.reason
        assert found.outcome == "not-recognised" or not found.suggestions
        assert len(found.suggestions) <= 5
        assert len(set(found.suggestions)) == len(found.suggestions)
        assert list(found.substances) == sorted(set(found.substances))
        assert found.outcome != "recognised" or found.via


@given(TEXTS)
def test_a_suggestion_was_not_what_was_written(recogniser, text):
    found = recogniser.medication(text)
    for suggestion in found.suggestions:
        assert recogniser.medication(suggestion).outcome in ("recognised", "ambiguous")
        assert suggestion.casefold() != text.strip().casefold()


@given(st.sampled_from(NAMES), st.data())
def test_case_spacing_and_tall_man_letters_change_nothing(recogniser, named, data):
    name, _ = named
    expected = recogniser.medication(f"{name} 20 mg")
    tall = "".join(data.draw(st.sampled_from([each.lower(), each.upper()])) for each in name)
    gap = data.draw(st.sampled_from([" ", "  ", "\t", "\u00a0", " \n "]))
    assert recogniser.medication(f" {tall.replace(' ', gap)}{gap}20{gap}MG ") == expected


@given(st.sampled_from(NAMES), AROUND)
def test_packing_changes_nothing(recogniser, named, around):
    name, _ = named
    plain = recogniser.medication(name)
    assert meaning(recogniser.medication(around.format(name, name))) == meaning(plain)


@pytest.mark.parametrize(("name", "owner"), NAMES)
def test_every_name_gives_what_its_owner_gives(recogniser, name, owner):
    found = recogniser.medication(name)
    if found.outcome != "ambiguous":
        expected = tuple(sorted(SUBSTANCES[owner].components or (owner,)))
        assert found.substances == expected


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_the_order_of_ingredients_is_free(recogniser, one, other):
    assume("-" not in one[0] + other[0])
    first = recogniser.medication(f"{one[0]} / {other[0]}")
    second = recogniser.medication(f"{other[0]} / {one[0]}")
    assert meaning(first) == meaning(second)


@given(
    st.sampled_from(NAMES),
    st.sampled_from(["no ", "stopped ", "allergic to ", "mother's ", "denies "]),
)
def test_a_turned_line_is_never_taken(recogniser, named, word):
    assert recogniser.medication(word + named[0]).outcome == "not-recognised"


@given(st.sampled_from(NAMES), st.text(string.ascii_lowercase, min_size=5, max_size=9))
def test_an_unknown_word_beside_a_name_is_never_dropped(recogniser, named, word):
    assume(recogniser.medication(f"ketamine {word}") != recogniser.medication("ketamine"))
    found = recogniser.medication(f"{named[0]} qz{word}")
    assert found.outcome == "not-recognised"


@given(
    st.sampled_from(sorted(CONDITIONS)),
    st.sampled_from(["mild ", "severe ", "chronic ", "no ", "denies "]),
)
def test_qualifiers_of_conditions_are_never_dropped(recogniser, condition, word):
    name = CONDITIONS[condition].plain
    assert recogniser.condition(word + name).outcome == "not-recognised"


@given(TEXTS)
def test_the_answer_is_a_function_of_the_text(recogniser, text):
    assert (
        recogniser._medication(text) == recogniser._medication(text) == recogniser.medication(text)
    )


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1-",
        "(",
        "1 mg ",
        "b.",
        "a/",
        "5,",
        "and ",
        "q8h ",
        "w/",
        "ketamine / ",
        "-",
        "é",
        "x1 ",
    ],
)
def test_twice_the_line_is_at_most_five_times_the_work(small_library, unit):
    """Linear, or quadratic at worst; a search that backtracks beyond that would not end here."""
    whole = (unit * 1_000)[:1_000]
    assert calls(small_library, whole) <= 5 * calls(small_library, whole[:500])


def calls(library, line):
    """How many functions are called until a line is read."""
    recogniser, count = Recogniser(library), 0

    def see(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        recogniser.medication(line)
        recogniser.condition(line)
    finally:
        sys.setprofile(before)
    return count
