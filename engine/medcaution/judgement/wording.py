"""The sentences of a rule, filled with what it bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcaution.judgement.findings import Finding
from medcaution.library.library import Library
from medcaution.library.rules import PLACEHOLDER
from medcaution.matching.facts import ConditionFact, MedicationFact

_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a sentence at which a substance is named; `starts` if it opens the sentence."""

    substance: str
    starts: bool

    def named(self, name: str) -> str:
        """The name as it stands in that place."""
        return _raised(name, starts=self.starts)


class Wording:
    """Fills `{pattern}` with the names of what it bound, and `{all}` with every substance.

    `spoken` holds the names that people used for each substance.
    """

    def __init__(
        self,
        library: Library,
        spoken: Mapping[str, tuple[str, ...]],
        findings: Sequence[Finding],
        substances: Iterable[str],
    ) -> None:
        self._library = library
        self._spoken = spoken
        self._substances: dict[str, set[str]] = {"all": set(substances)}
        self._conditions: dict[str, set[str]] = {}
        lead = findings[0]
        for finding in bound_alike(findings):
            if finding.rule.id != lead.rule.id:
                continue
            for name, fact in zip(finding.rule.when, finding.facts, strict=True):
                if isinstance(fact, MedicationFact):
                    self._substances.setdefault(name, set()).add(fact.substance)
                elif isinstance(fact, ConditionFact):
                    self._conditions.setdefault(name, set()).add(fact.condition)

    def professional(self, text: str) -> str:
        """Substances by their generic names."""
        return self._fill(text)

    def plain(self, text: str) -> str:
        """Substances by the names the person used, the generic name beside them."""
        return "".join(
            each if isinstance(each, str) else each.named(self._called(each.substance))
            for each in self.plain_parts(text)
        )

    def plain_parts(self, text: str) -> Iterator[str | Mention]:
        """The plain sentence in pieces: what is always said, and where a substance is named."""
        end = 0
        for match in PLACEHOLDER.finditer(text):
            yield text[end : match.start()]
            end = match.end()
            starts = bool(_SENTENCE_START.search(text[: match.start()]))
            conditions = self._condition_names(match[1], plain=True)
            if conditions:
                yield _raised(joined(conditions), starts=starts)
                continue
            substances = sorted(self._substances.get(match[1], ()))
            for place, substance in enumerate(substances):
                if place:
                    yield " and " if place == len(substances) - 1 else ", "
                yield Mention(substance, starts and not place)
        yield text[end:]

    def _fill(self, text: str) -> str:
        def name(match: re.Match[str]) -> str:
            names = self._condition_names(match[1], plain=False) or [
                self._library.substances[each].name
                for each in sorted(self._substances.get(match[1], ()))
            ]
            starts = bool(_SENTENCE_START.search(text[: match.start()]))
            return _raised(joined(names), starts=starts)

        return PLACEHOLDER.sub(name, text)

    def _condition_names(self, placeholder: str, *, plain: bool) -> list[str]:
        conditions = (
            self._library.conditions[each] for each in sorted(self._conditions.get(placeholder, ()))
        )
        return [each.plain if plain else each.label for each in conditions]

    def _called(self, substance: str) -> str:
        return called(self._library.substances[substance].name, self._spoken.get(substance, ()))


def called(generic: str, spoken: Iterable[str]) -> str:
    """How a person is told of a substance, given the sorted names the person used for it."""
    others = [each for each in spoken if each.lower() != generic.lower()]
    return f"{joined(others)} ({generic})" if others else generic


def _raised(text: str, *, starts: bool) -> str:
    return text[:1].upper() + text[1:] if starts else text


def bound_alike(findings: Sequence[Finding]) -> list[Finding]:
    """Of each rule, the findings that bind its medications as its first finding does.

    A rule that binds a pair both ways round names each substance once; the conditions of all
    bindings are kept. A `once` rule speaks of every binding.
    """
    first: dict[str, list[str]] = {}
    kept = []
    for finding in findings:
        order = [fact.substance for fact in finding.medications]
        if order == first.setdefault(finding.rule.id, order) or finding.rule.once:
            kept.append(finding)
    return kept


def joined(names: Iterable[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; or with another word before the last."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
