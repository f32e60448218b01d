"""What can go wrong, and whose turn it is to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MOST_TOLD = 5


class MedcautionError(Exception):
    """Any error medcaution raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a knowledge file, at the line where it can be mended."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class KnowledgeError(MedcautionError):
    """The knowledge cannot be trusted, so nothing is answered from it.

    All problems of all files are reported at once, one `path:line: message` a line.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(MedcautionError):
    """What was asked cannot be read. The message names the field, never what it held.

    Args:
        message: what is wrong and how to mend it, free of personal text.
        field: the place in the input, such as `medications[3].route`; lines count from 1.
        others: further faults of the same input.
    """

    def __init__(self, message: str, field: str = "", others: Iterable[InputError] = ()) -> None:
        self.message = message
        self.field = field
        self.others = tuple(others)
        super().__init__(self.told(lambda each: each.alone))

    @property
    def alone(self) -> str:
        """This fault without the others."""
        return f"{self.field}: {self.message}" if self.field else self.message

    def told(self, say: Callable[[InputError], str]) -> str:
        """Every fault in the words of `say`; after the first five, how many more there are."""
        faults = (self, *self.others)
        left = len(faults) - _MOST_TOLD
        more = f"; and {left} more" if left > 0 else ""
        return "; ".join(map(say, faults[:_MOST_TOLD])) + more


class OutputError(MedcautionError):
    """An answer cannot be written: the disk is full or refuses. What was finished stays."""


class EngineError(MedcautionError):
    """A matcher broke a guard, so its answer is not given: the check was not made."""
