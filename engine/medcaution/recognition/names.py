"""Every name of the knowledge by its key, and what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from medcaution.errors import KnowledgeError, Problem
from medcaution.library.substances import Ambiguity
from medcaution.recognition.answer import Recognition, ambiguous
from medcaution.recognition.spelling import key, words_of


@dataclass(frozen=True)
class Entry:
    """One name as the knowledge spells it, whose it is, and the answer it gives."""

    name: str
    owner: str
    answer: Recognition


@dataclass(frozen=True)
class Names:
    """An index of names; immutable once gathered.

    Args:
        entries: by key.
        meanings: the answer of each substance or condition, by id.
        products: the licensed product of a set of ingredients.
        unmodelled: ingredients of products that the knowledge does not model, spelled, by key.
        listed: names that list parts ("dextroamphetamine-amphetamine"), by the keys of the parts.
        literal: names holding a word that turns the meaning elsewhere, as words ("No-Doz").
        key: how words become a key of this index.
    """

    entries: Mapping[str, Entry]
    meanings: Mapping[str, Recognition]
    products: Mapping[frozenset[str], str] = field(default_factory=dict)
    unmodelled: Mapping[str, str] = field(default_factory=dict)
    listed: Mapping[frozenset[str], Entry] = field(default_factory=dict)
    literal: frozenset[tuple[str, ...]] = frozenset()
    key: Callable[[tuple[str, ...]], str] = key

    def find(self, words: Sequence[str]) -> Entry | None:
        """The entry of a run of words."""
        return self.entries.get(self.key(tuple(words)))

    def without_literal(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """The words of a line without the names in it that only look turned."""
        for name in self.literal:
            for at in range(len(tokens) - len(name), -1, -1):
                if tokens[at : at + len(name)] == name:
                    tokens = tokens[:at] + tokens[at + len(name) :]
        return tokens


class Gathering:
    """Collects names and notices the ones that belong to two owners."""

    def __init__(self, mend_in: str, key: Callable[[tuple[str, ...]], str] = key) -> None:
        self._mend_in = mend_in
        self._key = key
        self._settled: set[str] = set()
        self._problems: list[Problem] = []
        self.entries: dict[str, Entry] = {}
        self._words: set[tuple[str, ...]] = set()

    def settle_all(self, ambiguities: Iterable[Ambiguity], known: Container[str]) -> None:
        """The ambiguities with a known candidate: each wins over every other meaning of its words."""
        for ambiguity in ambiguities:
            if not any(candidate in known for candidate in ambiguity.candidates):
                continue
            candidates = tuple(sorted(ambiguity.candidates))
            for word in ambiguity.written:
                answer = ambiguous(candidates, ambiguity.question, word)
                self._settled.discard(self._key(words_of(word)))
                self.add(word, " or ".join(candidates), answer)
                self._settled.add(self._key(words_of(word)))

    def add(self, name: str, owner: str, answer: Recognition) -> None:
        """A name. The first kind of name an owner gives it stands."""
        words = words_of(name)
        found = self._key(words)
        if not found:
            self._report(f"'{name}' of {owner} holds no letter or digit; drop it")
            return
        self._words.add(words)
        there = self.entries.setdefault(found, Entry(name, owner, answer))
        if there.owner != owner and found not in self._settled:
            self._report(
                f"'{name}' names both {there.owner} and {owner}; keep one, or add the word to "
                "facts/ambiguous.toml with both as candidates and a question"
            )

    def add_variant(self, entry: Entry, variant: str) -> None:
        """Another spelling of a name; it yields to every name somebody wrote down."""
        self.entries.setdefault(variant, entry)

    def add_possessives(self) -> None:
        """A possessive without its s: "St John wort" for "St John's wort"."""
        for entry in list(self.entries.values()):
            for mark in ("'s", "\u2019s"):
                if mark in entry.name:
                    self.add_variant(entry, self._key(words_of(entry.name.replace(mark, ""))))

    def finish(self, turned: Callable[[Sequence[str]], str | None]) -> frozenset[tuple[str, ...]]:
        """The names that hold a word which would turn the meaning of a line.

        Raises:
            KnowledgeError: with every name that has two owners.
        """
        if self._problems:
            raise KnowledgeError(self._problems)
        return frozenset(words for words in self._words if turned(words))

    def _report(self, message: str) -> None:
        self._problems.append(Problem(self._mend_in, 1, message))
