"""A dose told in numbers is read where it is plain, and said not to be read elsewhere."""

from __future__ import annotations

import pytest

from medcaution.fhir import read_record
from medcaution.fhir.doses import UNREAD
from medcaution.matching.directions import NOT_READ
from medcaution.matching.dose import read_dose
from records import bundle, checked, drug

DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}
HIGH = "citalopram-above-40-mg-a-day"


def quantity(value, unit="mg"):
    return {"doseQuantity": {"value": value, "unit": unit}}


def dosed(value=60, unit="mg", text=None, beside=(), **repeat):
    told = {"doseAndRate": [quantity(value, unit)], "timing": {"repeat": DAILY | repeat}}
    return told | ({"text": text} if text else {}) | dict(beside)


@pytest.mark.parametrize(
    ("dosage", "dose"),
    [
        (dosed(), "60 mg daily"),
        (dosed(30, frequency=2), "30 mg 2 times daily"),
        (dosed(20, period=8, periodUnit="h"), "20 mg 3 times daily"),
        (dosed(0.06, "g"), "0.06 g daily"),
        (dosed(30, period=24, periodUnit="h", boundsPeriod={"start": "2026"}), "30 mg daily"),
        (dosed(60, "MG"), "60 mg daily"),
        (dosed(60, "milligram"), "60 mg daily"),
        (dosed(20, frequency=6), "20 mg 6 times daily"),
        (dosed(30, frequency=2, timeOfDay=["08:00", "20:00"]), "30 mg 2 times daily"),
        (dosed(1, "tablet"), "1 tablet daily"),
        (dosed(60, text="by mouth"), "by mouth; 60 mg daily"),
        (dosed(60, text="60 mg daily"), "60 mg daily"),
        (dosed(20, frequency=2, beside={"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"text": "BID"}}}.items()), "20 mg 2 times daily"),
    ],
)  # fmt: skip
def test_a_plain_dose_in_numbers_is_read(dosage, dose):
    record = read_record(bundle(drug("citalopram", dosageInstruction=[dosage])))
    assert record.person.medications[0].dose == dose
    assert not record.remarks


@pytest.mark.parametrize(
    ("rendered", "dosages", "dose"),
    [
        ("60 mg daily", [], "60 mg daily"),
        ("60 mg daily", [dosed()], "60 mg daily"),
        ("20 mg daily", [dosed(60)], "20 mg daily; 60 mg daily"),
        ("60 mg daily by mouth", [{"text": "60 mg daily"}], "60 mg daily"),
        ("60 mg, later 20 mg", [dosed(60), dosed(20)], NOT_READ),
    ],
)
def test_directions_that_are_rendered_stand_for_a_text_that_is_missing(rendered, dosages, dose):
    told = drug("citalopram", dosageInstruction=dosages, renderedDosageInstruction=rendered)
    assert read_record(bundle(told)).person.medications[0].dose == dose


UNPLAIN = [
    (dosed(60, text="as before"), "as before; 60 mg daily"),
    (dosed(3, unit="tablet"), "3 tablet daily"),
    (dosed(unit="drop"), NOT_READ),
    (dosed(unit={"a": 1}), NOT_READ),
    (dosed(value="many"), NOT_READ),
    (dosed(frequency=3, period=2), NOT_READ),
    (dosed(periodUnit="wk"), NOT_READ),
    (dosed(frequencyMax=2), NOT_READ),
    (dosed(when=["AC"]), NOT_READ),
    (dosed(when=["MORN", "EVE"]), NOT_READ),
    (dosed(timeOfDay=["08:00:00", "20:00:00"]), NOT_READ),
    (dosed(beside={"asNeededBoolean": True}.items()), "60 mg daily; as needed"),
    (dosed(beside={"timing": "BID"}.items()), NOT_READ),
    (dosed(beside={"timing": {"code": {"text": "QOD"}, "repeat": DAILY}}.items()), NOT_READ),
    (dosed(beside={"doseAndRate": [{"doseRange": {"low": {"value": 20}}}]}.items()), NOT_READ),
    (dosed(beside={"doseAndRate": [quantity(20), quantity(3, "tablet")]}.items()), NOT_READ),
    (dosed(beside={"doseAndRate": [quantity(20) | {"rateRatio": {}}]}.items()), NOT_READ),
    (dosed(beside={"maxDosePerPeriod": {"numerator": {"value": 60}}}.items()), "60 mg daily; dose not read"),
    (dosed(beside={"modifierExtension": [{"url": "x"}]}.items()), "60 mg daily; dose not read"),
    (dosed(beside={"additionalInstruction": [3]}.items()), "60 mg daily; dose not read"),
    (dosed(60, text="20 mg daily"), "20 mg daily; 60 mg daily"),
    (dosed(60, text="20 mg tablet, 10 mg tablet"), "20 mg tablet, 10 mg tablet; 60 mg daily"),
    (dosed(60, text="once a week"), "once a week; 60 mg daily"),
    (dosed(60, text="x" * 995), NOT_READ),
]  # fmt: skip


@pytest.mark.parametrize(("dosage", "dose"), UNPLAIN)
def test_a_dose_in_numbers_that_is_not_plain_is_said_not_to_be_read(checker, dosage, dose):
    record = read_record(bundle(drug("citalopram", dosageInstruction=[dosage])))
    assert record.person.medications[0].dose == dose
    assert record.remarks == (UNREAD,)
    read = read_dose(dose, "20 mg daily")
    assert read is None or not read.exact


TWENTY = {"text": "20 mg daily"}
ONE_TABLET = {"text": "Take 1 tablet by mouth daily"}
BESIDE = {
    "calculated and ordered": [dosed() | TWENTY | {"doseAndRate": [quantity(60)] * 2}],
    "at an hour": [dosed(timeOfDay=["08:00:00"]) | TWENTY],
    "mg and tablets": [dosed() | TWENTY | {"doseAndRate": [quantity(60), quantity(3, "tablet")]}],
    "tablets": [dosed(3, "tablet") | TWENTY],
    "a range": [TWENTY | {"doseAndRate": [{"doseRange": {"low": {"value": 20}}}]}],
    "six times": [dosed(20, frequency=6) | TWENTY],
    "up to three times": [dosed(20, frequencyMax=3) | TWENTY],
    "a code of twice": [TWENTY | {"timing": {"code": {"text": "BID"}}}],
    "a maximum": [TWENTY | {"maxDosePerPeriod": {"numerator": {"value": 60, "unit": "mg"}}}],
    "unknown rules": [TWENTY | {"modifierExtension": [{"url": "x"}]}],
    "a step": [TWENTY | {"additionalInstruction": [{"text": "after a week increase to 60 mg"}]}],
    "for the patient": [TWENTY | {"patientInstruction": "3 tablets (60 mg)"}],
    "a second dosage": [TWENTY, {"patientInstruction": "and 40 mg at night"}],
    "the tablet of the name": [dosed(timeOfDay=["08:00:00"]) | ONE_TABLET],
    "1 mg and 1 tablet": [dosed(1) | ONE_TABLET],
    "tablets of the name": [dosed(3, "tablet") | ONE_TABLET],
    "a strange character": [{"text": "20 mg daily\x00"}],
}


@pytest.mark.parametrize("dosages", BESIDE.values(), ids=BESIDE)
def test_what_contradicts_the_text_or_is_not_read_leaves_the_dose_open(checker, dosages):
    ordered = drug("citalopram 20 MG Oral Tablet", dosageInstruction=dosages)
    report = checked(checker, bundle(ordered))
    assert UNREAD in report.remarks
    spoken = {rule.id for each in report.cautions for rule in each.rules}
    assert HIGH in spoken or "QT-04A" in {each.rule for each in report.undecided}


AGREED = {
    "alike": [dosed(20) | TWENTY],
    "alike twice": [dosed(20) | TWENTY | {"doseAndRate": [quantity(20), quantity(20)]}],
    "two dosages": [dosed(20)] * 2,
    "the amount": [TWENTY | {"doseAndRate": [quantity(20)]}],
    "the rhythm": [TWENTY | {"timing": {"repeat": DAILY, "code": {"text": "QD"}}}],
    "when": [dosed(20, when=["MORN"]) | TWENTY],
    "with food": [TWENTY | {"additionalInstruction": [{"text": "with food"}]}],
    "in other words": [TWENTY | {"patientInstruction": "Take 20 mg every day"}],
    "a tablet": [dosed(1, "tablet") | ONE_TABLET],
    "a tablet in numbers": [dosed(1, "tablet")],
    "not as needed": [dosed(20) | {"asNeededBoolean": False}],
}


@pytest.mark.parametrize("dosages", AGREED.values(), ids=AGREED)
def test_what_repeats_the_text_leaves_the_dose_as_it_is(checker, dosages):
    ordered = drug("citalopram 20 MG Oral Tablet", dosageInstruction=dosages)
    report = checked(checker, bundle(ordered))
    assert UNREAD not in report.remarks
    assert not {each.rule for each in report.undecided} & {"QT-04A", "QT-04B", "QT-04C"}


def test_what_is_not_read_leaves_the_strength_of_the_name_a_lower_bound(checker):
    ordered = drug("citalopram 60 MG Oral Tablet", dosageInstruction=[dosed(unit="drop")])
    cautions = checked(checker, bundle(ordered)).cautions
    assert HIGH in {rule.id for each in cautions for rule in each.rules}


def test_a_high_dose_in_numbers_is_cautioned_like_one_in_words(checker):
    told = [dosed(), {"text": "60 mg daily"}]
    numbers, words = (
        checked(checker, bundle(drug("citalopram", dosageInstruction=[each]))) for each in told
    )
    assert [each.id for each in numbers.cautions] == [each.id for each in words.cautions]
    assert any(each.family == "dose" for each in numbers.cautions)
