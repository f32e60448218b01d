"""What a clinical record tells of a line beside its name, carried to its reading in one column."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

_NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """As `fhir.lines.Read` holds it.

    Args:
        others: what else stands as the name of the whole medicine.
        parts: its active ingredients; None for one that is not named.
        remarks: what was assumed to read it, or not read of it.
        left_out: it does not count, for the reason that stands as the problem of the row.
    """

    others: tuple[str, ...] = _NOTHING
    parts: tuple[str | None, ...] = _NOTHING
    remarks: tuple[str, ...] = _NOTHING
    left_out: bool = False

    def packed(self) -> str | None:
        """As the text of a column; None if nothing is told."""
        told = {name: each for name, each in asdict(self).items() if each}
        return json.dumps(told) if told else None


def unpacked(text: str | None) -> Told:
    """What a column holds."""
    told = json.loads(text) if text else {}
    lists = {name: tuple(told.get(name, _NOTHING)) for name in ("others", "parts", "remarks")}
    return Told(**lists, left_out=told.get("left_out", False))
