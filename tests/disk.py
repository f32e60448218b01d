"""A batch on a disk that fails: what may be left behind, what has to be said, and how it goes on.

Calls of the system fail for real: faulty_disk.c stands before the C library, in the command and in
its workers. A full disk is a small file system of its own where that may be mounted.
"""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty_disk.c")
#: Each kind of call, in the order of the shim, and what a disk may answer it with.
FAULTS = {
    "read": (errno.EIO,),
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT),
    "sync": (errno.EIO, errno.ENOSPC),
    "rename": (errno.EIO, errno.ENOSPC),
    "open": (errno.EIO, errno.EMFILE),
    "create": (errno.ENOSPC, errno.EIO, errno.EROFS),
    "make": (errno.ENOSPC, errno.EIO),
    "remove": (errno.EIO,),
}
#: A call of these that fails unheard would leave a file that is not what it seems.
NEVER_UNHEARD = ("write", "sync", "rename", "create", "make")
OUTPUTS = ("cautions", "people", "names", "rejected", "failed", "reports")


@dataclass(frozen=True)
class Fault:
    """The `at`-th call of a kind fails, and all later ones too if `lasting`; 0 is none."""

    call: str
    at: int = 0
    error: int = errno.EIO
    lasting: bool = False


def build(folder: Path) -> Path:
    """The library to load before others."""
    library = folder / "faulty.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True
    )
    return library


class Trial:
    """One batch, run undisturbed, and then on disks that fail.

    Args:
        folder: where everything is written.
        library: of `build`.
        people: the source.
        options: further options of the command.
    """

    def __init__(self, folder: Path, library: Path, people: Path, options: Sequence[str]) -> None:
        self.folder, self._library, self._people = folder, library, people
        self._options = ("--as-of", "2026-11-25", "--workers", "1", *options)
        self._count = folder / "count"
        whole = folder / "whole"
        done = self.run(whole, Fault("read"))
        if done.returncode:
            raise SystemExit(done.stderr)
        self.names = sorted(each.name for each in whole.iterdir())
        self.wanted = self._digests(whole)
        #: How many calls of each kind an undisturbed run makes.
        self.calls = {kind: self._made(kind) for kind in FAULTS}
        # A run that cannot name its last file shows what its parts look like.
        stopped = folder / "stopped"
        self.run(stopped, Fault("rename", self.calls["rename"]))
        self.parts = {str(each.relative_to(stopped)): _digest(each) for each in _parts(stopped)}

    def run(self, out: Path, fault: Fault | None = None) -> subprocess.CompletedProcess[str]:
        """The command, with --resume, as everybody would call it after a fault."""
        line = [sys.executable, "-m", "medcaution", "batch", str(self._people)]
        line += ["--out", str(out), "--resume", *self._options]
        environment = dict(os.environ)
        if fault is not None:
            self._count.write_bytes(bytes(8 * len(FAULTS)))
            environment |= {
                "LD_PRELOAD": str(self._library),
                "FAULTY_BELOW": f"{out}:{self._people}",
                "FAULTY_CALL": fault.call,
                "FAULTY_AT": str(fault.at),
                "FAULTY_ERRNO": str(fault.error),
                "FAULTY_LASTING": str(int(fault.lasting)),
                "FAULTY_COUNT": str(self._count),
            }
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)

    def _made(self, kind: str) -> int:
        at = 8 * list(FAULTS).index(kind)
        return int.from_bytes(self._count.read_bytes()[at : at + 8], sys.byteorder)

    def wrongs(self, out: Path, fault: Fault) -> list[str]:
        """Whatever is wrong with how a fault is met; nothing if all is well."""
        done = self.run(out, fault)
        wrong = self.after(out, done, os.strerror(fault.error))
        if self._made(fault.call) < fault.at:
            wrong.append(f"no {fault.call} failed")
        elif done.returncode == 0 and fault.call in NEVER_UNHEARD:
            wrong.append(f"a {fault.call} that failed was not noticed")
        return wrong + self.resumed(out)

    def after(self, out: Path, done: subprocess.CompletedProcess[str], cause: str) -> list[str]:
        """What is wrong with what a run leaves and says, whether it failed or not."""
        wrong = []
        if done.returncode not in (0, 2, 70):
            wrong.append(f"exit code {done.returncode}: {done.stdout} {done.stderr}")
        if done.returncode:
            said = done.stderr
            if said.count("Error: ") != 1 or "Traceback" in said or "Internal" in said:
                wrong.append(f"no single clear message: {said!r}")
            if cause not in said:
                wrong.append(f"the cause, {cause!r}, is not told: {said!r}")
            if "--resume" not in said and "then run it again" not in said:
                wrong.append(f"the remedy is not told: {said!r}")
        found = self._digests(out)
        wrong += [f"{name} is torn" for name in found if found[name] != self.wanted[name]]
        if done.returncode == 0 and found != self.wanted:
            wrong.append("exit code 0 without all of the answers")
        for each in _parts(out):
            name = str(each.relative_to(out))
            if self.parts.get(name) != _digest(each):
                wrong.append(f"{name} is torn")
        return wrong

    def resumed(self, out: Path) -> list[str]:
        """What is wrong with the same command on a disk that works again."""
        done = self.run(out)
        wrong = []
        if done.returncode:
            wrong.append(f"cannot go on: {done.returncode} {done.stderr!r}")
        elif self._digests(out) != self.wanted:
            wrong.append("goes on to other bytes")
        elif (names := sorted(each.name for each in out.iterdir())) != self.names:
            wrong.append(f"leaves {sorted(set(names) - set(self.names))} behind")
        return wrong

    def _digests(self, out: Path) -> dict[str, str]:
        return {
            each.name: _digest(each)
            for each in (out.iterdir() if out.is_dir() else ())
            if each.stem in OUTPUTS or each.name == "summary.html"
        }


def _parts(out: Path) -> list[Path]:
    return sorted(each for each in out.glob(".parts/part-*/*") if each.is_file())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
