"""Forms that are street names too, set off from a name: a thing of their own, or packing."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.library.substances import Ambiguity
from medcaution.recognition import Recogniser

FORMS = (
    Ambiguity(written=("pills",), candidates=("mdma",), question="Pills: is it MDMA?"),
    Ambiguity(
        written=("strips",), candidates=("buprenorphine-naloxone",), question="Is it Suboxone?"
    ),
)


@pytest.fixture
def with_forms(changed):
    return changed(ambiguities=FORMS)


@pytest.mark.parametrize(
    "line",
    [
        "Nardil, pills", "Nardil/pills", "Nardil / pills", "Nardil; pills", "Nardil - pills",
        "Nardil, 2 pills", "Nardil, x2 pills", "Nardil, pills daily", "Nardil, pills,",
        "Nardil, pill", "Nardil, 1 pill", "pill / Nardil",
        "pills, Nardil", "2 pills, Nardil", "pills + Nardil", "pills / Nardil 15 mg",
        "ketamine, pills, Nardil", "Nardil, ketamine 50 mg / codeine, pills",
        "Nardil 15 mg, ketamine, pills", "Nardil tablets, pills", "Nardil, pills, 15 mg",
    ],
)  # fmt: skip
def test_a_form_that_is_a_name_is_asked_about_where_it_stands_apart(with_forms, line):
    found = with_forms.medication(line)
    assert (found.outcome, found.candidates, found.substances) == ("ambiguous", ("mdma",), ())
    assert found.reason.endswith("Pills: is it MDMA?")


@pytest.mark.parametrize(
    "line",
    [
        "Nardil pills", "Nardil (pills)", "Nardil 15 mg, pills", "Nardil 15, pills",
        "Nardil, 15 mg pills", "Nardil, 15 mg, pills", "15 mg Nardil, pills", "Nardil, 15 mg, 30 pills",
        "Nardil, 2 pills daily", "Nardil, take 2 pills", "Nardil, 1-2 pills at night",
        "Nardil, oral pills", "Nardil, disp 30 pills", "Nardil, tablets", "Nardil, 2 tabs",
    ],
)  # fmt: skip
def test_an_order_tells_the_form_of_its_name(with_forms, line):
    assert with_forms.medication(line).substances == ("phenelzine",)


@pytest.mark.parametrize(
    "line",
    [
        "Suboxone, strips",
        "Suboxone / strips",
        "strips, Suboxone",
        "Suboxone, strip",
        "Suboxone 8/2 film, strips",
    ],
)
def test_a_form_beside_the_one_thing_it_could_be_is_its_form(with_forms, line):
    assert with_forms.medication(line).product == "buprenorphine-naloxone"


@pytest.mark.parametrize(
    "line", ["fentanyl, strips", "fentanyl, 1 strip", "Suboxone, fentanyl, pills"]
)
def test_a_form_beside_another_thing_is_a_question(with_forms, line):
    assert with_forms.medication(line).outcome == "ambiguous"


def test_a_form_does_not_make_an_unknown_name_known(with_forms):
    for line in ("flibbertigibbet, pills", "pills, strips", "pills / pills"):
        assert not with_forms.medication(line).substances


@pytest.mark.parametrize("form", ["pills", "tabs", "strips"])
def test_what_is_asked_alone_is_asked_beside_a_name(library, form):
    recogniser = Recogniser(library)
    alone = recogniser.medication(form)
    one = form.removesuffix("s")
    for line in (f"Nardil, {form}", f"methadone/{form}", f"weed; {form}; Nardil", f"Nardil, {one}"):
        assert recogniser.medication(line).candidates == alone.candidates, line


def test_a_list_with_a_form_apart_is_not_complete(checker):
    """Phenelzine with MDMA is contraindicated: to read the first alone would be silence."""
    report = checker.check(Person(medications=["Nardil, pills"]))
    assert not report.complete
