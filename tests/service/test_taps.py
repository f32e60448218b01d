"""A question of the page is answered by a tap, which changes what it is about and nothing else."""

from __future__ import annotations

import pytest

from browsing import Page, lines


def test_an_ambiguous_line_is_asked_about_and_never_guessed(visitor):
    page = visitor.check("k 100 mg\nsertraline").page
    assert "which one do you mean?" in page.words
    assert not page.find("section", class_="moderate")
    page = visitor.press("ketamine").page
    assert "k 100 mg" not in page.words
    assert "ketamine 100 mg" in page.find("ul", class_="read")[0].text
    assert page.find("section", class_="moderate")


@pytest.mark.parametrize(
    ("written", "tapped", "left"),
    [
        ("MDMA/speed", "amphetamine", ["MDMA/amphetamine"]),
        ("phenelzine + K", "ketamine", ["phenelzine + ketamine"]),
        ("sertraline ketamine", "ketamine", ["sertraline", "ketamine"]),
        ("sertraline ketamine", "sertraline", ["sertraline", "ketamine"]),
        ("speedball\nNardil", "All of these: cocaine + heroin", ["cocaine", "heroin", "Nardil"]),
        ("speedball; route=iv", "All of these: cocaine + heroin", ["cocaine; route=iv", "heroin; route=iv"]),
        ("speedball", "only cocaine", ["cocaine"]),
        ("kitty flip + Marplan", "All of these: ketamine + MDMA", ["ketamine", "MDMA", "Marplan"]),
        ("zolof k", "Zoloft", ["Zoloft", "k"]),
        ("ketamin e; use=non-prescribed\nsertralne", "sertraline", ["ketamin e; use=non-prescribed", "sertraline"]),
        ("an SSRI and a benzo", "a benzo", None),
        ("Prozac (k)", "ketamine", None),
    ],
)  # fmt: skip
def test_a_tap_replaces_the_part_it_is_about_and_leaves_the_rest(visitor, written, tapped, left):
    page = visitor.check(written).page
    if left is None:
        assert tapped not in {each.text.strip() for each in page.find("button")}
    else:
        assert lines(visitor.press(tapped).page) == left


def test_a_long_name_is_replaced_whole(visitor):
    visitor.check("agent that lowers the seizure threshold slightly\nNardil")
    first = visitor.page.find("option")[1].text
    page = visitor.press("Take this one", **{"choice-1": first}).page
    assert lines(page) == [first, "Nardil"]


@pytest.mark.parametrize("field", ["take", "all", "about"])
@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "\u0664", ""])
def test_a_tap_on_a_line_that_there_is_not_changes_nothing(client, field, number):
    told = {"medications": "ketamine", field: number, "tell": "1", "choice-1": "x"}
    answer = client.post("/", data=told if field == "about" else told | {"tell": ""})
    assert answer.status_code == 200
    assert lines(Page(answer.text)) == ["ketamine"]


def test_where_no_name_has_a_place_the_person_is_asked_to_write_each(visitor):
    page = visitor.check("Prozac (k)").page
    assert "write each name on a line of its own" in page.words
    assert not page.find("button", name="take")


def test_both_parts_of_a_mixture_speak(visitor):
    visitor.check("kitty flip\nMarplan")
    tapped = visitor.press("All of these: ketamine + MDMA").page
    assert tapped.find("h1")[0].text == visitor.check("ketamine\nMDMA\nMarplan").page.find("h1")[0].text  # fmt: skip
    assert tapped.find("section", class_="contraindicated")


def test_a_kind_of_medicine_offers_every_member(visitor, checker):
    page = visitor.check("an antidepressant").page
    candidates = checker.library.members(["@ssri"])
    offered = {each.text for each in page.find("option") if "select" in each.inside}
    assert {checker.library.substances[each].name for each in candidates} <= offered
    page = visitor.press("Take this one", **{"choice-1": "citalopram"}).page
    assert "citalopram" in page.find("ul", class_="read")[0].text


def test_a_choice_that_is_not_made_changes_nothing(visitor):
    page = visitor.check("an antidepressant").press("Take this one").page
    assert "which one do you mean?" in page.words


def test_an_unknown_name_is_shown_and_a_suggestion_waits_for_a_tap(visitor):
    page = visitor.check("zolof 50 mg, flibbertigibbet, ketamine").page
    assert "NOT checked: 2 lines" in page.words
    page = visitor.press("Zoloft").page
    assert "Zoloft 50 mg" in page.find("ul", class_="read")[0].text
    assert "flibbertigibbet" in page.words


def test_a_condition_is_chosen_like_a_medicine(visitor):
    page = visitor.check("ketamine", "schizofrenia").page
    assert "NOT checked: 1 line" in page.words
    page = visitor.press("schizophrenia").page
    assert "NOT checked" not in page.words
