"""The engine in a process of its own, so that a crash or a hang of the C module ends that alone.

The process is told flags under ids that are ours, never a word of a person, and answers which
productions fire on which ids. It serves one check at a time. Whatever goes wrong ends it, so that
nothing left over from one person can answer for another; the next check starts a new one.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Collection, Sequence

from pydantic_core import from_json, to_json

from medcaution.errors import EngineError
from medcaution.matching.facts import ConditionFact
from medcaution.matching.productions import Activation, FlaggedFact, Production, Slot, clash
from medcaution.matching.rete import LONGEST_SESSION, Rete

#: Seconds for one check. A session that took longer is refused in any case (guard 6).
DEADLINE = LONGEST_SESSION
#: Seconds until a new process is ready: interpreter, imports and rules, on a machine that swaps.
LONGEST_START = 60.0

# Not multiprocessing: that would import the host's main module anew, and is refused in daemons.
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[2:];"
    "from medcaution.matching.isolated import serve; serve(int(sys.argv[1]))"
)
_NEXT = "nothing is answered; check again"


class Isolated:
    """Like `Rete`, in another process. Safe to share between threads, and across a fork."""

    def __init__(
        self, productions: Sequence[Production], carriers: Sequence[Collection[str]]
    ) -> None:
        if not hasattr(os, "fork"):
            raise EngineError("isolated matching needs a POSIX system")
        self._productions = productions
        self._told = to_json([productions, carriers]) + b"\n"
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._worker: _Worker | None = _Worker(self, self._told)
        _EVERYONE.add(self)

    def activations(self, facts: Sequence[FlaggedFact]) -> list[Activation]:
        """Every activation on the facts of one person.

        Raises:
            EngineError: if the process died, was late or broke a guard. It is ended then.
        """
        known = {flagged.id: flagged.fact for flagged in facts}
        number = next(self._numbers)
        question = to_json([number, [[each.id, each.flags] for each in facts]]) + b"\n"
        with self._lock:
            # Put back only after a whole answer: an interrupted check must leave no answer behind
            # for the next person.
            worker, self._worker = self._worker, None
            worker = worker or _Worker(self, self._told)
            try:
                found = _answer(worker.ask(question), number)
            except BaseException:
                worker.end()
                raise
            self._worker = worker
        bound = (
            Activation(self._productions[each], tuple(known[name] for name in names))
            for each, names in found
        )
        return [each for each in bound if not clash(each.facts)]  # (3) as in rete.py

    def close(self) -> None:
        """End the process. A later check starts another."""
        with self._lock:
            worker, self._worker = self._worker, None
            if worker:
                worker.end()

    def after_fork(self) -> None:
        """In a forked child: leave the process to the parent, and start one's own when asked."""
        worker, self._worker = self._worker, None
        self._lock = threading.Lock()
        if worker:
            worker.disown()


def _answer(line: bytes, number: int) -> list[tuple[int, list[str]]]:
    answered, found = from_json(line)
    if answered != number:  # a guard broke over there, or the answer is another check's
        raise EngineError(f"in the matching process: {found}; {_NEXT}")
    return found  # type: ignore[no-any-return]


class _Worker:
    """One process, from its start to its end. Ended with its owner, and with the interpreter."""

    def __init__(self, owner: Isolated, told: bytes) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), *sys.path]
        with theirs:
            try:
                self.process = subprocess.Popen(  # noqa: S603  (this interpreter, this module)
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
            except OSError as error:
                ours.close()
                raise EngineError(f"no matching process can be started: {error}") from None
        self.socket, self._stream = ours, ours.makefile("rwb")
        self.end = weakref.finalize(owner, _end, self.process, ours, self._stream)
        try:
            self.socket.settimeout(LONGEST_START)
            self.ask(told)
            self.socket.settimeout(DEADLINE)
        except BaseException:
            self.end()
            raise

    def ask(self, question: bytes) -> bytes:
        """One line of JSON for another."""
        try:
            self._stream.write(question)
            self._stream.flush()
            answer = self._stream.readline()
        except TimeoutError:
            seconds = self.socket.gettimeout()
            raise EngineError(
                f"the matching process was not done within {seconds:g} s; {_NEXT}"
            ) from None
        except OSError:
            answer = b""
        if not answer.endswith(b"\n"):
            raise EngineError(f"the matching process died ({self._fate()}); {_NEXT}")
        return answer

    def disown(self) -> None:
        """Close what a fork copied; the process is the parent's to end."""
        self.end.detach()
        self.process.returncode = 0
        _hang_up(self.socket, self._stream)

    def _fate(self) -> str:
        try:
            code = self.process.wait(1)
        except subprocess.TimeoutExpired:
            return "it hung up"
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _end(process: subprocess.Popen[bytes], connection: socket.socket, stream: object) -> None:
    process.kill()
    process.wait()
    _hang_up(connection, stream)


def _hang_up(connection: socket.socket, stream: object) -> None:
    with contextlib.suppress(OSError):  # what was not sent yet has nobody to go to
        stream.close()  # type: ignore[attr-defined]
    connection.close()


_EVERYONE: weakref.WeakSet[Isolated] = weakref.WeakSet()


def _leave_to_the_parent() -> None:
    for each in list(_EVERYONE):
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_the_parent)


def serve(descriptor: int) -> None:
    """In the process: answer until the host hangs up, which its death does too."""
    for each in (signal.SIGINT, signal.SIGTERM):  # meant for the host, which may be draining
        signal.signal(each, signal.SIG_IGN)
    # A hang in C under a host that is gone: the system ends it, asking no interpreter.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rwb") as stream:
        listed, carriers = from_json(stream.readline())
        productions = [_production(**each) for each in listed]
        numbers = {id(each): number for number, each in enumerate(productions)}
        rete = Rete(productions, carriers)
        _send(stream, "ready")
        for line in stream:
            signal.setitimer(signal.ITIMER_REAL, 2 * DEADLINE)
            number, asked = from_json(line)
            # Conditions never clash, so that every binding comes back for the host to judge.
            facts = [FlaggedFact(name, tuple(flags), ConditionFact(name)) for name, flags in asked]
            try:
                found = [
                    [numbers[id(each.production)], [fact.condition for fact in each.facts]]  # type: ignore[union-attr]
                    for each in rete.activations(facts)
                ]
                _send(stream, [number, found])
            except EngineError as error:
                _send(stream, [None, str(error)])
            signal.setitimer(signal.ITIMER_REAL, 0)


def _production(rule: str, clause: str | None, slots: list[dict[str, object]]) -> Production:
    return Production(rule, clause, tuple(Slot(**each) for each in slots))  # type: ignore[arg-type]


def _send(stream: object, value: object) -> None:
    stream.write(to_json(value) + b"\n")  # type: ignore[attr-defined]
    stream.flush()  # type: ignore[attr-defined]
