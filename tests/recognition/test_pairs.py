"""Two strengths beside the name of one medicine: the second medicine is asked for, never lost."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.authoring.lint.readability import grade
from medcaution.facts import Code
from medcaution.presentation.catalogue import english
from medcaution.recognition.pairs import PAIRED

PAIRS = [
    "5/6.25 mg", "5/6.25mg", "10-6.25 mg", "10-6,25 mg", "10 - 6.25 mg", "5 mg/6.25 mg", "5mg/6.25mg", "5 mg / 6.25 mg",
    "5 / 6.25 mg", "10mg-6.25mg", "4/25", "6/25", "25/6", "8-2", "5/325 tablet", "5/325 mg/5 ml", "5-325 mg", "40/10/25",
    "50/12.5/200 mg", "1,000/50 mg", "0.5%/2%", "0.5/1 mg", "50/50", "3/19",
    "6-25 mg", "25-300 mg", "50-325-40 mg", "50-325-40", "200-325-16 mg", "5-160-12.5 mg", "5-325 mg/5 ml",
]  # fmt: skip
#: Amounts that a plus sign, a comma or nothing joins: strengths, but for a dose behind one of them.
APART = [
    "200 mg + 30 mg", "30 mg+300 mg", "5/160 mg + 12.5 mg", "1 g + 30 mg",
    "250 mg/5 ml + 10 mg/5 ml", "37.5 mg 325 mg", "37.5 mg 325 mg tablets", "200 mg, 30 mg", "37.5 mg, 325 mg",
    "50 mg, 25 mg", "200 mg - 30 mg", "30 mg 300 mg 1 tablet daily", "25 mg 25 mg", "200 mg, 30 mg, 1 tab bid",
    "200 mg 30 mg tablet daily", "200 mg, 30 mg tds", "5 mg 325 mg every 6 hours",
]  # fmt: skip
DOSED = [
    "20 mg tablet, 60 mg daily", "50 mg, take 100 mg daily", "30 mg caps 60 mg daily", "50 mg, 100 mg daily",
    "10 mg 80 mg po daily", "10 mg, 80 mg by mouth once a day", "20 mg daily 40 mg", "20 mg mane, 40 mg nocte",
    "20 mg nocte 10 mg", "100 mg, 50 mg at night", "10 mg/5 ml, 2 mg", "10 mg, 80 mg/day", "25 mg, 50 mg", "5 mg - 20 mg",
    "0.1 mg 100 mcg", "2 tablets 50 mg", "20 mg, 2 tablets", "40 mg + 10 ml",
]  # fmt: skip
LINES = ["{} {}", "{} {} tablet 1 daily", "{} hydrochloride {}"]
PLAIN = [
    "5-10 mg", "5 mg-10 mg", "2,5-5 mg", "5 to 10 mg", "10 to 5 mg", "25 to 300 mg", "15-20 mg", "10-15 mg", "5-15 mg", "500 mcg-1 mg", "100 mg/5 mL", "100 mg / 5 mL", "5 mg/1 tablet",
    "20 mg/2 tablets", "10 mg/1 g", "10 mg/mL 5 mL", "25 mcg/hr", "6 mg/24 hr", "5 mg/kg/day", "1/2", "1/2 mg", "5 mg 1/2 tab",
    "5 mg 1/2-1 tablet", "0.5/1", "2/1", "1/1/1", "1-0-1", "20-0-10", "5 mg 2-1-2", "70/30", "25/75", "70-30", "10/20 units",
    "5 mg 1-2 tabs q4-6h", "5 mg every 4-6 hours", "5 mg x 30", "5 mg - 10 mg",
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_two_strengths_and_one_name_are_a_question(recogniser, pair):
    for each in LINES:
        line = each.format("olanzapine", pair)
        found = recogniser.medication(line)
        assert (found.outcome, found.reason) == ("not-recognised", PAIRED), line
    assert recogniser.medication(f"olanzapine ({pair})").outcome == "not-recognised"


@pytest.mark.parametrize("pair", APART)
def test_a_second_strength_is_asked_for_whatever_joins_it_to_the_first(recogniser, pair):
    for line in (f"tramadol {pair}", f"tramadol hydrochloride, {pair}"):
        found = recogniser.medication(line)
        assert (found.outcome, found.reason) == ("not-recognised", PAIRED), line


RISING = ["10-25 mg", "5-6.25", "20-25 mg", "25-100 mg", "10 mg, 12.5 mg", "10 mg - 12.5 mg"]


@pytest.mark.parametrize("pair", RISING)
def test_a_rise_that_packages_have_is_asked_about_beside_what_they_name_first(recogniser, pair):
    """Of "olanzapine / fluoxetine", whoever names one names the first; of others, it is a range."""
    assert recogniser.medication(f"olanzapine {pair}").reason == PAIRED
    for name in ("fluoxetine", "sertraline", "Zyprexa"):
        assert recogniser.medication(f"{name} {pair}").outcome == "recognised"


@pytest.mark.parametrize("amount", ["25-50", "5-10", "25-100 mg", "50-200 mg", "25-25-100 mg", "5-10-5 mg", "5-0-300 mg"])  # fmt: skip
def test_a_range_or_rhythm_is_no_pair(recogniser, amount):
    assert recogniser.medication(f"sertraline {amount}").substances == ("sertraline",)


@pytest.mark.parametrize("line", ["500 mg + 30 mg tramadol", "tramadol (500 mg + 30 mg)"])
def test_a_second_strength_is_asked_for_wherever_the_two_stand(recogniser, line):
    assert recogniser.medication(line).reason == PAIRED


@pytest.mark.parametrize("amount", DOSED)
def test_a_strength_and_the_dose_behind_it_are_of_one_medicine(recogniser, amount):
    found = recogniser.medication(f"tramadol {amount}")
    assert (found.outcome, found.substances) == ("recognised", ("tramadol",))


def test_a_name_between_two_amounts_parts_them(recogniser):
    assert recogniser.medication("20 mg tramadol 40 mg").substances == ("tramadol",)


@pytest.mark.parametrize("amount", PLAIN)
def test_what_tells_of_one_medicine_is_no_pair(recogniser, amount):
    found = recogniser.medication(f"olanzapine {amount}")
    assert (found.outcome, found.substances) == ("recognised", ("olanzapine",))


@pytest.mark.parametrize(
    ("line", "substances"),
    [
        ("Percocet 5/325", ("acetaminophen", "oxycodone")),
        ("oxycodone-acetaminophen 5/325 mg", ("acetaminophen", "oxycodone")),
        ("codeine/acetaminophen 30/300", ("acetaminophen", "codeine")),
        ("co-codamol 30-500 mg", ("acetaminophen", "codeine")),
        ("Suboxone 8 mg/2 mg", ("buprenorphine", "naloxone")),
        ("Paxlovid 300/100 mg", ("ritonavir",)),
        ("amphetamine-dextroamphetamine 10/5 mg", ("amphetamine",)),
        ("perc 30 10 mg", ("oxycodone",)),
    ],
)
def test_as_many_names_as_strengths_are_read(recogniser, line, substances):
    found = recogniser.medication(line)
    assert (found.outcome, found.substances) == ("recognised", substances)


def test_numbers_of_a_name_are_no_pair(changed, make_substance):
    recogniser = changed(
        substances={"invented": make_substance("invented", brands=("Vent 10/40",))}
    )
    assert recogniser.medication("Vent 10/40 20 mg").substances == ("invented",)
    assert recogniser.medication("Vent 10/40 20/25 mg").reason == PAIRED


def test_a_code_for_the_product_answers_the_question(recogniser, changed, small_library):
    """The code names both medicines, so nothing is lost; a code of the one that is named does not."""
    substances = dict(small_library.substances)
    product = substances["olanzapine-fluoxetine"]
    codes = product.codes.model_copy(update={"rxnorm": ("999",)})
    substances["olanzapine-fluoxetine"] = product.model_copy(update={"codes": codes})
    line = "olanzapine 6/25 mg"
    found = changed(substances=substances).medication(line, [Code(system="rxnorm", code="999")])
    assert found.substances == ("fluoxetine", "olanzapine")
    single = recogniser.medication(line, [Code(system="rxnorm", code="61381")])
    assert (single.outcome, single.reason) == ("not-recognised", PAIRED)


@pytest.mark.parametrize(
    "line",
    [
        "bisoprolol 5/6.25 mg", "bisoprolol 10-6.25 mg tablet 1 daily", "Concor 5/12.5 mg", "olanzapine 6/25 mg",
        "naltrexone 8/90 mg", "perphenazine 4/25", "ibuprofen 200 mg + 30 mg", "tramadol 37.5 mg 325 mg", "lisinopril 20 + 12.5 mg",
        "codeine 30-300 mg", "chlordiazepoxide 10-25", "perphenazine 2-25 mg", "bisoprolol 5-6.25", "butalbital 50-325-40 mg",
        "amlodipine 5-160-12.5 mg", "carbidopa 25-100",
    ],
)  # fmt: skip
def test_the_report_is_not_complete_and_asks_for_the_other_name(checker, line):
    report = checker.check(Person(medications=[line, "lithium"]))
    assert not report.complete
    assert "each medicine that the package lists" in report.inputs[0].reason
    assert english()("said.paired") == PAIRED
    assert grade(PAIRED) <= 8


@pytest.mark.parametrize(
    "line",
    [
        "Percocet 5/325", "carbidopa/levodopa 25/100", "Entresto 49/51 mg bd", "Humulin 70/30 20 units",
        "NovoLog Mix 70/30", "insulin 70/30", "losartan-hydrochlorothiazide 50-12.5 mg", "Tylenol with codeine 300-30 mg",
        "glucosamine-chondroitin 500-400 mg", "Augmentin 875/125", "Symbicort 160/4.5", "Stalevo 50/12.5/200",
    ],
)  # fmt: skip
def test_bundled_products_keep_their_strengths(checker, line):
    assert checker.recogniser.medication(line).outcome == "recognised"
