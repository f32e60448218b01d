"""What the status elements of a resource make of it: taken, planned, stopped, or set aside.

Codes are those of FHIR R4 and, where records still carry them, of STU3 and DSTU2.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal, TypeAlias

from medcaution.facts import ConditionStatus, MedicationStatus, Use
from medcaution.fhir.shapes import Concept, ConditionResource, MedicationUse

Verdict: TypeAlias = MedicationStatus | Literal["ignored", "could-not-interpret"]
ConditionVerdict: TypeAlias = ConditionStatus | Literal["ignored", "could-not-interpret"]

USES: dict[str, Use] = {
    "MedicationRequest": "prescribed-unsupervised",
    "MedicationOrder": "prescribed-unsupervised",
    "MedicationPrescription": "prescribed-unsupervised",
    "MedicationDispense": "prescribed-unsupervised",
    "MedicationAdministration": "unknown",
    "MedicationStatement": "unknown",
    "MedicationUsage": "unknown",
}

#: What tells of the conditions of a relative.
FAMILY = "FamilyMemberHistory"

#: A dose given in the last days speaks of a medicine in use, not of one that was stopped. The number
#: is our choice and no source stands behind it: two weeks span the rhythm of what is given once or
#: twice a week (ketamine sessions, weekly patches), and err towards cautions. Older doses count as
#: stopped on their day, so that washout and carry-over rules still read them.
RECENT = datetime.timedelta(days=14)
GOES_ON = (
    f"A dose given in the last {RECENT.days} days, and what was dispensed on any day, is taken as "
    "still in use; the record does not say so."
)
#: Kinds that speak of a course, so that their one date may be the day it began.
COURSES = frozenset(("MedicationStatement", "MedicationUsage"))
ENDS_BEFORE_IT_BEGINS = (
    "A medicine whose course ends before it begins is taken as one whose days are not known."
)
ENDED_SOME_DAY = (
    "Of a course that is over and bears one date, nobody can tell whether it began or ended then, so "
    "it is taken as stopped a short time ago."
)

_CURRENT: Verdict = "current"
_STATUSES: dict[str, Verdict] = {
    "": "current",
    "active": "current",
    "on-hold": "current",
    "unknown": "current",
    "in-progress": "current",
    "preparation": "current",
    "recorded": "current",
    "draft": "planned",
    "proposed": "planned",
    "intended": "planned",
    "stopped": "stopped",
    "ended": "stopped",
    "completed": "stopped",
    "cancelled": "ignored",
    "declined": "ignored",
    "not-done": "ignored",
    "not-taken": "ignored",
    "entered-in-error": "ignored",
}
_PLANS = frozenset(("proposal", "plan", "option"))
_INTENTS = _PLANS | {
    "",
    "order",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
}
_CLINICAL: dict[str, ConditionVerdict] = {
    "": "active",
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    # In remission, the person still lives with it.
    "remission": "active",
    "unknown": "active",
    "inactive": "history",
    "resolved": "history",
}
_TOLD_OF_FAMILY = frozenset(("", "partial", "completed", "health-unknown"))
_UNSURE = frozenset(("unconfirmed", "provisional", "differential", "unknown"))
_REFUTED = frozenset(("refuted", "entered-in-error"))


#: Codes of the International Patient Summary and SNOMED CT for "there is none".
_NONE_KNOWN = frozenset(("no-known-medications", "no-known-problems", "160245001"))
_NOT_KNOWN = frozenset(("no-medication-info", "no-problem-info"))


def medication_verdict(
    kind: str, use: MedicationUse, day: datetime.date | None, as_of: datetime.date | None
) -> tuple[Verdict, str]:
    """What becomes of a drug resource; why if it is set aside, or what was assumed if not."""
    status, intent = (use.status or "").lower(), (use.intent or "").lower()
    adherence = use.adherence.code.code if use.adherence and use.adherence.code else ""
    denied = (use.was_not_taken, use.not_given, use.was_not_given, use.not_done)
    refused = any(denied) or use.taken in ("n", "na") or adherence == "not-taking"
    if use.forbidden:
        return "ignored", "It asks for the medicine not to be given."
    verdict = _STATUSES.get(status)
    if verdict == "ignored":
        return verdict, f"Its status is {status}."
    if refused:
        return "ignored", "It says that the medicine was not taken or not given."
    if verdict is None:
        return "could-not-interpret", "Its status is none that FHIR defines."
    if intent not in _INTENTS:
        return "could-not-interpret", "Its intent is none that FHIR defines."
    if adherence.startswith("stopped"):
        return "stopped", ""
    if status == "completed" and _goes_on(kind, day, as_of):
        return _CURRENT, GOES_ON
    return ("planned" if intent in _PLANS and verdict == "current" else verdict), ""


def _goes_on(kind: str, day: datetime.date | None, as_of: datetime.date | None) -> bool:
    """Is a completed one likely part of a course that goes on?"""
    if kind == "MedicationDispense":
        return True
    return kind == "MedicationAdministration" and (
        day is None or as_of is None or as_of - day <= RECENT
    )


def told_absent(concepts: Sequence[Concept]) -> tuple[Verdict, str] | None:
    """What becomes of an entry that says by a code that there is nothing; None for any other."""
    coded = {each.code for concept in concepts for each in concept.coding if each.code}
    texts = [concept.text for concept in concepts if concept.text]
    if not coded or not all(each.lower().startswith("no ") for each in texts):
        return None
    if coded <= _NONE_KNOWN:
        return "ignored", "It says that none is known."
    if coded <= _NONE_KNOWN | _NOT_KNOWN:
        return "could-not-interpret", "It says that nothing is known about this."
    return None


def relative_verdict(condition: ConditionResource) -> tuple[ConditionVerdict, str]:
    """What becomes of a condition of a relative, and why if it is set aside."""
    status = (condition.status or "").lower()
    if status == "entered-in-error":
        return "ignored", f"Its status is {status}."
    if status not in _TOLD_OF_FAMILY:
        return "could-not-interpret", "Its status is none that FHIR defines."
    return "family-history", ""


def condition_verdict(condition: ConditionResource) -> tuple[ConditionVerdict, str]:
    """What becomes of a condition, and why if it is set aside."""
    verification = condition.verification_status.code if condition.verification_status else ""
    clinical = condition.clinical_status.code if condition.clinical_status else ""
    if verification in _REFUTED:
        return "ignored", f"Its verification status is {verification}."
    if verification not in _UNSURE | {"", "confirmed"} or clinical not in _CLINICAL:
        return "could-not-interpret", "Its status is none that FHIR defines."
    verdict = _CLINICAL[clinical]
    return ("suspected" if verdict == "active" and verification in _UNSURE else verdict), ""
