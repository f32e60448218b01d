"""Two routes that differ for one line silence nothing, and the report says so."""

from __future__ import annotations

import itertools

import pytest

from medcaution import Person
from medcaution.facts import LOCAL_ROUTES
from medcaution.recognition.lists import cut
from records import bundle, checked, drug

SKIN = {"coding": [{"system": "http://snomed.info/sct", "code": "6064005"}]}


def line(text, **fields):
    return {"as_written": text, **fields}


def answers(checker, *medications):
    return checker.check(Person(medications=medications))


def spoken(report):
    return {
        (each.family, each.consequence, frozenset(m.substance for m in each.medications))
        for each in report.told
    }


@pytest.mark.parametrize(
    "medication",
    [
        line("selegiline transdermal", route="otic"),
        line("selegiline 6 mg/24 hr", route="otic"),
        line("selegiline 6 mg/24 hr otic"),
        line("selegiline 5 mg tablet topical"),
        line("selegiline 5 mg tablet", route="topical"),
        line("selegiline oral", route="ophthalmic"),
    ],
)
def test_a_local_route_silences_nothing_beside_words_for_another(checker, medication):
    report = answers(checker, medication, "sertraline")
    assert any(each.family.startswith("serotonin") for each in report.cautions)
    assert "differ" in report.inputs[0].reason
    assert any("differ" in each for each in report.remarks)


@pytest.mark.parametrize(("words", "other"), [("patch", "oral"), ("oral", "transdermal")])
def test_two_systemic_routes_leave_it_open(checker, words, other):
    report = answers(checker, line(f"selegiline {words}", route=other), "sertraline")
    bare = answers(checker, "selegiline", "sertraline")
    assert [each.id for each in report.cautions] == [each.id for each in bare.cautions]


@pytest.mark.parametrize(
    "medication",
    [
        line("buprenorphine 8 mg tablet", route="sublingual"),
        line("ketamine cream", route="topical"),
        line("ketamine cream", route="oral"),
        line("ketamine", route="intranasal", dose="2 sprays"),
    ],
)
def test_a_route_that_fits_the_words_stands(checker, medication):
    report = answers(checker, medication, "sertraline")
    assert report.inputs[0].reason is None
    assert not report.remarks


@pytest.mark.parametrize(
    ("line", "beside"),
    [
        ("fluoxetine and hydrocortisone cream", "phenelzine"),
        ("fluoxetine, timolol eye drops", "phenelzine"),
        ("methadone, hydrocortisone cream", "diazepam"),
        ("fluoxetine, timolol (eye drops)", "phenelzine"),
        ("sertraline, eye drops", "phenelzine"),
        ("sertraline / cream", "phenelzine"),
        ("sertraline - lotion", "phenelzine"),
        ("sertraline; both eyes", "phenelzine"),
        ("sertraline tablets, to the skin", "phenelzine"),
        ("sertraline, 30 g (cream)", "phenelzine"),
        ("sertraline (Zoloft, eye drops)", "phenelzine"),
        *(
            (f"sertraline{mark} eye drops", "phenelzine")
            for mark in [".", ":", "|", "\n", "\t", "•"]
        ),
        ({"as_written": "fluoxetine and timolol", "route": "ophthalmic"}, "phenelzine"),
    ],
)
def test_a_local_route_is_told_of_no_other_medicine(checker, line, beside):
    alone = answers(checker, "methadone" if beside == "diazepam" else "sertraline", beside)
    report = answers(checker, line, beside)
    assert {each.consequence for each in alone.cautions} <= {
        each.consequence for each in report.cautions
    }


@pytest.mark.parametrize("form", ["eye drops", "inhaler", "patch", "cream", "injection", "tablets"])
def test_a_form_behind_a_plus_sign_is_a_thing_without_a_name(checker, form):
    report = answers(checker, f"sertraline + {form}")
    assert report.inputs[0].outcome == "not-recognised"
    assert "plus sign" in report.inputs[0].reason


@pytest.mark.parametrize(
    "line", ["timolol eye drops", "timolol eye drops, both eyes", "timolol (eye drops)"]
)
def test_a_local_route_beside_its_name_stands(checker, line):
    found = checker.recogniser.medication(line)
    assert found.outcome != "recognised" or found.route == "ophthalmic"


FORMS = ("patch", "tablet", "capsule", "oral", "transdermal", "sublingual", "inhaler", "injection")
NAMES = ("selegiline", "ketamine", "fentanyl", "diphenhydramine", "diclofenac", "terbinafine")
BESIDE = ("sertraline", "lithium", "pimozide", "scopolamine", "alcohol", "phenelzine")


@pytest.mark.parametrize("route", sorted(LOCAL_ROUTES))
def test_no_caution_is_lost_to_a_local_route(checker, route):
    for name, form in itertools.product(NAMES, FORMS[:-1]):
        without = answers(checker, line(f"{name} {form}"), *BESIDE)
        given = answers(checker, line(f"{name} {form}", route=route), *BESIDE)
        assert spoken(without) <= spoken(given), (name, form)


@pytest.mark.parametrize(
    "dosages",
    [
        [{"route": SKIN}],
        [{"route": SKIN, "text": "apply 1 patch to the skin every 24 hours"}],
        [
            {"route": SKIN, "text": "1 patch of 6 mg"},
            {"route": SKIN, "text": "then 1 patch of 9 mg"},
        ],
        [{"route": SKIN}, {"text": "as told"}],
    ],
)
def test_a_record_that_codes_a_patch_as_topical_silences_nothing(checker, dosages):
    words = "selegiline patch" if len(dosages[0]) == 1 and len(dosages) == 1 else "selegiline"
    report = checked(checker, bundle(drug(words, dosageInstruction=dosages), drug("Zoloft")))
    assert any(each.family.startswith("serotonin") for each in report.cautions)
    cream = [{"route": SKIN}]
    report = checked(checker, bundle(drug("selegiline", dosageInstruction=cream), drug("Zoloft")))
    assert not report.cautions


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("sertraline, eye drops, phenelzine", ["sertraline, eye drops", " phenelzine"]),
        ("codeine, promethazine", ["codeine", " promethazine"]),
    ],
)
def test_a_typed_list_is_cut_so_that_nothing_falls_silent(checker, typed, lines):
    """What a form cuts apart must say at least what its names alone say."""
    assert cut(typed, checker.recogniser.medication) == lines
    report = answers(checker, *map(str.strip, lines))
    names = ("sertraline", "phenelzine") if "sertraline" in typed else ("codeine", "promethazine")
    assert [each.id for each in report.cautions] == [
        each.id for each in answers(checker, *names).cautions
    ]


def test_a_route_in_doubt_hides_no_other_remark_on_the_line(checker):
    report = answers(checker, line("Kaletra oral solution", route="topical"), "sertraline")
    assert "lopinavir, which this knowledge does not cover" in report.inputs[0].reason
    assert "its route differs" in report.inputs[0].reason
    assert any("told in two ways" in each for each in report.remarks)
