"""Rules as productions: positive conjunctions of flags, and nothing else.

A rule with one raise and one unless becomes three productions: `R`, `R/raise-1`, `R/unless-1`.
Every distinct test of a fact is one flag. Which combinations of facts satisfy which productions
is the engine's job; whether one fact satisfies one test is decided in `patterns.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from medcaution.errors import KnowledgeError, Problem
from medcaution.library.library import Library
from medcaution.library.rules import Clause, Rule
from medcaution.matching.facts import ConditionFact, Fact, Facts, MedicationFact, PersonFact
from medcaution.matching.patterns import (
    Answer,
    Test,
    ask_condition,
    ask_medication,
    ask_person,
    compile_addition,
    compile_pattern,
)

MOST_MEDICATION_SLOTS = 3
MOST_OTHER_SLOTS = 2
_NOT_KEPT = ("_answers", "_flags")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a production: the pattern's name in the rule, and the flag to fill it."""

    name: str
    flag: int
    kind: str


@dataclass(frozen=True, slots=True)
class Production:
    """A rule (`clause` is None) or one clause of it, as a conjunction of flags."""

    rule: str
    clause: str | None
    slots: tuple[Slot, ...]

    @property
    def name(self) -> str:
        """`rule` or `rule/raise-1`."""
        return f"{self.rule}/{self.clause}" if self.clause else self.rule


@dataclass(frozen=True, slots=True)
class FlaggedFact:
    """One fact for the engine: its id, the flags it carries, and what it stands for."""

    id: str
    flags: tuple[int, ...]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Activation:
    """A production and the facts that fill its slots, in slot order."""

    production: Production
    facts: tuple[Fact, ...]


class Productions:
    """All productions of a library, and the flags its facts can carry."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.tests: list[Test] = []
        self._flags: dict[tuple[Test, int], int] = {}
        self.all: tuple[Production, ...] = tuple(self._compile())
        self._by_member: dict[str, tuple[int, ...]] = self._index()
        self._person_flags = tuple(
            flag for flag, test in enumerate(self.tests) if test.kind == "person"
        )
        self._remember()

    def _remember(self) -> None:
        self._answers = lru_cache(maxsize=50_000)(self._ask_all)

    def __getstate__(self) -> dict[str, object]:
        """Everything but what was remembered, so that it can be kept prepared."""
        return {name: value for name, value in vars(self).items() if name not in _NOT_KEPT}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self._remember()

    @property
    def covered(self) -> frozenset[str]:
        """The substances and conditions that some rule reads."""
        return frozenset(self._by_member)

    def ask(self, flag: int, fact: Fact) -> Answer:
        """Does a fact satisfy the test of a flag: yes, no, or open?"""
        test = self.tests[flag]
        if isinstance(fact, MedicationFact):
            return ask_medication(test, fact, self._library.substances[fact.substance])
        if isinstance(fact, ConditionFact):
            lasting = self._library.conditions[fact.condition].lasting
            return ask_condition(test, fact, lasting=lasting)
        return ask_person(test, fact)

    def flag(self, facts: Facts) -> list[FlaggedFact]:
        """A person's facts for the engine.

        One fact for each medication; one for each condition or person and flag, so that the engine's `distinct` never keeps one condition from filling two patterns.
        Facts that no production reads are left out.
        """
        flagged: list[FlaggedFact] = []
        for number, medication in enumerate(facts.medications):
            flags = self.medication_flags(medication)
            if flags:
                flagged.append(FlaggedFact(f"m{number}", flags, medication))
        for number, condition in enumerate(facts.conditions):
            flagged.extend(
                FlaggedFact(f"c{number}p{flag}", (flag,), condition)
                for flag in self.other_flags(condition)
            )
        flagged.extend(
            FlaggedFact(f"qp{flag}", (flag,), facts.person)
            for flag in self.other_flags(facts.person)
        )
        return flagged

    def other_flags(self, fact: ConditionFact | PersonFact) -> tuple[int, ...]:
        """The flags that a condition, or the person, carries."""
        flags = (
            self._by_member.get(fact.condition, ())
            if isinstance(fact, ConditionFact)
            else self._person_flags
        )
        return tuple(flag for flag in flags if self.ask(flag, fact) is Answer.YES)

    def medication_flags(self, fact: MedicationFact) -> tuple[int, ...]:
        """The flags that a medication carries."""
        return tuple(flag for flag, answer in self._answers(fact) if answer is Answer.YES)

    def answers(self, fact: MedicationFact) -> tuple[tuple[int, Answer], ...]:
        """What every test that reads the substance answers about a medication."""
        return self._answers(fact)

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """The substances whose daily dose some test looks at, in order."""
        tests = (
            each for each in self.tests if each.lenient.dose or (each.strict and each.strict.dose)
        )
        return tuple(sorted({member for each in tests for member in each.members}))

    def flags_of(self, member: str) -> tuple[int, ...]:
        """The flags that a substance or condition could carry, in some way of taking it."""
        return self._by_member.get(member, ())

    def condense(self, facts: Facts) -> Facts:
        """The same facts, with lines of one substance that no rule can tell apart made one.

        Records repeat a prescription many times with other dates. Facts are one if every test of
        every rule answers alike for them, and if the same was assumed of them; so nothing that is
        said of one could be untrue of the other, and a long list stays as quick as a short one.
        """
        alike: dict[tuple[object, ...], list[MedicationFact]] = {}
        for fact in facts.medications:
            alike.setdefault(self.mark(fact), []).append(fact)
        return replace(facts, medications=tuple(map(one_of, alike.values())))

    def mark(self, fact: MedicationFact) -> tuple[object, ...]:
        """Equal for medications that no rule, and nothing said of them, can tell apart."""
        assumed = (fact.use_assumed, fact.status == "stopped" and fact.stopped_days is None)
        return (fact.substance, fact.product, self._answers(fact), assumed)

    def _ask_all(self, fact: MedicationFact) -> tuple[tuple[int, Answer], ...]:
        candidates = self._by_member.get(fact.substance, ())
        return tuple((flag, self.ask(flag, fact)) for flag in candidates)

    def _index(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for flag, test in enumerate(self.tests):
            for member in test.members:
                found.setdefault(member, []).append(flag)
        return {member: tuple(flags) for member, flags in found.items()}

    def _compile(self) -> Iterator[Production]:
        problems = []
        for rule in sorted(self._library.rules.values(), key=lambda rule: rule.id):
            if rule.status == "retired":
                continue
            for production in self._rule(rule):
                medications = sum(slot.kind == "medication" for slot in production.slots)
                others = len(production.slots) - medications
                if medications > MOST_MEDICATION_SLOTS or others > MOST_OTHER_SLOTS:
                    path = f"rules/{rule.consequence}/{rule.id}.toml"
                    limit = (
                        f"at most {MOST_MEDICATION_SLOTS} medications and {MOST_OTHER_SLOTS} others"
                    )
                    message = (
                        f"{production.name}: {limit} in a rule with its clause; split the rule"
                    )
                    problems.append(Problem(path, 1, message))
                yield production
        if problems:
            raise KnowledgeError(problems)

    def _rule(self, rule: Rule) -> Iterator[Production]:
        tests = {name: compile_pattern(each, self._library) for name, each in rule.when.items()}
        yield self._production(rule.id, None, tests)
        for name, clause in rule.clauses:
            yield self._production(rule.id, name, self._clause(tests, name, clause))

    def _clause(self, tests: dict[str, Test], name: str, clause: Clause) -> dict[str, Test]:
        changed = dict(tests)
        lowers = not name.startswith("raise")
        for slot, pattern in clause.when.items():
            if slot in tests:
                changed[slot] = tests[slot].narrowed(pattern, self._library, lowers=lowers)
            else:
                changed[slot] = compile_addition(pattern, self._library, current_only=lowers)
        return changed

    def _production(self, rule: str, clause: str | None, tests: dict[str, Test]) -> Production:
        # One condition, or the person, may fill two patterns that ask the same: a second flag for
        # the second of them, as the engine would not let one fact carry both places.
        seen: Counter[Test] = Counter()
        slots: list[Slot] = []
        for name, test in tests.items():
            again = seen[test] if test.kind != "medication" else 0
            seen[test] += 1
            slots.append(Slot(name, self._flag(test, again), test.kind))
        return Production(rule, clause, tuple(slots))

    def _flag(self, test: Test, again: int) -> int:
        if (test, again) not in self._flags:
            self._flags[test, again] = len(self.tests)
            self.tests.append(test)
        return self._flags[test, again]


def one_of(facts: list[MedicationFact]) -> MedicationFact:
    """One fact for several, whichever way round they came, with the lines of all."""
    if len(facts) == 1:
        return facts[0]
    lines = tuple(sorted(line for fact in facts for line in fact.lines))
    return replace(min(facts, key=lambda fact: repr(replace(fact, lines=()))), lines=lines)


def clash(facts: tuple[Fact, ...]) -> bool:
    """Do two medications of a binding share a substance, or come from one licensed product?"""
    seen: set[str] = set()
    for fact in facts:
        if isinstance(fact, MedicationFact):
            if fact.substance in seen or f"product {fact.product}" in seen:
                return True
            seen.add(fact.substance)
            if fact.product:
                seen.add(f"product {fact.product}")
    return False
