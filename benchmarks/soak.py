"""Ever new people in one process: is the last million of checks as small and as fast as the first?

python benchmarks/soak.py --checks 5000000

Forty slices, each with resident memory and the latency of its checks, by the clock on the wall and
in time of the processor, which a busy machine disturbs less. Flat means that the last quarter is
no more than a tenth larger and a quarter slower than the second; the first fills what is kept.
With --seconds, the slices end there, and the result tells how many checks were made.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from opened import Opened
from single import draw_people

SLICES = 40
#: What the last quarter may be, as a multiple of the second.
MOST = {"rss_mib": 1.1, "cpu_p50_us": 1.25, "cpu_p99_us": 1.25}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    slices = soak(options.checks // SLICES, options.seconds, random.Random(options.seed))
    ratios = {name: ratio(slices, name) for name in MOST}
    told = {f"ratio_{name.removesuffix('_us')}": value for name, value in ratios.items()}
    last = slices[-1]
    result = {
        "seed": options.seed,
        "checks": last["checks"],
        "memory": f"{last['rss_mib']} MiB at the end",
        "latency": f"p50 {last['p50_us']:,} us, p99 {last['p99_us']:,} us in the last slice",
        **told,
        "not_flat": [name for name, most in MOST.items() if ratios[name] > most],
        "slices": slices,
    }
    print(json.dumps(result, indent=2))
    sys.exit(bool(result["not_flat"]))


def soak(size: int, seconds: float, rng: random.Random) -> list[dict[str, float]]:
    """What each slice of so many checks took; the people are drawn outside of the clock."""
    checker, ends = Opened(), time.monotonic() + seconds
    wall, processor = np.zeros(size), np.zeros(size)
    slices, people = [], []
    while len(slices) < SLICES and time.monotonic() < ends:
        for place in range(size):
            if not people:
                people = draw_people(checker, rng)
            person = people.pop()
            started, spent = time.perf_counter_ns(), time.thread_time_ns()
            checker.check(person)
            processor[place] = time.thread_time_ns() - spent
            wall[place] = time.perf_counter_ns() - started
        found = {"checks": (len(slices) + 1) * size, "rss_mib": round(resident(), 1)}
        for kind, times in (("", wall), ("cpu_", processor)):
            p50, p99 = np.percentile(times, (50, 99)) / 1000
            found |= {f"{kind}p50_us": round(p50), f"{kind}p99_us": round(p99)}
        slices.append(found)
        print(found, file=sys.stderr, flush=True)
    return slices


def ratio(slices: list[dict[str, float]], name: str) -> float:
    """The last quarter beside the second, as medians over their slices."""
    quarter = len(slices) // 4 or 1
    later, earlier = slices[-quarter:], slices[quarter : 2 * quarter] or slices
    middle = [statistics.median(each[name] for each in some) for some in (later, earlier)]
    return round(middle[0] / middle[1], 3)


def resident() -> float:
    """MiB now resident; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
