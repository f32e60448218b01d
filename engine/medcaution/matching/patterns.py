"""Does one fact satisfy one pattern? Decided here, in typed Python, before any engine.

The answer is YES, NO or OPEN: open means that a fact nobody stated would decide it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from medcaution.facts import LOCAL_ROUTES
from medcaution.library.library import Library
from medcaution.library.rules import SYSTEMIC, Pattern, PersonTest, days, milligrams_a_day
from medcaution.library.substances import Substance
from medcaution.matching.facts import ConditionFact, MedicationFact, PersonFact

_COUNTED = {False: ("active", "suspected"), True: ("active", "suspected", "history")}
#: A line stopped yesterday still acts today (rule-format, timing).
RECENT_DAYS = 1


class Answer(IntEnum):
    """Ordered so that `min` is AND."""

    NO = 0
    OPEN = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Test:
    """A pattern made ready: its members expanded, with what a clause asks on top.

    `lenient` attributes accept what is unknown, as `when` does; `strict` ones need to be known,
    as clauses do. `added` holds for medications that a clause brings in, which need to be taken
    now for sure; `current_only` for those that a lower or an unless brings in, and for conditions
    that it speaks of, since a suspicion lowers nothing.
    """

    __test__ = False  # not a pytest class

    kind: str
    members: frozenset[str]
    lenient: Pattern
    strict: Pattern | None = None
    added: bool = False
    current_only: bool = False

    def narrowed(self, pattern: Pattern, library: Library, *, lowers: bool = False) -> Test:
        """This test with the further demands of a clause on the same fact."""
        members = self.members
        if pattern.medication or pattern.condition:
            members &= _members(pattern, library)
        members -= (
            library.conditions_in(pattern.except_)
            if self.kind == "condition"
            else library.members(pattern.except_)
        )
        known = lowers and self.kind == "condition"
        return replace(self, members=members, strict=pattern, current_only=known)


def compile_pattern(pattern: Pattern, library: Library) -> Test:
    """A pattern of a rule's `when`."""
    return Test(pattern.kind, _members(pattern, library), pattern)


def compile_addition(pattern: Pattern, library: Library, *, current_only: bool) -> Test:
    """A pattern that a clause adds: its attributes must be known."""
    members = _members(pattern, library)
    if pattern.kind != "medication":
        known = current_only and pattern.kind == "condition"
        return Test(pattern.kind, members, pattern, current_only=known)
    return Test(
        pattern.kind, members, pattern, strict=pattern, added=True, current_only=current_only
    )


def _members(pattern: Pattern, library: Library) -> frozenset[str]:
    if pattern.condition:
        return library.conditions_in(pattern.condition) - library.conditions_in(pattern.except_)
    return library.members(pattern.medication) - library.members(pattern.except_)


def ask_medication(test: Test, fact: MedicationFact, substance: Substance) -> Answer:
    """Does a medication satisfy the test?"""
    if fact.substance not in test.members:
        return Answer.NO
    if test.current_only and fact.status != "current":
        return Answer.NO
    answer = _lenient(test.lenient, fact, substance)
    if test.strict is not None and answer is not Answer.NO:
        answer = min(answer, _strict(test.strict, fact))
        if test.added or test.strict.timing:
            answer = min(answer, _timing(test.strict, fact, substance))
    return answer


def ask_condition(test: Test, fact: ConditionFact, *, lasting: bool) -> Answer:
    """Does a condition satisfy the test? Active and suspected count; history if it lasts."""
    if fact.condition not in test.members:
        return Answer.NO
    counted = test.lenient.status or _COUNTED[lasting]
    if fact.status not in counted:
        return Answer.NO
    asked = test.strict or test.lenient
    if test.strict is not None and asked.status and fact.status not in asked.status:
        return Answer.NO
    if test.current_only and fact.status == "suspected" and not asked.status:
        return Answer.NO
    return Answer.YES


def ask_person(test: Test, fact: PersonFact) -> Answer:
    """Does the person satisfy the test? What is not stated is open."""
    narrower = test.strict.person if test.strict else None
    asked = [each for each in (test.lenient.person, narrower) if each is not None]
    return min((_ask_person(each, fact) for each in asked), default=Answer.NO)


def _ask_person(wanted: PersonTest, fact: PersonFact) -> Answer:
    answer = Answer.YES
    if wanted.age is not None:
        if fact.age is None:
            answer = Answer.OPEN
        elif not (wanted.age.at_least or 0) <= fact.age <= (wanted.age.at_most or fact.age):
            return Answer.NO
    if wanted.pregnant is not None:
        if fact.pregnant is None:
            answer = Answer.OPEN
        elif fact.pregnant is not wanted.pregnant:
            return Answer.NO
    return answer


def _lenient(pattern: Pattern, fact: MedicationFact, substance: Substance) -> Answer:
    routes = pattern.route or (SYSTEMIC,)
    if fact.route != "unknown" and not _route_fits(fact.route, routes):
        return Answer.NO
    if pattern.use and fact.use != "unknown" and fact.use not in pattern.use:
        return Answer.NO
    if pattern.status and fact.status not in pattern.status:
        return Answer.NO
    if _timing(pattern, fact, substance) is Answer.NO:
        return Answer.NO
    return min(_dose(pattern, fact), _taken_for(pattern, fact))


def _strict(pattern: Pattern, fact: MedicationFact) -> Answer:
    answer = min(_dose(pattern, fact), _taken_for(pattern, fact))
    if pattern.status and fact.status not in pattern.status:
        return Answer.NO
    if pattern.route:
        answer = min(answer, _known_route(pattern, fact))
    if pattern.use:
        known = fact.use in pattern.use
        answer = min(answer, Answer.YES if known else _open_if(fact.use == "unknown"))
    return answer


def _known_route(pattern: Pattern, fact: MedicationFact) -> Answer:
    if fact.route == "unknown":
        return Answer.YES if "unknown" in pattern.route else Answer.OPEN
    return Answer.YES if _route_fits(fact.route, pattern.route) else Answer.NO


def _route_fits(route: str, routes: tuple[str, ...]) -> bool:
    return route in routes or (SYSTEMIC in routes and route not in LOCAL_ROUTES)


def _open_if(condition: bool) -> Answer:
    return Answer.OPEN if condition else Answer.NO


def _timing(pattern: Pattern, fact: MedicationFact, substance: Substance) -> Answer:
    if pattern.timing == "stopped":
        if fact.status != "stopped":
            return Answer.NO
        limit = days(pattern.within or "")
    elif fact.status != "stopped":
        return Answer.YES
    else:
        limit = window(pattern.timing, substance)
    if fact.stopped_days is None:
        return Answer.OPEN
    return Answer.YES if fact.stopped_days <= limit else Answer.NO


def window(timing: str | None, substance: Substance) -> int:
    """Days after the last dose that count, the boundary day included."""
    known = {"washout": substance.washout, "carry-over": substance.carry_over}.get(timing or "")
    return max(known.days, RECENT_DAYS) if known else RECENT_DAYS


def _dose(pattern: Pattern, fact: MedicationFact) -> Answer:
    if pattern.dose is None:
        return Answer.YES
    if fact.dose is None:
        return Answer.OPEN
    if pattern.dose.above is not None:
        if fact.dose.milligrams > milligrams_a_day(pattern.dose.above):
            return Answer.YES
        return _open_if(not fact.dose.exact)
    at_most = milligrams_a_day(pattern.dose.at_most or "")
    if fact.dose.milligrams > at_most:
        return Answer.NO
    return Answer.YES if fact.dose.exact else Answer.OPEN


def _taken_for(pattern: Pattern, fact: MedicationFact) -> Answer:
    if pattern.taken_for is None:
        return Answer.YES
    if fact.taken_days is None:
        return Answer.OPEN
    return Answer.YES if fact.taken_days >= days(pattern.taken_for) else Answer.NO
