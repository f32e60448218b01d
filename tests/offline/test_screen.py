"""What a person does on the exported page: nothing of one person, line or list passes to another."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

SCREEN = Path(__file__).with_name("screen.mjs")
USE, ROUTE, STATUS, DAYS = range(4)
CHECK = ["check"]


@pytest.fixture(scope="module")
def visit(page):
    """What stands on the page after some acts."""

    def see(*acts):
        done = subprocess.run(
            ["node", str(SCREEN), str(page)],
            input=json.dumps(acts), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return see


def typed(text, *where):
    return ["type", "medications", text, *where]


STOPPED = [typed("fluoxetine"), CHECK, ["state", 0, STATUS, "stopped"], ["state", 0, DAYS, "90"]]
BOTH = "fluoxetine\nphenelzine"


@pytest.mark.parametrize(
    "next_person",
    [
        [typed(BOTH, 0, 10), CHECK],  # typed over all that is selected
        [typed("", 0, 10), typed(BOTH, 0), CHECK],
        [["set", "medications", BOTH], CHECK],
        [["set", "medications", ""], CHECK, ["set", "medications", BOTH], CHECK],
        [["again"], typed(BOTH), CHECK],
    ],
)
def test_what_was_stated_of_one_person_never_passes_to_the_next(visit, next_person):
    fresh = visit(typed(BOTH), CHECK)
    assert fresh["cautions"][0] == "contraindicated"
    said = visit(*STOPPED, *next_person)
    assert said["cautions"] == fresh["cautions"]
    assert "stopped" not in said["seen"]


def test_a_line_that_is_added_leaves_what_was_stated_and_shows_it(visit):
    said = visit(*STOPPED, typed("\nphenelzine"), CHECK)
    assert "contraindicated" not in said["cautions"]
    assert said["chips"][0].startswith("fluoxetine (has stopped, last dose 90 days ago)")
    assert "stopped" not in said["chips"][1]


def test_a_condition_is_now_again_when_its_line_or_the_list_was_left(visit):
    first = [typed("ketamine"), ["type", "conditions", "schizophrenia"], CHECK]
    family = [*first, ["state", 1, 0, "family-history"]]
    assert "(in the family)" in visit(*family)["chips"][1]
    for more in (
        [["type", "conditions", "schizophrenia", 0, 13], CHECK],
        [typed("", 0, 8), typed("ketamine", 0), CHECK],
    ):
        said = visit(*family, *more)
        assert "in the family" not in said["seen"]
        assert said["cautions"] == visit(*first)["cautions"]


def test_what_is_stated_belongs_to_its_line_and_not_to_its_text(visit):
    twice = [typed("ketamine\nketamine\nZoloft"), CHECK]
    said = visit(*twice, ["state", 0, USE, "prescribed-supervised"])
    assert said["cautions"] == visit(*twice)["cautions"]
    assert "supervision" in said["chips"][0]
    assert "supervision" not in said["chips"][1]
    gone = visit(*twice, ["state", 0, USE, "prescribed-supervised"], typed("", 0, 9), CHECK)
    assert gone["medications"] == "ketamine\nZoloft"
    assert "supervision" not in gone["seen"]


@pytest.mark.parametrize(
    "change",
    [
        typed("\nphenelzine"),
        ["type", "conditions", "epilepsy"],
        ["type", "age", "15"],
        ["type", "pregnant", "yes"],
    ],
)
def test_an_answer_goes_when_what_it_answers_changes(visit, change):
    before = [typed("ketamine\nZoloft"), CHECK]
    assert visit(*before)["cautions"]
    said = visit(*before, change)
    assert said["cautions"] == said["chips"] == []
    assert said["seen"] == "The list has changed. Press Check to get an answer."
    assert visit(change)["seen"] == ""


def test_a_new_person_begins_with_an_empty_page(visit):
    said = visit(
        typed("ketamine"), ["type", "conditions", "mania"], ["type", "age", "15"], CHECK, ["again"]
    )
    assert (said["medications"], said["conditions"], said["age"], said["seen"]) == ("",) * 4


@pytest.mark.parametrize("age", ["-5", "200", "12.9", "131"])
def test_an_age_that_nobody_can_have_is_said_and_nothing_is_answered(visit, age):
    said = visit(typed("ketamine\nZoloft"), ["set", "age", age], CHECK)
    assert said["seen"].startswith("Nothing was checked. Write the age in whole years")
    assert said["cautions"] == []


def test_the_age_stands_in_what_was_read(visit):
    assert "Age: 45. Pregnant: no" in visit(
        typed("ketamine"), ["set", "age", "45"], ["set", "pregnant", "no"], CHECK
    )["seen"]  # fmt: skip


def test_a_number_of_days_that_cannot_be_is_said_and_not_taken(visit):
    said = visit(typed("fluoxetine"), CHECK, ["state", 0, STATUS, "stopped"], ["state", 0, DAYS, "-3"])  # fmt: skip
    assert said["chips"][0].startswith("fluoxetine (has stopped) ")


@pytest.mark.parametrize(
    ("written", "tapped", "lines"),
    [
        ("kitty flip\nMarplan", "All of these: ketamine + MDMA", "ketamine\nMDMA\nMarplan"),
        ("kitty flip\nMarplan", "only ketamine", "ketamine\nMarplan"),
        ("Nardil LSD", "Nardil", "Nardil\nLSD"),
        ("phenelzzine + K", "phenelzine", "phenelzine\nK"),
        ("zolof", "Zoloft", "Zoloft"),
        ("an SSRI 60 mg", "citalopram", "an citalopram 60 mg"),
        ("zolof E", "Zoloft", "Zoloft\nE"),
    ],
)
def test_a_tap_replaces_the_part_it_is_about_and_leaves_the_rest(visit, written, tapped, lines):
    assert visit(typed(written), CHECK, ["tap", tapped])["medications"] == lines


def test_both_parts_of_a_mixture_speak(visit):
    said = visit(typed("kitty flip\nMarplan"), CHECK, ["tap", "All of these: ketamine + MDMA"])
    assert said["cautions"] == visit(typed("ketamine\nMDMA\nMarplan"), CHECK)["cautions"]
    assert said["cautions"].count("contraindicated") == 2


def test_a_name_that_is_looked_up_is_added_to_the_list_and_to_the_answer(visit):
    looked_up = [typed("Marplan"), CHECK, ["type", "finder", "tramad"]]
    assert "tramadol" in visit(*looked_up)["offered"]
    said = visit(*looked_up, ["tap", "tramadol"])
    assert said["medications"] == "Marplan\ntramadol"
    assert said["offered"] == said["cautions"] == []
    again = visit(*looked_up, ["tap", "tramadol"], CHECK)
    assert again["cautions"] == visit(typed("Marplan\ntramadol"), CHECK)["cautions"] != []


def test_a_condition_that_is_looked_up_goes_among_the_conditions(visit):
    said = visit(["type", "finder", "schizophreni"], ["tap", "schizophrenia (lives with)"])
    assert (said["medications"], said["conditions"]) == ("", "schizophrenia")


def test_a_number_is_answered_while_it_is_typed(visit):
    near = visit(typed(BOTH), CHECK, *STOPPED[2:3], ["state", 0, DAYS, "9"])
    assert near["cautions"] != visit(typed(BOTH), CHECK, *STOPPED[2:])["cautions"]
    assert "last dose 9 days ago" in near["chips"][0]


def test_a_button_below_the_answer_is_not_lost_when_the_answer_is_told_anew(visit):
    new = "New person: clear all"
    said = visit(*STOPPED, ["hold", new], ["state", 0, DAYS, "91"], ["release"])
    assert (said["medications"], said["seen"]) == ("", "")
    assert {"Print", new} <= {*visit(*STOPPED)["buttons"]}


def test_a_long_name_is_replaced_whole(visit):
    written = "agent that lowers the seizure threshold slightly"
    asked = visit(typed(f"{written}\nMarplan"), CHECK)
    first = next(
        each for each in asked["buttons"] if each not in ("Print", "New person: clear all")
    )
    said = visit(typed(f"{written}\nMarplan"), CHECK, ["tap", first])
    assert said["medications"] == f"{first}\nMarplan"


@pytest.mark.parametrize(("text", "first"), [("ketam", "Ketamin"), ("coc", "cocaine")])
def test_the_nearest_name_is_offered_first_however_many_names_it_has(visit, text, first):
    assert visit(["type", "finder", text])["offered"][0] == first
