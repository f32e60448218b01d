"""What a process and all below it use, from /proc."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_TICK = os.sysconf("SC_CLK_TCK")
_SECONDS_BETWEEN_LOOKS = 0.2


def below(root: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*"):
        if stat := _stat(int(each.name)):
            children.setdefault(int(stat[1]), []).append(int(each.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cpu_seconds(root: int) -> float:
    """What a process, those below it, and those that they waited for, have used so far."""
    ticks = sum(sum(map(int, stat[11:15])) for pid in below(root) if (stat := _stat(pid)))
    return ticks / _TICK


def resident(pid: int) -> int:
    """Bytes of a process in memory, of pages that processes share its share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@dataclass
class Peak:
    """Looks at a process and those below it: the most bytes that all had at one moment."""

    root: int
    together: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(_SECONDS_BETWEEN_LOOKS):
            self.together = max(self.together, sum(map(resident, below(self.root))))


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name, beginning with the state."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
