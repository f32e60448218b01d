"""Days after the last dose in which a substance counts."""

from __future__ import annotations

from medcaution.library.rules import Timing
from medcaution.library.substances import Substance
from medcaution.matching.patterns import RECENT_DAYS


def limit(substance: Substance, timing: Timing | None) -> int:
    """The last day that counts in a named window, as the matcher reads it."""
    window = {"washout": substance.washout, "carry-over": substance.carry_over}.get(timing or "")
    return max(window.days, RECENT_DAYS) if window else RECENT_DAYS
