"""The sentences of a rule, filled with what it bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from medcaution.judgement.findings import Finding
from medcaution.library.library import Library
from medcaution.library.rules import PLACEHOLDER
from medcaution.matching.facts import ConditionFact, MedicationFact

_SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)$")


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
        return self._fill(text, plain=False)

    def plain(self, text: str) -> str:
        """Substances by the names the person used, the generic name beside them."""
        return self._fill(text, plain=True)

    def _fill(self, text: str, *, plain: bool) -> str:
        def name(match: re.Match[str]) -> str:
            named = self._names(match[1], plain=plain)
            starts = _SENTENCE_START.search(text[: match.start()])
            return named[:1].upper() + named[1:] if starts else named

        return PLACEHOLDER.sub(name, text)

    def _names(self, placeholder: str, *, plain: bool) -> str:
        conditions = [
            self._library.conditions[each] for each in sorted(self._conditions.get(placeholder, ()))
        ]
        if conditions:
            return joined(each.plain if plain else each.label for each in conditions)
        substances = sorted(self._substances.get(placeholder, ()))
        return joined(self._name(each, plain=plain) for each in substances)

    def _name(self, substance: str, *, plain: bool) -> str:
        generic = self._library.substances[substance].name
        if not plain:
            return generic
        others = [
            each for each in self._spoken.get(substance, ()) if each.lower() != generic.lower()
        ]
        return f"{joined(others)} ({generic})" if others else generic


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


def joined(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
