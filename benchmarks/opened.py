"""A checker that shows the parts it is made of, so that each can be timed by itself."""

from __future__ import annotations

from medcaution import Checker, Person
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import FlaggedFact, Productions
from medcaution.reading import Reader


class Opened(Checker):
    """The same checks as any checker gives."""

    @property
    def reader(self) -> Reader:
        """What reads people."""
        return self._reader

    @property
    def productions(self) -> Productions:
        """What the rules became."""
        return self._productions

    @property
    def matcher(self) -> Matcher:
        """The engine and the second matcher."""
        assert isinstance(self._matcher, Matcher)
        return self._matcher

    def flagged(self, person: Person) -> list[FlaggedFact]:
        """What the matchers are asked about a person."""
        return self._productions.flag(self._reader.read(person).facts)
