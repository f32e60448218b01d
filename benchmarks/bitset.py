"""A tight C loop over bitsets: the least that has to be done to match one, two and three medicines.

For each width and place, each signature has the bitset of the productions whose pattern it fills.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

_C = """
#include <stdint.h>
#define AND2(x, y) for (int w = 0; w < n; w++) hits += __builtin_popcountll((x)[w] & (y)[w])
#define APART(x, y) (substance[x] != substance[y] && (product[x] < 0 || product[x] != product[y]))
#define ROW(t, place, s) ((t) + ((int64_t)(place) * count + (s)) * n)
static const int order[6][3] = {{0,1,2},{0,2,1},{1,0,2},{1,2,0},{2,0,1},{2,1,0}};
void walk(const int64_t *starts, int64_t people, const int64_t *s, const int32_t *substance,
          const int32_t *product,
          const uint64_t *one, const uint64_t *two, const uint64_t *three, const uint8_t *near,
          int64_t count, int64_t n, int64_t *told) {
  for (int64_t p = 0; p < people; p++) {
    int64_t hits = 0;
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
    told[p] = hits;
  }
}
"""


class Bitsets:
    """The loop over the lists of a work."""

    def __init__(
        self,
        productions: Sequence[Sequence[int]],
        flags: Sequence[Sequence[int]],
        substances: Sequence[str | None],
        products: Sequence[str | None],
    ) -> None:
        count, words = len(flags), len(productions) // 64 + 1
        carriers: dict[int, list[int]] = {}
        for signature, carried in enumerate(flags):
            for flag in carried:
                carriers.setdefault(flag, []).append(signature)
        self._sets = [np.zeros((width, count, words), np.uint64) for width in (1, 2, 3)]
        for number, slots in enumerate(productions):
            for place, flag in enumerate(slots):
                rows = self._sets[len(slots) - 1][place, carriers.get(flag, []), number // 64]
                self._sets[len(slots) - 1][place, carriers.get(flag, []), number // 64] = (
                    rows | np.uint64(1 << (number % 64))
                )
        three = self._sets[2]
        self._near = np.zeros((count, count), np.uint8)
        for one, two in permutations(range(3), 2):
            self._near |= np.array([(row & three[two]).any(axis=1) for row in three[one]], np.uint8)
        self._names = [numbered(substances), numbered(products)]
        self._walk = compiled().walk

    def told(self, starts: np.ndarray, signatures: np.ndarray) -> np.ndarray:
        """How many activations each person has."""
        found = np.empty(len(starts) - 1, np.int64)
        arrays = (signatures, *self._names, *self._sets, self._near)
        self._walk(
            starts.ctypes.data, len(found), *(each.ctypes.data for each in arrays),
            len(self._near), self._sets[0].shape[-1], found.ctypes.data,
        )  # fmt: skip
        return found


def numbered(names: Sequence[str | None]) -> np.ndarray:
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
    library.walk.argtypes = [pointer, number, *[pointer] * 7, number, number, pointer]
    library.walk.restype = None
    return library
