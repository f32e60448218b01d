"""What a checkout keeps beside the lists: recorded answers, causes of misses, and the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from medcaution.authoring.simulation.answers import read_answers
from medcaution.authoring.simulation.checkers import NAIVE, OURS, answers_of
from medcaution.authoring.simulation.corpus import Corpus, read_corpus
from medcaution.authoring.simulation.page import simulator_page
from medcaution.authoring.simulation.scoring import Score, score
from medcaution.prepared import Prepared
from medcaution.shaped import read_shaped

PAGE = Path("docs/simulator.md")
_ANSWERS = Path("tests/simulator/answers")
_CAUSES = Path("tests/simulator/misses.toml")


def fresh_page(root: Path, prepared: Prepared) -> str:
    """The page as the lists, the knowledge and the recorded answers make it.

    Args:
        root: a checkout.
        prepared: the knowledge that answers.

    Raises:
        InputError: if recorded answers do not fit the lists.
        KnowledgeError: if the causes of misses are no table of texts.
    """
    corpus = read_corpus(prepared.library)
    return simulator_page(corpus, scores(root, prepared, corpus), causes(root))


def scores(root: Path, prepared: Prepared, corpus: Corpus) -> Mapping[str, Score]:
    """medcaution, every checker whose answers are recorded, and the naive one."""
    recorded = {
        file.stem: read_answers(
            file.read_text(encoding="utf-8").splitlines(), corpus.placed, file.name
        )
        for file in sorted((root / _ANSWERS).glob("*.ndjson"))
    }
    answers = {
        OURS: answers_of(OURS, prepared, corpus.placed),
        **recorded,
        NAIVE: answers_of(NAIVE, prepared, corpus.placed),
    }
    return {name: score(corpus.placed, each) for name, each in answers.items()}


def causes(root: Path) -> Mapping[str, str]:
    """Why medcaution missed what it missed, by the id of the list.

    Raises:
        KnowledgeError: if the file is no table of texts.
    """
    _, read = read_shaped(root, root / _CAUSES, dict[str, str])
    return read
