"""The real service of `medcaution serve`, started for a campaign and ended with it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self


class Service:
    """The real command with its workers, on loopback.

    Args:
        workers: how many processes answer.
        options: more options of `medcaution serve`.
        log: a file that gets everything the service writes.
        environment: the environment of the service; that of this process if not given.
        port: where it answers; a free port if 0.

    Raises:
        SystemExit: if the service does not start.
    """

    def __init__(
        self,
        workers: int,
        *options: str,
        log: Path | None = None,
        environment: dict[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self._command = [
            *(sys.executable, "-m", "medcaution", "serve", "--port", str(port)),
            *("--workers", str(workers), *(options or ("--no-auth",))),
        ]
        self._workers, self._log = workers, log or Path("/dev/null")
        self._environment = environment

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stderr=subprocess.PIPE, text=True, env=self._environment
        )
        # The parent tells its address before any worker listens there.
        with self._log.open("w", encoding="utf-8") as log:
            told = ""
            while told.count("startup complete") < self._workers or "running on" not in told:
                line = self._process.stderr.readline()
                if not line:
                    raise SystemExit("the service did not start")
                log.write(line)
                told += line
        self.port = int(re.search(r"running on http://127\.0\.0\.1:(\d+)", told)[1])
        with self._log.open("a", encoding="utf-8") as log:
            self._drain = subprocess.Popen(["cat"], stdin=self._process.stderr, stdout=log)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)
        self._drain.wait(5)

    def workers(self) -> list[int]:
        """The processes that answer: children that load the application."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.split()}
        return sorted(pid for pid, line in commands.items() if b"spawn_main" in line)

    def memory(self) -> list[int]:
        """Resident MiB of each worker."""
        return [_resident(pid) for pid in self.workers()]


def _resident(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) // 1024
