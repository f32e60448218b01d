"""What is not known and matters: what would change a caution, what left a rule undecided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from medcaution.judgement.findings import Finding
from medcaution.library.library import Library
from medcaution.library.rules import Adjustment, Pattern, Profile, days, rank
from medcaution.library.substances import ConditionGroup, KnownCondition
from medcaution.matching.facts import Fact, Facts, MedicationFact, PersonFact
from medcaution.matching.patterns import Answer
from medcaution.matching.productions import Production, Productions
from medcaution.report import PossibleChange, Undecided

#: What is asked, each sentence by the key that it has in a catalogue of another language.
SENTENCES = {
    "fact.supervised": "the {medicine} is prescribed and supervised",
    "fact.prescribed": "the {medicine} is prescribed",
    "fact.unsupervised": "the {medicine} is prescribed and taken without supervision",
    "fact.not-prescribed": "the {medicine} is not prescribed",
    "fact.use": "the {medicine} is {uses}",
    "fact.route": "the {medicine} is taken {ways}",
    "fact.dose-above": "the daily dose of {medicine} is above {amount} a day",
    "fact.dose-at-most": "the daily dose of {medicine} is at most {amount} a day",
    "fact.taken-for": "the {medicine} has been taken for {days} days or more",
    "fact.recent": "the last dose of {medicine} was recent enough",
    "fact.more": "more is known about the {medicine}",
    "fact.whether-known": "{conditions}: yes or no",
    "fact.known": "this is known: {conditions}",
    "fact.taken-too": "one of these is taken as well: {medicines}",
    "fact.older": "the person is {age} or older",
    "fact.younger": "the person is {age} or younger",
    "fact.pregnant": "the person is pregnant",
    "fact.not-pregnant": "the person is not pregnant",
    "way.oral": "by mouth",
    "way.iv": "into a vein",
    "way.im": "into a muscle",
    "way.sc": "under the skin",
    "way.transdermal": "as a patch",
    "way.intranasal": "through the nose",
    "way.inhaled": "by breathing it in",
    "way.sublingual": "under the tongue",
    "way.rectal": "rectally",
    "way.topical": "on the skin",
    "way.ophthalmic": "in the eye",
    "way.otic": "in the ear",
}
#: Of whom nothing is stated.
NOBODY = PersonFact()
_USES = {
    ("prescribed-supervised",): "fact.supervised",
    ("prescribed-supervised", "prescribed-unsupervised"): "fact.prescribed",
    ("prescribed-unsupervised",): "fact.unsupervised",
    ("non-prescribed",): "fact.not-prescribed",
}


def asks_for_dose(need: str, medicine: str) -> bool:
    """Is it the daily dose of a medicine that is wanted?"""
    keys = ("dose-above", "dose-at-most")
    return any(_say(key, medicine=medicine, amount="\0").partition("\0")[0] in need for key in keys)


class Questions:
    """Asks, of rules and clauses that stayed silent, which unstated fact would have decided."""

    def __init__(self, library: Library, productions: Productions, profile: Profile) -> None:
        self._library = library
        self._productions = productions
        self._profile = profile
        self._clauses = {
            (each.rule, each.clause): each for each in productions.all if each.clause is not None
        }
        self._openable = [
            each for each in productions.all if each.clause is None and self._can_be_open(each)
        ]
        #: The rules with a clause about the person's age or pregnancy.
        self.of_the_person = frozenset(
            each.rule
            for each in productions.all
            if each.clause and any(slot.kind == "person" for slot in each.slots)
        )

    def would_change(
        self, finding: Finding, person: PersonFact = NOBODY
    ) -> Iterator[PossibleChange]:
        """The clauses of a finding that did not speak, but would if something were known."""
        spoken = {name for name, _, _ in finding.clauses}
        raised = any(name.startswith("raise") for name in spoken)
        for name, clause in finding.rule.clauses:
            if name in spoken:
                continue
            to = clause.to if isinstance(clause, Adjustment) else "silent"
            if name.startswith("raise") and rank(to) <= rank(finding.severity):
                continue
            if name.startswith("lower") and (raised or rank(to) >= rank(finding.severity)):
                continue
            unknown = self._unknown(self._clauses[finding.rule.id, name], finding.facts, person)
            if unknown:
                words = [self._words(clause.when[slot], fact) for slot, fact in unknown]
                yield PossibleChange(if_=" and ".join(words), to=to)

    def undecided(self, facts: Facts, fired: frozenset[str]) -> Iterator[Undecided]:
        """Rules whose patterns could all hold, were some unstated fact known."""
        for production in self._openable:
            if production.rule in fired:
                continue
            needs = self._needs(production, facts)
            if needs:
                rule = self._library.rules[production.rule]
                yield Undecided(
                    rule=rule.code,
                    needs="; ".join(needs),
                    could_be=rule.severity_in(self._profile),
                )

    def _can_be_open(self, production: Production) -> bool:
        tests = (self._productions.tests[slot.flag] for slot in production.slots)
        return any(
            test.kind != "medication" or test.lenient.dose or test.lenient.taken_for
            for test in tests
        )

    def _needs(self, production: Production, facts: Facts) -> list[str]:
        needs: list[str] = []
        bound: list[str] = []
        rule = self._library.rules[production.rule]
        for slot in production.slots:
            pattern = rule.when[slot.name]
            if slot.kind == "medication":
                answer, fact = self._best(slot.flag, facts, bound)
                if fact is None:
                    return []
                bound.append(fact.substance)
                if answer is Answer.OPEN:
                    needs.append(self._attribute(pattern, fact))
            elif slot.kind == "person":
                answer = self._productions.ask(slot.flag, facts.person)
                if answer is Answer.NO:
                    return []
                if answer is Answer.OPEN:
                    needs.append(_person(pattern, facts.person))
            elif not any(
                self._productions.ask(slot.flag, each) is Answer.YES for each in facts.conditions
            ):
                # Conditions were asked for, and this one was not named. Pregnancy has no line.
                if any(each.lines for each in facts.conditions):
                    return []
                conditions = self._conditions(pattern)
                needs.append(
                    _say("whether-known", conditions=_either(each.plain for each in conditions))
                )
        return needs

    def _best(
        self, flag: int, facts: Facts, bound: Sequence[str]
    ) -> tuple[Answer, MedicationFact | None]:
        best: tuple[Answer, MedicationFact | None] = (Answer.NO, None)
        for fact in facts.medications:
            if fact.substance not in bound:
                answer = self._productions.ask(flag, fact)
                if answer > best[0]:
                    best = (answer, fact)
        return best

    def _unknown(
        self, production: Production, facts: tuple[Fact, ...], person: PersonFact
    ) -> list[tuple[str, Fact | None]]:
        """The slots that are open, with the fact they are open about; empty if one says no."""
        unknown: list[tuple[str, Fact | None]] = []
        for slot, fact in zip(production.slots, facts, strict=False):
            answer = self._productions.ask(slot.flag, fact)
            if answer is Answer.NO:
                return []
            if answer is Answer.OPEN:
                unknown.append((slot.name, fact))
        for slot in production.slots[len(facts) :]:
            if slot.kind != "person":
                unknown.append((slot.name, None))
                continue
            answer = self._productions.ask(slot.flag, person)
            if answer is Answer.NO:
                return []
            if answer is Answer.OPEN:
                unknown.append((slot.name, person))
        return unknown

    def _words(self, pattern: Pattern, fact: Fact | None) -> str:
        if isinstance(fact, MedicationFact):
            return self._attribute(pattern, fact)
        if isinstance(fact, PersonFact):
            return _person(pattern, fact)
        if pattern.kind == "condition":
            conditions = self._conditions(pattern)
            return _say("known", conditions=_either(each.label for each in conditions))
        return _say("taken-too", medicines=self._substances(pattern))

    def _attribute(self, pattern: Pattern, fact: MedicationFact) -> str:
        name = self._library.substances[fact.substance].name
        parts: list[str] = []
        if pattern.use and fact.use == "unknown":
            key = _USES.get(pattern.use, "fact.use")
            parts.append(SENTENCES[key].format(medicine=name, uses=" or ".join(pattern.use)))
        if pattern.route and fact.route == "unknown":
            ways = " or ".join(SENTENCES.get(f"way.{each}", each) for each in pattern.route)
            parts.append(_say("route", medicine=name, ways=ways))
        if pattern.dose and pattern.dose.above and not (fact.dose and fact.dose.exact):
            parts.append(_say("dose-above", medicine=name, amount=_amount(pattern.dose.above)))
        if pattern.dose and pattern.dose.at_most and not (fact.dose and fact.dose.exact):
            parts.append(_say("dose-at-most", medicine=name, amount=_amount(pattern.dose.at_most)))
        if pattern.taken_for and fact.taken_days is None:
            parts.append(_say("taken-for", medicine=name, days=days(pattern.taken_for)))
        if pattern.timing and fact.status == "stopped" and fact.stopped_days is None:
            parts.append(_say("recent", medicine=name))
        return " and ".join(parts) or _say("more", medicine=name)

    def _conditions(self, pattern: Pattern) -> Iterator[KnownCondition | ConditionGroup]:
        for name in pattern.condition:
            if name.startswith("@"):
                yield self._library.groups[name[1:]]
            else:
                yield self._library.conditions[name]

    def _substances(self, pattern: Pattern) -> str:
        names = [
            self._library.classes[name[1:]].label
            if name.startswith("@")
            else self._library.substances[name].name
            for name in pattern.medication
        ]
        return _either(names)


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


def _say(key: str, **values: object) -> str:
    return SENTENCES[f"fact.{key}"].format_map(values)


def _amount(text: str) -> str:
    return text.removesuffix("/day")


def _person(pattern: Pattern, known: PersonFact) -> str:
    wanted = pattern.person
    parts: list[str] = []
    if wanted and wanted.age and known.age is None:
        if wanted.age.at_least is not None:
            parts.append(_say("older", age=wanted.age.at_least))
        if wanted.age.at_most is not None:
            parts.append(_say("younger", age=wanted.age.at_most))
    if wanted and wanted.pregnant is not None and known.pregnant is None:
        parts.append(_say("pregnant" if wanted.pregnant else "not-pregnant"))
    return " and ".join(parts)
