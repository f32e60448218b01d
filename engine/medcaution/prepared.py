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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medcaution.library.folders import bundled_folder, knowledge_files
from medcaution.library.library import Library
from medcaution.matching.productions import Productions
from medcaution.packed import packed
from medcaution.recognition import Recogniser
from medcaution.version import VERSION

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Prepared:
    """A library with what is made of it before the first check."""

    library: Library
    recogniser: Recogniser
    productions: Productions

    @classmethod
    def of(cls, library: Library) -> Prepared:
        """Names gathered and rules compiled.

        Raises:
            KnowledgeError: if the knowledge cannot be trusted.
        """
        return cls(library, Recogniser(library), Productions(library))

    @classmethod
    def from_bytes(cls, data: bytes) -> Prepared:
        """What `to_bytes` wrote."""
        library, indexes, productions = pickle.loads(data)  # noqa: S301  (ours alone, see `_read`)
        return cls(library, Recogniser(library, indexes), productions)

    def to_bytes(self) -> bytes:
        """Everything, with the large tables packed so that reading them waits until they are used."""
        library = packed(self.library)
        for name in ("rules_in_force", "next_review"):  # reckoned now, and kept with the library
            getattr(library, name)
        indexes = tuple(packed(each) for each in self.recogniser.indexes)
        return pickle.dumps((library, indexes, Productions(library)), protocol=5)


def prepare(extra: Sequence[Path] = ()) -> Prepared:
    """The bundled library with extra folders, ready to check: kept if nothing has changed.

    `MEDCAUTION_CACHE` names another cache folder; empty, it switches the cache off.

    Raises:
        KnowledgeError: if the knowledge cannot be trusted. Faulty knowledge is never kept.
    """
    cache = _cache_folder()
    if cache is None:
        return Prepared.of(Library.load(extra=extra))
    file = cache / f"{_fingerprint([bundled_folder(), *extra])}.pickle"
    kept = _read(file)
    if kept is not None:
        return kept
    prepared = Prepared.of(Library.load(extra=extra))
    _write(file, prepared.to_bytes())
    return prepared


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
    """Every file of the knowledge and of the program: where it lies, and when it last changed.

    A file that is written anew gets another time of change from the system, whatever time its
    writer gives it; to read all of them would take a tenth of the whole command.
    """
    programs = (
        f"{folder}/{name}"
        for folder, _, names in os.walk(_PACKAGE)
        for name in names
        if name.endswith(".py")
    )
    knowledge = (str(file) for root in roots for file in knowledge_files(root))
    total = hashlib.sha256(f"{VERSION} {sys.version} {roots}".encode())
    for file in sorted({*knowledge, *programs}):
        with contextlib.suppress(OSError):  # the loader reports it
            status = os.stat(file)  # noqa: PTH116  (hundreds of paths take 3 ms)
            written = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
            total.update(f"{file}\0{written}\n".encode())
    return total.hexdigest()


def _read(file: Path) -> Prepared | None:
    """What is kept, if it is there, whole, and nobody else could have written it."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
            if foreign or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return Prepared.from_bytes(opened.read())
    except Exception:  # noqa: BLE001  (a torn or foreign file is prepared anew)
        return None


def _write(file: Path, data: bytes) -> None:
    """Keep it, whole or not at all; without a writable cache every start is a slow one."""
    import tempfile  # noqa: PLC0415  (a start that finds what was kept never writes)

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
