"""The machines of the tests at any length: a checker and a service asked in any order.

python benchmarks/campaigns/conversations.py --runs 4000 --served 1000

Beside what the tests ask, a checker with its engine in a process that is killed now and then, and
one with a folder of an embedder's own, answer the same people. The service is the real command with
two workers. A failure prints the steps that lead to it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

from ledger import ROOT

# The machines belong to the tests, the service to the benchmarks; neither is a package.
sys.path.insert(0, str(ROOT / "benchmarks"))
sys.path.insert(0, str(ROOT / "tests"))

import httpx
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from serving import Service

import house
from machines import SHARED, Asked, said
from medcaution import Checker, EngineError, Library, Medication
from medcaution.matching import rete
from population import PREPARED, Population
from served import NUMBER, Served

#: Runs of one process: every broken call and every newcomer leaves about 2 MB of the C library behind.
PART = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--served", type=int, default=500)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    found: Counter[str] = Counter()
    told: list[str] = []
    jobs = [
        (kind, options.seed, number, options.steps)
        for kind, runs in (("asked", options.runs), ("served", options.served))
        for number in range(runs // PART)
    ]
    with ProcessPoolExecutor(options.workers, get_context("spawn"), max_tasks_per_child=1) as pool:
        for count, failure in pool.map(work, jobs):
            found += count
            told += [failure] if failure else []
    result = {
        "seed": options.seed,
        "runs": found["asked runs"],
        "checks": found["checks"],
        "runs_of_the_service": found["served runs"],
        "requests": found["requests"],
        "failures": len(told),
        "first": told[:2],
    }
    print(json.dumps(result, indent=2))
    sys.exit(1 if told else 0)


def work(job: tuple[str, int, int, int]) -> tuple[Counter[str], str | None]:
    """So many runs of a machine; what was counted, and how the first failure came about."""
    kind, given, number, steps = job
    size = settings(
        max_examples=PART,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    drawn = Random(f"{kind}/{given}/{number}").getrandbits(64)
    count: Counter[str] = Counter({f"{kind} runs": PART})
    try:
        (asked if kind == "asked" else served)(drawn, size, count)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what was looked for)
        notes = "\n".join(getattr(error, "__notes__", ()))
        return count, f"{kind} {number}: {type(error).__name__}: {error}\n{notes}"[:4000]
    return count, None


def asked(drawn: int, size: settings, count: Counter[str]) -> None:
    rete.MOST_REBUILDS = 10**6  # broken on purpose
    plain = Checker.check

    def counted(self: Checker, person: object) -> object:
        count["checks"] += 1
        return plain(self, person)

    Checker.check = counted
    apart = Checker(prepared=PREPARED, isolated=True)
    with tempfile.TemporaryDirectory() as folder:
        own = Checker(Library.load(extra=[house.build(Path(folder) / "house")]))
        machine = type("Longer", (Longer,), {"apart": apart, "own": own})
        machine.variants = (*Asked.variants, apart)
        run_state_machine_as_test(seed(drawn)(machine), settings=size)
    apart.close()


def served(drawn: int, size: settings, count: Counter[str]) -> None:
    def counted(_: object) -> None:
        count["requests"] += 1

    with Service(2, "--no-auth", "--emergency-number", NUMBER) as service:
        address = f"http://127.0.0.1:{service.port}"
        with httpx.Client(base_url=address, event_hooks={"request": [counted]}) as client:
            run_state_machine_as_test(seed(drawn)(lambda: Served(client)), settings=size)


class Longer(Asked):
    """With an engine that dies and a folder of somebody's own."""

    apart: Checker
    own: Checker

    @rule(told=Population.people, mercy=st.integers(0, 7))
    def kill_the_engine(self, told: object, mercy: int) -> None:
        person, worker = told.person(), self.apart._matcher.rete._worker
        if worker is not None and not mercy:  # another takes a second to start
            worker.process.kill()
        try:
            self.right(person, self.apart.check(person))
        except EngineError as error:
            assert "canary" not in str(error)  # noqa: PT017  (of the error, not of the kind)
        self.right(person, self.apart.check(person))

    @rule(told=Population.people)
    def ask_with_own_knowledge(self, told: object) -> None:
        """Whoever does not take the tonic is told the same; whoever does is warned of it."""
        person = told.person()
        here, there = (json.loads(each.check(person).to_json()) for each in (self.own, SHARED))
        assert here.pop("knowledge") != there.pop("knowledge")
        assert here == there
        tonic = [Medication(as_written=each) for each in ("house tonic", "sertraline")]
        more = told.person(medications=[*told.medications, *tonic])
        report = self.own.check(more)
        codes = {mark.code for each in report.cautions for mark in each.rules}
        covered = {mark.code for each in report.cautions for mark in each.covers}
        assert "HOUSE-01" in codes | covered
        assert said(SHARED.check(person)) == said(self.own.check(person))
        self.right(more, SHARED.check(more))


if __name__ == "__main__":
    main()
