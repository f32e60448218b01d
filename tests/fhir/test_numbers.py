"""A dose told in numbers is read where it is plain, and said not to be read elsewhere."""

from __future__ import annotations

import pytest

from medcaution.fhir import read_record
from medcaution.fhir.doses import UNREAD
from records import bundle, checked, drug


def dosed(value=60, unit="mg", text=None, beside=(), **repeat):
    rhythm = {"frequency": 1, "period": 1, "periodUnit": "d"} | repeat
    told = {
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
        "timing": {"repeat": rhythm},
    }
    return told | ({"text": text} if text else {}) | dict(beside)


@pytest.mark.parametrize(
    ("dosage", "dose"),
    [
        (dosed(), "60 mg daily"),
        (dosed(30, frequency=2), "30 mg 2 times daily"),
        (dosed(20, period=8, periodUnit="h"), "20 mg 3 times daily"),
        (dosed(0.06, "g"), "0.06 g daily"),
        (dosed(30, period=24, periodUnit="h", boundsPeriod={"start": "2026"}), "30 mg daily"),
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
    ("dosage", "dose"),
    [
        (dosed(60, text="as before"), "as before; 60 mg daily"),
        (dosed(unit="tablet"), None),
        (dosed(unit={"a": 1}), None),
        (dosed(value="many"), None),
        (dosed(frequency=5), None),
        (dosed(frequency=3, period=2), None),
        (dosed(periodUnit="wk"), None),
        (dosed(frequencyMax=2), None),
        (dosed(when=["MORN"]), None),
        (dosed(beside={"asNeededBoolean": True}.items()), None),
        (dosed(beside={"timing": "BID"}.items()), None),
        (dosed(beside={"timing": {"code": {"text": "QOD"}, "repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}.items()), None),
        (dosed(beside={"doseAndRate": [{"doseRange": {"low": {"value": 20}}}]}.items()), None),
        (dosed(beside={"doseAndRate": [{"doseQuantity": {"value": 20, "unit": "mg"}}] * 2}.items()), None),
        (dosed(60, text="20 mg daily"), None),
        (dosed(60, text="20 mg tablet, 10 mg tablet"), "20 mg tablet, 10 mg tablet"),
        (dosed(60, text="once a week"), "once a week"),
    ],
)  # fmt: skip
def test_a_dose_in_numbers_that_is_not_plain_is_said_not_to_be_read(checker, dosage, dose):
    record = read_record(bundle(drug("citalopram", dosageInstruction=[dosage])))
    assert record.person.medications[0].dose == dose
    assert record.remarks == (UNREAD,)


def test_a_high_dose_in_numbers_is_cautioned_like_one_in_words(checker):
    told = [dosed(), {"text": "60 mg daily"}]
    numbers, words = (
        checked(checker, bundle(drug("citalopram", dosageInstruction=[each]))) for each in told
    )
    assert [each.id for each in numbers.cautions] == [each.id for each in words.cautions]
    assert any(each.family == "dose" for each in numbers.cautions)
