"""The exported page: one file, closed to the world, that answers as the engine does."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import json
import re

import pytest

from medcaution import EngineError, Person
from medcaution.authoring.lint.promises import broken
from medcaution.judgement import Judge
from medcaution.matching.productions import Productions
from medcaution.offline.judged import Parts
from medcaution.offline.lived import Lived
from medcaution.offline.page import export_page
from medcaution.prepared import Prepared
from medcaution.presentation.catalogue import UNTRANSLATED, Catalogue
from medcaution.presentation.display import Display
from offline.likeness import answers, compare, some_people
from pseudo import LANGUAGE, plain_letters, write_pseudo

AS_OF = datetime.date(2026, 11, 26)


@pytest.fixture(scope="module")
def text(page):
    return page.read_text("utf-8")


def test_seeded_people_are_answered_as_the_engine_answers_them(page, checker):
    found = compare(checker, page, some_people(checker, 300, seed=2026))
    assert found.differing == []
    assert found.words == []
    assert found.cautions > 600
    assert found.left < found.lines / 20


def test_doses_of_one_medicine_on_two_lines_are_answered_as_the_engine_answers_them(page, checker):
    def person(*doses, name="citalopram", beside=()):
        lines = [{"as_written": name, "dose": f"{each} mg daily"} for each in doses]
        return Person(medications=[*lines, *beside], age=70)

    stopped = {"as_written": "citalopram", "dose": "60 mg daily", "status": "stopped"}
    people = [
        person(50, 30), person(20, 30), person(10, 10), person(30), person(20, beside=[stopped]),
        person(20, beside=["citalopram"]), person(10, 25, name="amitriptyline", beside=["paroxetine"]),
        person(25, name="amitriptyline", beside=["paroxetine"]),
    ]  # fmt: skip
    found = compare(checker, page, people)
    assert (found.differing, found.words, found.left) == ([], [], 0)
    assert found.cautions >= len(people)


def test_the_page_fits_a_phone_and_reaches_for_nothing(page, text):
    assert page.stat().st_size < 3_000_000
    assert not re.search(r"<(?:link|img|iframe|form[^>]* action)|\ssrc=|url\(|@import", text.split('<script type="application/json"')[0])  # fmt: skip
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", "localStorage", "sessionStorage", "indexedDB", "document.cookie", "innerHTML", "eval("):  # fmt: skip
        assert word not in text, word


def test_the_policy_lets_in_the_scripts_and_style_of_the_page_and_no_others(text):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    policy = policy.replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    inside = re.findall(
        r"<(?:script id=\"[a-z]+\"|style)>(.*?)</(?:script|style)>", text, re.DOTALL
    )
    for each in inside:
        mark = base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        assert f"'sha256-{mark}'" in policy
    assert policy.count("sha256-") == len(inside) == 3
    assert not re.search(r"\son[a-z]+=|\sstyle=|unsafe", text.split("<script")[0] + policy)


def test_the_page_says_what_it_is_and_how_old(text, library):
    for said in (library.version, library.sha256[:12], "2026-11-26", str(library.next_review), "112", "draft that no clinician"):  # fmt: skip
        assert said in text


def strings(value):
    """Every text inside some data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def test_neither_the_page_nor_anything_it_can_answer_says_what_we_never_say(text):
    head, _, rest = text.partition('<script type="application/json" id="table">')
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", head, flags=re.DOTALL)
    assert "draft that no clinician" in shown
    assert not list(broken(shown))
    data, words = (json.loads(each) for each in re.findall(r"(.*?)</script>", rest, re.DOTALL)[:1] + re.findall(r'id="words">(.*?)</script>', rest, re.DOTALL))  # fmt: skip
    pool = [each for each in data["pool"] if not _cites(each)]
    told = [each for each in (*strings(pool), *strings(words)) if " " in each]
    assert len(told) > 1_000
    for each in told:
        named = re.sub("[a-dl]\ue000(\\d+\ue001)?", "Fluoxetine", each, flags=re.IGNORECASE)
        assert not list(broken(named)), named


def _cites(value):
    """Is it a list of sources? What they say is theirs."""
    return isinstance(value, list) and value and isinstance(value[0], dict) and "stance" in value[0]


@pytest.mark.parametrize(
    ("medications", "outcome", "status"),
    [
        (["an antidepressant", "ketamine"], "ambiguous", "incomplete"),
        (["qwertol", "ketamine"], "not-recognised", "incomplete"),
        (["no Zoloft", "ketamine"], "not-recognised", "incomplete"),
        (["<script>alert(1)</script>", "ketamine"], "not-recognised", "incomplete"),
        (["ketamine\u0007", "ketamine"], "not-recognised", "incomplete"),
        (["citalopram 60 mg", "ketamine"], "not-recognised", "incomplete"),
        (["qwertol"], "not-recognised", "nothing-checked"),
    ],
)
def test_a_line_that_cannot_be_read_is_never_passed_over(page, medications, outcome, status):
    person = {
        "medications": [{"text": each} for each in medications],
        "conditions": [], "age": None, "pregnant": None,
    }  # fmt: skip
    (said,) = answers(page, [person])
    assert said["outcomes"][0] == outcome
    assert not said["complete"]
    spoken = [each for each in said["cautions"] if each["severity"] != "note"]
    assert said["status"] == ("cautions" if spoken else status)


def test_the_page_speaks_another_language_and_marks_what_that_lacks(tmp_path, checker):
    without = frozenset({"fact.supervised"})
    few = {
        name: rule
        for name, rule in checker.library.rules.items()
        if rule.code in ("CORE-01", "POP-05", "CARD-01", "MAO-01", "SEIZ-01")
    }
    library = dataclasses.replace(checker.library, rules=few)
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, library, without=without))
    file = tmp_path / "page.html"
    file.write_text(export_page(Prepared.of(library), Display(words), AS_OF), "utf-8")
    person = {
        "medications": [{"text": each} for each in ("MDMA", "ketamine", "sertraline")],
        "conditions": [{"text": "epilepsy", "status": "active"}], "age": None, "pregnant": None,
    }  # fmt: skip
    (said,) = answers(file, [person])
    told = [
        text
        for each in said["cautions"]
        for text in (each["plain"], each["summary"], *each["signs"], *each["emergency"], *each["assumed"])
    ]  # fmt: skip
    assert len(told) > 10
    for text in told:
        assert not plain_letters(text, ["MDMA", "ketamine", "sertraline"]), text
    changes = {fact for each in said["cautions"] for fact, _ in each["changes"]}
    assert f"{UNTRANSLATED}the ketamine is prescribed and supervised" in changes


def test_rules_that_no_table_can_hold_are_refused(library):
    tangled = {
        name: rule.model_copy(update={"yields_to": ("POP-05",)}) if rule.code == "POP-01" else rule
        for name, rule in library.rules.items()
    }
    library = dataclasses.replace(library, rules=tangled)
    productions = Productions(library)
    judge = Judge(library, productions, "document")
    with pytest.raises(EngineError, match="no page can hold"):
        Parts(library, productions, judge, Lived(library, productions))


def test_a_card_flows_over_the_pages_of_a_print(text):
    """Whole cards kept together leave half of a page empty; what they hold is kept together."""
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    kept = re.findall(r"^ *([^{}\n]+)\{ break-inside: avoid", style, re.MULTILINE)
    selectors = {each.strip() for one in kept for each in one.split(",")}
    assert ".caution p" in selectors
    assert ".caution" not in selectors
