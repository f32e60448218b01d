"""Names of one medicine that a record tells in several ways: what contradicts is a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from medcaution.facts import Medication
from medcaution.fhir.lines import Line, Read, SetAside
from medcaution.fhir.record import Record
from medcaution.presentation.showing import clean
from medcaution.recognition import Recogniser, Recognition

_DIFFER = "The record tells its name in ways that differ. Which of them is it?"
_UNTOLD = "An ingredient of it is not told, and its name is that of the others alone."


def settled(record: Record, recogniser: Recogniser) -> Record:
    """The record, with every medicine set aside whose names contradict each other."""
    if not any(isinstance(each, Read) and (each.others or each.parts) for each in record.lines):
        return record
    lines = tuple(_settled(each, recogniser) for each in record.lines)
    facts = [each.fact for each in lines if isinstance(each, Read)]
    medications = tuple(each for each in facts if isinstance(each, Medication))
    person = record.person.model_copy(update={"medications": medications})
    return replace(record, lines=lines, person=person)


def _settled(line: Line, recogniser: Recogniser) -> Line:
    if not isinstance(line, Read) or not isinstance(line.fact, Medication):
        return line
    main = recogniser.medication(line.fact.as_written, line.fact.codes)
    if main.outcome != "recognised":
        return line
    told = frozenset(main.substances)
    parts = [recogniser.medication(each) for each in line.parts if each]
    others = [recogniser.medication(each) for each in line.others]
    if any(_differs(each, told) for each in (*others, *parts)):
        return _asked(line, _DIFFER, told.union(*map(_named, (*others, *parts))))
    if None in line.parts and told <= frozenset().union(*map(_named, parts)):
        return _asked(line, _UNTOLD, told)
    return line


def _differs(other: Recognition, told: frozenset[str]) -> bool:
    """Does it name what is not among these? What names fewer of them, or nothing known, does not."""
    if other.outcome == "ambiguous":
        return bool(other.candidates) and told.isdisjoint(other.candidates)
    return not _named(other) <= told


def _named(answer: Recognition) -> frozenset[str]:
    return frozenset(answer.substances) if answer.outcome == "recognised" else frozenset()


def _asked(line: Read, question: str, candidates: Iterable[str]) -> SetAside:
    written = line.fact.as_written if isinstance(line.fact, Medication) else ""
    return SetAside(
        "medication",
        clean(written),
        "ambiguous",
        question,
        line.reference,
        tuple(sorted(candidates)),
    )
