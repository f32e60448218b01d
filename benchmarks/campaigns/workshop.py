"""A copy of the repository in which one mutant at a time is put to the tests.

A workshop lives in a process of its own that has pytest in memory, and of medcaution what lies
below the mutated parts: the bundled knowledge as it is read, before anything is made of it. For each
mutant it writes the file and forks: the fork imports all else afresh, so that whatever is made of
the knowledge is made by the mutant, and so are the processes that the tests start.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import hypothesis
import pytest
from ledger import ROOT

_READY = ("pydantic", "rapidfuzz", "click", "durable_rules_engine", "httpx")
_OPTIONS = (
    *("-x", "--tb=line", "-p", "no:cacheprovider"),
    *("-p", "_hypothesis_pytestplugin", "--hypothesis-seed=0"),
)
_KILLER = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.MULTILINE)

#: What pytest answers if a plugin or a conftest.py cannot be imported, or a hook of one fails.
_NOT_EVEN_STARTED = (1, 3, 4)
_MUTATED = tuple(
    f"medcaution.{each}" for each in ("judgement", "matching", "recognition", "report")
)


def copy_repository(place: Path, tests: Sequence[str]) -> None:
    """What git knows or would, with program and tests compiled, so that a fork compiles nothing."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            copy = place / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy)
    compile_program = ("compileall", "-q", "engine")
    compile_tests = ("pytest", "--collect-only", "-p", "no:cacheprovider", *tests)
    for command in (compile_program, compile_tests):
        subprocess.run(
            (sys.executable, "-m", *command),
            cwd=place,
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(place / "engine")},
        )


class Workshop:
    """Where mutants are tried.

    Args:
        sound: a copy of the repository.
        seconds: how long the tests may take before a mutant counts as hung.
    """

    def __init__(self, sound: Path, seconds: float) -> None:
        self._seconds = seconds
        self.folder = sound.with_name(f"of-{os.getpid()}")
        shutil.copytree(sound, self.folder)
        self._environment = {
            "PYTHONPATH": str(self.folder / "engine"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "MEDCAUTION_CACHE": "",
        }
        sys.path.insert(0, str(self.folder / "engine"))
        for name in _READY:
            importlib.import_module(name)
        self._keep_knowledge()
        hypothesis.settings.register_profile("mutants", deadline=None, database=None)
        hypothesis.settings.load_profile("mutants")
        gc.freeze()

    def _keep_knowledge(self) -> None:
        library = importlib.import_module("medcaution.library.library").Library
        bundled, load = library.load(), library.load
        library.load = lambda *folders, **named: (
            load(*folders, **named) if folders or named else bundled
        )
        above = [each for each in sys.modules if each.startswith(_MUTATED)]
        if above or not Path(sys.modules["medcaution"].__file__ or "").is_relative_to(self.folder):
            raise SystemExit(f"what is to be mutated is in memory already: {above}")

    def fate(self, file: str, text: str, rounds: Sequence[Sequence[str]]) -> tuple[str, str]:
        """What became of a mutant, and which test noticed it; a round is tried if none before did.

        `killed`, `survived`, `hung`, or `broken` if the tests could not even be tried.
        """
        place = self.folder / file
        sound, status = place.read_bytes(), place.stat()
        place.write_text(text, encoding="utf-8")
        try:
            fate = ("survived", "")
            for tests in rounds:
                if fate[0] == "survived":
                    fate = self._tried(tests)
            return fate
        finally:
            place.write_bytes(sound)
            os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))

    def _tried(self, tests: Sequence[str]) -> tuple[str, str]:
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if not child:
                self._test(tests, said.fileno())
            code = self._wait(child)
            said.seek(0)
            words = said.read().decode(errors="replace")
        if code is None:
            return "hung", ""
        if code == 0:
            return "survived", ""
        killer = _KILLER.search(words)
        if killer or code < 0:
            return "killed", killer[1] if killer else signal.Signals(-code).name
        if code in _NOT_EVEN_STARTED and "medcaution" in words:
            return "killed", "the start"
        return "broken", words[-2000:]

    def _test(self, tests: Sequence[str], said: int) -> None:
        """In the fork: never returns."""
        code = 99
        try:
            os.setsid()
            os.dup2(said, 1)
            os.dup2(said, 2)
            os.chdir(self.folder)
            os.environ.update(self._environment)
            sys.dont_write_bytecode = True
            code = int(pytest.main([*_OPTIONS, *tests]))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _wait(self, child: int) -> int | None:
        """The exit code, or None if the time was up. Whatever the tests started is ended."""
        until = time.monotonic() + self._seconds
        status = None
        while status is None and time.monotonic() < until:
            ended, raw = os.waitpid(child, os.WNOHANG)
            if ended:
                status = raw
            else:
                time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        if status is None:
            os.waitpid(child, 0)
            return None
        return os.waitstatus_to_exitcode(status)
