"""Findings become cautions: one for each family, consequence and set of substances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from medcaution.judgement.findings import Finding, find, settle, sort_key, subject
from medcaution.judgement.questions import NOBODY, Questions
from medcaution.judgement.telling import REMEMBERED, Group, Teller, unique
from medcaution.judgement.wording import Mention, bound_alike
from medcaution.library.library import Library
from medcaution.library.rules import Profile, rank
from medcaution.matching.facts import ConditionFact, Fact, Facts, MedicationFact, PersonFact
from medcaution.matching.productions import Activation, Productions
from medcaution.reading import Reading
from medcaution.report import Caution, PossibleChange, Undecided


class Judge:
    """Judges the activations of one person at a time. Pure: the same facts, the same cautions."""

    def __init__(self, library: Library, productions: Productions, profile: Profile) -> None:
        self._library = library
        self._profile = profile
        self._questions = Questions(library, productions, profile)
        self._teller = Teller(library, self._questions)
        self._path = lru_cache(maxsize=REMEMBERED)(self._way)

    def cautions(self, reading: Reading, activations: Iterable[Activation]) -> list[Caution]:
        """All cautions, the strongest first, in an order that nothing incidental decides."""
        groups = self.groups(activations)
        return sorted((self._caution(reading, each) for each in groups), key=_order)

    def groups(
        self, activations: Iterable[Activation], beside: Iterable[Finding] = ()
    ) -> list[list[Finding]]:
        """The findings of each caution, the strongest first: what it is, apart from whose it is.

        Findings that were judged before, such as those on further medications, stand `beside`.
        """
        standing = settle([*find(self._library, self._profile, activations), *beside])
        return [
            sorted(findings, key=lambda each: (-rank(each.severity), sort_key(each)))
            if len(findings) > 1
            else findings
            for findings in _grouped(standing).values()
        ]

    def width(self, rule: str) -> int:
        """How many facts a binding of a rule has, before those that clauses add."""
        return len(self._library.rules[rule].when)

    def gist(self, findings: Sequence[Finding]) -> tuple[dict[str, Any], tuple[str | Mention, ...]]:
        """What a table says of a caution, and its plain sentence, open for names."""
        group = _group(findings, {})
        return self._teller.gist(group), self._teller.plain_parts(group)

    def told(self, findings: Sequence[Finding]) -> dict[str, Any]:
        """All that is said of a caution, substances by their generic names."""
        return self._teller.tell(_group(findings, {}))

    def changes(self, lead: Finding, person: PersonFact = NOBODY) -> tuple[PossibleChange, ...]:
        """What would change a caution that a finding leads."""
        return unique(self._questions.would_change(lead, person))

    def asks_of_the_person(self, rule: str) -> bool:
        """Does what would change a caution of a rule depend on the person's age or pregnancy?"""
        return rule in self._questions.of_the_person

    def assumed(self, fact: MedicationFact) -> tuple[str, ...]:
        """What nobody stated about a medication and was taken for granted."""
        return tuple(self._teller.assumed(fact))

    def undecided(self, facts: Facts, activations: Iterable[Activation]) -> tuple[Undecided, ...]:
        """What could not be decided for want of a fact."""
        fired = frozenset(each.production.rule for each in activations)
        return tuple(self._questions.undecided(facts, fired))

    def _caution(self, reading: Reading, findings: Sequence[Finding]) -> Caution:
        asks = self.asks_of_the_person(findings[0].rule.id)
        person = reading.facts.person if asks else NOBODY
        return Caution.model_validate(
            self._teller.remembered(_group(findings, _spoken(reading.names, findings), person))
            | {
                "medications": _medications(reading, findings),
                "conditions": _conditions(reading, findings),
                "because": self._because(reading, findings),
            }
        )

    def _because(self, reading: Reading, findings: Sequence[Finding]) -> list[dict[str, Any]]:
        links: dict[tuple[int, str, str, int], dict[str, Any]] = {}
        for finding in bound_alike(findings):
            for position, (name, pattern, fact) in enumerate(bound(finding)):
                names, groups = pattern.medication, pattern.condition
                path, sources = self._path(fact, names or groups)
                for line in _lines(fact):
                    written = _written(reading, fact, line)
                    links[position, name, written, line] = {
                        "pattern": name,
                        "line": line or None,
                        "fact": written,
                        "path": path,
                        "sources": sources,
                    }
        return [links[key] for key in sorted(links)]

    def _way(self, fact: Fact, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The way from a fact up to what the pattern names, and the sources of its first step."""
        if isinstance(fact, MedicationFact):
            path = self._library.path(fact.substance, names)
            return path, self._library.substances[fact.substance].sources
        if isinstance(fact, ConditionFact):
            groups = self._library.conditions[fact.condition].groups
            shared = [group for group in groups if f"@{group}" in names]
            return (fact.condition, *shared[:1]), ()
        return (), ()


def bound(finding: Finding) -> Iterator[tuple[str, Any, Fact]]:
    """Every fact of a finding with its pattern: the rule's own, then what clauses added."""
    for (name, pattern), fact in zip(finding.rule.when.items(), finding.facts, strict=True):
        yield name, pattern, fact
    for _, clause, extra in finding.clauses:
        added = [each for each in clause.when.items() if each[0] not in finding.rule.when]
        for (name, pattern), fact in zip(added, extra, strict=True):
            yield name, pattern, fact


def _grouped(
    findings: Sequence[Finding],
) -> dict[tuple[str, str, frozenset[str]], list[Finding]]:
    """One group for each family, consequence and set of substances; a `once` rule is one group."""
    once: dict[str, frozenset[str]] = {}
    for finding in findings:
        if finding.rule.once:
            once[finding.rule.id] = once.get(finding.rule.id, frozenset()) | finding.substances
    groups: dict[tuple[str, str, frozenset[str]], list[Finding]] = {}
    for finding in findings:
        substances = once.get(finding.rule.id) or finding.substances
        key = (finding.rule.family, finding.rule.consequence, substances)
        groups.setdefault(key, []).append(finding)
    return groups


def _group(
    findings: Sequence[Finding],
    spoken: Mapping[str, set[str]],
    person: PersonFact = NOBODY,
) -> Group:
    return Group(
        substances=tuple(sorted({name for each in findings for name in each.substances})),
        spoken=tuple(sorted((name, tuple(sorted(used))) for name, used in spoken.items())),
        signature=tuple(each.signature for each in findings),
        findings=findings,
        person=person,
    )


def _spoken(names: Mapping[int, str], findings: Sequence[Finding]) -> dict[str, set[str]]:
    spoken: dict[str, set[str]] = {}
    for fact in (fact for each in findings for fact in each.medications):
        spoken.setdefault(fact.substance, set()).update(names[line] for line in fact.lines)
    return spoken


def _medications(reading: Reading, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    found = {
        (fact.substance, _written(reading, fact, line), line)
        for finding in findings
        for fact in finding.medications
        for line in fact.lines
    }
    return [
        {"line": line, "as_written": written, "substance": substance}
        for substance, written, line in sorted(found)
    ]


def _conditions(reading: Reading, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    found = {
        (fact.condition, _written(reading, fact, line), line)
        for finding in findings
        for _, _, fact in bound(finding)
        if isinstance(fact, ConditionFact)
        for line in _lines(fact)
    }
    return [
        {"line": line or None, "as_written": written, "condition": condition}
        for condition, written, line in sorted(found)
    ]


def _lines(fact: Fact) -> tuple[int, ...]:
    """The lines of a fact; 0 for one that no line states."""
    return (0,) if isinstance(fact, PersonFact) else fact.lines or (0,)


def _written(reading: Reading, fact: Fact, line: int) -> str:
    if line:
        return reading.inputs[line - 1].as_written
    if isinstance(fact, PersonFact):
        parts = [f"age {fact.age}"] if fact.age is not None else []
        if fact.pregnant is not None:
            parts.append("pregnant" if fact.pregnant else "not pregnant")
        return ", ".join(parts)
    return subject(fact)


def _order(caution: Caution) -> tuple[int, str, tuple[str, ...], str]:
    return (-rank(caution.severity), caution.consequence, caution.substances, caution.family)
