"""Faults of one rule: left out, weighed wrongly, blind to a pattern, deaf to a clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medcaution.authoring.mutation.mutants import Mutant, Place, changed
from medcaution.authoring.mutation.patterns import Faults
from medcaution.library.library import Library
from medcaution.library.rules import (
    SEVERITIES,
    Adjustment,
    Clause,
    Pattern,
    ProfileChange,
    Rule,
    Severity,
    rank,
)

_FIELDS = {"raise": "raises", "lower": "lowers", "unless": "unless"}


def rule_mutants(rule: Rule, library: Library) -> Iterator[Mutant]:
    """Every single fault of a rule, whether or not it changes what the rule means."""
    return _Maker(rule, library).all()


@dataclass(frozen=True)
class _Maker:
    rule: Rule
    library: Library

    def all(self) -> Iterator[Mutant]:
        yield Mutant(self.rule.code, "delete", "delete a rule", ("id",))
        yield from self._severities()
        yield from self._patterns()
        for name, clause in self.rule.clauses:
            yield from self._clause(name, clause)
        yield from self._standing()

    def _severities(self) -> Iterator[Mutant]:
        for other in _steps(self.rule.severity):
            done = f"severity: {self.rule.severity} -> {other}"
            yield self._mutant(done, "step a severity", ("severity",), severity=other)
        if change := self.rule.profile.get("evidence"):
            for other in _steps(change.severity):
                done = f"profile.evidence.severity: {change.severity} -> {other}"
                profile = {"evidence": ProfileChange(severity=other)}
                yield self._mutant(done, "step a severity", ("profile",), profile=profile)

    def _patterns(self) -> Iterator[Mutant]:
        for name, pattern in self.rule.when.items():
            if len(self.rule.when) > 1:
                blind = self._without(name)
                yield Mutant(
                    self.rule.code, f"when.{name}: drop", "drop a pattern", ("when", name), blind
                )
            for done, kind, key, other in Faults(self.library, pattern).all():
                when, at = {**self.rule.when, name: other}, ("when", name, key)
                yield self._mutant(f"when.{name}.{key}: {done}", kind, at, when=when)

    def _without(self, name: str) -> Rule:
        """The rule blind to one pattern; what its clauses asked of that fact goes with it."""
        kept: dict[str, tuple[Clause, ...]] = {}
        for field in _FIELDS.values():
            narrowed = (_without(clause, name) for clause in getattr(self.rule, field))
            kept[field] = tuple(clause for clause in narrowed if clause.when)
        when = {each: pattern for each, pattern in self.rule.when.items() if each != name}
        return changed(self.rule, when=when, **kept)

    def _clause(self, name: str, clause: Clause) -> Iterator[Mutant]:
        kind, _, number = name.partition("-")
        at: Place = (kind, int(number) - 1)
        yield self._with_clause(f"{name}: drop", "drop a clause", name, None, at)
        if isinstance(clause, Adjustment):
            for step in _steps(clause.to):
                done = f"{name}.to: {clause.to} -> {step}"
                stepped = clause.model_copy(update={"to": step})
                yield self._with_clause(done, "step a clause", name, stepped, (*at, "to"))
        for slot, pattern in clause.when.items():
            place = (*at, "when", slot)
            dropped = _without(clause, slot)
            yield self._with_clause(
                f"{name}.when.{slot}: drop", "drop a condition", name, dropped, place
            )
            faults = Faults(self.library, pattern, narrowing=slot in self.rule.when)
            for done, sort, key, other in faults.all():
                narrowed = clause.model_copy(update={"when": {**clause.when, slot: other}})
                label = f"{name}.when.{slot}.{key}: {done}"
                if _asks_something(other):
                    yield self._with_clause(label, sort, name, narrowed, (*place, key))

    def _with_clause(
        self, done: str, sort: str, name: str, clause: Clause | None, at: Place
    ) -> Mutant:
        kind, _, number = name.partition("-")
        position, field = int(number) - 1, _FIELDS[kind]
        clauses: tuple[Clause, ...] = getattr(self.rule, field)
        after = (*clauses[:position], *([clause] if clause else []), *clauses[position + 1 :])
        return self._mutant(done, sort, at, **{field: after})

    def _standing(self) -> Iterator[Mutant]:
        for other in self.rule.yields_to:
            rest = tuple(each for each in self.rule.yields_to if each != other)
            done = f"yields_to: drop {other}"
            yield self._mutant(done, "drop a yields_to", ("yields_to",), yields_to=rest)
        if self.rule.once:
            yield self._mutant("once: drop", "drop once", ("once",), once=False)

    def _mutant(self, done: str, kind: str, at: Place, **updates: object) -> Mutant:
        return Mutant(self.rule.code, done, kind, at, changed(self.rule, **updates))


def _without(clause: Clause, slot: str) -> Clause:
    when = {each: pattern for each, pattern in clause.when.items() if each != slot}
    return clause.model_copy(update={"when": when})


def _asks_something(pattern: Pattern) -> bool:
    """A narrowing pattern that asks nothing at all is the mutant without it."""
    return pattern != Pattern()


def _steps(severity: Severity) -> list[Severity]:
    """One step up and one step down, where there is one."""
    at = rank(severity)
    return [SEVERITIES[step] for step in (at - 1, at + 1) if 0 <= step < len(SEVERITIES)]
