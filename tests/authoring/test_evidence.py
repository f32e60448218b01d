"""Lint of the grounds of a rule."""

from __future__ import annotations

RULE = "rules/serotonin-toxicity/maoi-with-mao-sensitive-psychedelic.toml"


def test_evidence_fits_sources(copy):
    copy.change(RULE, 'evidence = ["mechanistic", ', 'evidence = ["boxed-warning", "mechanistic", ')
    line = copy.line(RULE, "evidence")
    assert copy.problems() == [
        (
            f"{RULE}:{line}: evidence boxed-warning is more than its sources carry (harm-reduction); "
            "cite a source of a kind that does (compendium, consensus, label, label-derived, "
            "regulator), or drop the grade"
        )
    ]


def test_forum_articles_carry_only_themselves(copy):
    sources = copy.text(RULE)[copy.text(RULE).index("[[source]]") :]
    copy.change(RULE, sources, '[[source]]\nref = "source-document#C36"\nstance = "supports"\n')
    line = copy.line(RULE, "evidence")
    assert copy.problems() == [
        (
            f"{RULE}:{line}: evidence mechanistic, harm-reduction-consensus rests on a forum article "
            "alone; cite more, or grade it document-only"
        )
    ]


def test_a_forum_article_may_carry_document_only(copy):
    sources = copy.text(RULE)[copy.text(RULE).index("[[source]]") :]
    copy.change(RULE, sources, '[[source]]\nref = "source-document#C36"\nstance = "supports"\n')
    copy.change(RULE, '["mechanistic", "harm-reduction-consensus"]', '["document-only"]')
    assert copy.problems() == []
