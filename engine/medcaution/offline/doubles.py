"""Two lines of one substance, taken in two ways: which cautions the one hides of the other.

The cautions on one set of substances are those of each way by itself, the strongest of each
heading, less what yields to a finding of the other way. The judge is asked about every two parts
of cells in every context; what the union would get wrong is written down, and anything but a
caution to be hidden is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import TypeAlias

from medcaution.errors import EngineError
from medcaution.judgement.findings import Finding
from medcaution.library.rules import rank
from medcaution.matching.facts import MedicationFact
from medcaution.offline.judged import Part, Parts

Heading: TypeAlias = tuple[str, str]
"""The family and the consequence of a caution."""

_ONE = (MedicationFact("a"), MedicationFact("b"))
_OTHER = (MedicationFact("a", route="oral"), MedicationFact("b", route="oral"))


def heading(findings: Sequence[Finding]) -> Heading:
    """The heading of a caution."""
    return findings[0].rule.family, findings[0].rule.consequence


def hidden(
    parts: Parts,
) -> Iterator[tuple[tuple[Part, int], tuple[Part, int], tuple[list[Heading], list[Heading]]]]:
    """Two parts, each in a context, and what the other hides of the cautions of each.

    Where one way keeps a caution that the other loses, the caution speaks of the one way alone.

    Raises:
        EngineError: if two ways together give a caution that neither gives, or another severity.
    """
    for group in parts.together():
        for one, other in combinations_with_replacement(group, 2):
            for first, second in _meeting(parts, one, other):
                width = len(one.facts)
                facts = _ONE[:width], _OTHER[:width]
                joined = parts.joined([(one, first, facts[0]), (other, second, facts[1])])
                apart = _strongest([*one.outcomes[first], *other.outcomes[second]])
                both = _strongest(joined)
                if any(apart.get(each) != severity for each, severity in both.items()):
                    raise EngineError("two ways of taking one medicine say more than each: no page can hold it")  # fmt: skip
                lost = (
                    _lost(one.outcomes[first], joined, facts[0]),
                    _lost(other.outcomes[second], joined, facts[1]),
                )
                if any(lost):
                    yield (one, first), (other, second), lost


def _meeting(parts: Parts, one: Part, other: Part) -> Iterator[tuple[int, int]]:
    """The contexts of both in which a finding of one could yield to a finding of the other."""
    first, second = ([_rules(each) for each in part.outcomes] for part in (one, other))
    for (at, own), (place, others) in product(enumerate(first), enumerate(second)):
        if (one is not other or at < place) and parts.yielding(own, others):
            yield at, place


def _lost(
    own: Sequence[Sequence[Finding]],
    joined: Sequence[Sequence[Finding]],
    facts: Sequence[MedicationFact],
) -> list[Heading]:
    """The headings under which nothing about these facts is left."""
    kept = {
        heading(findings)
        for findings in joined
        if any(fact in facts for each in findings for fact in each.medications)
    }
    return sorted({heading(findings) for findings in own} - kept)


def _rules(groups: Sequence[Sequence[Finding]]) -> frozenset[str]:
    return frozenset(each.rule.id for findings in groups for each in findings)


def _strongest(groups: Sequence[Sequence[Finding]]) -> dict[Heading, int]:
    found: dict[Heading, int] = {}
    for findings in groups:
        mark = heading(findings)
        found[mark] = max(found.get(mark, -1), rank(findings[0].severity))
    return found
