"""Checks of the grounds: no grade of evidence stands on sources that cannot carry it."""

from __future__ import annotations

from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.rules import Evidence, Rule

_OFFICIAL = frozenset({"label", "label-derived", "compendium", "regulator", "consensus"})
_OVERVIEWS = frozenset({"review", "systematic-review", "meta-analysis", "guideline", "textbook"})
_ACCOUNTS = frozenset({"case-report", "case-series", "observational", "cohort", "commentary"})

#: The kinds of source that can carry a grade; one of them must be cited, on whichever side.
#: Grades that are missing here need no particular source: they claim little.
CARRIERS: dict[Evidence, frozenset[str]] = {
    "boxed-warning": _OFFICIAL,
    "label-contraindication": _OFFICIAL,
    "label-warning": _OFFICIAL,
    "regulator-consensus": _OFFICIAL | {"guideline"},
    "systematic-review": frozenset({"systematic-review", "meta-analysis"}),
    "controlled-human": _OVERVIEWS | _OFFICIAL | {"controlled-human", "trial"},
    "observational": _OVERVIEWS | {"observational", "cohort", "regulator"},
    "case-series": _OVERVIEWS | _ACCOUNTS | {"regulator"},
    # "known" is general knowledge that nobody re-read: it carries single cases and no more.
    "case-report": _OVERVIEWS | _ACCOUNTS | _OFFICIAL | {"known"},
    "harm-reduction-consensus": frozenset({"harm-reduction", "consensus"}),
}
_DOCUMENT = frozenset({"forum-article"})


def evidence_fits_sources(knowledge: Knowledge) -> Iterator[Problem]:
    """Every grade has a source that can carry it."""
    for rule, document in knowledge.rule_documents:
        kinds = _kinds(knowledge, rule)
        for grade in rule.evidence:
            carriers = CARRIERS.get(grade)
            if carriers is not None and not carriers & kinds and not kinds <= _DOCUMENT:
                yield document.problem(
                    f"evidence {grade} is more than its sources carry ({', '.join(sorted(kinds))}); "
                    f"cite a source of a kind that does ({', '.join(sorted(carriers))}), or drop the grade",
                    "evidence",
                )


def forum_articles_carry_only_themselves(knowledge: Knowledge) -> Iterator[Problem]:
    """A forum article alone caps the evidence at document-only."""
    for rule, document in knowledge.rule_documents:
        if _kinds(knowledge, rule) <= _DOCUMENT and set(rule.evidence) != {"document-only"}:
            yield document.problem(
                f"evidence {', '.join(rule.evidence)} rests on a forum article alone; cite more, or grade it document-only",
                "evidence",
            )


def _kinds(knowledge: Knowledge, rule: Rule) -> set[str]:
    sources = knowledge.library.sources
    return {sources[citation.ref.partition("#")[0]].kind for citation in rule.sources}


CHECKS: tuple[Check, ...] = (evidence_fits_sources, forum_articles_carry_only_themselves)
