"""A daily dose is what is taken in a day: never less than the words say."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medcaution import Checker, Person
from medcaution.matching.dose import DailyDose, read_dose


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("25 mg three times a day", 75),
        ("150 mg twice a day", 300),
        ("60 mg 2 times per day", 120),
        ("20 mg four times  a day", 80),
        ("150 mg twice daily", 300),
        ("150 mg bd", 300),
        ("20 mg once a day", 20),
        ("120 mg a day", 120),
        ("2 grams per day", 2000),
        ("150 micrograms per day", 0.15),
        ("120 mg/day", 120),
        ("120 mg per day, taken twice daily", 120),
        ("120 mg a day, in two doses", 120),
        ("120 mg daily in 2 divided doses", 120),
        ("Take 1 tablet (30 mg total) by mouth 2 (two) times daily.", 60),
        ("Take 3 tablets (60 mg total) by mouth nightly.", 60),
        ("Take 0.5 tablets (10 mg total) by mouth daily.", 10),
        ("Take 5 mg by mouth 4 (four) times daily", 20),
        ("Take 5 mg by mouth every 8 (eight) hours", 15),
        ("20 mg 6 hourly", 80),
        ("take 2 tablets of 20 mg daily", 40),
        ("take three 20 mg tablets daily", 60),
        ("3x20mg daily", 60),
        ("2 \u00d7 20 mg b.i.d.", 80),
        ("20 mg tablets, one daily", 20),
        ("20 mg 1-0-1", 40),
        ("20 mg mane et nocte", 40),
        ("20 mg mane nocte", 40),
        ("20 mg at breakfast, lunch and dinner", 60),
        ("20 mg twice daily (morning and evening)", 40),
        ("1 tablet 20 mg in the morning, 1 tablet at night", 40),
        ("20 mg XR once daily with food, in the morning, for depression", 20),
        ("20 mg bid x 10 days", 40),
        ("37,5 mg daily", 37.5),
        ("0,125 mg od", 0.125),
        ("1,000 mg daily", 1000),
        ("20 mg PO\n QHS", 20),
        ("20 mg q d", 20),
        ("20 mg q.d.", 20),
        ("20 mg Q day", 20),
        ("20 mg ON", 20),
        ("20 mg OM, ON", 40),
        ("20 mg 1 om 1 on", 40),
        ("20 mg in the AM", 20),
        ("20 mg every AM and every PM", 40),
        ("20 mg tablet Take 2 tablets (40 mg total) by mouth daily", 40),
        ("50 mg 1 capsule (50 mg total) 2 (two) times daily", 100),
    ],
)
def test_the_dose_of_a_day_counts_every_time_it_is_taken(text, milligrams):
    assert read_dose(text) == DailyDose(pytest.approx(milligrams), exact=True)


@pytest.mark.parametrize(
    ("unit", "milligrams"),
    [
        *((unit, 0.5) for unit in ("mcg", "ug", "µg", "microgram", "micrograms", "UG")),
        *((unit, 500) for unit in ("mg", "milligram", "milligrams", "MG")),
        *((unit, 500_000) for unit in ("g", "gram", "grams", "Grams")),
    ],
)
def test_every_unit_is_read(unit, milligrams):
    assert read_dose(f"500 {unit}") == DailyDose(pytest.approx(milligrams), exact=False)
    assert read_dose(f"500{unit}/day") == DailyDose(pytest.approx(milligrams), exact=True)


@pytest.mark.parametrize(
    ("rhythm", "times"),
    [
        *((each, 4) for each in ("qid", "four times", "4 times", "4x", "4 x", "q6h", "qds", "QID")),
        *((each, 3) for each in ("tid", "tds", "three times", "3 times", "3x", "3 x", "q8h")),
        *((each, 2) for each in ("bid", "bd", "twice", "two times", "2x", "2 x", "q12h", "BID")),
        *((each, 1) for each in ("qd", "od", "daily", "once", "every day", "nightly", "nocte")),
        *((each, 1) for each in ("at night", "qhs", "qam", "q24h", "/24h", "/ d", "in 24 hours")),
    ],
)
def test_every_rhythm_is_read(rhythm, times):
    assert read_dose(f"25 mg {rhythm}") == DailyDose(25 * times, exact=True)


@pytest.mark.parametrize(
    "text",
    [
        "", None, "two tablets", "25 mg or 50 mg", "25 mg/ml", "25 mcg/h", "25 mcg / hour", "2-25 mg",
        "25 mg weekly", "25 mg a week", "25 mg monthly", "25 mg prn daily", "25 mg a month",
        "25 mg daily as needed", "25 mg as required", "25 mg every other day", "25 mg PRN",
        "up to 25 mg daily", "25 mg/kg daily", "10 mg/5 mL, 20 mL daily", "20-40 mg daily",
        "10 - 20 mg daily", "20 to 40 mg daily", "20 mg then 40 mg", "increase to 25 mg daily",
        "half a tablet of 40 mg daily", "1/2 tablet of 40 mg", "\u00bd tablet of 40 mg daily",
        "0.5 tablet of 40 mg daily", "25 mg q72h", "25 mg q6h prn", "25 mg q4-6h", "25 mg every 2 days",
        "25 mg 4-6 hourly", "25 mg 1 - 0 - 1", "25 mg on Mondays", "1.000 mg daily", "1 000 mg daily",
        "0 mg daily", "25 mg 0 times daily", "25 mg once or twice daily", ".5 mg daily",
    ],
)  # fmt: skip
def test_no_dose_is_read_from_what_tells_none(text):
    assert read_dose(text) is None


@pytest.mark.parametrize(
    ("text", "milligrams"), [("1,000 mg", 1000), ("12,500 mg", 12_500), ("0.25 mg", 0.25)]
)
def test_numbers_are_read_whole(text, milligrams):
    assert read_dose(text) == DailyDose(milligrams, exact=False)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("25 mg", 25), ("25 mg 3 a day", 25), ("25 mg+ daily", 25), ("25 mg three a day", 25), ("25 mg, 2 tablets daily", 25),
        ("25 mg daily x 3", 25), ("25 mg x 10 daily", 25), ("25 mg tab 3 daily", 25),
        ("25 mg tablet. Take THREE daily", 25), ("25 mg (two tablets) daily", 25), ("25 mg tablets daily", 25),
        ("25 mg daily, may double", 25), ("25 mg daily at breakfast, lunch and dinner", 25),
        ("25 mg daily and at night", 25), ("25 mg in the evening and at bedtime", 25),
        ("25 mg once before food and once after food", 25), ("25 mg 3 (two) times daily", 25),
        ("25 mg od bd", 25), ("25 mg/day bid", 25), ("25 mg bid, divided", 25), ("25 mg 2-0-1", 25),
        ("25 mg q5h", 25), ("25 mg total bid", 25), ("25 mg 1 tablet 1 capsule daily", 25),
        ("2 tablets of 25 mg, 2 tablets daily", 50), ("25 mg tid daily", 75), ("25 mg tid, perhaps", 75),
        ("am taking 25 mg", 25), ("25 mg once daily, 1 tablet at night", 25),
        ("25 mg mane, one tablet nocte", 25), ("25 mg one daily, one at night", 25),
        ("2 tablets (50 mg total) in the morning and 1 tablet in the evening", 50), ("25 mg bid as directed", 50), ("25 mg bid with meals", 50),
    ],
)  # fmt: skip
def test_what_is_not_understood_leaves_a_lower_bound(text, least):
    """Nobody may be told that a dose is low because half of its words were passed over."""
    assert read_dose(text) == DailyDose(least, exact=False)


UNDERSTOOD = (
    "20 mg daily", "20 mg/day", "20 mg once a day in the morning", "20 mg nocte", "20 mg twice daily",
    "20 mg mane et nocte", "20 mg every 12 hours", "20 mg 1-0-1", "20 mg tid with food", "2 x 20 mg bd",
    "Take 1 tablet (30 mg total) by mouth 2 (two) times daily.", "20 mg tablets, one daily",
    "take 2 tablets of 20 mg daily", "120 mg a day, in two doses", "20 mg bid for 7 days",
    "120 mg per day, taken twice daily", "one 20 mg tablet daily", "20 mg at breakfast, lunch and dinner",
)  # fmt: skip
COUNTS = (
    *map(str, range(11)), "0.5", "1.5", "30", "x3", "x 3", "3x", "3 x", "#60", "1/2", "\u00bd", "2-3",
    "(two)", "(2)", "THREE", "one", "two", "ten", "twenty", "half", "double", "once", "twice", "thrice",
    "2 tablets", "two tablets", "a tablet", "tablets", "3 capsules", "2 times", "two times", "again",
    "bid", "qid", "q6h", "at night", "at lunch", "in the morning", "every 6 hours", "and at night", "/kg",
    "/ 5 mL", "plus", "up to", "may double", "total", "in 2 doses", "20 mg", "per", "per day", "4-hourly",
)  # fmt: skip


@given(st.data())
def test_no_word_that_counts_makes_a_dose_lower(data):
    text = data.draw(st.sampled_from(UNDERSTOOD))
    words = text.split()
    for _ in range(data.draw(st.integers(1, 2))):
        words.insert(data.draw(st.integers(0, len(words))), data.draw(st.sampled_from(COUNTS)))
    before, after = read_dose(text), read_dose(" ".join(words))
    assert before is not None
    assert before.exact
    if after is not None and after.exact:
        assert after.milligrams >= before.milligrams, (text, words)


@given(st.text("0123456789.,/-x½ ", min_size=1), st.integers(0, 60), st.sampled_from(UNDERSTOOD))
@example("2-", 0, "20 mg daily")
def test_no_sign_or_digit_is_passed_over(signs, at, text):
    """What is exact after a change of signs says another number, or the same in other words."""
    changed = read_dose(f"{text[:at]} {signs} {text[at:]}")
    if changed is not None and changed.exact and any(each.isdigit() for each in signs):
        assert changed.milligrams >= read_dose(text).milligrams, (signs, at, text)


@given(st.text(max_size=40))
@example("20 mg " + "1" * 4000)
def test_no_text_breaks_the_reading(text):
    read_dose(text)
    read_dose(f"20 mg {text} daily")


@pytest.mark.parametrize(
    ("strength", "text", "dose"),
    [
        ("30 mg", "Take 1 tablet by mouth 2 (two) times daily.", DailyDose(60, exact=True)),
        ("30 mg", "one nocte", DailyDose(30, exact=True)),
        ("30 mg", "bid", DailyDose(60, exact=True)),
        ("30 mg", "2 tablets daily", DailyDose(30, exact=False)),
        ("30 mg", "1 tablet", DailyDose(30, exact=False)),
        ("30 mg", "", DailyDose(30, exact=False)),
        ("30 mg daily", None, DailyDose(30, exact=True)),
        ("30 mg daily", "twice daily", DailyDose(60, exact=False)),
        ("30 mg/5 ml", "once daily", None),
        ("5-325 mg", "once daily", None),
        ("30 mg", "20 mg daily", DailyDose(20, exact=True)),
        # What is not understood may count another strength than that of the line.
        ("30 mg", "0.5 tablet daily", None),
        ("30 mg", "half a tablet daily", None),
        ("30 mg", "10 daily", None),
        ("30 mg", "as directed", None),
        ("30 mg", "20-40 mg daily", None),
        (None, "1 tablet daily", None),
        ("200 mg bd", "200 mg daily", DailyDose(200, exact=False)),
        ("200 mg daily", "400 mg daily", DailyDose(200, exact=False)),
        ("200 mg+", "200 mg daily", DailyDose(200, exact=False)),
        ("60 mg/day", "40 mg daily", DailyDose(40, exact=False)),
        ("200 mg daily", "200 mg once a day", DailyDose(200, exact=True)),
        ("20 mg/5 ml", "20 mg daily", DailyDose(20, exact=True)),
    ],
)
def test_directions_without_an_amount_are_of_the_strength_of_the_line(strength, text, dose):
    assert read_dose(text, strength) == dose


def test_three_doses_are_not_taken_for_one(checker: Checker):
    """20 mg three times is above the 40 mg of citalopram that regulators allow."""
    report = checker.check(Person(medications=["citalopram 20 mg three times a day"]))
    assert "QT-04A" in {rule.code for caution in report.cautions for rule in caution.rules}


@pytest.mark.parametrize(
    "dose",
    [
        "20 mg daily x 3", "20 mg, 2 tablets daily", "20 mg daily, may double", "up to 20 mg daily",
        "20 mg/kg daily", "10 mg/5 mL, 20 mL daily", "20mg tab 3 daily", "as directed",
    ],
)  # fmt: skip
def test_a_dose_that_is_not_understood_leaves_the_rule_undecided(checker: Checker, dose):
    report = checker.check(Person(age=50, medications=[{"as_written": "citalopram", "dose": dose}]))
    assert "QT-04A" in {each.rule for each in report.undecided}


@pytest.mark.parametrize("line", ["20 mg mane nocte", "20 mg/kg daily", "20 mg daily + nocte"])
def test_nor_is_one_on_the_line_itself_passed_over(checker: Checker, line):
    """60 years and older, 20 mg a day is the limit; each of these may be more."""
    report = checker.check(Person(age=70, medications=[f"citalopram {line}"]))
    spoken = {rule.code for caution in report.cautions for rule in caution.rules}
    assert "QT-04B" in spoken | {each.rule for each in report.undecided}


@pytest.mark.parametrize("text", [
    *UNDERSTOOD, ">40 mg daily", "≥40 mg daily", ">20 mg daily", "~40 mg daily", "≈40 mg daily", "<40 mg daily",
    "40 mg+ daily", "40 mg 1 om 1 on", "40 mg, 1 OM, 1 ON", "40 mg 1 mane 1 on", "40 mg #2 daily",
    "40 mg 1 tab daily, 1 tab hs", "40 mg No. 3 daily", ".02 g daily", "40 mg qod", "40 mg weekly",
    "40 mg q72h", "40 mg, half a tablet daily", "40 mg disp 2 daily",
    "40 mg disp 2 tablets daily", "40 mg qty 10 daily", "40 mg double strength daily",
])  # fmt: skip
def test_a_line_is_no_surer_of_its_dose_than_the_same_words_in_the_field(checker: Checker, text):
    """A sign or a count that is lost on the way would make a dose look low."""
    field, line = read_dose(text), checker.recogniser.medication(f"citalopram {text}")
    read = read_dose(None, line.strength) if line.outcome == "recognised" else None
    assert read is None or not read.exact or read == field


@pytest.mark.parametrize("count", [each for each in COUNTS if each != "tablets"])
@pytest.mark.parametrize("text", ["20 mg daily", "20 mg"])
def test_no_word_that_counts_is_lost_from_a_line(checker: Checker, count, text):
    """But "tablets" is part of the name there: "Citalopram 20mg tablets"."""
    for written in (f"{text} {count}", f"{count} {text}", text.replace("mg", f"mg {count}")):
        line = checker.recogniser.medication(f"citalopram {written}")
        read = read_dose(None, line.strength) if line.outcome == "recognised" else None
        assert read is None or not read.exact or read == read_dose(written), written


def test_a_strength_on_the_line_is_not_lost_beside_directions(checker: Checker):
    line = {"as_written": "citalopram 30 mg tablet", "dose": "Take 1 tablet 2 (two) times daily"}
    report = checker.check(Person(age=50, medications=[line]))
    assert "QT-04A" in {rule.code for caution in report.cautions for rule in caution.rules}
