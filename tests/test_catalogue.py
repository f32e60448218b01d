"""Words apart from code: English is complete, another language needs no code, gaps are shown."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.mofile import write_mo

from medcaution import InputError, Person
from medcaution.library.folders import bundled_folder
from medcaution.presentation.catalogue import UNTRANSLATED, Catalogue, english, languages
from medcaution.presentation.text import render
from pseudo import LANGUAGE, english_po, widened, write_pseudo

PERSON = Person(medications=["Zoloft", "Nardil", "zolof"], conditions=["mania"])


def test_the_compiled_catalogue_is_fresh():
    compiled = io.BytesIO()
    write_mo(compiled, english_po())
    kept = bundled_folder() / "messages/en/LC_MESSAGES/medcaution.mo"
    assert kept.read_bytes() == compiled.getvalue(), (
        "run `pybabel compile -d messages -D medcaution`"
    )


def test_another_language_is_a_folder_and_no_code(tmp_path, checker):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, checker.library))
    assert languages(tmp_path) == [LANGUAGE]
    for audience in ("person", "professional"):
        text = render(checker.check(PERSON), audience, words=words)
        assert UNTRANSLATED not in text
        assert widened("Watch") in text
        for key in ("text.watch-for", "text.how-sure", "text.do-not-stop", "severity.major"):
            assert english()(key) not in text
        assert "NOT CHECKED" not in text


def test_a_missing_text_is_english_and_says_so(tmp_path, checker):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, without=frozenset({"text.watch-for", "text.cautions"})))  # fmt: skip
    text = render(checker.check(PERSON), "person", words=words)
    assert f"{UNTRANSLATED}Watch for" in text
    assert re.search(r"\[English\] \d+ CAUTIONS", text)


def test_a_key_that_nobody_wrote_is_a_mistake_and_not_a_blank():
    with pytest.raises(LookupError, match=r"text\.nonsense"):
        english()("text.nonsense")


def test_an_unknown_language_is_refused_with_a_hint():
    with pytest.raises(InputError, match="Did you mean 'en'"):
        Catalogue("em")


def test_every_text_of_the_catalogue_is_used():
    folder = bundled_folder() / "engine/medcaution"
    sources = [*folder.rglob("*.py"), *folder.rglob("*.jinja"), *folder.rglob("*.js")]
    code = "\n".join(each.read_text() for each in sources)
    # A key may be put together: f"severity.{each}" in Python, "severity." ~ each in a template.
    stems = {found[:-1] for found in re.findall(r"[a-z-]+\.[a-z-]*\{", code)}
    stems |= {
        "said.",
        "fact.",
        "way.",
        "joined.",
    }  # what the engine composes: see test_page_words.py
    stems |= set(re.findall(r'"([a-z-]+\.)" [~+]', code))
    for message in english_po():
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:
            assert key in code or any(key.startswith(stem) for stem in stems), key


def test_the_question_about_a_form_without_a_name_is_translated(tmp_path, checker):
    words = Catalogue(LANGUAGE, write_pseudo(tmp_path, checker.library))
    reason = checker.recogniser.medication("sertraline + eye drops").reason
    assert UNTRANSLATED not in words.told(reason)
