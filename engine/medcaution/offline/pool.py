"""Every text and every list once: a page is read on a phone."""

from __future__ import annotations

import json
from typing import Any


class Pool:
    """Values by number, equal ones once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[str, int] = {}

    def number(self, value: Any) -> int:
        """The number of a value that JSON can hold."""
        mark = json.dumps(value)
        found = self._numbers.get(mark)
        if found is None:
            found = self._numbers[mark] = len(self.values)
            self.values.append(value)
        return found
