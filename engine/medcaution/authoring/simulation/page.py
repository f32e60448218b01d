"""docs/simulator.md: the checkers side by side, and every list that medcaution got wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from medcaution.authoring.pages.markdown import bullets, escape, table
from medcaution.authoring.simulation.checkers import OURS
from medcaution.authoring.simulation.corpus import Corpus
from medcaution.authoring.simulation.figures import BARE_FIGURES, FIGURES, Figures, written
from medcaution.authoring.simulation.scenarios import GROUPS, Read
from medcaution.authoring.simulation.scoring import Score, Verdict

_TEMPLATE = Path(__file__).with_name("simulator.md")
_READ: Mapping[Read, str] = {
    "data": "the data themselves",
    "abstract": "an abstract",
    "excerpt": "an excerpt of the text",
    "secondary": "somebody else's account of it",
    "title": "the title alone",
    "not-looked-up": "nothing: general knowledge",
}


def simulator_page(corpus: Corpus, scores: Mapping[str, Score], causes: Mapping[str, str]) -> str:
    """The whole page.

    Args:
        corpus: the lists.
        scores: by the name of the checker; medcaution's misses are told one by one.
        causes: why medcaution missed what it missed, by the id of the list.
    """
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        counts=_counts(corpus),
        side_by_side=_side_by_side(scores, FIGURES),
        names_alone=_side_by_side(scores, BARE_FIGURES),
        misses=_misses(scores[OURS], causes),
        corrections=_corrections(corpus),
        sources=_sources(corpus),
    )


def _counts(corpus: Corpus) -> str:
    counts = ", ".join(f"{len(corpus.of(group))} {group}" for group in GROUPS)
    return f"{len(corpus.placed)} lists: {counts}."


def _side_by_side(scores: Mapping[str, Score], figures: Figures) -> str:
    rows = (
        (label, *(written(reckon(score)) for score in scores.values())) for label, reckon in figures
    )
    return table(("", *scores), rows)


def _misses(score: Score, causes: Mapping[str, str]) -> str:
    rows = [
        (
            each.placed.scenario.id,
            each.placed.group,
            escape("; ".join(_wrong(each))),
            escape(causes.get(each.placed.scenario.id, "not looked into")),
        )
        for each in score.failed
    ]
    counted = f"{len(rows)} of {len(score.verdicts)} lists."
    return f"{counted}\n\n{table(('List', 'Class', 'What was wrong', 'Why'), rows)}".strip()


def _wrong(verdict: Verdict) -> Iterator[str]:
    for miss in verdict.misses:
        raised = f" ({miss.raised})" if miss.raised else ""
        yield f"{' + '.join(miss.expectation.members)}: {miss.lack}{raised}"
    if not verdict.placed.scenario.expect and verdict.interruptions:
        yield f"{verdict.interruptions} interruption(s)"
    for names in verdict.disturbed:
        yield f"{' + '.join(names)}: disturbed"


def _corrections(corpus: Corpus) -> str:
    corrected = [each.scenario for each in corpus.placed if each.scenario.corrected]
    counted = f"{len(corrected)} of {len(corpus.placed)}, since the first run on 26 November 2026."
    told = bullets(f"{each.id}: {escape(each.corrected or '')}" for each in corrected)
    return f"{counted}\n\n{told}".strip()


def _sources(corpus: Corpus) -> str:
    lists = Counter(corpus.sources[each.scenario.source].read for each in corpus.placed)
    sources = Counter(each.read for each in corpus.sources.values())
    rows = ((_READ[read], str(sources[read]), str(lists[read])) for read in _READ)
    return table(("What was looked at", "Sources", "Lists"), rows)
