"""What pages say: in one language throughout, never what we never say, and a name only as text."""

from __future__ import annotations

import re

import pytest

from browsing import Page
from lists import FORTY, ORDINARY
from medcaution import Person
from medcaution.authoring.lint.texts import FORBIDDEN
from medcaution.matrix import class_chart, substance_chart
from medcaution.presentation.catalogue import SENTENCES, UNTRANSLATED, Catalogue, english
from medcaution.presentation.chart import chart_page
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.html import asset
from medcaution.presentation.message import message
from medcaution.presentation.page import Typed, caution_page, form_page, result_page
from pseudo import LANGUAGE, english_po, write_pseudo

#: What a page never says, whoever reads it. "Not safe" is as absent as "safe".
NEVER = re.compile(
    r"\bsafe(?:ly|r|st)?\b|\bno (?:known )?(?:interactions?|risks?|dangers?|problems?)\b"
    r"|\ball[- ]clear\b|\brisk[- ]free\b|\bharmless\b|\bnothing to worry\b|\bno need to\b"
    r"|\b(?:looks|is|are) (?:fine|good|ok|okay)\b|\bcompatible\b|\bgreen\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no caution (?:found )?(?:means|does not mean)|does not mean|not that [a-z ]+)\b[^.]{0,40}$",
    re.IGNORECASE,
)
STOP = re.compile(r"\bstop(?:ping)? (?:taking|using|your|the|it|a|this)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:do not|don't|never)\s+$", re.IGNORECASE)
LISTS = {
    "empty": ([], []),
    "nothing found": (["metformin", "omeprazole"], []),
    "incomplete": (["metformin", "zolof", "k"], ["heart"]),
    "nothing read": (["flibbertigibbet", "no ketamine"], []),
    "mild": (["tramadol"], ["epilepsy"]),
    "common": (["Prozac 20 mg", "ketamine"], ["schizophrenia"]),
    "contraindicated": (["phenelzine", "sertraline"], []),
    "ordinary": (ORDINARY, ["high blood pressure"]),
    "long": (FORTY, ["schizophrenia", "pregnancy"]),
}


def pages(checker, medications, conditions, display):
    """Every page and text about a list, by name."""
    typed = Typed(tuple(medications), tuple(conditions), "15")
    person = Person(medications=medications, conditions=conditions, age=15, as_of="2026-11-26")
    report = checker.check(person)
    yield "page", result_page(report, person, typed, display)
    yield "sheet", handout(report, display)
    for caution in (*report.cautions, *report.notes)[:4]:
        yield "caution", caution_page(caution, typed, display)
    found = list(dict.fromkeys(each for read in report.inputs for each in read.substances))[:6]
    yield "chart", chart_page(substance_chart(checker, found), display, unknown=["zolof"])


@pytest.fixture(scope="module")
def every_state(checker):
    display = Display(emergency_number="112", served=True, label=checker.library.label)
    states = [("form", form_page(display)), ("error", form_page(display, Typed(("x",)), "wrong"))]
    states += [("classes", chart_page(class_chart(checker), display))]
    for name, (medications, conditions) in LISTS.items():
        states += [(f"{name}: {kind}", html) for kind, html in pages(checker, medications, conditions, display)]  # fmt: skip
    return states


def faults(text):
    """What is said and must not be."""
    text = " ".join(text.split())
    for found in NEVER.finditer(text):
        if not _DENIED.search(text[: found.start()]):
            yield text[max(0, found.start() - 60) : found.end() + 20]
    for found in STOP.finditer(text):
        if not _NOT.search(text[: found.start()]):
            yield text[max(0, found.start() - 60) : found.end() + 20]


@pytest.mark.parametrize(
    "said",
    [
        "This is safe.",
        "No interaction found.",
        "Stop taking Prozac.",
        "It is all clear",
        "a safer mix",
        "no known interactions",
    ],
)
def test_the_watch_for_words_sees_them(said):
    assert list(faults(said))


def test_no_state_of_a_page_says_what_we_never_say(every_state):
    for name, html in every_state:
        page = Page(html)
        assert not list(faults(" . ".join(text for _, text in page.texts))), name
        assert not FORBIDDEN.search(page.find("h1")[0].text)


def test_no_message_says_what_we_never_say(checker):
    for medications, conditions in LISTS.values():
        report = checker.check(Person(medications=medications, conditions=conditions))
        assert not list(faults(message(report)))


def test_no_text_of_a_catalogue_says_what_we_never_say():
    for each in english_po():
        for text in each.string if isinstance(each.string, tuple) else (each.string,):
            assert not list(faults(text)), each.id


def test_nothing_on_a_page_is_green():
    for colour in re.findall(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", asset("medcaution.css")):
        whole = colour if len(colour) == 6 else "".join(each * 2 for each in colour)
        red, green, blue = (int(whole[at : at + 2], 16) for at in (0, 2, 4))
        assert not (green > red + 16 and green > blue + 16), colour
    assert "green" not in asset("medcaution.css").partition("*/")[2]


def _luminance(colour):
    """WCAG 2.2, relative luminance of #rrggbb."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_words_stands_out_in_both_modes():
    modes = re.findall(
        r":root \{(.*?)\}", asset("medcaution.css").split("@media print")[0], re.DOTALL
    )
    assert len(modes) == 2
    for mode in modes:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", mode))
        for word in (
            "ink",
            "muted",
            "link",
            "contraindicated",
            "major",
            "moderate",
            "minor",
            "note",
        ):
            for ground in ("paper", "card"):
                light, dark = sorted(
                    map(_luminance, (colours[word], colours[ground])), reverse=True
                )
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (word, ground)


def test_sentences_of_the_engine_are_translated_or_marked(tmp_path, checker):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path))
    person = Person(
        medications=["flibbertigibbet", "20 mg", "", "Prozac (sertraline)",
                     {"as_written": "fluoxetine", "status": "stopped"},
                     {"as_written": "ketamine nasal spray", "route": "iv"}],
        conditions=["flibbertigibbet"],
        age=15,
    )  # fmt: skip
    late = Person(medications=["ketamine"], as_of="2099-01-01")
    told = [checker.check(each) for each in (person, late)]
    said = {each for report in told for each in (*report.remarks, report.limits)}
    said |= {each.reason for each in told[0].inputs if each.reason}
    known = {each for each in said if UNTRANSLATED not in words.told(each)}
    assert len(known) == len(SENTENCES), said - known
    for each in said:
        assert words.told(each) != each
        assert english().told(each) == each
    assert "2099" not in words.told(next(each for each in known if "due for review" in each))


def test_another_language_speaks_on_every_page(tmp_path, checker):
    """What is left in plain letters is the list itself, or marked as the English of the knowledge."""
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path))
    display = Display(words, "112", served=True, label=checker.library.label)
    medications, conditions = LISTS["common"]
    left = []
    own = {
        *medications,
        *conditions,
        "fluoxetine",
        "zolof",
        "document",
        checker.library.sha256[:12],
    }
    for _, html in (
        ("form", form_page(display)),
        *pages(checker, medications, conditions, display),
    ):
        assert UNTRANSLATED not in html
        for language, text in Page(html).texts:
            english = re.sub("|".join(map(re.escape, sorted(own, key=len, reverse=True))), "", text)
            if language != "en" and re.search("[a-z]{3}", english):
                left.append(text)
    assert not left
