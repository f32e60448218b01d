"""What a group of findings says, apart from where the list says it.

The words of a caution depend on the rules, the facts and the names people used, not on line
numbers: so they are told once and remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from medcaution.judgement.findings import Finding
from medcaution.judgement.questions import NOBODY, Questions
from medcaution.judgement.wording import Mention, Wording, joined
from medcaution.library.library import Library
from medcaution.library.rules import Adjustment, rank
from medcaution.matching.facts import ConditionFact, MedicationFact, PersonFact
from medcaution.report import Change, CitedSource, Covered, PossibleChange, RuleMark

Value = TypeVar("Value")
REMEMBERED = 4096
#: What is told in words that no rule holds, by their keys in a catalogue of another language.
SENTENCES = {
    "said.raised": "It is {severity} because of {said}; without that, {severity_else}.",
    "said.stopped-some-day": "{medicine}: stopped on an unknown day, so taken as recent",
    "said.usual-use": "{medicine}: use not stated, so taken as {use}, as is usual for it",
}


@dataclass(frozen=True)
class Group:
    """Findings of one family and consequence on one set of substances, the strongest first.

    `spoken` holds, for each substance, the names people used for it; `person` what is known of
    the person, where a clause asks. Groups are equal if they say the same in every word.
    """

    substances: tuple[str, ...]
    spoken: tuple[tuple[str, tuple[str, ...]], ...]
    signature: tuple[object, ...]
    findings: Sequence[Finding] = field(compare=False)
    person: PersonFact = NOBODY


class Teller:
    """Tells groups of findings. Remembers a bounded number of them."""

    def __init__(self, library: Library, questions: Questions) -> None:
        self._library = library
        self._questions = questions
        self._sources = lru_cache(maxsize=None)(self._cited)
        self.remembered = lru_cache(maxsize=REMEMBERED)(self.tell)

    def gist(self, group: Group) -> dict[str, Any]:
        """What a table has room for."""
        findings = group.findings
        lead, rules = findings[0], unique(each.rule.id for each in findings)
        words = Wording(self._library, dict(group.spoken), findings, group.substances)
        mark = f"{lead.rule.family}|{lead.rule.consequence}|{'|'.join(group.substances)}"
        return {
            "id": f"c-{hashlib.sha256(mark.encode()).hexdigest()[:16]}",
            "consequence": lead.rule.consequence,
            "family": lead.rule.family,
            "severity": lead.severity,
            "contested": any(each.rule.contested for each in findings),
            "rules": tuple(self._mark(name) for name in rules),
            "summary": words.professional(lead.rule.summary),
            "adjustments": unique(self._adjustments(findings)),
        }

    def plain_parts(self, group: Group) -> tuple[str | Mention, ...]:
        """The plain sentence, open for the names that people use."""
        words = Wording(self._library, {}, group.findings, group.substances)
        return tuple(words.plain_parts(group.findings[0].rule.plain))

    def tell(self, group: Group) -> dict[str, Any]:
        """What a report says; `remembered` keeps what was told."""
        findings = group.findings
        lead, rules = findings[0], unique(each.rule.id for each in findings)
        rule = lead.rule
        words = Wording(self._library, dict(group.spoken), findings, group.substances)
        signs = [self._library.warning_signs[name] for name in rule.warning_signs]
        emergency = unique(sign for each in signs for sign in each.emergency)
        return self.gist(group) | {
            "harm": self._library.consequences[rule.consequence].plain,
            "seriousness": rule.seriousness,
            "likelihood": rule.likelihood,
            "evidence": rule.evidence,
            "also": unique(name for each in findings for name in each.rule.also),
            "reviewed_by_clinician": rule.sign_off is not None,
            "title": rule.title,
            "plain": words.plain(rule.plain),
            "mechanism": words.professional(rule.mechanism),
            "action": words.professional(rule.action),
            "warning_signs": unique(sign for each in signs for sign in each.early),
            "onset": "; ".join(unique(each.onset for each in signs)) or None,
            "emergency": _emergency(emergency),
            "emergency_signs": emergency,
            "assumed": self._assumed(findings),
            "would_change": self._would_change(lead, group.person),
            "covers": self._covers(group),
            "sources": _merged(self._sources(name) for name in rules),
            "review_due": rule.review_due,
        }

    def _mark(self, name: str) -> RuleMark:
        rule = self._library.rules[name]
        return RuleMark(id=name, code=rule.code, sha256=self._library.fingerprints[name])

    def _adjustments(self, findings: Sequence[Finding]) -> Iterator[Change]:
        lead = findings[0]
        for _, clause, _ in lead.clauses:
            if isinstance(clause, Adjustment):
                yield Change(to=clause.to, because=clause.because)
        for finding in findings[1:]:
            if rank(finding.severity) < rank(lead.severity) and finding.rule.id != lead.rule.id:
                yield Change(to=lead.severity, because=self._raised_by(lead, finding))

    def _raised_by(self, lead: Finding, finding: Finding) -> str:
        """Why the caution stands higher than one of its rules alone would put it."""
        conditions = sorted(
            self._library.conditions[fact.condition].label
            for fact in lead.facts
            if isinstance(fact, ConditionFact)
        )
        reason = joined(conditions) if conditions else lead.rule.title
        return SENTENCES["said.raised"].format(
            severity=lead.severity, said=reason, severity_else=finding.severity
        )

    def assumed(self, fact: MedicationFact) -> Iterator[str]:
        """What nobody stated about a medication and was taken for granted."""
        name = self._library.substances[fact.substance].name
        if fact.status == "stopped" and fact.stopped_days is None:
            yield SENTENCES["said.stopped-some-day"].format(medicine=name)
        if fact.use_assumed:
            yield SENTENCES["said.usual-use"].format(medicine=name, use=fact.use)

    def _assumed(self, findings: Sequence[Finding]) -> tuple[str, ...]:
        facts = {fact for finding in findings for fact in finding.medications}
        return tuple(sorted({each for fact in facts for each in self.assumed(fact)}))

    def _would_change(self, lead: Finding, person: PersonFact) -> tuple[PossibleChange, ...]:
        return unique(self._questions.would_change(lead, person))

    def _covers(self, group: Group) -> tuple[Covered, ...]:
        covered: dict[tuple[str, str], Covered] = {}
        for under in (under for each in group.findings for under in each.covers):
            words = Wording(self._library, dict(group.spoken), [under], sorted(under.substances))
            entry = Covered(
                id=under.rule.id,
                code=under.rule.code,
                severity=under.severity,
                consequence=under.rule.consequence,
                summary=words.professional(under.rule.summary),
            )
            covered[entry.code, entry.summary] = entry
        return tuple(covered[key] for key in sorted(covered))

    def _cited(self, rule: str) -> tuple[CitedSource, ...]:
        return tuple(self._citations(rule))

    def _citations(self, rule: str) -> Iterator[CitedSource]:
        for citation in self._library.rules[rule].sources:
            source, _, claim = citation.ref.partition("#")
            known = self._library.sources[source]
            note = citation.note or (self._library.claims[claim].gist if claim else None)
            yield CitedSource(
                ref=citation.ref,
                stance=citation.stance,
                title=known.title,
                year=known.year,
                note=note,
            )


def unique(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each value once, in its first place."""
    return tuple(dict.fromkeys(values))


def _merged(cited: Iterable[tuple[CitedSource, ...]]) -> tuple[CitedSource, ...]:
    found: dict[tuple[str, str], CitedSource] = {}
    for source in (each for sources in cited for each in sources):
        found.setdefault((source.ref, source.stance), source)
    return tuple(found.values())


def _emergency(signs: Sequence[str]) -> str | None:
    if not signs:
        return None
    listed = "; ".join(sign[:1].lower() + sign[1:] for sign in signs)
    return f"Call emergency services now for any of these: {listed}. Say exactly what was taken."
