"""What a disk refuses: told with its cause, and never taken for a file that is damaged."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from medcaution.errors import InputError, MedcautionError, OutputError

#: How Arrow tells the number of an error, also through DuckDB.
_NUMBER = re.compile(r"\[errno (\d+)\]", re.IGNORECASE)


def cause(error: Exception) -> str | None:
    """What the system says of an error of the disk; None if it is an error of another kind.

    Arrow raises an `OSError` for a damaged file too, but without a number.
    """
    told = _NUMBER.search(str(error))
    number = getattr(error, "errno", None) or (int(told[1]) if told else None)
    if number:
        return os.strerror(number)
    return str(error).rpartition(": ")[2] if isinstance(error, duckdb.IOException) else None


@contextmanager
def refusals(what: str) -> Iterator[None]:
    """Say of what the disk refuses in here that it was `what`.

    Raises:
        OutputError: with the cause.
    """
    try:
        yield
    except MedcautionError:
        raise
    except Exception as error:
        said = cause(error)
        if said is None:
            raise
        raise OutputError(f"{what}: {said}") from None


def refuse(error: Exception, name: str) -> None:
    """Nothing, if an error in reading a source tells of a damaged file.

    Raises:
        InputError: if the disk could not give what the file holds.
    """
    said = cause(error)
    if said is not None:
        raise InputError(
            f"cannot be read: {said}; see to the disk or copy the file, then run it again", name
        ) from None
