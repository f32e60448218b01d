"""What pages say: in one language throughout, never what we never say, and a name only as text."""

from __future__ import annotations

import re
from random import Random

import pytest
from markupsafe import escape

from browsing import Page
from lists import FORTY, ORDINARY
from medcaution import Person
from medcaution.authoring.lint.promises import broken
from medcaution.judgement import questions, telling
from medcaution.matrix import class_chart, substance_chart
from medcaution.presentation.catalogue import UNTRANSLATED, Catalogue, english
from medcaution.presentation.chart import chart_page, pair_page, pairs
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.html import asset
from medcaution.presentation.message import message
from medcaution.presentation.page import Typed, caution_page, form_page, refused_page, result_page
from medcaution.presentation.text import render
from people import random_person
from pseudo import LANGUAGE, english_po, knowledge_texts, plain_letters, write_pseudo

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


def pages(checker, medications, conditions, display, most=4):
    """Every page and text about a list, by name."""
    typed = Typed(tuple(medications), tuple(conditions), "15")
    person = Person(medications=medications, conditions=conditions, age=15, as_of="2026-11-26")
    report = checker.check(person)
    yield "page", result_page(report, person, typed, display)
    yield "sheet", handout(report, display)
    for caution in report.told[:most]:
        yield "caution", caution_page(caution, typed, display)
    found = list(dict.fromkeys(each for read in report.inputs for each in read.substances))[:6]
    yield "chart", chart_page(substance_chart(checker, found), display, unknown=["zolof"])


@pytest.fixture(scope="module")
def every_state(checker):
    display = Display(emergency_number="112", served=True, label=checker.library.label)
    states = [("form", form_page(display)), ("error", form_page(display, Typed(("x",)), "wrong"))]
    states += [("refused", refused_page(display))]
    classes = class_chart(checker)
    states += [("classes", chart_page(classes, display, apart=apart)) for apart in (True, False)]
    states += [(each.name, pair_page(each, classes, display)) for each in pairs(classes)]
    for name, (medications, conditions) in LISTS.items():
        states += [(f"{name}: {kind}", html) for kind, html in pages(checker, medications, conditions, display, most=200)]  # fmt: skip
    return states


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
    assert list(broken(said))


def test_no_state_of_a_page_says_what_we_never_say(every_state):
    for name, html in every_state:
        page = Page(html)
        assert not list(broken(" . ".join(text for _, text in page.texts))), name
        assert not list(broken(page.find("h1")[0].text))


def test_no_text_says_what_we_never_say(checker):
    for medications, conditions in LISTS.values():
        report = checker.check(Person(medications=medications, conditions=conditions, age=15))
        for text in (message(report), render(report), render(report, "person")):
            assert not list(broken(text))


def test_nothing_that_any_rule_tells_says_what_we_never_say(library):
    """Also what no list above brings out; but what sources say is theirs."""
    for text in knowledge_texts(library, cited=False):
        assert not list(broken(text)), text


def test_no_text_of_a_catalogue_says_what_we_never_say():
    for each in english_po():
        for text in each.string if isinstance(each.string, tuple) else (each.string,):
            assert not list(broken(text)), each.id


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


@pytest.fixture(scope="module")
def fluent(tmp_path_factory, checker):
    """The pseudo-language, with all that the knowledge says."""
    return Catalogue(LANGUAGE, write_pseudo(tmp_path_factory.mktemp("fluent"), checker.library))


@pytest.fixture(scope="module")
def unlettered(tmp_path_factory):
    """The pseudo-language, with nothing that the knowledge says."""
    return Catalogue(LANGUAGE, write_pseudo(tmp_path_factory.mktemp("unlettered")))


def _unsourced(text):
    """Without what cites: titles, references, and the ids and codes of rules."""
    return re.sub(r"\[[^]]*\]|[A-Z]+-\d+|[a-z0-9-]+ \([0-9a-f]{12}\)", "", text)


def test_what_the_engine_composes_reads_in_the_catalogue_as_in_the_engine():
    for key, text in (questions.SENTENCES | telling.SENTENCES).items():
        assert english()(key) == text


#: A line for each reason that recognition gives.
REASONS = (
    "flibbertigibbet", "20 mg", "", "Prozac (sertraline)", "no ketamine", "allergic to Zoloft",
    "my mother takes Zoloft", "ketamine stopped", "planning ketamine", "Zoloft or Prozac",
    "aspirin/qwertol", "Prozac (qwertol)", "Zoloft qwertol", "an antidepressant", "schizophrenia",
    "1.5", "codeine and guaifenesin", "a benzodiazepine/aspirin", "+".join(["aspirin"] * 9),
    {"as_written": "ketamine nasal spray", "route": "iv"},
)  # fmt: skip
CONDITIONS = (
    "flibbertigibbet", "family history of qwertol", "no epilepsy", "epilepsy qwertol", "ketamine",
    "used to have epilepsy", "mother with epilepsy", "epilepsy and mania",
)  # fmt: skip


def said_by_the_engine(report):
    """Every sentence of a report that no rule holds."""
    yield from (*report.remarks, report.limits)
    yield from (each.reason for each in report.inputs if each.reason)
    yield from (each.needs for each in report.undecided)
    for caution in report.told:
        yield from caution.assumed
        yield from (each.if_ for each in caution.would_change)


def test_every_sentence_of_the_engine_is_said_in_the_other_language(unlettered, fluent, checker):
    """Whoever the person is: the names in a sentence are all that stays as it is."""
    library = checker.library
    rng = Random(1)
    people = [random_person(library, rng) for _ in range(300)]
    people += [Person(medications=REASONS, conditions=CONDITIONS, age=15)]
    people += [Person(medications=["ketamine"], as_of="2099-01-01")]
    reports = [checker.check(person) for person in people]
    said = {each for report in reports for each in said_by_the_engine(report)}
    said -= {each.question for each in library.ambiguities}
    assert len(said) > 150
    names = {*library.substances, *(each.name for each in library.substances.values())}
    names |= {each.label for kind in (library.classes, library.conditions, library.groups) for each in kind.values()}  # fmt: skip
    partly = (each.partial or "" for each in library.substances.values())
    names |= {part.strip() for each in partly for part in re.split(r"[,/+;]|\band\b", each)} - {""}
    names |= {each.plain for kind in (library.conditions, library.groups) for each in kind.values()}
    names |= {"Prozac"}
    for sentence in said:
        assert english().told(sentence) == sentence
        told = unlettered.told(sentence)
        assert UNTRANSLATED not in told, sentence
        left = plain_letters(told, filter(lambda each: each in sentence, names))
        assert not left, (sentence, told)
    moved = {each.because for report in reports for caution in report.cautions for each in caution.adjustments}  # fmt: skip
    assert any(each.startswith("It is ") for each in moved)
    assert not any(UNTRANSLATED in fluent.told(each) for each in moved)
    assert "2099" not in unlettered.told(next(each for each in said if "due for review" in each))


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        ("fact.supervised", ["ketamine", "sertraline"]),
        ("way.oral", ["ketamine", "nefazodone"]),
        ("joined.or", ["ketamine", "sertraline"]),
        ("said.usual-use", ["MDMA", "sertraline"]),
    ],
)
def test_a_sentence_that_another_language_lacks_is_english_and_says_so(
    tmp_path, checker, key, taken
):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, checker.library, without={key}))
    html = "".join(html for _, html in pages(checker, taken, [], Display(words)))  # fmt: skip
    text = render(checker.check(Person(medications=taken)), words=words)
    for shown in (html, " ".join(text.split())):
        assert UNTRANSLATED + english()(key).partition("{")[0] in shown


def test_another_language_speaks_on_every_page(fluent, checker):
    """What is left in plain letters is the list itself, and names of medicines."""
    display = Display(fluent, "112", served=True, label=checker.library.label)
    own = {"zolof", "document", checker.library.sha256[:12]}
    own |= {each.name for each in checker.library.substances.values()}
    titles = {str(escape(each.title)) for each in checker.library.sources.values()}
    for name in ("incomplete", "common", "contraindicated", "mild", "long"):
        medications, conditions = LISTS[name]
        person = Person(medications=medications, conditions=conditions)
        written = {
            *medications,
            *(each.split()[0] for each in medications),
            *conditions,
            *own,
            *checker.library.substances,
        }
        written |= {name for each in checker.check(person).inputs for name in each.suggestions}
        for page, html in (
            ("form", form_page(display)),
            *pages(checker, medications, conditions, display),
        ):
            assert UNTRANSLATED not in html
            for title in titles:
                html = html.replace(title, "")  # noqa: PLW2901
            left = plain_letters(
                " ".join(_unsourced(text) for _, text in Page(html).texts), written
            )
            assert not left, (name, page, left)


def test_what_the_knowledge_says_is_marked_for_eyes_and_for_screen_readers(unlettered, checker):
    """Where the other language does not hold it: in English, with the mark, as English."""
    display = Display(unlettered, "112", served=True, label=checker.library.label)
    medications, conditions = LISTS["common"]
    report = checker.check(Person(medications=medications, conditions=conditions))
    for kind, html in pages(checker, medications, conditions, display):
        english_texts = [text for language, text in Page(html).texts if language == "en"]
        assert all(text.startswith(UNTRANSLATED) for text in english_texts)
        assert f"{UNTRANSLATED}{report.cautions[0].plain}" in english_texts or kind in (
            "caution",
            "chart",
        )
    for audience in ("person", "professional"):
        text = " ".join(render(report, audience, words=unlettered).split())
        assert f"{UNTRANSLATED}{report.cautions[0].warning_signs[0]}" in text
