"""Names that try to be more than names: shown as text, wherever an answer comes out."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from browsing import Page
from live import serving
from medcaution import InputError, Person
from medcaution.cli import main
from medcaution.library.folders import bundled_folder
from medcaution.matrix import substance_chart
from medcaution.presentation.cards import cards
from medcaution.presentation.chart import chart_page
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.message import message
from medcaution.presentation.page import Typed, caution_page, form_page, result_page
from medcaution.presentation.showing import clean
from medcaution.presentation.text import render
from medcaution.report import Report
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings
from shown import live_markup

_STRINGS = json.loads(Path(__file__).with_name("hostile.json").read_text())
TAKEN, REFUSED = _STRINGS["taken"], _STRINGS["refused"]
HOSTILE = TAKEN + REFUSED
NEUTRAL = "neutral words"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def unseen(text):
    """What a terminal or a reader would obey or not see, beside the end of a line."""
    return [each for each in text if unicodedata.category(each) in _UNSEEN and each != "\n"]


@pytest.fixture(scope="module")
def client():
    with serving(create(ServiceSettings(no_auth=True))) as client:
        yield client


@pytest.fixture(scope="module")
def honest(checker):
    """A report with cautions, a name to choose, an unknown one and an ignored line."""
    person = Person(
        medications=["ketamine", "sertraline", "zolof", "k", ""], conditions=["mania", "qwertol"]
    )
    return person, checker.check(person)


def spoilt(honest, text):
    """The same with a text in the place of every word that somebody wrote.

    A record brings texts that no form lets through, so every one of them stands here.
    """
    person, report = honest
    data = json.loads(report.to_json())

    def spoil(value):
        if isinstance(value, dict):
            return {
                k: text if k in ("as_written", "fact") and v else spoil(v) for k, v in value.items()
            }
        return [spoil(each) for each in value] if isinstance(value, list) else value

    written = [each.model_copy(update={"as_written": text}) for each in person.medications]
    return person.model_copy(update={"medications": tuple(written)}), Report.model_validate(
        spoil(data)
    )


def pages(checker, person, report, text):
    """Every page that shows what somebody wrote."""
    display = Display(emergency_number="112", served=True, label=checker.library.label)
    typed = Typed((text, "ketamine"), (text,), text)
    yield "form", form_page(display, typed, "An error.")
    yield "result", result_page(report, person, typed, display)
    yield "caution", caution_page(report.cautions[0], typed, display)
    yield "sheet", handout(report, display)
    yield "chart", chart_page(_chart(checker), display, unknown=[text], undrawn=[text])


@cache
def _chart(checker):
    return substance_chart(checker, ["ketamine", "sertraline"])


def shape(html):
    """The elements of a page and the names of their attributes, without what they hold."""
    drawn = ("text", "rect", "path")  # as many as the lines of a picture
    return [
        (each.tag, sorted(each.attributes))
        for each in Page(html).elements
        if "svg" not in each.inside or each.tag not in drawn
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_holds_it_as_text_and_nothing_else(checker, honest, text):
    asked = pages(checker, *spoilt(honest, text), text)
    plain = pages(checker, *spoilt(honest, NEUTRAL), NEUTRAL)
    for (name, html), (_, neutral) in zip(asked, plain, strict=True):
        assert shape(html) == shape(neutral), name
        assert not unseen(html), name
        shown = Page(html).words + " ".join(
            each.attributes.get("value") or "" for each in Page(html).find("input")
        )
        assert " ".join(clean(text).split()) in " ".join(shown.split()), name


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_holds_nothing_that_a_terminal_obeys(checker, honest, text):
    _, report = spoilt(honest, text)
    said = [render(report, "person"), render(report, "professional", 40), message(report)]
    for each, plain in zip(
        said, (render(spoilt(honest, NEUTRAL)[1], "person"), None, None), strict=True
    ):
        assert not unseen(each)
        assert clean(text).split()[0] in each
        if plain:  # what was written begins no line of ours
            marks = re.compile(r"^\[[A-Z ]+\]|^NOT CHECKED", re.MULTILINE)
            assert len(marks.findall(each)) == len(marks.findall(plain))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_card_holds_it_as_text(checker, honest, text):
    _, report = spoilt(honest, text)
    for card in cards(report):
        assert not live_markup(card["detail"])
        assert not unseen(card["detail"] + card["summary"])
        assert "<" not in card["summary"]


@pytest.mark.parametrize("text", REFUSED)
def test_what_nobody_can_see_is_refused_and_not_repeated(client, text):
    with pytest.raises(InputError):
        Person(medications=[text])
    for form in ("text", "message", "html"):
        answer = CliRunner().invoke(main, ["check", text, "ketamine", "--format", form])
        assert answer.exit_code == 2
        assert not unseen(answer.output)
    page = client.post("/", data={"medications": text, "conditions": text})
    assert page.status_code == 422 or "alert" not in page.text
    assert not unseen(page.text)
    answer = client.post("/check", json={"medications": [text]})
    assert answer.status_code == 422
    assert not unseen(answer.text)


@pytest.mark.parametrize("form", ["text", "message", "html"])
def test_the_command_shows_a_whole_list_of_them_as_text(form):
    person = json.dumps({"medications": [*TAKEN, "ketamine"], "conditions": TAKEN})
    answer = CliRunner().invoke(main, ["check", "--person", "-", "--format", form], input=person)
    assert answer.exit_code in (1, 3), answer.output
    assert not unseen(answer.output)
    if form == "html":
        assert [each.tag for each in Page(answer.output).elements].count("script") == 0


@pytest.mark.parametrize("text", [*REFUSED[:5], "ketamine\rZoloft"])
@pytest.mark.parametrize(
    "command",
    [
        ["{}"], ["check", "--{}"], ["check", "--format", "{}"], ["check", "--person", "{}"],
        ["check", "ketamine; {}=x"], ["check", "ketamine; use={}"], ["check", "--language", "{}"],
        ["check", "--age", "{}"], ["check", "--as-of", "{}"], ["names", "{}"], ["explain", "{}"],
        ["chart", "{}"], ["check", "--knowledge", "{}"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_mistake_on_the_command_line_is_told_without_repeating_what_a_terminal_obeys(
    command, text
):
    answer = CliRunner().invoke(
        main, [each.format(text) if "{}" in each else each for each in command]
    )
    assert not unseen(answer.output)


def test_the_exported_page_cleans_as_every_other_outlet_does():
    """The script's own function, over every character there is."""
    source = (bundled_folder() / "engine/medcaution/offline/assets/elements.js").read_text()
    program = (
        "const document = { getElementById: () => ({ textContent: '{}' }) };"
        f"{source}\n"
        "const left = [];"
        "for (let at = 0; at < 0x110000; at += 1) {"
        " if (at >= 0xd800 && at < 0xe000) continue;"
        " const text = elements.clean(`a${String.fromCodePoint(at)}b`);"
        " if (text !== `a${String.fromCodePoint(at)}b`) left.push([at, text]); }"
        "console.log(JSON.stringify(left));"
    )
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=True)
    changed = dict(json.loads(done.stdout))
    for at in range(0x110000):
        if not 0xD800 <= at < 0xE000 and unicodedata.category(chr(at)) in _UNSEEN:
            assert changed[at] in ("ab", "a b"), hex(at)
