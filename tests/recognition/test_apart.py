"""Forms set off from a bare name that may be things of their own: asked about, never swallowed."""

from __future__ import annotations

import pytest

from medcaution import Person
from medcaution.presentation.catalogue import english
from medcaution.recognition import Recogniser
from medcaution.recognition.apart import APART

ASKED = [
    "edibles", "edible", "gummies", "gummy", "blotter", "blotters", "vape", "vaping", "smoking", "nasal spray", "spray",
    "nose drops", "drops", "inhaler", "inhalers", "implant", "patch", "2 patches", "patch daily", "gel", "ointment",
]  # fmt: skip


@pytest.mark.parametrize("form", ASKED)
def test_a_form_set_off_from_a_bare_name_is_a_question(recogniser, form):
    for line in (f"Nardil, {form}", f"Nardil / {form}", f"Nardil; {form}", f"{form}, Nardil", f"ketamine 50 mg, Nardil, {form}"):  # fmt: skip
        found = recogniser.medication(line)
        assert (found.outcome, found.substances, found.reason) == ("not-recognised", (), APART), (
            line
        )


@pytest.mark.parametrize(
    "line",
    [
        "Nardil edibles", "Nardil (vape)", "Nardil 15 mg, patch", "Nardil, patch, 15 mg", "Nardil, 15 mg patch",
        "Nardil, 1 patch daily", "Nardil, inhaler, 2 puffs twice daily", "Nardil, tablets", "Nardil, capsule", "Nardil, oral",
        "Nardil, oral solution", "Nardil, injection", "Nardil, nasal", "Nardil, inhaled", "Nardil, depot", "Nardil, eye drops",
    ],
)  # fmt: skip
def test_an_order_and_a_route_are_of_the_name(recogniser, line):
    assert recogniser.medication(line).substances == ("phenelzine",)


@pytest.mark.parametrize(
    "line",
    [
        "fentanyl, patch", "nicotine, patches", "Spravato, nasal spray", "timolol, drops", "LSD, blotter", "cannabis, edibles",
    ],
)  # fmt: skip
def test_a_form_that_the_knowledge_has_of_a_substance_is_its_form(library, line):
    assert Recogniser(library).medication(line).outcome == "recognised"


def test_a_form_does_not_fit_for_another_name_of_the_line(library):
    assert Recogniser(library).medication("fentanyl, Zoloft, patch").reason == APART


def test_a_form_does_not_make_an_unknown_name_known(recogniser):
    found = recogniser.medication("flibbertigibbet, vape")
    assert (found.outcome, found.reason == APART) == ("not-recognised", False)


def test_a_list_with_a_form_apart_is_not_complete(checker):
    report = checker.check(Person(medications=["Zoloft, vape"]))
    assert not report.complete
    assert english()("said.form-apart") == APART
