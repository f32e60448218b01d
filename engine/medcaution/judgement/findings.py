"""Each binding of each rule, judged by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeAlias

from medcaution.library.library import Library
from medcaution.library.rules import Adjustment, Clause, Profile, Rule, Severity, rank
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact, PersonFact
from medcaution.matching.productions import Activation

Spoken: TypeAlias = tuple[str, tuple[Fact, ...]]
"""A clause that spoke, by name, and the facts that it added to its rule's own."""


@dataclass
class Finding:
    """A rule on the facts it bound, with the clauses that spoke and the findings it covers."""

    rule: Rule
    facts: tuple[Fact, ...]
    severity: Severity
    spoken: list[Spoken] = field(default_factory=list)
    covers: list[Finding] = field(default_factory=list)

    @cached_property
    def medications(self) -> tuple[MedicationFact, ...]:
        """The medications bound by the rule itself."""
        return tuple(fact for fact in self.facts if isinstance(fact, MedicationFact))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What the finding is about: substances and conditions, and the person if asked."""
        return frozenset(map(subject, self.facts))

    @cached_property
    def substances(self) -> frozenset[str]:
        """The substances bound by the rule itself."""
        return frozenset(fact.substance for fact in self.medications)

    @property
    def clauses(self) -> list[tuple[str, Clause, tuple[Fact, ...]]]:
        """The clauses that spoke, with the facts that they added."""
        return [(name, self.rule.clause_names[name], facts) for name, facts in self.spoken]

    @property
    def signature(self) -> tuple[object, ...]:
        """Equal for findings that say the same in every word."""
        covered = tuple(each.signature for each in self.covers)
        return (self.rule.id, self.facts, self.severity, tuple(self.spoken), covered)


def subject(fact: Fact) -> str:
    """The substance or condition of a fact."""
    if isinstance(fact, MedicationFact):
        return fact.substance
    return fact.condition if isinstance(fact, ConditionFact) else "person"


def find(library: Library, profile: Profile, activations: Iterable[Activation]) -> list[Finding]:
    """Bindings with their severity; those an `unless` cancels are gone."""
    findings: dict[tuple[str, tuple[Fact, ...]], Finding] = {}
    clauses: list[Activation] = []
    for activation in activations:
        production = activation.production
        if production.clause is not None:
            clauses.append(activation)
        else:
            rule = library.rules[production.rule]
            finding = Finding(rule, activation.facts, rule.severity_in(profile))
            findings[rule.id, activation.facts] = finding
    for activation in clauses:
        production = activation.production
        width = len(library.rules[production.rule].when)
        finding = findings[production.rule, activation.facts[:width]]
        finding.spoken.append((production.clause or "", activation.facts[width:]))
    for finding in findings.values():
        if finding.spoken:
            _hear_each_clause_once(finding)
            finding.severity = severity(finding)
    return [each for each in findings.values() if not cancelled(each)]


def _hear_each_clause_once(finding: Finding) -> None:
    """A clause that several facts would meet speaks once, for the first of them by name."""
    finding.spoken.sort(key=lambda spoken: (spoken[0], *map(fact_key, spoken[1])))
    heard = dict(reversed(finding.spoken))
    finding.spoken = sorted(heard.items(), key=lambda spoken: spoken[0])


def cancelled(finding: Finding) -> bool:
    """Did an `unless` speak?"""
    return any(name.startswith("unless") for name, _ in finding.spoken)


def severity(finding: Finding) -> Severity:
    """The highest raise; else the lower that lowers least; else the base.

    A raise beats any lower. A raise never lowers, a lower never raises.
    """
    base = finding.severity
    changes = [(name, each) for name, each, _ in finding.clauses if isinstance(each, Adjustment)]
    raises = [clause.to for name, clause in changes if name.startswith("raise")]
    lowers = [clause.to for name, clause in changes if name.startswith("lower")]
    if raises:
        return max((base, *raises), key=rank)
    if lowers:
        return min((base, max(lowers, key=rank)), key=rank)
    return base


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """List each finding that yields under a stronger one on all of its facts; keep the rest.

    Nothing is deleted: without the stronger rule the yielding one stands by itself. Of two rules
    that yield to each other at one severity, the one first by id stands.
    """
    standing: list[Finding] = []
    by_mark: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(_gathered(findings), key=_precedence):
        stronger = list(_stronger(finding, by_mark))
        for other in stronger:
            other.covers.append(finding)
        if not stronger:
            standing.append(finding)
            for mark in (finding.rule.code, finding.rule.family, finding.rule.id):
                for each in finding.subjects:
                    by_mark.setdefault((mark, each), []).append(finding)
    return standing


def _gathered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """All findings, but of a `once` rule only as many as it takes to name every fact.

    Three of forty medicines can be chosen in ten thousand ways; the one caution names each once.
    """
    once: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.rule.once:
            once.setdefault(finding.rule.id, []).append(finding)
        else:
            yield finding
    for bindings in once.values():
        named: set[Fact] = set()
        for finding in sorted(bindings, key=_precedence):
            if not named.issuperset(finding.facts):
                named.update(finding.facts)
                yield finding


def _stronger(
    finding: Finding, by_mark: Mapping[tuple[str, str], list[Finding]]
) -> Iterator[Finding]:
    """The standing findings that this one yields to: named by it, on all of its facts."""
    one = min(finding.subjects)
    seen: set[int] = set()
    for mark in finding.rule.yields_to:
        for other in by_mark.get((mark, one), ()):
            if (
                other.rule.id != finding.rule.id
                and id(other) not in seen
                and finding.subjects <= other.subjects
            ):
                seen.add(id(other))
                yield other


def _precedence(finding: Finding) -> tuple[int, bool, tuple[str, ...]]:
    return (-rank(finding.severity), bool(finding.rule.yields_to), sort_key(finding))


def sort_key(finding: Finding) -> tuple[str, ...]:
    """An order that no line number, hash seed or engine decides."""
    return (finding.rule.id, *map(fact_key, finding.facts))


@lru_cache(maxsize=4096)
def fact_key(fact: Fact) -> str:
    """A text that orders facts without their lines."""
    if isinstance(fact, PersonFact):
        return "person"
    if isinstance(fact, ConditionFact):
        return f"{fact.condition} {fact.status}"
    parts = (fact.product, fact.route, fact.use, fact.status, fact.stopped_days, fact.taken_days)
    return f"{fact.substance} {parts} {fact.dose}"
