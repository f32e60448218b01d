"""Knowledge prepared once and kept in the user's cache, so that a command starts quickly.

Reading, checking and indexing the knowledge takes several times as long as a check. What is kept
is found by a fingerprint of every knowledge file and of the program that read it: if either
changed, it is prepared anew. The command line uses it; the library itself never writes a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from medcaution.library.library import Library
from medcaution.library.loading import bundled_folder, knowledge_files
from medcaution.recognition import Recogniser
from medcaution.recognition.names import Names
from medcaution.version import VERSION

_PACKAGE = Path(__file__).resolve().parent


def prepare(extra: Sequence[Path] = ()) -> tuple[Library, Recogniser]:
    """The bundled library, with extra folders, and its recogniser: kept if nothing has changed.

    `MEDCAUTION_CACHE` names another cache folder; empty, it switches the cache off.

    Raises:
        KnowledgeError: if the knowledge cannot be trusted. Faulty knowledge is never kept.
    """
    cache = _cache_folder()
    if cache is None:
        library = Library.load(extra=extra)
        return library, Recogniser(library)
    file = cache / f"{_fingerprint([bundled_folder(), *extra])}.pickle"
    kept = _read(file)
    if kept is not None:
        library, indexes = kept
        return library, Recogniser(library, indexes)
    library = Library.load(extra=extra)
    recogniser = Recogniser(library)
    _write(file, pickle.dumps((library, recogniser.indexes), protocol=5))
    return library, recogniser


def _cache_folder() -> Path | None:
    chosen = os.environ.get("MEDCAUTION_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base or Path.home() / ".cache") / "medcaution"
    except RuntimeError:  # nobody's home
        return None


def _fingerprint(roots: Sequence[Path]) -> str:
    total = hashlib.sha256(f"{VERSION} {sys.version} {roots}".encode())
    for file in (file for root in roots for file in knowledge_files(root)):
        with contextlib.suppress(OSError):  # the loader reports it
            total.update(f"{file}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    for file in sorted(_PACKAGE.rglob("*.py")):
        status = file.stat()
        total.update(f"{file}\0{status.st_mtime_ns} {status.st_size}\n".encode())
    return total.hexdigest()


def _read(file: Path) -> tuple[Library, tuple[Names, Names]] | None:
    """What is kept, if it is there, whole, and nobody else could have written it."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
            if foreign or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return pickle.loads(opened.read())  # type: ignore[no-any-return]  # noqa: S301  (ours alone)
    except Exception:  # noqa: BLE001  (a torn or foreign file is prepared anew)
        return None


def _write(file: Path, data: bytes) -> None:
    """Keep it, whole or not at all; without a writable cache every start is a slow one."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(data)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        for other in file.parent.glob("*.pickle"):
            if other != file:
                other.unlink(missing_ok=True)
