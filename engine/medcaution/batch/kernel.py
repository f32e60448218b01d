"""Whole people in columns in, their cautions in columns out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.ages import Ages
from medcaution.batch.answers import Answers, Speaker, Written
from medcaution.batch.bits import Bits, words_of
from medcaution.batch.census import Census
from medcaution.batch.lines import Line, Lines
from medcaution.batch.lists import Lists
from medcaution.batch.nodes import Nodes, signed
from medcaution.batch.numbers import Grown, Ints, encode, joined, ranges
from medcaution.batch.people import People
from medcaution.batch.pictures import Given, Pictures
from medcaution.judgement import Judge
from medcaution.judgement.scope import Scope
from medcaution.library.rules import Profile
from medcaution.matching.facts import MedicationFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import one_of
from medcaution.matching.table import SILENT, Table
from medcaution.matching.whole_doses import adds_up, with_whole_doses
from medcaution.prepared import Prepared
from medcaution.reading import Reader

_MEDICATION = (
    "as_written", "route", "use", "status", "dose", "since", "last_taken", "codes", "told",
    "problem",
)  # fmt: skip
_CONDITION = ("name", "status", "codes", "told", "problem")
#: Distinct lines, or sentences, remembered before all are dropped: what bounds the memory.
MOST_LINES = 500_000


class Kernel:
    """Answers tables of whole people. One for each process; remembers within bounds.

    Args:
        prepared: the knowledge, its names gathered and its rules compiled.
        profile: which severity the contested rules of the source document carry.
        as_of: the day to check for, where a person has no day of its own.
    """

    def __init__(
        self,
        prepared: Prepared,
        profile: Profile = "document",
        as_of: str | None = None,
    ) -> None:
        library, productions = prepared.library, prepared.productions
        self.table = Table(productions, Matcher(productions), library.sha256)
        self._bits = Bits(library, productions)
        self._nodes = Nodes(
            self.table,
            Judge(library, productions, profile),
            Scope(library, productions),
            self._bits.kinds,
        )
        self._pictures = Pictures(self.table, self._nodes, self._bits.words)
        generic = {name: each.name for name, each in library.substances.items()}
        self._speaker = Speaker(self._nodes, self.table, generic)
        self._census = Census()
        reader = Reader(library, prepared.recogniser, productions.covered)
        self._people = People(reader, self._bits, Ages(productions), as_of)
        self._medications = Lines(reader, "medications", _MEDICATION, self._add_medication)
        self._conditions = Lines(reader, "conditions", _CONDITION, self._add_condition)
        self._facts: list[tuple[MedicationFact, ...]] = []
        self._sizes, self._starts, self._signatures = Grown(int), Grown(int), Grown(int)
        self._ills = Grown(int, self._bits.words)
        # For each signature of a line, the number of its substance if its dose is looked at.
        self._shared = Grown(int)
        self._measured = {name: place for place, name in enumerate(productions.measured)}

    def check(self, lists: Lists) -> Answers:
        """The answers about whole people, sorted by person."""
        self._tidy()
        lists, names, owners = _numbered(lists)
        people, medications, conditions = owners
        known = self._people.known(lists.people, people, len(names))
        lines = self._medications.numbers(lists.medications, known.days, medications)
        ills = self._conditions.numbers(lists.conditions, known.days, conditions)
        count = self._census.take(lists, len(names), owners, lines, ills, known.problems)
        lines = self._with_whole_doses(lines, medications)
        np.bitwise_or.at(known.bits, conditions, self._ills.array[ills])
        signatures, where = self.spread(lines)
        owner = medications[where]
        usable = ~count.refused[owner] & (signatures != SILENT)
        owner, signatures, where = owner[usable], signatures[usable], where[usable]
        order = np.lexsort((where, signatures, owner))
        owner, signatures, where = owner[order], signatures[order], where[order]
        new = np.ones(len(owner), bool)
        new[1:] = (owner[1:] != owner[:-1]) | (signatures[1:] != signatures[:-1])
        heads = np.flatnonzero(new)
        given = Given(
            everyone=np.flatnonzero(~count.refused),
            people=owner[heads],
            signatures=signatures[heads],
            bits=known.bits,
            doubled=self._doubled(owner[heads], signatures[heads], len(names)),
            facts_of=lambda person, wanted: self._facts_of(lines, medications, person, wanted),
        )
        whose, templates, failed = self._pictures.cautions(given)
        written = Written(
            starts=heads,
            ends=np.append(heads[1:], len(owner)),
            rows=where,
            lines=lines,
            texts=lists.medications["as_written"],
        )
        told = self._speaker.rows(whose, templates, given, written)
        return self._census.answers(lists, count, names, told, failed)

    def spread(self, lines: Ints) -> tuple[Ints, Ints]:
        """Rows of (signature, row) for every substance of every row of lines."""
        counts = self._sizes.array[lines]
        rows = np.repeat(np.arange(len(lines)), counts)
        return self._signatures.array[ranges(self._starts.array[lines], counts)], rows

    def _with_whole_doses(self, lines: Ints, owners: Ints) -> Ints:
        """The same lines; of a person whose lines share a medicine, with its whole dose in each."""
        counts = self._sizes.array[lines]
        rows = np.repeat(np.arange(len(lines)), counts)
        shared = self._shared.array[ranges(self._starts.array[lines], counts)]
        rows, shared = rows[shared >= 0], shared[shared >= 0]
        wide = owners[rows] << 24 | shared
        order = np.lexsort((lines[rows], wide))
        wide, numbers = wide[order], lines[rows][order]
        differ = (wide[1:] == wide[:-1]) & (numbers[1:] != numbers[:-1])
        found = lines.copy()
        for person in np.unique(wide[1:][differ] >> 24).tolist():
            own = range(*np.searchsorted(owners, [person, person + 1]))
            told = [self._facts[lines[row]] for row in own]
            whole = iter(with_whole_doses([fact for facts in told for fact in facts]))
            for row, facts in zip(own, told, strict=True):
                taken = tuple(islice(whole, len(facts)))
                if taken != facts:
                    found[row] = self._medications.varied(
                        int(lines[row]), Line(None, taken, name=self._speaker.name(lines[row]))
                    )
        return found

    def _add_medication(self, line: Line) -> None:
        self._census.add("medication", line)
        self._speaker.add(line.name)
        self._facts.append(line.medications)
        self._starts.append(len(self._signatures))
        self._sizes.append(len(line.medications))
        for fact in line.medications:
            self._signatures.append(self.table.signature(fact))
            self._shared.append(self._measured.get(fact.substance, -1) if adds_up(fact) else -1)

    def _add_condition(self, line: Line) -> None:
        self._census.add("condition", line)
        bits = self._bits.of_condition(line.condition)
        self._ills.append(words_of(bits, self._bits.words))

    def _doubled(self, people: Ints, signatures: Ints, size: int) -> np.ndarray:
        """Who has two signatures of one substance?"""
        substances = self._speaker.substances[signatures]
        wide = np.sort((people << 24) | substances)
        doubled = np.zeros(size, bool)
        doubled[wide[1:][wide[1:] == wide[:-1]] >> 24] = True
        return doubled

    def _facts_of(
        self, lines: Ints, owners: Ints, person: int, wanted: frozenset[int]
    ) -> Mapping[int, MedicationFact]:
        """The facts of one person by signature, as a single check would condense them."""
        alike: dict[int, dict[MedicationFact, MedicationFact]] = {}
        for row in range(*np.searchsorted(owners, [person, person + 1])):
            for fact in self._facts[int(lines[row])]:
                number = self.table.signature(fact)
                if number in wanted:
                    alike.setdefault(number, {})[fact] = fact
        return {number: signed(one_of(list(facts)), number) for number, facts in alike.items()}

    def _tidy(self) -> None:
        self._pictures.tidy()
        self._speaker.tidy(MOST_LINES)
        if len(self._medications) + len(self._conditions) > MOST_LINES:
            for each in (
                self._medications, self._conditions, self._census, self._speaker,
            ):  # fmt: skip
                each.forget()
            for column in (
                self._facts,
                self._sizes,
                self._starts,
                self._signatures,
                self._ills,
                self._shared,
            ):
                column.clear()


def _numbered(lists: Lists) -> tuple[Lists, pa.Array, tuple[Ints, Ints, Ints]]:
    """The tables sorted by person and row, the names of the people, and each row's person."""
    tables = (lists.people, lists.medications, lists.conditions)
    # The rows of a person mostly lie together: a name is looked at once for all of them.
    runs = [pc.run_end_encode(joined(each["person"])) for each in tables]
    everyone = encode(pa.chunked_array([each.values for each in runs], pa.string()))
    order = pc.sort_indices(everyone.dictionary)
    names = everyone.dictionary.take(order)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    numbers = rank[everyone.indices.to_numpy()]
    sizes = [np.diff(each.run_ends.to_numpy(), prepend=0) for each in runs]
    numbers = np.repeat(numbers, np.concatenate(sizes))
    split = np.split(numbers, np.cumsum([len(each) for each in tables])[:-1])
    arranged, owners = [], []
    for table, whose in zip(tables, split, strict=True):
        rows = table["row"].to_numpy()
        later, same = whose[1:] > whose[:-1], whose[1:] == whose[:-1]
        if bool(np.all(later | (same & (rows[1:] >= rows[:-1])))):
            arranged.append(table)
            owners.append(whose)
            continue
        order = np.lexsort((rows, whose))
        arranged.append(table.take(pa.array(order)))
        owners.append(whose[order])
    people, medications, conditions = arranged
    return (
        Lists(medications, conditions, people, lists.whole),
        names,
        (owners[0], owners[1], owners[2]),
    )
