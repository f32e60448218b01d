"""Nothing of the clinical draft is lost: every row became something, or says why not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from medcaution import Person

DRAFT = tomllib.loads((Path(__file__).parent / "draft" / "manifest.toml").read_text("utf-8"))
LEFT_OUT = Path(__file__).parents[1] / "docs" / "left-out.md"
ROWS = {
    "rules": 96,
    "substances": 325,
    "classes": 107,
    "conditions": 64,
    "ambiguous_names": 57,
    "warning_signs": 16,
    "sources": 85,
    "claims": 54,
    "washout_days": 54,
    "members": 107,
}


@pytest.mark.parametrize("table", ROWS)
def test_the_manifest_holds_every_row_of_the_draft(table):
    assert len(DRAFT[table]) == ROWS[table]


@pytest.mark.parametrize(
    "table", ["substances", "classes", "conditions", "warning_signs", "sources", "claims"]
)
def test_every_id_of_the_draft_is_in_the_knowledge(library, table):
    became = list(DRAFT[table].values())
    assert len(set(became)) == len(became), "two rows of the draft became one"
    assert set(became) <= getattr(library, table).keys()


def test_no_claim_of_the_source_document_was_added_by_us(library):
    assert set(DRAFT["claims"].values()) == library.claims.keys()


def test_every_rule_of_the_draft_became_a_rule_or_says_why_not(library):
    codes = {rule.code for rule in library.rules.values() if rule.status != "retired"}
    for row, fate in DRAFT["rules"].items():
        assert set(fate["became"]) <= codes, row
        assert fate["became"] == [row] or len(fate["why"].split()) > 3, row


def test_every_rule_comes_from_the_draft_or_is_listed_as_added(library):
    codes = {rule.code for rule in library.rules.values()}
    drafted = {code for fate in DRAFT["rules"].values() for code in fate["became"]}
    added = DRAFT["added"].keys()
    assert codes - drafted - added == set(), "list new rules under [added], each with its reason"
    assert added <= codes
    assert not added & drafted
    assert all(len(why.split()) > 3 for why in DRAFT["added"].values())


def test_every_drafted_member_of_a_class_is_still_in_it(library):
    for name, members in DRAFT["members"].items():
        assert set(members) <= library.members([f"@{name}"]), name


def test_a_member_that_left_its_class_has_left_it(library):
    for name, members in DRAFT["no_longer_members"].items():
        assert not members.keys() & library.members([f"@{name}"]), name
        assert not members.keys() & set(DRAFT["members"][name]), name


def test_every_drafted_window_is_kept(library):
    found = {}
    for name in DRAFT["washout_days"]:
        window = library.substances[name].washout
        found[name] = window.days if window else None
    assert found == DRAFT["washout_days"]


@pytest.mark.parametrize(
    ("written", "candidates"), DRAFT["ambiguous_names"].items(), ids=DRAFT["ambiguous_names"]
)
def test_an_ambiguous_name_of_the_draft_is_asked_about(checker, written, candidates):
    (line,) = checker.check(Person(medications=[written])).inputs
    assert line.outcome == "ambiguous"
    assert line.substances == ()
    assert set(candidates) <= set(line.candidates)
    assert line.reason
    assert "?" in line.reason


def test_core_06_is_cited_as_context_with_its_dissent(library):
    for code in ("CORE-01", "CORE-02", "CORE-03", "CORE-04"):
        context = {each.ref for each in library.rule(code).sources if each.stance == "context"}
        assert {"source-document#C46", "source-document#C52"} <= context, code
        assert {"gueits2020", "darke2021"} & {each.ref for each in library.rule(code).sources}, code


def test_ser_15_is_fixed_text_on_cautions_about_serotonin_toxicity(library, checker):
    """A note looks into a pair and finds nothing to watch for; every caution carries the signs."""
    report = checker.check(Person(medications=["phenelzine", "sertraline", "tramadol"]))
    toxic = [each for each in report.cautions if each.consequence == "serotonin-toxicity"]
    assert toxic
    for caution in toxic:
        assert set(library.warning_signs["serotonin"].early) <= set(caution.warning_signs)
        assert caution.emergency
    for rule in library.rules.values():
        if rule.consequence == "serotonin-toxicity" and rule.severity != "note":
            assert "serotonin" in rule.warning_signs, rule.code


def test_pop_03_is_an_explicit_clause_of_each_rule_it_changes(library):
    found = {
        rule.code
        for rule in library.rules.values()
        for clause in rule.raises
        for pattern in clause.when.values()
        if pattern.person and pattern.person.age and pattern.person.age.at_least == 65
    }
    assert sorted(found) == DRAFT["age_clauses"]["rules"]


def test_what_is_left_out_is_told_in_the_docs():
    rows = re.findall(r"^\| ([A-Z]+-\d\d[A-Z]?)\b", LEFT_OUT.read_text("utf-8"), re.MULTILINE)
    assert set(rows) <= DRAFT["rules"].keys() | DRAFT["added"].keys()
    assert {row for row, fate in DRAFT["rules"].items() if not fate["became"]} <= set(rows)
