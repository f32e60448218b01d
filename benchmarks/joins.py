"""Joins written by hand, in DuckDB's SQL and in polars, over answers worked out beforehand.

Before anything is timed, every single, pair and three of signatures that some production binds is
written into a table of its own, with how many activations it is worth: the same head start that
the table of medcaution has. What is timed joins the lists of people with those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
import pyarrow as pa
from work import Fact, apart

Answers = tuple[np.ndarray, ...]

_SQL = """
SELECT person, sum(n)::BIGINT AS n FROM (
  SELECT person, n FROM lists JOIN ones ON s = a
  UNION ALL
  SELECT x.person, n FROM lists x JOIN lists y ON x.person = y.person AND x.s < y.s
    JOIN twos ON a = x.s AND b = y.s
  UNION ALL
  SELECT near.person, n FROM
    (SELECT x.person, x.s AS f, y.s AS g FROM lists x
       JOIN lists y ON x.person = y.person AND x.s < y.s
       JOIN begun ON a = x.s AND b = y.s) near
    JOIN lists z ON z.person = near.person AND g < z.s
    JOIN threes ON a = f AND b = g AND c = z.s
) GROUP BY person
"""


def answers(productions: Sequence[Sequence[int]], facts: Sequence[Fact]) -> list[Answers]:
    """For one, two and three signatures, rising: each combination and its activations."""
    carriers: dict[int, list[int]] = {}
    for signature, fact in enumerate(facts):
        for flag in fact.flags:
            carriers.setdefault(flag, []).append(signature)
    counted: list[Counter[tuple[int, ...]]] = [Counter(), Counter(), Counter()]
    for flags, alike in Counter(map(tuple, productions)).items():
        for places in product(*(carriers.get(flag, ()) for flag in flags)):
            if len(set(places)) == len(places) and apart(facts, places):
                counted[len(flags) - 1][tuple(sorted(places))] += alike
    return [
        tuple(np.array([(*key, n) for key, n in each.items()], np.int64).reshape(-1, width + 1).T)
        for width, each in enumerate(counted, 1)
    ]


class Duck:
    """DuckDB, one thread, tables in memory."""

    def __init__(self, known: list[Answers], owners: np.ndarray, signatures: np.ndarray) -> None:
        import duckdb  # noqa: PLC0415

        self._base = duckdb.connect()
        self._base.execute("SET threads = 1")
        tables = {
            name: pa.table(dict(zip([*"abc"[:width], "n"], columns, strict=True)))
            for width, (name, columns) in enumerate(zip(_NAMES, known, strict=True), 1)
        }
        tables["lists"] = pa.table({"person": owners, "s": signatures})
        for name, table in tables.items():
            self._base.register("given", table)
            self._base.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        self._base.execute("CREATE TABLE begun AS SELECT DISTINCT a, b FROM threes")

    def told(self, people: int) -> np.ndarray:
        """How many activations each person has."""
        found = self._base.execute(_SQL).fetchnumpy()
        return spread(found["person"], found["n"], people)


class Polar:
    """polars, one thread (POLARS_MAX_THREADS), frames in memory."""

    def __init__(self, known: list[Answers], owners: np.ndarray, signatures: np.ndarray) -> None:
        import polars  # noqa: PLC0415

        self._polars = polars
        self._lists = polars.DataFrame({"person": owners, "a": signatures})
        self._known = [
            polars.DataFrame(dict(zip([*"abc"[:width], "n"], columns, strict=True)))
            for width, columns in enumerate(known, 1)
        ]

    def told(self, people: int) -> np.ndarray:
        """How many activations each person has."""
        column = self._polars.col
        lists = self._lists.lazy()
        ones, twos, threes = (each.lazy() for each in self._known)
        both = lists.join(lists.rename({"a": "b"}), on="person").filter(column("a") < column("b"))
        near = both.join(threes.select("a", "b").unique(), on=["a", "b"], how="semi")
        three = near.join(lists.rename({"a": "c"}), on="person").filter(column("b") < column("c"))
        every = [
            lists.join(ones, on="a").select("person", "n"),
            both.join(twos, on=["a", "b"]).select("person", "n"),
            three.join(threes, on=["a", "b", "c"]).select("person", "n"),
        ]
        found = self._polars.concat(every).group_by("person").agg(column("n").sum()).collect()
        return spread(found["person"].to_numpy(), found["n"].to_numpy(), people)


_NAMES = ("ones", "twos", "threes")


def spread(owners: np.ndarray, counts: np.ndarray, people: int) -> np.ndarray:
    """A number for everybody, 0 for whom nothing was found."""
    told = np.zeros(people, np.int64)
    told[owners] = counts
    return told
