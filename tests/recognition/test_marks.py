"""Marks and noughts that put a line in doubt. None of them is dropped as if it were not there."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from medcaution.facts import Code
from medcaution.recognition.marks import doubted, doubted_condition

DOUBT = ["?{}", "{}?", "{} 20 mg ?", "{} (?)", "{}\uff1f", "± {}", "{} +/- codeine"]
NOTHING = [
    "{} 0 mg", "{} 0.0 mg", "{} 0mg daily", "{} (0 mg)", "{} x0", "{} x 0", "{} 0x", "{} 0 tablets",
    "0% {}", "\u2205 {}", "\u2260{}", "\u00ac{}", "\u2296 {}", "{} (-)", "{} [-]", "{} (\u2212)",
    "[ ] {}", "[] {}", "{} ( )", "~~{}~~",
]  # fmt: skip
CHANGE = ["Prozac -> {}", "Prozac => {}", "Prozac --> {}", "Prozac \u2192 {}", "{} <- Prozac", "{} \u21d2 Prozac"]  # fmt: skip


@pytest.mark.parametrize(("texts", "said"), [(DOUBT, "doubt"), (NOTHING, "a zero"), (CHANGE, "change")])  # fmt: skip
def test_a_mark_beside_a_name_is_a_question(recogniser, texts, said):
    for text in texts:
        line = text.format("ketamine")
        found = recogniser.medication(line, [Code(system="rxnorm", code="6130")])
        assert (found.outcome, found.substances) == ("could-not-interpret", ()), line
        assert found == recogniser.medication(line)
        assert said in found.reason
        assert "rite " in found.reason


@pytest.mark.parametrize("text", ["\u2260{}", "\u2205 {}", "{} (-)", "[ ] {}", "mania -> {}"])
def test_a_mark_beside_a_condition_is_a_question(recogniser, text):
    assert recogniser.condition(text.format("schizophrenia")).outcome == "could-not-interpret"


@pytest.mark.parametrize(
    "text",
    [
        "{} -", "{}-", "{} \u2013", "{}\u2212", "{} \u2014", "{} --", "{}\u207b", "{} - ", "{} -.", "{}-, mania",
        "mania, {} -", "family history of {} -", "{} (disorder) -",
    ],
)  # fmt: skip
def test_a_minus_behind_a_condition_is_a_question(recogniser, text):
    found = recogniser.condition(text.format("schizophrenia"))
    assert (found.outcome, found.condition) == ("could-not-interpret", None)
    assert found.reason == recogniser.condition("schizophrenia (-)").reason


@pytest.mark.parametrize(
    "line",
    [
        "- mania",
        "mania - mild",
        "mania - unspecified",
        "mania \u2013 history",
        "\u2013 mania -mild",
    ],
)
def test_a_dash_before_a_condition_or_between_its_words_is_no_doubt(recogniser, line):
    assert recogniser.condition(line).condition == "mania"


@pytest.mark.parametrize(
    "line",
    [
        "ketamine 0.5 mg", "ketamine 10 mg", "- ketamine", "ketamine <50 mg", "ketamine ~50 mg",
        "ketamine, 0 refills", "ketamine 50 mg x 20", "ketamine 1-0-0", "ketamine = 50 mg",
        "ketamine \u2212 50 mg", "ketamine 50 mg + codeine", "ketamine 50 mg | 1 vial",
    ],
)  # fmt: skip
def test_what_measures_or_parts_a_line_is_no_doubt(recogniser, line):
    assert "ketamine" in recogniser.medication(line).substances


def test_no_sign_of_mathematics_is_dropped_unless_it_is_listed(recogniser):
    signs = [each for each in map(chr, range(sys.maxunicode)) if unicodedata.category(each) == "Sm"]
    taken = {each for each in signs if recogniser.medication(f"ketamine {each}").substances}
    plain = {unicodedata.normalize("NFKC", each) for each in taken}
    assert set("".join(plain)) - {":"} <= set(
        "+<>=|~\u00d7\u00f7\u2212\u2044\u2215\u2264\u2265\u2248\u2219\u22c5"
    )


def test_no_name_of_the_knowledge_holds_such_a_mark(library):
    names = [
        name
        for each in library.substances.values()
        for name in (each.name, *each.synonyms, *each.brands, *each.street, *each.salts)
    ]
    assert [name for name in names if doubted(name)] == []
    conditions = [
        name for each in library.conditions.values() for name in (each.label, *each.names)
    ]
    assert [name for name in conditions if doubted_condition(name)] == []
