"""The clinical service under load: `medcaution serve --workers 2`, asked over loopback only.

    python benchmarks/service.py                   # 60 s at 50 at once, 60 s at half of that rate, one kill
    python benchmarks/service.py --seconds 10

Every request carries a real-size prefetch: the lists of facts/people as FHIR bundles. Every answer is
compared with the one given to the same list alone, so that no person is answered with another's facts.
It starts the service itself, leaves nothing behind, and stops early if memory runs short.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from load import Outcome, ask, clinical_requests
from serving import Service

LEAST_FREE_MIB = 300
WARM_UP = 3.0


@dataclass
class Tally:
    """What came of many requests; times in milliseconds."""

    outcomes: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def told(self) -> dict[str, object]:
        """The figures of these requests."""
        times = sorted(each.milliseconds for each in self.outcomes if each.fault is None)
        faults = [each.fault for each in self.outcomes if each.fault is not None]
        shares = statistics.quantiles(times, n=100)
        return {
            "answers": len(times),
            "answers_a_second": round(len(times) / self.seconds, 1),
            "p50_ms": round(shares[49], 1),
            "p99_ms": round(shares[98], 1),
            "longest_ms": round(times[-1], 1),
            "errors": len(faults),
        } | ({"faults": sorted(set(faults))} if faults else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.seconds > 300 or options.at_once > 100:
        parser.error("no more than 300 seconds and 100 at once")
    with Service(options.workers) as service:
        result = asyncio.run(campaign(service, options))
    print(json.dumps(result, indent=2))
    passed = not result["full"]["errors"] and not result["half"]["errors"]
    ratio = result["half"]["p99_ms"] / result["half"]["p50_ms"]
    if not passed or ratio > 10 or not result["kill"]["only_its_own"]:
        raise SystemExit(1)


def free() -> int:
    text = Path("/proc/meminfo").read_text()
    return int(re.search(r"MemAvailable:\s+(\d+)", text)[1]) // 1024


async def campaign(service: Service, options: argparse.Namespace) -> dict[str, object]:
    rng = random.Random(options.seed)
    requests = clinical_requests(rng)
    alone = [await ask(service.port, each) for each in requests]
    if any(each.fault for each in alone):
        raise SystemExit(f"not answered even alone: {[e.fault for e in alone if e.fault][:3]}")
    wanted = [each.body for each in alone]
    sizes = sorted(len(each) for each in requests)
    result: dict[str, object] = {
        "requests": len(requests),
        "median_request_bytes": sizes[len(sizes) // 2],
        "median_answer_bytes": sorted(map(len, wanted))[len(wanted) // 2],
    }
    await crowd(service, requests, wanted, options.at_once, WARM_UP)
    before = service.memory()
    full = await crowd(service, requests, wanted, options.at_once, options.seconds)
    result["full"] = full.told()
    result["worker_mib"] = {"before": before, "after": service.memory()}
    rate = result["full"]["answers_a_second"] / 2
    result["half"] = (await steady(service, requests, wanted, rate, options.seconds)).told()
    result["half"]["p99_over_p50"] = round(result["half"]["p99_ms"] / result["half"]["p50_ms"], 1)
    result["kill"] = await killed(service, requests, wanted, options.at_once)
    return result


async def crowd(
    service: Service, requests: list[bytes], wanted: list[bytes], at_once: int, seconds: float
) -> Tally:
    """So many clients that each ask again as soon as they are answered."""
    tally, stop = Tally(seconds=seconds), time.monotonic() + seconds

    async def client(number: int) -> None:
        rng = random.Random(number)
        while time.monotonic() < stop and free() > LEAST_FREE_MIB:
            which = rng.randrange(len(requests))
            tally.outcomes.append(await ask(service.port, requests[which], wanted[which]))

    await asyncio.gather(*map(client, range(at_once)))
    return tally


async def steady(
    service: Service, requests: list[bytes], wanted: list[bytes], rate: float, seconds: float
) -> Tally:
    """Requests that come at random moments, whether or not earlier ones are answered."""
    tally, rng, running = Tally(seconds=seconds), random.Random(2), set()
    stop = time.monotonic() + seconds

    async def one(which: int) -> None:
        tally.outcomes.append(await ask(service.port, requests[which], wanted[which]))

    while time.monotonic() < stop and free() > LEAST_FREE_MIB:
        task = asyncio.create_task(one(rng.randrange(len(requests))))
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.sleep(rng.expovariate(rate))
    await asyncio.gather(*running)
    return tally


async def killed(
    service: Service, requests: list[bytes], wanted: list[bytes], at_once: int
) -> dict[str, object]:
    """A worker is killed under load: what was lost, and is it replaced?"""
    before = service.workers()
    load = asyncio.create_task(crowd(service, requests, wanted, at_once, 8))
    await asyncio.sleep(2)
    os.kill(before[0], signal.SIGKILL)
    moment = time.monotonic()
    tally = await load
    after = service.workers()
    lost = [each for each in tally.outcomes if each.fault is not None]
    return {
        "answers": len(tally.outcomes) - len(lost),
        "lost": len(lost),
        "only_its_own": len(lost) < at_once and all(each.started <= moment for each in lost),
        "faults": sorted({each.fault for each in lost}),
        "replaced": len(after) == len(before) and before[0] not in after,
        "answers_after_it": sum(
            each.fault is None and each.started > moment for each in tally.outcomes
        ),
    }


if __name__ == "__main__":
    main()
