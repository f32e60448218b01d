"""Processes that answer parts. One that dies costs its part, which is tried once more."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Self

import pyarrow as pa
from pyarrow import feather

from medcaution.batch.durable import whole_folder
from medcaution.batch.intake import Intake, Part
from medcaution.batch.kernel import Kernel
from medcaution.batch.reports import PACKED, Reports
from medcaution.batch.tallies import tally
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
    reports: bool
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


def read_part(place: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """A table of a part that is answered."""
    return feather.read_table(place / f"{name}.arrow", columns)


class Workers:
    """So many processes, which get ready while the intake is still at work.

    Raises:
        OutputError: in answering, if the disk is full or refuses.
    """

    def __init__(self, work: Work, number: int) -> None:
        self._work = work
        self._pools = [self._pool() for _ in range(number)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown(wait=True, cancel_futures=True)

    def answer(self, parts: Sequence[Part]) -> Iterator[Done]:
        """Answer parts in any order, each in one of the processes."""
        waiting = [(part, 1) for part in reversed(parts)]
        running: dict[Future[Done], tuple[int, Part, int]] = {}
        idle = list(range(len(self._pools)))
        while waiting or running:
            while idle and waiting:
                part, tries = waiting.pop()
                slot = idle.pop()
                future = self._pools[slot].submit(_Process.answer, part)
                running[future] = (slot, part, tries)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                slot, part, tries = running.pop(future)
                idle.append(slot)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    self._pools[slot].shutdown(wait=False)
                    self._pools[slot] = self._pool()
                    if tries < _TRIES:
                        waiting.append((part, tries + 1))
                    else:
                        yield Done(part, error=f"part {part.number}: its process died twice")

    def _pool(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork would copy the threads and engine handles of whoever asks.
        pool = ProcessPoolExecutor(1, get_context("spawn"), _Process.start, (self._work,))
        pool.submit(_Process.is_ready)
        return pool


class _Process:
    """The kernel of one process, kept from part to part."""

    work: Work
    kernel: Kernel
    reports: Reports | None = None

    @classmethod
    def start(cls, work: Work) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the run
        prepared = prepare(work.extra)
        if prepared.library.sha256 != work.knowledge:
            raise EngineError("the knowledge has changed since the run began; start anew")
        pa.set_cpu_count(1)  # there are as many processes as the user wants to have at work
        cls.work = work
        cls.kernel = Kernel(prepared, work.profile, work.as_of)
        if work.reports:
            cls.reports = Reports(prepared, cls.kernel.table, work.profile, work.as_of)

    @classmethod
    def is_ready(cls) -> None:
        """Nothing: asked first, so that the process starts."""

    @classmethod
    def answer(cls, part: Part) -> Done:
        lists = cls.work.intake.read(part)
        answers = cls.kernel.check(lists)
        with whole_folder(cls.work.place(part)) as aside:
            tables = {name: getattr(answers, name) for name in OUTPUTS} | {"tally": tally(answers)}
            for name, table in tables.items():
                feather.write_feather(table, aside / f"{name}.arrow", "lz4")
            if cls.reports:
                cls.reports.write(aside / PACKED, lists, answers.people["person"])
        return Done(part, len(answers.people), len(answers.cautions))
