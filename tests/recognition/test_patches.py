"""What is put on the skin and acts through it is a patch, though a line or a record calls it topical."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.facts import LOCAL_ROUTES


def line(text, **fields):
    return {"as_written": text, **fields}


def answers(checker, *medications):
    return checker.check(Person(medications=medications))


@pytest.mark.parametrize(
    "medication",
    [
        line("selegiline 6 mg/24 hr patch", route="topical"),
        line("selegiline topical patch"),
        line("selegiline 6 mg/24 hr patch topical daily"),
        line("selegiline", route="topical", dose="1 patch daily"),
        line("selegiline topical", route="transdermal"),
        line("selegiline 6 mg/24 hr to the skin"),
        line("selegiline 0.25 mg/hr, topical"),
        line("selegiline 250 micrograms per hour topical"),
        line("selegiline 18 mg/3 days topical"),
        line("selegiline 6 mg/24 hr", route="topical"),
        line("selegiline topical", dose="6 mg/24 hr"),
        line("Emsam topical"),
        line("Emsam 6 mg", route="topical"),
        line("selegiline (Emsam)", route="topical"),
        line("selegiline (Emsam) topical"),
    ],
)
def test_what_is_put_on_the_skin_and_acts_through_it_is_a_patch(checker, medication):
    report = answers(checker, medication, "sertraline")
    patch = answers(checker, line("selegiline", route="transdermal"), "sertraline")
    assert report.inputs[0].stated.route == "transdermal"
    assert [each.severity for each in report.cautions] == [each.severity for each in patch.cautions]
    assert not report.remarks


PATCHES = (
    "Duragesic", "Durogesic DTrans", "Matrifen", "Ionsys", "Butrans", "BuTrans", "BuTec", "Transtec", "Hapoctasin",
    "Daytrana", "Xelstrym", "Secuado", "Neupro", "NicoDerm CQ", "Transderm Scop", "Scopoderm", "Nitro-Dur", "Deponit",
    "Evra", "Xulane", "Zafemy", "Climara", "Climara Pro", "Vivelle-Dot", "Estradot", "Evorel", "Evorel Conti", "CombiPatch",
)  # fmt: skip


@pytest.mark.parametrize("brand", PATCHES)
def test_a_brand_that_is_only_a_patch_is_one_whatever_a_record_says(checker, brand):
    for medication in (brand, f"{brand} topical", line(brand, route="topical")):
        assert answers(checker, medication).inputs[0].stated.route == "transdermal", medication


@pytest.mark.parametrize(
    "medication",
    [
        "hydrocortisone 1% cream",
        "hydrocortisone 10 mg/g ointment topical",
        "diclofenac 1% gel to the skin twice daily",
        "diclofenac gel 4 g/day topical",
        "ketamine cream 50 mg every 8 hours",
        line("diclofenac gel", route="topical", dose="4 g four times daily"),
        line("Voltarol Emulgel", route="topical"),
        line("Timoptic", route="topical"),
    ],
)
def test_what_stays_on_the_skin_is_local(checker, medication):
    report = answers(checker, medication)
    assert report.inputs[0].stated.route in LOCAL_ROUTES
    assert not report.remarks


@pytest.mark.parametrize(
    "text",
    ["ketamine 10 mg/hr", "selegiline 10 mg/24 hr", "morphine 2 mg/hr IV", "lithium 600 mg/day"],
)
def test_a_rate_alone_is_no_route(checker, text):
    assert checker.recogniser.medication(text).route in (None, "iv")
