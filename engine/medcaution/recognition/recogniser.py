"""From what was written to substances and conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from medcaution.facts import Code, Medication
from medcaution.library import Library
from medcaution.recognition.agreement import agree
from medcaution.recognition.answer import (
    KNOWN,
    Recognition,
    ambiguous,
    could_not_interpret,
    not_recognised,
)
from medcaution.recognition.codes import CodeTable
from medcaution.recognition.condition_names import condition_names
from medcaution.recognition.conditions import ConditionLines
from medcaution.recognition.medications import MedicationLines
from medcaution.recognition.names import Names
from medcaution.recognition.search import NameMatch, Search
from medcaution.recognition.substance_names import substance_names
from medcaution.recognition.turning import TURNED

_REMEMBERED = 4_096
_LONGEST = 1_000
_EMPTY = Recognition("ignored", reason="An empty line.")
_TOO_LONG = Recognition(
    "could-not-interpret",
    reason="It is too long for one line: write one medicine or condition a line.",
)
_FIELDS = could_not_interpret(
    "What stands after a semicolon is read on the command line and the page only. Here, tell it "
    'in fields of its own, such as "use" or "status".'
)
#: As `written.read_line` reads it.
_ATTRIBUTE = re.compile(
    rf";\s*(?:{'|'.join(Medication.model_fields).replace('_', '[_-]')})\s*=", re.IGNORECASE
)
_NO_LETTER = not_recognised("It holds no letter: write a name.")
#: Said of a line without a name of which something else is told: it must not pass as empty.
NAMELESS = not_recognised("It holds no name, nor a code that is known: write its name.")
_CODES_DIFFER = "Its codes name different things. Which of them is it?"
_IS_CONDITION = "It is the name of a condition: list it under conditions."
_IS_MEDICATION = "It is the name of a medicine or substance: list it under medications."


class Recogniser:
    """Recognises lines by the names and codes of one library. Immutable; safe between threads.

    Args:
        library: whose names and codes are known.
        indexes: of the same library, if they were gathered before.

    Raises:
        KnowledgeError: if one name belongs to two things and the knowledge does not ask which.
    """

    def __init__(self, library: Library, indexes: tuple[Names, Names] | None = None) -> None:
        self.indexes = indexes or (substance_names(library), condition_names(library))
        self._substances, self._conditions = self.indexes
        self._library = library
        self._medication_lines = MedicationLines(self._substances)
        self._condition_lines = ConditionLines(self._conditions)
        self._read_medication = lru_cache(_REMEMBERED)(self._medication)
        self._read_condition = lru_cache(_REMEMBERED)(self._condition)

    def medication(self, as_written: str, codes: Sequence[Code] = ()) -> Recognition:
        """What a medication line names, from its text and its codes. Never raises."""
        # Longer texts are never remembered, so what is remembered stays bounded in bytes too.
        answer = self._read_medication(as_written) if len(as_written) <= _LONGEST else _TOO_LONG
        if not codes:
            return answer
        owners = self._substance_codes.owners(codes)
        seen: Sequence[Recognition] = ()
        if owners and answer.outcome != "recognised":
            seen = self._medication_lines.named_in(as_written[:_LONGEST])
        return _with_codes(answer, owners, self._substances, seen)

    def condition(self, name: str, codes: Sequence[Code] = ()) -> Recognition:
        """What a condition line names, from its text and its codes. Never raises."""
        answer = self._read_condition(name) if len(name) <= _LONGEST else _TOO_LONG
        if not codes:
            return answer
        return _with_codes(answer, self._condition_codes.owners(codes), self._conditions)

    def named_in(self, text: str) -> frozenset[str]:
        """The substances whose known names stand in a text, though it is not read as a whole.

        Slang is left out: a word such as "speed" is one only where it stands alone.
        """
        found = self._medication_lines.named_in(text[:_LONGEST])
        named = (each.substances for each in found if each.via != "street")
        return frozenset(each for substances in named for each in substances)

    def are_apart(self, condition: str, other: str) -> bool:
        """Do rules read another condition, and nowhere together with this one?"""
        heard = self._library.heard_with
        return bool(heard[other]) and heard[other].isdisjoint(heard[condition])

    def search(self, query: str, limit: int = 10) -> list[NameMatch]:
        """Names like a query: exact, beginning alike, then near. None of them is taken."""
        return self._search.matches(query[:_LONGEST], limit)

    # What only some lines need is gathered when the first of them comes.
    @cached_property
    def _substance_codes(self) -> CodeTable:
        return CodeTable(self._library, self._library.substances)

    @cached_property
    def _condition_codes(self) -> CodeTable:
        return CodeTable(self._library, self._library.conditions)

    @cached_property
    def _search(self) -> Search:
        return Search(self._substances, self._conditions)

    def _medication(self, as_written: str) -> Recognition:
        if ";" in as_written and _ATTRIBUTE.search(as_written):
            return _FIELDS
        answer = _unreadable(as_written) or self._medication_lines.read(as_written)
        if _unknown(answer) and self._condition_lines.knows(as_written):
            return replace(answer, reason=f"{answer.reason} {_IS_CONDITION}")
        return answer

    def _condition(self, name: str) -> Recognition:
        answer = _unreadable(name) or self._condition_lines.read(name)
        if _unknown(answer) and self._medication_lines.knows(name):
            return replace(answer, reason=f"{answer.reason} {_IS_MEDICATION}")
        return answer


def _unknown(answer: Recognition) -> bool:
    return answer.outcome == "not-recognised" and answer.reason not in TURNED


def _unreadable(text: str) -> Recognition | None:
    if not text or text.isspace():
        return _EMPTY
    return None if any(map(str.isalpha, text)) else _NO_LETTER


def _with_codes(
    text: Recognition, owners: tuple[str, ...], names: Names, seen: Sequence[Recognition] = ()
) -> Recognition:
    """Codes and text must agree; a code speaks alone where the text says nothing.

    Args:
        text: what the text alone comes to.
        owners: what the codes name.
        names: the index that both are of.
        seen: the known names in a text that is not recognised.
    """
    if not owners:
        return NAMELESS if text.outcome == "ignored" else text
    if text.reason in TURNED or text.outcome == "could-not-interpret":
        return text
    known = text.outcome in KNOWN
    meanings = [names.meanings[owner] for owner in owners]
    if len(owners) == 1:
        coded = _agreed(replace(meanings[0], via="code"), text, seen, names)
        if coded is text:
            return text
        route = text.route or coded.route
        return replace(
            coded, route=route, told=text.told, strength=text.strength, status=text.status
        )
    ingredients = {substance for meaning in meanings for substance in meaning.substances}
    if known and ingredients and ingredients <= set(text.substances):
        return text
    return ambiguous(tuple(sorted({*owners, *text.candidates, *text.substances})), _CODES_DIFFER)


def _agreed(
    coded: Recognition, text: Recognition, seen: Sequence[Recognition], names: Names
) -> Recognition:
    """What a code comes to beside the text: itself, the text, or the question which is meant."""
    read = {substance for each in seen for substance in each.substances}
    if text.partial and read.issuperset(coded.substances):
        return text  # the code names what was read, and nothing of the rest
    for each in seen:
        coded = agree(coded, each, names)
        if coded.outcome == "ambiguous":
            return coded
    if text.outcome not in KNOWN:
        return replace(coded, via="code")
    return agree(text, coded, names, coded=True)
