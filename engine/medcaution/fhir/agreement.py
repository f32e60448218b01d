"""Names of one medicine or condition that a record tells in several ways: what contradicts is a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from medcaution.facts import Condition, Medication
from medcaution.fhir.lines import Line, Read, SetAside
from medcaution.fhir.record import Record
from medcaution.presentation.showing import clean
from medcaution.recognition import Recogniser

#: What injections are diluted with: beside another name it is no other medicine.
_DILUENTS = frozenset(("sodium-chloride", "glucose"))
_DIFFER = "The record tells its name in ways that differ. Which of them is it?"
_UNTOLD = "An ingredient of it is not told, and its name is that of the others alone."


def settled(record: Record, recogniser: Recogniser) -> Record:
    """The record, with every line set aside whose names contradict each other."""
    if not any(isinstance(each, Read) and (each.others or each.parts) for each in record.lines):
        return record
    lines = tuple(_settled(each, recogniser) for each in record.lines)
    facts = [each.fact for each in lines if isinstance(each, Read)]
    medications = tuple(each for each in facts if isinstance(each, Medication))
    conditions = tuple(each for each in facts if isinstance(each, Condition))
    told = {"medications": medications, "conditions": conditions}
    return replace(record, lines=lines, person=record.person.model_copy(update=told))


def _settled(line: Line, recogniser: Recogniser) -> Line:
    if not isinstance(line, Read):
        return line
    judge = _medicine if isinstance(line.fact, Medication) else _illness
    return judge(line, recogniser)


def _medicine(line: Read, recogniser: Recogniser) -> Line:
    fact = line.fact
    if not isinstance(fact, Medication):
        return line
    main = recogniser.medication(fact.as_written, fact.codes)
    if main.outcome != "recognised":
        return line
    told = frozenset(main.substances)
    parts = [each for each in line.parts if each]
    names = line.others if _product_of(parts, told, recogniser) else (*line.others, *parts)
    apart = [each for each in names if _differs(each, told, recogniser)]
    if apart:
        named = (_named(each, recogniser) for each in apart)
        return _asked(line, _DIFFER, told.union(*named))
    listed = frozenset().union(*(_named(each, recogniser) for each in parts))
    if line.parts.count(None) > len(told - listed):
        return _asked(line, _UNTOLD, told)
    return line


def _illness(line: Read, recogniser: Recogniser) -> Line:
    """A display may name the illness wider or narrower, as long as some rule reads both alike."""
    fact = line.fact
    if not isinstance(fact, Condition):
        return line
    main = recogniser.condition(fact.name, fact.codes).condition
    if main is None:
        return line
    others = {recogniser.condition(each).condition for each in line.others} - {None, main}
    apart = {each for each in others if each and recogniser.are_apart(main, each)}
    return _asked(line, _DIFFER, {main, *apart}) if apart else line


def _differs(other: str, told: frozenset[str], recogniser: Recogniser) -> bool:
    """Does it name what is not among these? What names fewer of them, a diluent or nothing, does not."""
    answer = recogniser.medication(other)
    if answer.outcome == "ambiguous":
        return bool(answer.candidates) and told.isdisjoint(answer.candidates)
    return not _named(other, recogniser) <= told | _DILUENTS


def _product_of(parts: Sequence[str], told: frozenset[str], recogniser: Recogniser) -> bool:
    """Do the ingredients together name a product of these, as salts of one do?"""
    together = recogniser.medication(" / ".join(parts))
    return together.outcome == "recognised" and frozenset(together.substances) <= told


def _named(text: str, recogniser: Recogniser) -> frozenset[str]:
    """What a text names, wholly or among words that are not known."""
    answer = recogniser.medication(text)
    if answer.outcome == "recognised":
        return frozenset(answer.substances)
    return frozenset() if answer.outcome == "ambiguous" else recogniser.named_in(text)


def _asked(line: Read, question: str, candidates: Iterable[str]) -> SetAside:
    medicine = isinstance(line.fact, Medication)
    written = line.fact.as_written if isinstance(line.fact, Medication) else line.fact.name
    return SetAside(
        "medication" if medicine else "condition",
        clean(written),
        "ambiguous",
        question,
        line.reference,
        tuple(sorted(candidates)),
    )
