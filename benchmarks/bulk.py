"""One batch contender in a process of its own: how many activations has each person?

Every contender answers for all of the lists, except those that take one person at a time: they
answer for the first people only. Each production is cut to its medication patterns, as if every
condition were present.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"  # all contenders have one thread

import numpy as np
from alone import serve
from work import Fact

#: Name in the tables: whether it takes one person at a time.
CONTENDERS = {
    "medcaution, table matching": False,
    "C bitset loop": False,
    "DuckDB joins": False,
    "polars joins": False,
    "durable_rules as medcaution drives it": True,
    "durable_rules raw": True,
    "clipspy": True,
    "plain index": True,
}
PDDIANSM = "pddiansm, pairs only"


class Crowd:
    """The lists, and what is known of each signature."""

    def __init__(self, folder: Path) -> None:
        plain = json.loads((folder / "plain.json").read_text("utf-8"))
        lists = np.load(folder / "lists.npz")
        self.folder, self.extra = folder, plain["extra"]
        self.productions = [tuple(each) for each in plain["productions"]]
        self.facts = [
            Fact(tuple(flags), substance, product) for flags, substance, product in plain["facts"]
        ]
        self.owners, self.signatures = lists["owners"], lists["signatures"]
        self.starts = lists["starts"]
        self.people, self.first = len(self.starts) - 1, len(plain["first"])

    def person(self, at: int) -> list[Fact]:
        """The facts of one person."""
        taken = self.signatures[self.starts[at] : self.starts[at + 1]]
        return [self.facts[each] for each in taken]


def table(crowd: Crowd) -> Callable[[], np.ndarray]:
    """The table of medcaution, filled."""
    from medcaution.matching.lookup import Lookup  # noqa: PLC0415
    from medcaution.matching.matcher import Matcher  # noqa: PLC0415
    from medcaution.matching.table import Table  # noqa: PLC0415
    from medcaution.prepared import prepare  # noqa: PLC0415

    prepared = prepare([Path(crowd.extra)] if crowd.extra else [])
    kept = Table(prepared.productions, Matcher(prepared.productions), prepared.library.sha256)
    kept.load((crowd.folder / "table.json").read_bytes())
    sizes: list[int] = []
    lookup = Lookup(kept, lambda rows: sizes.append(sum(any(row.signatures) for row in rows)))
    everyone = np.arange(crowd.people)

    def told() -> np.ndarray:
        hits = lookup.cells(everyone, crowd.owners, crowd.signatures)
        counts = np.array(sizes)[hits.cells]
        return np.bincount(hits.people, counts, crowd.people).astype(np.int64)

    told()  # numbers every cell
    return told


def bitsets(crowd: Crowd) -> Callable[[], np.ndarray]:
    """The C loop."""
    from bitset import Bitsets  # noqa: PLC0415

    columns = zip(*crowd.facts, strict=True)
    loop = Bitsets(crowd.productions, *columns)
    return lambda: loop.told(crowd.starts, crowd.signatures)


def duck(crowd: Crowd) -> Callable[[], np.ndarray]:
    """Joins in DuckDB."""
    from joins import Duck, answers  # noqa: PLC0415

    known = answers(crowd.productions, crowd.facts)
    base = Duck(known, crowd.owners, crowd.signatures)
    return lambda: base.told(crowd.people)


def polar(crowd: Crowd) -> Callable[[], np.ndarray]:
    """Joins in polars."""
    from joins import Polar, answers  # noqa: PLC0415

    known = answers(crowd.productions, crowd.facts)
    frames = Polar(known, crowd.owners, crowd.signatures)
    return lambda: frames.told(crowd.people)


def one_by_one(crowd: Crowd, name: str) -> Callable[[], np.ndarray]:
    """An engine that takes one person at a time."""
    people = [crowd.person(at) for at in range(crowd.first)]
    if name == "durable_rules as medcaution drives it":
        from ours import engine, flagged_facts  # noqa: PLC0415

        ask: Callable[[Sequence], Sequence] = engine(crowd.productions, crowd.facts)
        people = [flagged_facts(each) for each in people]
    else:
        import contenders  # noqa: PLC0415
        import naive  # noqa: PLC0415

        kinds = {
            "clipspy": contenders.Clips,
            "plain index": contenders.Index,
            "durable_rules raw": naive.Naive,
        }
        ask = kinds[name](crowd.productions).activations
    return lambda: np.array([len(ask(each)) for each in people], np.int64)


_WHOLE = {
    "medcaution, table matching": table,
    "C bitset loop": bitsets,
    "DuckDB joins": duck,
    "polars joins": polar,
}


def main(name: str, folder: str) -> None:
    crowd = Crowd(Path(folder))
    told = _WHOLE[name](crowd) if name in _WHOLE else one_by_one(crowd, name)

    def turn() -> dict:
        started = time.process_time()
        found = told()
        spent = time.process_time() - started
        return {"people_a_second": len(found) / spent, "seconds": spent}

    def answers() -> dict:
        np.save(Path(folder) / "told.npy", told())
        return {}

    serve({"first": dict, "round": turn, "answers": answers})


if __name__ == "__main__":
    main(*sys.argv[1:])
