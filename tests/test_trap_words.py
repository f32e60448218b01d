"""The traps that lie in the knowledge itself: its words, its claims, its threads."""

from __future__ import annotations

import re
import shutil

import pytest

from medcaution import Checker, KnowledgeError, Library, Person
from medcaution.library.folders import bundled_folder
from medcaution.presentation.text import render
from medcaution.report import UNREAD

CLAIMS = {
    "CORE-01": "C35 C36 C37 C38 C46",
    "CORE-02": "C39 C40 C41 C42",
    "CORE-03": "C06 C07 C43 C44",
    "CORE-04": "C45",
    "CORE-05": "C49 C50 C51",
}
RULE = "rules/serotonin-toxicity/ketamine-with-ssri-serotonin-toxicity.toml"
# People are told what to do, never these; the words that judge people are on no card at all.
FORBIDDEN = re.compile(
    r"\bsafe to\b|\b(?:is|are) safe\b|\bstop taking\b|\babuser|\baddict|\bjunkie", re.IGNORECASE
)
AMOUNT = re.compile(
    r"\b\d+(?:\.\d+)? ?(?:mg|g|mcg|µg|ml|milligrams?|micrograms?|grams?|units?|drops?|lines?|tabs?)\b",
    re.IGNORECASE,
)


def test_no_rule_promises_safety_stops_a_medicine_or_judges(library):
    for rule in library.rules.values():
        texts = [rule.title, rule.summary, rule.plain, rule.mechanism, rule.action]
        texts += [clause.because for _, clause in rule.clauses]
        for text in texts:
            assert not FORBIDDEN.search(text), (rule.code, text)


def test_no_plain_text_names_an_amount(library):
    for rule in library.rules.values():
        assert not AMOUNT.search(rule.plain), rule.code


@pytest.mark.parametrize("profile", ["document", "evidence"])
def test_no_rendered_card_promises_safety_stops_a_medicine_or_judges(library, profile):
    person = Person(
        medications=[
            "ketamine",
            "Zoloft",
            "Nardil",
            "MDMA",
            "heroin",
            "Xanax",
            "alcohol",
            "lithium",
        ],
        conditions=["schizophrenia", "high blood pressure", "epilepsy"],
        age=70,
    )
    report = Checker(library, profile=profile).check(person)
    assert len(report.cautions) > 20
    assert not UNREAD & {line.outcome for line in report.inputs}
    for audience in ("person", "professional"):
        assert not FORBIDDEN.search(render(report, audience))


@pytest.mark.parametrize(("code", "claims"), CLAIMS.items(), ids=CLAIMS)
def test_a_core_rule_cites_the_claims_it_came_from(library, code, claims):
    prefix = "source-document#"
    cited = {each.ref.removeprefix(prefix) for each in library.rule(code).sources}
    assert set(claims.split()) <= cited


def test_a_value_judgement_of_the_document_became_nothing(library):
    assert library.claims["C47"].became == "unused"
    refs = {each.ref for rule in library.rules.values() for each in rule.sources}
    assert "source-document#C47" not in refs


@pytest.mark.parametrize(
    ("path", "changes", "says"),
    [
        (RULE, {r"(?s)\[\[source\]\].*": ""}, "source"),
        (RULE, {r'ref = "gueits2020"': 'ref = "nobody1999"'}, "nobody1999"),
        ("facts/substances/ssris.toml", {r'classes = \["ssri"': 'classes = ["ssrx"'}, "ssrx"),
        (
            "facts/classes.toml",
            {
                r"(\[ssri\][^\[]*?parents = )\[[^]]*\]": r'\1["tca"]',
                r"(\[tca\][^\[]*?parents = )\[[^]]*\]": r'\1["ssri"]',
            },
            "ssri: is its own ancestor",
        ),
    ],
    ids=["no source", "unknown source", "unknown class", "cycle of two"],
)
def test_knowledge_that_does_not_hang_together_is_refused(tmp_path, path, changes, says):
    for part in ("rules", "facts"):
        shutil.copytree(bundled_folder() / part, tmp_path / part)
    file = tmp_path / path
    text = file.read_text("utf-8")
    for old, new in changes.items():
        text, found = re.subn(old, new, text, count=1)
        assert found
    file.write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=says):
        Library.load(tmp_path)
