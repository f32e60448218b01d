"""Processes that answer parts. One that dies costs its part, which is tried once more."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

from medcaution.batch.durable import whole_folder
from medcaution.batch.intake import Intake, Part
from medcaution.batch.kernel import Kernel
from medcaution.errors import EngineError
from medcaution.library.rules import Profile
from medcaution.prepared import prepare

OUTPUTS = ("cautions", "people", "names", "rejected", "failed")
_TRIES = 2


@dataclass(frozen=True)
class Work:
    """What every process has to know."""

    intake: Intake
    parts: Path
    knowledge: str
    profile: Profile
    as_of: str | None
    extra: tuple[Path, ...] = ()

    def place(self, part: Part) -> Path:
        """Where the answers of a part lie once they are whole."""
        return self.parts / f"part-{part.number:06}"


@dataclass(frozen=True)
class Done:
    """A part that is answered, or (`error`) one that two processes died of."""

    part: Part
    people: int = 0
    cautions: int = 0
    error: str | None = None


def answer_parts(work: Work, parts: Sequence[Part], workers: int) -> Iterator[Done]:
    """Answer parts in any order, each in one of so many processes.

    Raises:
        OutputError: if the disk is full or refuses.
    """
    waiting = [(part, 1) for part in reversed(parts)]
    pools = [_pool(work) for _ in range(min(workers, max(len(parts), 1)))]
    running: dict[Future[Done], tuple[int, Part, int]] = {}
    try:
        idle = list(range(len(pools)))
        while waiting or running:
            while idle and waiting:
                part, tries = waiting.pop()
                slot = idle.pop()
                running[pools[slot].submit(_Process.answer, part)] = (slot, part, tries)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                slot, part, tries = running.pop(future)
                idle.append(slot)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    pools[slot].shutdown(wait=False)
                    pools[slot] = _pool(work)
                    if tries < _TRIES:
                        waiting.append((part, tries + 1))
                    else:
                        yield Done(part, error=f"part {part.number}: its process died twice")
    finally:
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(work: Work) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would copy the threads and engine handles of whoever asks.
    return ProcessPoolExecutor(1, get_context("spawn"), _Process.start, (work,))


class _Process:
    """The kernel of one process, kept from part to part."""

    work: Work
    kernel: Kernel

    @classmethod
    def start(cls, work: Work) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the run
        prepared = prepare(work.extra)
        if prepared.library.sha256 != work.knowledge:
            raise EngineError("the knowledge has changed since the run began; start anew")
        cls.work = work
        cls.kernel = Kernel(prepared, work.profile, work.as_of)

    @classmethod
    def answer(cls, part: Part) -> Done:
        answers = cls.kernel.check(cls.work.intake.read(part))
        with whole_folder(cls.work.place(part)) as aside:
            for name in OUTPUTS:
                pq.write_table(getattr(answers, name), aside / f"{name}.parquet", compression="lz4")
        return Done(part, len(answers.people), len(answers.cautions))
