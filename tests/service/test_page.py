"""The page over real HTTP, as a browser without scripts sees it."""

from __future__ import annotations

import gzip
import re

import pytest

from browsing import MOST_BYTES, Page, lines
from lists import FORTY, ORDINARY
from live import serving
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings


def chips(page):
    """What is said of each line, in the order of the page."""
    return [each.text.split("\n")[0].strip() for each in page.find("li") if "form" in each.inside]


def test_what_was_checked_stands_above_what_was_found(visitor):
    page = visitor.check("Prozac 20 mg, zolof\nketamine", "schizophrenia", "34").page
    assert visitor.answer.status_code == 200
    assert page.words.index("NOT checked: 1 line") < page.words.index("Read: 3 lines")
    assert page.words.index("Read: 3 lines") < page.words.index("Take care")
    assert "zolof" in page.find("ul", class_="chips")[0].text
    for written in ("Prozac 20 mg", "ketamine", "schizophrenia"):
        assert written in page.find("ul", class_="read")[0].text


def test_a_chip_tells_what_a_line_was_read_as_unless_it_says_so_itself(visitor):
    page = visitor.check("Carbolithium\nketamine 50 mg").page
    read = " ".join(page.find("ul", class_="read")[0].text.split())
    assert "Carbolithium = lithium" in read
    assert "= ketamine" not in read


@pytest.mark.parametrize("written", ["", "qwertol", "metformin", "metformin\nqwertol"])
def test_when_to_call_stands_on_every_answer_without_a_caution(visitor, written):
    page = visitor.check(written).page
    assert not page.find("article", class_="caution")
    assert "112" in page.find("div", class_="emergency")[0].text


def test_what_is_told_of_a_medicine_counts_and_is_shown(visitor):
    before = visitor.check("ketamine\nZoloft").page
    assert before.find("section", class_="moderate")
    after = visitor.press("Check again", about="1", use="prescribed-supervised", route="iv").page
    assert "prescribed and supervised" in after.find("ul", class_="read")[0].text
    assert "into a vein" in after.find("ul", class_="read")[0].text
    assert "ketamine; use=prescribed-supervised; route=iv" in after.find("textarea")[0].text
    assert not after.find("section", class_="moderate")
    kept = visitor.press("Check again", about="2", use="", route="").page
    assert "prescribed and supervised" in kept.find("ul", class_="read")[0].text


def test_two_lines_that_read_alike_can_be_told_apart(visitor):
    taken = "ketamine\nketamine; route=intranasal\nsertraline\nsertraline"
    shown = [each.text for each in visitor.check(taken).page.find("option")][:4]
    assert shown == [
        "ketamine",
        "ketamine (through the nose)",
        "Line 3: sertraline",
        "Line 4: sertraline",
    ]


def test_the_age_stands_in_the_answer_and_a_new_person_begins_without_it(visitor):
    page = visitor.check("ketamine", age="70").page
    assert "The person: age 70" in page.find("section", class_="checked")[0].text
    (new,) = [each for each in page.find("a") if each.text == "New person: empty form"]
    assert "main" in new.inside
    empty = visitor.go(new.attributes["href"]).page
    assert empty.find("input", name="age")[0].attributes["value"] == ""
    assert lines(empty) == []


def test_a_remark_after_a_semicolon_stays_when_something_is_told(visitor):
    visitor.check("sertraline; once daily\nketamine")
    page = visitor.press("Check again", about="1", use="prescribed-supervised").page
    assert visitor.answer.status_code == 200
    assert "sertraline, once daily; use=prescribed-supervised" in page.find("textarea")[0].text
    assert "prescribed and supervised" in page.find("ul", class_="read")[0].text


FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_list_stays_on_the_page_whatever_is_wrong_with_what_was_told(client):
    body = "medications=sertraline%3B+ues%3Dx%0Aketamine&tell=yes&about=1&use=prescribed-supervised"
    answer = client.post("/", content=body, headers=FORM)
    assert answer.status_code == 422
    assert "sertraline; ues=x\nketamine" in Page(answer.text).find("textarea")[0].text


def test_a_field_that_comes_twice_is_refused_and_neither_is_dropped(client):
    answer = client.post("/", content="medications=sertraline&medications=ketamine", headers=FORM)
    assert answer.status_code == 422
    assert "cannot be read" in answer.text


def test_a_stopped_medicine_counts_from_its_last_day(visitor):
    page = (
        visitor.check("fluoxetine\nphenelzine")
        .press("Check again", about="1", status="stopped", last_taken="2001-01-01")
        .page
    )
    assert not page.find("section", class_="contraindicated")


def test_an_empty_list_says_that_nothing_was_checked(visitor):
    page = visitor.check(" \n,\n").page
    assert page.find("h1")[0].text == "Nothing was checked"


def test_the_reasons_are_a_page_of_their_own_without_scripts(visitor):
    page = visitor.check("\n".join(FORTY), "schizophrenia").page
    button = page.find("button", name="show")[0]
    page = visitor.press(button.attributes["value"]).page
    for part in ("Watch for", "Why, how sure", "How sure we are", "Sources that support it", "112"):
        assert part in page.words
    assert page.find("svg", class_="chain")
    back = visitor.press("Back to the whole list").page
    assert back.find("button", value=button.attributes["value"])


def test_no_caution_of_a_long_list_is_lost(visitor, checker):
    from medcaution import Person

    page = visitor.check("\n".join(FORTY), "schizophrenia").page
    report = checker.check(
        Person(medications=FORTY, conditions=["schizophrenia"], as_of="2026-11-26")
    )
    shown = {each.attributes["value"] for each in page.find("button", name="show")}
    shown |= {
        each.attributes["id"].removesuffix("-why")
        for each in page.find("title")
        if "id" in each.attributes
    }
    assert {each.id for each in report.told} == shown
    assert f"{len(report.cautions)} cautions" == page.find("h1")[0].text
    for severity in ("contraindicated", "major", "moderate", "minor"):
        assert len(page.find("section", class_=severity)) == 1


@pytest.mark.parametrize(
    ("medications", "conditions", "age", "told"),
    [
        ("ketamine \U0001f600", "", "", "an emoji or symbol"),
        ("sertra\u202eline", "", "", "text-direction mark"),
        ("ketamine", "mania\x07", "", "control character"),
        ("ketamine; use=nonsense", "", "", "Line 1: the use is not prescribed-supervised,"),
        ("ketamine; ues=prescribed", "", "", "Line 1: an attribute after"),
        ("ketamine", "", "thirty", "Write the age in whole years, from 0 to 130"),
        ("ketamine", "", "131", "Write the age in whole years, from 0 to 130"),
        ("ketamine", "", "9" * 5000, "Write the age in whole years, from 0 to 130"),
        ("ketamine; dose=\u202e", "", "", "Line 1: the dose holds"),
        ("k\nketamine; last_taken=soon", "", "", "Line 2: the last day: write the date as"),
        ("ketamine", "mania\x07", "", "Line 1 of what is lived with: the text holds"),
        ("\n".join(["ketamine"] * 201), "", "", "at most 200"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page(visitor, medications, conditions, age, told):
    page = visitor.check(medications, conditions, age).page
    assert visitor.answer.status_code == 422
    assert told in page.find("div", class_="error")[0].text
    assert (
        "ketamine" in page.find("textarea")[0].text or "sertraline" in page.find("textarea")[0].text
    )


def test_the_sheet_the_message_and_the_chart_are_one_press_away(visitor):
    visitor.check("Prozac 20 mg\nketamine\nzolof")
    assert "About what you take" in visitor.press("Sheet to print").page.words
    visitor.check("Prozac 20 mg\nketamine\nzolof").press("Text for a message")
    assert visitor.answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "NOT CHECKED: zolof" in visitor.answer.text
    assert "Call 112 now" in visitor.answer.text
    page = visitor.check("Prozac 20 mg\nketamine\nzolof").press("Chart of this list").page
    assert "Not on the chart, because not recognised: zolof" in page.words
    assert page.find("a", href="#pair-ketamine--fluoxetine")


@pytest.mark.parametrize("path", ["/", "/chart"])
def test_a_page_brings_what_it_needs_and_nothing_of_others(visitor, path):
    page = visitor.go(path).page
    for each in page.elements:
        assert "style" not in each.attributes
        assert not any(name.startswith("on") for name in each.attributes)
        for name in ("href", "src", "action", "formaction"):
            value = each.attributes.get(name)
            assert value is None or re.fullmatch(r"[#a-z.][\w./#-]*", value), value
    assert not page.find("style")
    assert [each.attributes["src"] for each in page.find("script")] == ["medcaution.js"]


def test_a_page_may_run_only_our_own_script_and_is_never_kept(client):
    answers = [client.get(path) for path in ("/", "/chart", "/medcaution.js", "/medcaution.css", "/icon.svg", "/names.json")]  # fmt: skip
    answers += [client.post(path, data={"medications": "ketamine"}) for path in ("/", "/handout", "/message", "/chart")]  # fmt: skip
    for answer in answers:
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in answer.headers


def test_what_is_personal_goes_in_a_body_and_nowhere_else(visitor, client):
    for each in visitor.page.find("form"):
        assert each.attributes["method"] == "post"
    assert "ketamine" not in client.get("/", params={"medications": "ketamine"}).text
    for path in ("/caution", "/handout", "/message"):
        assert client.get(path).status_code == 405
    assert client.post("/", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415  # fmt: skip


def test_names_are_offered_by_every_kind_of_name(client):
    names = client.get("/names.json").json()
    assert {"Zoloft", "sertraline", "special K", "MDMA"} <= {*names["medications"]}
    assert "schizophrenia" in names["conditions"]
    plain = client.get("/names.json", headers={"Accept-Encoding": "identity"})
    assert plain.json() == names


def test_a_page_is_small(client):
    for medicines, conditions in (
        (FORTY, "schizophrenia"),
        (ORDINARY, ""),
        (FORTY[:5], ""),
        ([], ""),
    ):
        answer = client.post(
            "/", data={"medications": "\n".join(medicines), "conditions": conditions}
        )
        assert len(answer.content) < MOST_BYTES
        assert len(gzip.compress(answer.content)) < MOST_BYTES / 4
        for path in ("/handout", "/message", "/chart"):
            told = {"medications": "\n".join(medicines), "conditions": conditions}
            assert len(client.post(path, data=told).content) < MOST_BYTES, path
    assert len(client.get("/chart").content) < MOST_BYTES
    assert len(client.get("/").content) + len(client.get("/medcaution.css").content) + len(client.get("/medcaution.js").content) < MOST_BYTES  # fmt: skip


def test_the_number_to_call_is_a_setting():
    with serving(create(ServiceSettings(no_auth=True))) as client:
        assert "your emergency number" in Page(client.get("/").text).words
