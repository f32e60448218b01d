"""Many checks in one process, memory watched; then threads that must never hear each other."""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import threading
import time
from pathlib import Path

from single import draw_people

from medcaution import Checker, Person


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=200_000)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--checks-a-thread", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checker = Checker()
    memory = soak(checker, options.checks, random.Random(options.seed))
    crosstalk = talk(checker, options.threads, options.checks_a_thread)
    growth = memory[-1]["rss_mib"] - memory[len(memory) // 4]["rss_mib"]
    print(
        json.dumps(
            {
                "memory": memory,
                "growth_mib_after_a_quarter": round(growth, 1),
                "checks": options.checks,
                "threads": crosstalk["threads"],
                "checks_in_threads": crosstalk["checks"],
                "wrong": crosstalk["wrong"],
            },
            indent=2,
        )
    )
    if crosstalk["wrong"]:
        raise SystemExit(1)


def soak(checker: Checker, checks: int, rng: random.Random) -> list[dict[str, float]]:
    """Check ever new people; resident memory at twenty points."""
    points, people = [], draw_people(checker, rng)
    started = time.perf_counter()
    for number in range(checks):
        if number % len(people) == 0:
            people = draw_people(checker, rng)
        checker.check(people[number % len(people)])
        if (number + 1) % (checks // 20) == 0:
            rate = (number + 1) / (time.perf_counter() - started)
            points.append(
                {
                    "checks": number + 1,
                    "rss_mib": round(resident(), 1),
                    "checks_a_second": round(rate),
                }
            )
            print(points[-1], file=sys.stderr)
    return points


def resident() -> float:
    """MiB now resident; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def talk(checker: Checker, threads: int, checks: int) -> dict[str, int]:
    """Each thread takes phenelzine with a canary of its own and must hear of no other canary."""
    library = checker.library
    canaries = sorted(
        library.members(
            [
                "@serotonin-reuptake-inhibitor",
                "@sympathomimetic-indirect",
                "@triptan",
                "@serotonergic-low",
            ]
        )
    )
    wrong: list[str] = []

    def run(number: int) -> None:
        canary = canaries[number % len(canaries)]
        person = Person(id=str(number), medications=[library.substances[canary].name, "phenelzine"])
        expected = checker.check(person).to_json()
        for _ in range(checks):
            report = checker.check(person)
            heard = {each.substance for caution in report.cautions for each in caution.medications}
            if not heard <= {canary, "phenelzine"} or report.to_json() != expected:
                wrong.append(canary)

    started = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return {"threads": threads, "checks": threads * checks, "wrong": len(wrong)}


if __name__ == "__main__":
    main()
