"""Files that are whole or not there: written aside, synced, renamed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from medcaution.batch.refusals import refusals, refuse
from medcaution.errors import InputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; what stands there becomes `path` if nothing goes wrong.

    Raises:
        OutputError: if the disk is full or refuses; nothing is left of the file then.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with refusals(f"{path.name} cannot be finished"):
        try:
            yield aside
            _sync(aside)
            aside.replace(path)
            _sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `path` if nothing goes wrong.

    Raises:
        OutputError: if the disk is full or refuses; nothing is left of the folder then.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with refusals(f"{path.name} cannot be finished"):
        try:
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            yield aside
            for file in aside.iterdir():
                _sync(file)
            _sync(aside)
            aside.replace(path)
            _sync(path.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder that one process at a time may write to; whatever ends it lets go.

    Raises:
        InputError: if another process holds it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks goes without
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                said = "another run writes there; wait for its end, or name another folder"
                raise InputError(said, folder.name) from None
        yield
    finally:
        os.close(descriptor)


def fingerprint(file: Path) -> str:
    """The sha256 of what a file holds.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        refuse(error, file.name)
        raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
