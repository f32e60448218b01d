"""Checking people: the one public way through the whole engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medcaution.errors import EngineError
from medcaution.facts import Person
from medcaution.judgement import Judge
from medcaution.judgement.findings import Finding, find, settle, subject
from medcaution.library.library import Library
from medcaution.library.rules import Profile, Rule, rank
from medcaution.matching.facts import Fact, MedicationFact
from medcaution.matching.matcher import Asked, Matcher
from medcaution.matching.patterns import Answer
from medcaution.matching.productions import Activation
from medcaution.prepared import Prepared
from medcaution.reading import ROUTES_DIFFER, Reader, Reading
from medcaution.report import (
    ADULTS_ONLY,
    UNREAD,
    Caution,
    Coverage,
    EngineMark,
    KnowledgeMark,
    Report,
    Status,
)
from medcaution.version import VERSION

_ADULT = 18
_ROUTE_REMARK = (
    "The route of a medicine is told in two ways that differ. It is taken as not known, so that no "
    "rule falls silent over it; correct the one that is wrong."
)


class Checker:
    """Checks people against a library. Immutable and safe to share between threads.

    Args:
        library: the bundled knowledge if not given.
        profile: which severity the contested rules of the source document carry.
        cross_check: ask the second matcher about every person, and fail loudly if it differs.
        isolated: run the C engine in a process of its own, so that a crash or a hang in it is an
            `EngineError` for one person and never the end of the host. POSIX only.
        prepared: what `medcaution.prepared` kept of a library; it stands instead of one.
        matcher: what is asked instead of the engine, of the same productions: a table of its answers.

    Raises:
        KnowledgeError: if the knowledge cannot be trusted.
        EngineError: if the process of an isolated engine cannot be started.
    """

    def __init__(
        self,
        library: Library | None = None,
        *,
        profile: Profile = "document",
        cross_check: bool = True,
        isolated: bool = False,
        prepared: Prepared | None = None,
        matcher: Asked | None = None,
    ) -> None:
        parts = prepared or Prepared.of(library if library is not None else Library.load())
        self.library = parts.library
        self.recogniser = parts.recogniser
        self.profile: Profile = profile
        self._productions = parts.productions
        self._matcher = matcher or Matcher(
            self._productions, cross_check=cross_check, isolated=isolated
        )
        self._reader = Reader(self.library, self.recogniser, self._productions.covered)
        self._judge = Judge(self.library, self._productions, profile)
        self._knowledge = KnowledgeMark(
            version=self.library.version,
            sha256=self.library.sha256,
            profile=profile,
            rules=self.library.rules_in_force,
            changes=tuple(self.library.changes),
        )

    def check(self, person: Person) -> Report:
        """One person in, explained cautions out.

        Raises:
            EngineError: if the matchers disagree, a guard is broken, or the process of an isolated
                engine died or was late; nothing is answered then.
        """
        reading = self._reader.read(person)
        activations = self.activations(reading)
        cautions = self._judge.cautions(reading, activations)
        spoken = tuple(each for each in cautions if each.severity != "note")
        complete = not any(each.outcome in UNREAD for each in reading.inputs)
        return Report(
            status=_status(reading, spoken, complete=complete),
            complete=complete,
            person_id=person.id,
            as_of=person.as_of,
            age=person.age,
            pregnant=person.pregnant,
            knowledge=self._knowledge,
            engine=EngineMark(version=VERSION),
            inputs=reading.inputs,
            cautions=spoken,
            notes=tuple(each for each in cautions if each.severity == "note"),
            undecided=self._judge.undecided(reading.facts, activations),
            coverage=_coverage(reading),
            remarks=tuple(self._remarks(person, reading)),
        )

    def check_many(self, people: Iterable[Person]) -> Iterator[Report | EngineError]:
        """One answer a person, in order. An `EngineError` stands for a person not checked."""
        for person in people:
            try:
                yield self.check(person)
            except EngineError as error:
                yield error

    def close(self) -> None:
        """End the process of an isolated engine; garbage collection and exit do it too.

        A later check starts another.
        """
        self._matcher.close()

    def findings(self, person: Person) -> tuple[list[Finding], list[Finding]]:
        """What stands and what is listed under it, rule by rule: for cases and explanations."""
        activations = self.activations(self._reader.read(person))
        found = find(self.library, self.profile, activations)
        standing = settle(found)
        return standing, [each for each in found if all(each is not other for other in standing)]

    def alike(self, substances: Iterable[str]) -> list[list[str]]:
        """The substances in groups that no rule can tell apart when they are only named."""
        groups: dict[tuple[int, ...], list[str]] = {}
        for name in substances:
            usual = self.library.substances[name].usual_use
            fact = MedicationFact(name, use=usual or "unknown", use_assumed=usual is not None)
            groups.setdefault(self._productions.medication_flags(fact), []).append(name)
        return list(groups.values())

    def answers(self, person: Person, rule: Rule) -> dict[str, str]:
        """For each pattern of a rule: the facts that fill it, or what is missing."""
        facts = self._reader.read(person).facts
        everything: list[Fact] = [*facts.medications, *facts.conditions, facts.person]
        production = next(
            each for each in self._productions.all if each.rule == rule.id and each.clause is None
        )
        found: dict[str, str] = {}
        for slot in production.slots:
            asked = [(self._productions.ask(slot.flag, fact), subject(fact)) for fact in everything]
            best = max(answer for answer, _ in asked)
            names = ", ".join(sorted({name for answer, name in asked if answer is best}))
            found[slot.name] = {
                Answer.YES: f"filled by {names}",
                Answer.OPEN: f"open: not enough is known about {names}",
                Answer.NO: "no fact fills it",
            }[best]
        return found

    def activations(self, reading: Reading) -> list[Activation]:
        """What fires, agreed on by both matchers."""
        flagged = self._productions.flag(self._productions.condense(reading.facts))
        return self._matcher.activations(flagged)

    def _remarks(self, person: Person, reading: Reading) -> Iterator[str]:
        if person.age is not None and person.age < _ADULT:
            yield ADULTS_ONLY
        due = self.library.next_review
        if person.as_of is not None and person.as_of > due:
            yield f"Some of these rules were due for review on {due} and may be out of date."
        if person.as_of is None and any(each.status == "stopped" for each in person.medications):
            yield "No date was given to check for, so every stopped medicine is taken as recent."
        if any(ROUTES_DIFFER in (each.reason or "") for each in reading.inputs):
            yield _ROUTE_REMARK


def _status(reading: Reading, cautions: tuple[Caution, ...], *, complete: bool) -> Status:
    read = [each for each in reading.inputs if each.outcome.startswith("recognised")]
    if not any(each.kind == "medication" for each in read):
        return "nothing-checked"
    if any(rank(each.severity) > 0 for each in cautions):
        return "cautions"
    return "none-found" if complete else "incomplete"


def _coverage(reading: Reading) -> Coverage:
    read = [each for each in reading.inputs if each.outcome.startswith("recognised")]
    return Coverage(
        lines=len(reading.inputs),
        recognised=len(read),
        covered_by_a_rule=sum(each.outcome == "recognised" for each in read),
    )
