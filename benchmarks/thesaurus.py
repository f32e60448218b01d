"""pddiansm, in an environment of its own, on the productions of the batch: pairs are all it knows.

Its own thesaurus is replaced, through its interface `IThesaurus`, by one with a substance for
each signature, a class for each flag and an interaction for each pair of flags that a production
binds, both ways round, as its own thesaurus lists them. It says that two classes meet, not which
of the two medicines fills which place, so a pair counts once for each production.
"""

import json
import sys
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

from alone import serve
from pddiansm.detector.PDDIthesaurusDetector import PDDIthesaurusDetector
from pddiansm.pydantic.interfaces_pddi import PDDI, SubstanceThesaurus
from pddiansm.thesaurus.IThesaurus import IThesaurus
from work import Fact, apart


class Given(IThesaurus):
    """The productions of two medications as a thesaurus."""

    def __init__(self, pairs: list[tuple[int, ...]], facts: list[Fact]) -> None:
        self._pddis = [
            PDDI(
                main_drug=f"p{one}",
                between_main_and_plus_drug="",
                plus_drug=f"p{two}",
                severity_levels=[],
                interaction_mechanism="",
                description="",
            )
            for one, two in sorted({way for pair in pairs for way in (pair, pair[::-1])})
        ]
        self._substances = [
            SubstanceThesaurus(substance=f"s{at}", drug_classes=[f"p{each}" for each in fact.flags])
            for at, fact in enumerate(facts)
        ]

    def get_pddis(self) -> list[PDDI]:
        return self._pddis

    def get_substances_thesaurus(self) -> list[SubstanceThesaurus]:
        return self._substances

    def get_thesaurus_version(self) -> str:
        return "given"


def main(folder: str) -> None:
    plain = json.loads((Path(folder) / "plain.json").read_text("utf-8"))
    facts = [Fact(tuple(flags), *names) for flags, *names in plain["facts"]]
    pairs = [tuple(each) for each in plain["productions"] if len(each) == 2]
    worth = Counter(frozenset(f"p{flag}" for flag in pair) for pair in pairs)
    detector = PDDIthesaurusDetector(Given(pairs, facts))

    def told() -> list[int]:
        return [
            sum(
                worth[frozenset((found.main_drug, found.plus_drug))]
                for one, two in combinations(each, 2)
                if apart(facts, (one, two))
                for found in detector.detect_pddi(f"s{one}", f"s{two}")
            )
            for each in plain["first"]
        ]

    def turn() -> dict:
        started = time.process_time()
        people = len(told())
        return {"people_a_second": people / (time.process_time() - started)}

    serve({"first": dict, "round": turn, "answers": lambda: {"told": told()}})


if __name__ == "__main__":
    main(sys.argv[1])
