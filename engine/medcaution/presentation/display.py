"""What a page or message is shown with, whoever it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from medcaution.presentation.catalogue import Catalogue, english


def _spaced(identity: str) -> str:
    return identity.replace("-", " ")


@dataclass(frozen=True)
class Display:
    """The language, and the number to call in an emergency, such as 112; empty if not known.

    `served` pages fetch our style sheet and script beside them; others hold all they need.
    `label` names a substance, class or condition by its id.
    """

    words: Catalogue = field(default_factory=english)
    emergency_number: str = ""
    served: bool = False
    label: Callable[[str], str] = _spaced

    def named(self, identity: str) -> str:
        """The name of a substance, class or condition, in this language where it holds it."""
        return self.words.named(self.label(identity))

    @property
    def call(self) -> str:
        """What to call in an emergency."""
        return self.emergency_number or self.words("emergency.number")
