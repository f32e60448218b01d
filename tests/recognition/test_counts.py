"""A number behind a name that may be part of it, or count what is taken."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.facts import Code
from medcaution.presentation.catalogue import UNTRANSLATED, Catalogue
from medcaution.recognition import Recogniser
from pseudo import LANGUAGE, write_pseudo

BOTH = ("acetaminophen", "codeine-acetaminophen")


@pytest.mark.parametrize(
    "line",
    [
        "Tylenol 3 tablets", "Tylenol 3 tabs", "Tylenol 3 tab po tid", "Tylenol 3 pills a day",
        "Tylenol 3 daily", "Tylenol 3 q6h", "Tylenol 3 po bid", "Tylenol 3 by mouth twice a day",
        "Tylenol 3 every 6 hours", "Tylenol 3 qod", "my Tylenol 3 tablets", "take Tylenol 3 tabs",
        "Tylenol 500 mg 3 tablets", "Tylenol 3 tablets 20 mg",
    ],
)  # fmt: skip
def test_a_number_that_may_count_or_name_is_a_question(recogniser, line):
    found = recogniser.medication(line)
    assert (found.outcome, found.candidates, found.substances) == ("ambiguous", BOTH, ())
    assert "Tylenol #3" in found.reason
    assert found.reason.endswith("Write that name alone.")


@pytest.mark.parametrize(
    "line",
    [
        "Tylenol 3", "Tylenol #3", "Tylenol No. 3", "Tylenol #3 tablets", "Tylenol No. 3 daily",
        "take Tylenol 3", "Tylenol 3 prn", "Tylenol 3 as needed", "Tylenol 3 when required",
        "Tylenol-3 tablets", "Tylenol 3, 1 tab daily", "Tylenol 3 2 tablets",
        "Tylenol 3 300/30 mg tablets", "Tylenol 3 po",
    ],
)  # fmt: skip
def test_a_number_that_counts_nothing_is_part_of_the_name(recogniser, line):
    assert recogniser.medication(line).product == "codeine-acetaminophen"


@pytest.mark.parametrize(
    "line",
    ["Tylenol 3 times a day", "Tylenol x 3 tablets", "Tylenol, 3 tablets", "Tylenol (3 tablets)"],
)
def test_a_number_set_off_from_the_name_only_counts(recogniser, line):
    assert recogniser.medication(line).substances == ("acetaminophen",)


def test_a_part_of_a_line_is_asked_about_alike(recogniser):
    found = recogniser.medication("ketamine / Tylenol 3 tablets")
    assert (found.outcome, found.candidates) == ("ambiguous", BOTH)
    assert found.reason.startswith("Part 2")


def test_another_name_settles_it_if_it_names_all_that_may_be_meant(recogniser):
    found = recogniser.medication("Tylenol 3 tablets (codeine/acetaminophen)")
    assert found.substances == ("acetaminophen", "codeine")
    assert recogniser.medication("Tylenol 3 tablets (acetaminophen)").outcome == "ambiguous"


def test_a_code_of_one_of_them_settles_it(library):
    code = Code(system="rxnorm", code="161")
    found = Recogniser(library).medication("Tylenol 3 tablets", [code])
    assert found.substances == ("acetaminophen",)


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("vitamin K 2 a day", {"menaquinone", "phytonadione", "ketamine"}),
        ("take vit K 2 tabs", {"menaquinone", "phytonadione", "ketamine"}),
        ("Tylenol 1 tab po bid prn", {"acetaminophen", "acetaminophen-codeine-caffeine"}),
    ],
)
def test_a_question_beside_a_name_with_a_number_stays_one(library, line, candidates):
    found = Recogniser(library).medication(line)
    assert (found.outcome, set(found.candidates)) == ("ambiguous", candidates)


@pytest.mark.parametrize("line", ["vitamin B 12 tablets", "vitamin B 6 daily", "vitamin D3 tablets", "omega 3 capsules", "2 CB tabs"])  # fmt: skip
def test_a_number_of_a_package_or_of_no_other_name_is_no_question(library, line):
    assert Recogniser(library).medication(line).outcome == "recognised"


def test_the_question_is_translated(tmp_path, checker):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, checker.library))
    reason = checker.recogniser.medication("Tylenol 3 tablets").reason
    assert UNTRANSLATED not in words.told(reason)


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("x 5-ASA", ()),
        ("po x 5-ASA 100 mg", ()),
        ("2 x 5-ASA", ("mesalazine",)),
        ("dispense 5-ASA 400 mg", ("mesalazine",)),
        ("qty 5-ASA", ("mesalazine",)),
        ("x 2F-DCK", ()),
        ("bid x 2F-ketamine", ()),
        ("x 1P-LSD", ()),
        ("# 9-THC", ()),
        ("sertraline 50 mg x 30", ("sertraline",)),
        ("sertraline 50 mg x 2 weeks", ("sertraline",)),
        ("sertraline #30", ("sertraline",)),
    ],
)
def test_a_number_that_begins_a_name_counts_nothing(checker, line, substances):
    (read,) = checker.check(Person(medications=[line])).inputs
    assert read.substances == substances
