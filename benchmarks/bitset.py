"""Table matching beside a tight C loop over bitsets and joins in DuckDB and polars, one thread."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from batch import compiled as compiled_pairs
from batch import facts, joined
from medcaution.batch.example import example_people
from medcaution.batch.kernel import Kernel
from medcaution.batch.persons import person_columns
from medcaution.matching.lookup import Lookup
from medcaution.prepared import prepare

#: For each width and place, each signature has the bitset of the productions whose slot it fills.
_C = """
#include <stdint.h>
#define AND2(x, y) for (int w = 0; w < n; w++) hits += __builtin_popcountll((x)[w] & (y)[w])
#define APART(x, y) (substance[x] != substance[y] && (product[x] < 0 || product[x] != product[y]))
#define ROW(t, place, s) ((t) + ((int64_t)(place) * count + (s)) * n)
static const int order[6][3] = {{0,1,2},{0,2,1},{1,0,2},{1,2,0},{2,0,1},{2,1,0}};
int64_t walk(const int64_t *starts, int64_t people, const int64_t *s, const int32_t *substance,
             const int32_t *product,
             const uint64_t *one, const uint64_t *two, const uint64_t *three, const uint8_t *near,
             int64_t count, int64_t n) {
  int64_t hits = 0;
  for (int64_t p = 0; p < people; p++)
    for (int64_t i = starts[p]; i < starts[p + 1]; i++) {
      const uint64_t *single = ROW(one, 0, s[i]);
      AND2(single, single);
      for (int64_t j = i + 1; j < starts[p + 1]; j++) {
        if (!APART(s[i], s[j])) continue;
        AND2(ROW(two, 0, s[i]), ROW(two, 1, s[j]));
        AND2(ROW(two, 0, s[j]), ROW(two, 1, s[i]));
        if (!near[s[i] * count + s[j]]) continue;
        for (int64_t k = j + 1; k < starts[p + 1]; k++) {
          if (!APART(s[i], s[k]) || !APART(s[j], s[k])) continue;
          if (!near[s[i] * count + s[k]] || !near[s[j] * count + s[k]]) continue;
          int64_t t[3] = {s[i], s[j], s[k]};
          for (int o = 0; o < 6; o++) {
            const uint64_t *x = ROW(three, 0, t[order[o][0]]), *y = ROW(three, 1, t[order[o][1]]),
                           *z = ROW(three, 2, t[order[o][2]]);
            for (int w = 0; w < n; w++) hits += __builtin_popcountll(x[w] & y[w] & z[w]);
          }
        }
      }
    }
  return hits;
}
"""


class Batch:
    """The same people for all, as (person, signature)."""

    def __init__(self, people: int, seed: int) -> None:
        prepared = prepare()
        kernel = Kernel(prepared)
        blocks = [person_columns(each) for each in example_people(prepared.library, people, seed)]
        self.people, self.signatures, self.starts = facts(kernel, blocks)
        self._table = kernel._pictures._lookup._table
        self._rows: list[int] = []
        self._lookup = Lookup(self._table, lambda rows: self._rows.append(len(rows)))
        self._size = people
        self._hits = self.look()
        self._pairs = self._counted_pairs()
        self._finished = self._lookup._pairs >> 1
        self._bits = self._bitsets()
        self._walk = compiled().walk
        self._walk_pairs = compiled_pairs().walk

    def look(self) -> int:
        """Activations that the table finds, every condition present."""
        everyone = np.arange(len(self.starts) - 1)
        cells = self._lookup.cells(everyone, self.people, self.signatures).cells
        return int(np.array(self._rows)[cells].sum())

    def loop(self) -> int:
        """The same from the C loop."""
        names, sets, near = self._bits
        arrays = (self.signatures, *names, *sets, near)
        return self._walk(
            self.starts.ctypes.data, len(self.starts) - 1,
            *(each.ctypes.data for each in arrays), len(near), sets[0].shape[-1],
        )  # fmt: skip

    def duck(self) -> int:
        """Activations of pairs, from joins in SQL."""
        return joined(self.people, self.signatures, self._pairs)

    def polar(self) -> int:
        """The same from polars."""
        import polars  # noqa: PLC0415

        lists = polars.LazyFrame({"person": self.people, "a": self.signatures})
        rules = polars.LazyFrame(dict(zip("abn", self._pairs, strict=True)))
        both = lists.join(lists.rename({"a": "b"}), on="person").filter(
            polars.col("a") < polars.col("b")
        )
        return int(both.join(rules, on=["a", "b"]).select("n").sum().collect().item())

    def square(self) -> int:
        """Pairs with an answer, from a C loop that reads one finished cell a pair: the least work."""
        cells = self._finished
        return self._walk_pairs(
            self.starts.ctypes.data, len(self.starts) - 1,
            self.signatures.ctypes.data, cells.ctypes.data, len(cells),
        )  # fmt: skip

    def measure(self, rounds: int) -> dict[str, object]:
        """People a second, after every answer was seen to be the same."""
        contenders = {"medcaution, table matching": self.look, "C bitset loop": self.loop}
        joins = {"DuckDB joins, pairs only": self.duck}
        if importlib.util.find_spec("polars"):
            joins["polars joins, pairs only"] = self.polar
        self.verify(joins)
        contenders |= {"C loop over finished pairs": self.square} | joins
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, call in contenders.items():
                started = time.process_time()
                call()
                times[name].append(time.process_time() - started)
        rates = {name: round(self._size / statistics.median(each)) for name, each in times.items()}
        return {"people": self._size, "activations": self._hits, "people_a_second": rates}

    def verify(self, joins: dict) -> None:
        """Raises AssertionError where one finds another number of activations."""
        looped = self.loop()
        assert looped == self._hits, (looped, self._hits)
        found = {name: call() for name, call in joins.items()}
        assert len(set(found.values())) <= 1, found

    def _counted_pairs(self) -> tuple[np.ndarray, ...]:
        cells = self._table._cells.items()
        rows = [(*key, len(found)) for key, found in cells if len(key) == 2 and found]
        return tuple(np.array(rows, np.int64).T)

    def _bitsets(self) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
        fillings, known = self._table._fillings, self._table.facts
        words = len(fillings._productions) // 64 + 1
        sets = []
        for width in (1, 2, 3):
            filled = np.zeros((width, len(known), words), np.uint64)
            for number, places in enumerate(fillings._filled[width]):
                for place, bits in enumerate(places):
                    data = bits.to_bytes(words * 8, "little")
                    filled[place, number] = np.frombuffer(data, np.uint64)
            sets.append(filled)
        near = np.array(
            [[fillings.near(a, b) for b in range(len(known))] for a in range(len(known))], np.uint8
        )
        substances = numbered([each.substance for each in known])
        return [substances, numbered([each.product for each in known])], sets, near


def numbered(names: list[str | None]) -> np.ndarray:
    """Equal numbers for equal names, -1 for none."""
    numbers = {name: at for at, name in enumerate(names)} | {None: -1}
    return np.array([numbers[name] for name in names], np.int32)


def compiled() -> ctypes.CDLL:
    folder = Path(tempfile.mkdtemp())
    (folder / "walk.c").write_text(_C)
    line = [os.environ.get("CC", "cc"), "-O3", "-march=native", "-shared", "-fPIC", "-o", "walk.so", "walk.c"]  # fmt: skip
    subprocess.run(line, cwd=folder, check=True)
    library = ctypes.CDLL(str(folder / "walk.so"))
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    library.walk.argtypes = [pointer, number, *[pointer] * 7, number, number]
    library.walk.restype = number
    return library
