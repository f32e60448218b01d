"""One contender in a process of its own, told what to do line by line.

So each one's memory and start are its own, a crash or a hang is counted and takes nobody along,
and all can still take turns. Times are processor time of that process, start included.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from work import Work

#: Name in the tables: module and class, and the package without which it cannot run.
CONTENDERS: dict[str, tuple[str, str, str]] = {
    "medcaution, whole check": ("ours", "WholeCheck", "medcaution"),
    "durable_rules as medcaution drives it": ("ours", "Engine", "medcaution"),
    "durable_rules raw": ("naive", "Naive", "durable"),
    "durable_rules raw, sessions kept": ("naive", "Keeping", "durable"),
    "plain index": ("contenders", "Index", "json"),
    "clipspy": ("contenders", "Clips", "clips"),
    "zen-engine": ("contenders", "Zen", "zen"),
    "zen-engine, binding by its own loops": ("contenders", "ZenLoops", "zen"),
    "rule-engine": ("contenders", "RuleEngine", "rule_engine"),
    "rule-engine, binding by its own loops": ("contenders", "RuleEngineLoops", "rule_engine"),
    "experta": ("contenders", "Experta", "experta"),
}
_DIE_WITH_PARENT = 1  # of prctl(2)
#: Seconds of its own processor time that the first answer may take, and any other; the most by the
#: clock, for one that sleeps.
START, PATIENCE, BY_THE_CLOCK = 5.0, 30.0, 600.0


class GoneError(Exception):
    """A contender died or hung; the text says which."""


class Alone:
    """The process of one contender; `first` tells what its start cost."""

    def __init__(self, command: list[str], patience: float = PATIENCE) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=Path(__file__).parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(self._process.stdout, selectors.EVENT_READ)
        self.first = self._hear(patience)

    def ask(self, command: str) -> dict:
        """The answer to `answers` or `round`.

        Raises:
            GoneError: if the process died, or did not answer in time.
        """
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it is told when it is heard
        return self._hear(PATIENCE)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._waiting.close()

    def _hear(self, patience: float) -> dict:
        asked, spent = time.monotonic(), self._spent()
        while not self._waiting.select(1.0):
            late = time.monotonic() - asked > BY_THE_CLOCK
            if late or self._spent() - spent > patience:
                self.close()
                raise GoneError(f"no answer after {patience:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self.close()
            raise GoneError(f"died of signal {-code}" if code < 0 else f"ended with code {code}")
        return json.loads(line)

    def _spent(self) -> float:
        """Seconds of processor time so far: a busy machine is no reason to give somebody up."""
        fields = (
            Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(name: str, file: Path) -> Alone:
    """The process of a contender of this table, on the work of a file."""
    return Alone([sys.executable, __file__, name, str(file)], START)


def installed() -> list[str]:
    """The contenders that can run here."""
    return [name for name, (_, _, needs) in CONTENDERS.items() if importlib.util.find_spec(needs)]


def serve(commands: dict[str, Callable[[], dict]]) -> None:
    """Say what the first answer cost, then obey until nobody asks any more."""
    print(json.dumps(commands["first"]()), flush=True)
    for line in sys.stdin:
        told = commands[line.strip()]() | {"peak_megabytes": peak_megabytes()}
        print(json.dumps(told), flush=True)


def peak_megabytes() -> float:
    """The most memory this process held. Not `ru_maxrss`: that remembers the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    held = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(held.split()[1]) / 1024, 1)


def main(name: str, file: str) -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # one that hangs hears nothing else
    module, kind, _ = CONTENDERS[name]
    work = Work.read(Path(file))
    made = getattr(importlib.import_module(module), kind)
    if module == "ours":
        contender = made(work)
        call, answer = contender.call, contender.answer
    else:
        contender = made(work.productions)

        def call(at: int) -> list:
            return contender.activations(work.people[at])

        answer = call

    everybody = range(len(work.people))

    def first() -> dict:
        call(0)
        return {"milliseconds": time.process_time() * 1000, "peak_megabytes": peak_megabytes()}

    def turn() -> dict:
        started = time.process_time()
        for at in everybody:
            call(at)
        return {"microseconds": (time.process_time() - started) / len(everybody) * 1e6}

    def answers() -> dict:
        started = time.process_time()
        told = [answer(at) for at in everybody]
        spent = time.process_time() - started
        refused = {name: getattr(contender, name, 0) for name in ("refused", "reason")}
        return {"answers": told, "microseconds": spent / len(told) * 1e6} | refused

    serve({"first": first, "round": turn, "answers": answers})


if __name__ == "__main__":
    main(*sys.argv[1:])
