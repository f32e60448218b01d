"""Cases as witnesses: read into facts once, then heard about any version of the rules.

`selftest` runs the cases through the whole engine. Here they are matched by the plain reference
matcher alone, which is held equal to the engine elsewhere, so that thousands of changed rules can
be tried in a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from medcaution.authoring.cases import CaseRun, Explains, case_files, objection, runs
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.errors import InputError, KnowledgeError, Problem
from medcaution.judgement import Judge
from medcaution.judgement.findings import find, settle
from medcaution.library.library import Library
from medcaution.library.rules import Rule
from medcaution.library.substances import Substance
from medcaution.matching.productions import Activation, Productions
from medcaution.matching.reference import Reference
from medcaution.presentation.text import render_caution
from medcaution.reading import Reader, Reading
from medcaution.recognition import Recogniser
from medcaution.report import UNREAD


@dataclass(frozen=True)
class Witness:
    """One case of one rule, its person read."""

    run: CaseRun
    reading: Reading


def read_witnesses(knowledge: Knowledge) -> dict[str, list[Witness]]:
    """Every case of every rule that is matched, by rule.

    Raises:
        KnowledgeError: if a case is not read completely, or stands beside no rule.
    """
    library = knowledge.library
    reader = Reader(library, Recogniser(library), Productions(library).covered)
    witnesses: dict[str, list[Witness]] = {
        rule.id: [] for rule in library.rules.values() if rule.status != "retired"
    }
    problems: list[Problem] = []
    for run in (run for file in case_files(knowledge.folder) for run in runs(file)):
        if run.rule in witnesses:
            try:
                reading = reader.read(run.case.person())
            except InputError as error:
                problems.append(Problem(run.path, run.line, str(error)))
                continue
            unread = [each.as_written for each in reading.inputs if each.outcome in UNREAD]
            if unread:
                message = f"the case itself is not read completely: {', '.join(unread)}"
                problems.append(Problem(run.path, run.line, message))
            witnesses[run.rule].append(Witness(run, reading))
        elif run.rule not in library.rules:
            problems.append(Problem(run.path, run.line, f"a case of no rule '{run.rule}'"))
    if problems:
        raise KnowledgeError(problems)
    return witnesses


class Hearing:
    """Some rules, as they are or changed, ready to be heard about cases.

    Args:
        library: the knowledge around the rules.
        rules: the rules that are matched; no other fires.
        versions: further rules, each heard by itself beside `rules`; compiling many changed
            copies of a rule together is far quicker than one by one.
        substances: substances that stand in place of the library's.
    """

    def __init__(
        self,
        library: Library,
        rules: Iterable[Rule],
        versions: Iterable[Rule] = (),
        substances: Mapping[str, Substance] | None = None,
    ) -> None:
        always = {rule.id: rule for rule in rules}
        self._always = frozenset(always)
        self._library = replace(
            library,
            rules=always | {rule.id: rule for rule in versions},
            substances={**library.substances, **substances} if substances else library.substances,
        )
        self.productions = Productions(self._library)
        self._reference = Reference(self.productions.all)
        self._heard: dict[int, tuple[Witness, dict[str, list[Activation]]]] = {}

    def activations(self, witness: Witness, version: str | None = None) -> list[Activation]:
        """Every production of the rules, and of one version, that a case satisfies."""
        if id(witness) not in self._heard:
            by_rule: dict[str, list[Activation]] = {}
            flagged = self.productions.flag(witness.reading.facts)
            for each in self._reference.activations(flagged):
                by_rule.setdefault(each.production.rule, []).append(each)
            self._heard[id(witness)] = witness, by_rule
        _, found = self._heard[id(witness)]
        heard = [*self._always, version] if version else self._always
        return [each for rule in heard for each in found.get(rule, ())]

    def objection(self, witness: Witness, version: str | None = None) -> str | None:
        """What a case has against these rules, or this version of its rule; None if it holds.

        The same verdict as `CaseRun.failure` gives of the whole engine.
        """
        case, rule = witness.run.case, version or witness.run.rule
        activations = self.activations(witness, version)
        if isinstance(case, Explains):
            return self._golden_objection(witness, case, activations)
        found = find(self._library, case.profile, activations)
        standing = [each for each in settle(found) if each.rule.id == rule]
        under = [
            each
            for each in found
            if each.rule.id == rule and all(each is not other for other in standing)
        ]
        return objection(case, standing, under)

    def _golden_objection(
        self, witness: Witness, case: Explains, activations: list[Activation]
    ) -> str | None:
        judge = Judge(self._library, self.productions, case.profile)
        for caution in judge.cautions(witness.reading, activations):
            if witness.run.rule in (mark.id for mark in caution.rules):
                same = render_caution(caution).strip() == case.text.strip()
                return None if same else "explains itself differently"
        return "gives no caution to explain"


def neighbours(library: Library, rule: Rule) -> list[Rule]:
    """The rules that a rule can be listed under, the rules those can be listed under, and so on.

    What becomes of a rule depends on its own facts and on these, and on no other rule.
    """
    found: dict[str, Rule] = {}
    waiting = [rule]
    while waiting:
        named = set(waiting.pop().yields_to)
        for other in library.rules.values():
            marks = {other.code, other.family, other.id}
            if other.id not in found and other.id != rule.id and named & marks:
                found[other.id] = other
                waiting.append(other)
    return [*found.values()]
