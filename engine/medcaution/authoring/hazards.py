"""The hazard log: what could harm somebody, and which tests show what holds it off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from medcaution.shaped import read_shaped

#: Where the log lies in a checkout.
LOG = "docs/safety/hazard-log.toml"

#: How bad the effect is if nothing holds it off, in the words of the NHS standard DCB0129.
Harm = Literal["minor", "significant", "considerable", "major", "catastrophic"]
HARMS: tuple[Harm, ...] = get_args(Harm)

_Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Control(_Part):
    """What holds a hazard off; `tests` are pytest ids from tests/ on, each of which shows it."""

    what: _Text
    tests: Annotated[list[_Text], Field(min_length=1)]


class Hazard(_Part):
    """What could go wrong, why, whom it would harm and how, and what remains when it is held off."""

    id: _Text
    name: _Text
    severity: Harm
    cause: _Text
    effect: _Text
    residual: _Text
    controls: Annotated[list[Control], Field(alias="control", min_length=1)]


class HazardLog(_Part):
    """Every hazard, and the files (`guards`) each of whose tests must stand under one."""

    guards: list[_Text]
    hazards: Annotated[list[Hazard], Field(alias="hazard", min_length=1)]

    @classmethod
    def read(cls, folder: Path) -> HazardLog:
        """The log of a checkout.

        Raises:
            KnowledgeError: if it is not whole, with every problem at its line.
        """
        _, log = read_shaped(folder, folder / LOG, cls)
        return log

    def tests(self) -> Iterator[str]:
        """Every pytest id that some control names, as often as it is named."""
        for hazard in self.hazards:
            for control in hazard.controls:
                yield from control.tests
