"""One resource read as one line of the record: a fact to check, or set aside with the reason."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from medcaution.facts import LONGEST_LINE, OLDEST, Condition, Medication
from medcaution.fhir.bundles import Contents
from medcaution.fhir.coding import codes, route
from medcaution.fhir.doses import UNREAD, dose
from medcaution.fhir.naming import Unnamed, name
from medcaution.fhir.patients import Subject
from medcaution.fhir.shapes import ConditionResource, Dosage, MedicationResource, MedicationUse
from medcaution.fhir.standing import (
    COURSES,
    ENDED_SOME_DAY,
    ENDS_BEFORE_IT_BEGINS,
    FAMILY,
    USES,
    condition_verdict,
    medication_verdict,
    relative_verdict,
    told_absent,
)
from medcaution.matching.directions import NOT_READ
from medcaution.presentation.showing import clean

Kind: TypeAlias = Literal["medication", "condition"]

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T|$)")
_OBSCURE = "It carries rules that are not understood and may change what it means."
_SHAPELESS = "An element of it has a shape that cannot be read."
_UNWRITTEN = "Its name holds characters that cannot be read, or is too long."
_ANOTHER = "It says that it is about another patient."
_ALONE = "Nothing in the record says whether this medicine is taken."
_UNCLEAR = "Whom it is about cannot be told, or is no patient, so it was not read."


@dataclass(frozen=True)
class Read:
    """A resource that is checked.

    Args:
        fact: what is checked.
        reference: to the resource, if it has an id.
        remarks: what was assumed to read it, or not read of it.
        others: what else the record tells as the name of the whole medicine.
        parts: the active ingredients the record lists; None for one that it does not name.
    """

    fact: Medication | Condition
    reference: str | None = None
    remarks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    parts: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """A resource that is not part of the check, and why."""

    kind: Kind
    as_written: str
    outcome: Literal["ignored", "could-not-interpret", "ambiguous"]
    reason: str
    reference: str | None = None
    candidates: tuple[str, ...] = ()


Line: TypeAlias = Read | SetAside


def line(resource: dict[str, Any], contents: Contents, as_of: datetime.date | None) -> Line:
    """A drug or condition resource as a line."""
    if _kind(resource) == "condition":
        return _condition(resource)
    return _medication(resource, contents, as_of)


def line_of_another(resource: dict[str, Any], subject: Subject) -> SetAside:
    """A resource that may be about another patient: nothing of it is read, not even its name."""
    reason = _ANOTHER if subject.told == "person" else _UNCLEAR
    return SetAside(_kind(resource), "", "could-not-interpret", reason, _reference(resource))


def product_alone(resource: dict[str, Any]) -> SetAside:
    """A Medication that no drug resource points to: it names a medicine, and not that it is taken."""
    try:
        product = MedicationResource.model_validate(resource)
    except ValidationError:
        return SetAside("medication", "", "could-not-interpret", _SHAPELESS, _reference(resource))
    words = _shown(product.code.words) if product.code else ""
    if product.status == "entered-in-error":
        told = f"Its status is {product.status}."
        return SetAside("medication", words, "ignored", told, _reference(resource))
    return SetAside("medication", words, "could-not-interpret", _ALONE, _reference(resource))


def _kind(resource: dict[str, Any]) -> Kind:
    return "condition" if resource["resourceType"] in ("Condition", FAMILY) else "medication"


def day(text: str | None) -> datetime.date | None:
    """The day of a FHIR date; None if it names no whole day."""
    found = _DAY.match(text or "")
    try:
        return datetime.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _medication(resource: dict[str, Any], contents: Contents, as_of: datetime.date | None) -> Line:
    kind, reference = resource["resourceType"], _reference(resource)

    def aside(outcome: Any, reason: str, words: str = "") -> SetAside:
        return SetAside("medication", _shown(words), outcome, reason, reference)

    try:
        use = MedicationUse.model_validate(resource)
        named = name(use, resource, contents.index)
    except ValidationError:
        return aside("could-not-interpret", _SHAPELESS)
    except Unnamed as error:
        named = None
        unnamed = str(error)
    words = named.words if named else ""
    first, last, untold = _days(use, as_of)
    verdict, reason = medication_verdict(kind, use, last or first, as_of)
    if verdict == "ignored":
        return aside(verdict, reason, words)
    if named is None:
        return aside("could-not-interpret", unnamed)
    if use.obscure or named.obscure:
        return aside("could-not-interpret", _OBSCURE, words)
    if absent := told_absent(named.concepts):
        return aside(*absent, words)
    if verdict == "could-not-interpret":
        return aside(verdict, reason, words)
    if verdict == "stopped" and kind in COURSES and use.moment and not use.period:
        last, reason = None, ENDED_SOME_DAY
    facts = {
        "as_written": words,
        "use": USES[kind],
        "status": verdict,
        "since": first,
        "last_taken": last if verdict == "stopped" else None,
        "codes": codes(named.concepts),
    }
    found = _dosed(facts, use.directions)
    if found is None:
        return aside("could-not-interpret", _UNWRITTEN, words)
    fact, unread = found
    remarks = tuple(filter(None, (reason, untold, unread)))
    return Read(fact, reference, remarks, named.others, named.parts)


def _dosed(facts: dict[str, Any], dosages: list[Dosage]) -> tuple[Medication, str] | None:
    """The medicine with its route and dose, and what is to be said of a dose that was not read."""
    for amount, unread in (dose(dosages), (NOT_READ, UNREAD)):
        try:
            told = {**facts, "route": route(dosages), "dose": amount}
            return Medication.model_validate(told), unread
        except ValidationError:
            continue
    return None


def _condition(resource: dict[str, Any]) -> Line:
    reference = _reference(resource)

    def aside(outcome: Any, reason: str, words: str = "") -> SetAside:
        return SetAside("condition", _shown(words), outcome, reason, reference)

    try:
        condition = ConditionResource.model_validate(resource)
    except ValidationError:
        return aside("could-not-interpret", _SHAPELESS)
    words = condition.code.words if condition.code else ""
    judge = relative_verdict if resource["resourceType"] == FAMILY else condition_verdict
    verdict, reason = judge(condition)
    if verdict == "ignored":
        return aside(verdict, reason, words)
    if condition.code is None or not words:
        return aside("could-not-interpret", "It holds no name and no code.")
    if condition.obscure:
        return aside("could-not-interpret", _OBSCURE, words)
    if absent := told_absent([condition.code]):
        return aside(*absent, words)
    if verdict == "could-not-interpret":
        return aside(verdict, reason, words)
    try:
        coded = codes([condition.code])
        fact = Condition(name=words, status=verdict, codes=coded)
        others = tuple(each for each in condition.code.displays if each != words)
        return Read(fact, reference, others=others)
    except ValidationError:
        return aside("could-not-interpret", _UNWRITTEN, words)


def _shown(words: str) -> str:
    return clean(words)[:LONGEST_LINE]


def _reference(resource: dict[str, Any]) -> str | None:
    identity = resource.get("id")
    usable = isinstance(identity, str) and re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", identity)
    return f"{resource['resourceType']}/{identity}" if usable else None


def _days(
    use: MedicationUse, as_of: datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None, str]:
    """The first and the last day it was taken, and what is to be said if the record tells none.

    A day still to come or before anybody lived is none of them; nor are two days that contradict
    each other.
    """
    start, end = (use.period.start, use.period.end) if use.period else (use.moment, use.moment)
    ends = [day(start), day(end)]
    first, last = (each if each and _is_lived(each, as_of) else None for each in ends)
    if use.period and first and last and first > last:
        return None, None, ENDS_BEFORE_IT_BEGINS
    return (first if use.period else None), last, ""


def _is_lived(day: datetime.date, as_of: datetime.date | None) -> bool:
    """Can somebody who lives have taken a medicine then?"""
    return as_of is None or (day <= as_of and as_of.year - day.year <= OLDEST)
