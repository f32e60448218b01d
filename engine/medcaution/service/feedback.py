"""What became of cards, counted per rule. Who, when and why in free text is never kept."""

from __future__ import annotations

import logging
from typing import Any

from medcaution.library import Library
from medcaution.presentation.cards import rule_mark
from medcaution.service.fault import Fault

log = logging.getLogger("medcaution.feedback")
_OUTCOMES = ("accepted", "overridden")


class Feedback:
    """Counts outcomes. Each count is a log line, so that all workers add up."""

    def __init__(self, library: Library) -> None:
        self._rules = {rule_mark(rule): rule for rule in library.rules}

    def take(self, body: Any) -> None:
        """Count a batch.

        Raises:
            Fault: 400 if it is no feedback.
        """
        items = body.get("feedback") if isinstance(body, dict) else None
        if not isinstance(items, list) or not items:
            raise Fault(400, "required", "feedback is not a list of outcomes.")
        for item in items:
            if (
                not isinstance(item, dict)
                or not isinstance(item.get("card"), str)
                or item.get("outcome") not in _OUTCOMES
                or not isinstance(item.get("outcomeTimestamp"), str)
            ):
                raise Fault(400, "value", "An item needs card, outcome and outcomeTimestamp.")
        for item in items:
            mark = item["card"].replace("-", "").lower()[:12]
            log.info("feedback %s %s", self._rules.get(mark, "other"), item["outcome"])
