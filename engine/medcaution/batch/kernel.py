"""Whole people in columns in, their cautions in columns out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.answers import Answers, Speaker, Written
from medcaution.batch.census import Census
from medcaution.batch.lines import Ints, Line, Lines, encode
from medcaution.batch.lists import Lists
from medcaution.batch.nodes import Nodes, signed
from medcaution.batch.pictures import Given, Pictures, words_of
from medcaution.errors import InputError
from medcaution.facts import ConditionStatus, Person
from medcaution.judgement import Judge
from medcaution.judgement.scope import Scope
from medcaution.library.rules import Profile
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact, PersonFact
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import one_of
from medcaution.matching.table import SILENT, Table
from medcaution.prepared import Prepared
from medcaution.reading import PREGNANCY, Reader

_STATUSES: tuple[ConditionStatus, ...] = get_args(ConditionStatus)
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
#: Distinct lines remembered before all are dropped: what bounds the memory.
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
        library = prepared.library
        self._library = library
        self._productions = prepared.productions
        self._as_of = as_of
        self.table = Table(self._productions, Matcher(self._productions), library.sha256)
        self._kinds = self._all_kinds()
        self._words = max(1, -(-len(self._kinds) // 64))
        self._bit = {fact: 1 << bit for bit, (fact, _) in enumerate(self._kinds)}
        self._nodes = Nodes(
            self.table,
            Judge(library, self._productions, profile),
            Scope(library, self._productions),
            self._kinds,
        )
        self._pictures = Pictures(self.table, self._nodes, self._words)
        reader = Reader(library, prepared.recogniser, self._productions.covered)
        self._reader = reader
        self._signed: list[tuple[tuple[int, MedicationFact], ...]] = []
        self._condition_bits: list[int] = []
        self._census = Census()
        self._medications = Lines(
            reader,
            "medications",
            (
                "as_written",
                "route",
                "use",
                "status",
                "dose",
                "since",
                "last_taken",
                "codes",
                "problem",
            ),
            self._add_medication,
        )
        self._conditions = Lines(
            reader, "conditions", ("name", "status", "codes", "problem"), self._add_condition
        )
        self._speaker = Speaker(
            self._nodes, self.table, {name: each.name for name, each in library.substances.items()}
        )
        self._person_bits: dict[tuple[object, ...], tuple[int, str | None]] = {}

    def check(self, lists: Lists) -> Answers:
        """The answers about whole people, sorted by person."""
        self._tidy()
        lists, names, owners = _numbered(lists)
        people, medications, conditions = owners
        as_of, bits, problems = self._facts(lists.people, people, len(names))
        lines = self._medications.numbers(lists.medications, as_of, medications)
        ills = self._conditions.numbers(lists.conditions, as_of, conditions)
        count = self._census.take(lists, len(names), owners, lines, ills, problems)
        np.bitwise_or.at(bits, conditions, self._bits_of(ills))
        signatures, where = self._spread(lines)
        owner = medications[where]
        usable = ~count.refused[owner] & (signatures != SILENT)
        owner, signatures, where = owner[usable], signatures[usable], where[usable]
        order = np.lexsort((where, signatures, owner))
        owner, signatures, where = owner[order], signatures[order], where[order]
        new = np.ones(len(owner), bool)
        new[1:] = (owner[1:] != owner[:-1]) | (signatures[1:] != signatures[:-1])
        heads = np.flatnonzero(new)
        given = Given(
            people=owner[heads],
            signatures=signatures[heads],
            bits=bits,
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
            names=self._census.names,
        )
        told = self._speaker.rows(whose, templates, given, written)
        return self._census.answers(lists, count, names, told, failed)

    def _facts(
        self, table: pa.Table, owners: Ints, size: int
    ) -> tuple[list[str | None], Ints, dict[int, str]]:
        """The day, the condition bits and the faults of people, from the table of people."""
        as_of: list[str | None] = [self._as_of] * size
        bits = np.zeros((size, self._words), np.int64)
        problems: dict[int, str] = {}
        default = self._person((None, None, None))[0]
        if default:
            bits[:] = words_of(default, self._words)
        if not len(table):
            return as_of, bits, problems
        columns = [table[name].to_pylist() for name in ("age", "pregnant", "as_of", "problem")]
        for at, (age, pregnant, day, problem) in enumerate(zip(*columns, strict=True)):
            person = int(owners[at])
            known, fault = self._person((age, pregnant, day))
            if problem or fault:
                problems[at] = problem or fault or ""
                continue
            as_of[person] = day or self._as_of
            bits[person] = words_of(known, self._words)
        return as_of, bits, problems

    def _person(self, key: tuple[str | None, str | None, str | None]) -> tuple[int, str | None]:
        if key not in self._person_bits:
            self._person_bits[key] = self._person_anew(*key)
        return self._person_bits[key]

    def _person_anew(
        self, age: str | None, pregnant: str | None, day: str | None
    ) -> tuple[int, str | None]:
        try:
            person = Person.model_validate(
                {"age": whole(age), "pregnant": truth(pregnant), "as_of": day}
            )
        except InputError as error:
            return 0, str(error)
        facts = self._reader.read(person).facts
        bits = 0
        for flag in self._productions.other_flags(facts.person):
            bits |= self._bit[PersonFact(age=flag)]
        for condition in facts.conditions:
            bits |= self._bit.get(condition, 0)
        return bits, None

    def _all_kinds(self) -> list[tuple[Fact, tuple[int, ...]]]:
        kinds: list[tuple[Fact, tuple[int, ...]]] = []
        names = dict.fromkeys((*self._library.conditions, PREGNANCY))
        for fact in (ConditionFact(name, status) for name in names for status in _STATUSES):
            flags = (
                self._productions.other_flags(fact)
                if fact.condition in self._library.conditions
                else ()
            )
            if flags:
                kinds.append((fact, flags))
        person = (
            flag for flag, test in enumerate(self._productions.tests) if test.kind == "person"
        )
        # Each flag of the person is a bit of its own; the age stands for its number.
        kinds.extend((PersonFact(age=flag), (flag,)) for flag in person)
        return kinds

    def _add_medication(self, line: Line) -> None:
        self._census.add("medication", line)
        self._signed.append(tuple((self.table.signature(fact), fact) for fact in line.medications))

    def _add_condition(self, line: Line) -> None:
        self._census.add("condition", line)
        self._condition_bits.append(self._bit.get(line.condition, 0) if line.condition else 0)

    def _bits_of(self, ills: Ints) -> Ints:
        table = [words_of(bits, self._words) for bits in self._condition_bits]
        return np.array(table, np.int64).reshape(-1, self._words)[ills]

    def _spread(self, lines: Ints) -> tuple[Ints, Ints]:
        """Rows of (signature, row) for every substance of every row."""
        sizes = np.array([len(each) for each in self._signed], np.int64)
        flat = np.array([number for each in self._signed for number, _ in each], np.int64)
        starts = np.cumsum(sizes) - sizes
        counts = sizes[lines] if len(lines) else np.zeros(0, np.int64)
        rows = np.repeat(np.arange(len(lines)), counts)
        inside = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        return flat[starts[lines[rows]] + inside], rows

    def _doubled(self, people: Ints, signatures: Ints, size: int) -> np.ndarray:
        numbers: dict[str, int] = {}
        substance = np.array(
            [numbers.setdefault(fact.substance, len(numbers)) for fact in self.table.facts]
        )
        wide = np.sort(people * (len(numbers) + 1) + substance[signatures])
        doubled = np.zeros(size, bool)
        doubled[wide[1:][wide[1:] == wide[:-1]] // (len(numbers) + 1)] = True
        return doubled

    def _facts_of(
        self, lines: Ints, owners: Ints, person: int, wanted: frozenset[int]
    ) -> Mapping[int, MedicationFact]:
        """The facts of one person by signature, as a single check would condense them."""
        alike: dict[int, dict[MedicationFact, MedicationFact]] = {}
        for row in range(*np.searchsorted(owners, [person, person + 1])):
            for number, fact in self._signed[int(lines[row])]:
                if number in wanted:
                    alike.setdefault(number, {})[fact] = fact
        return {number: signed(one_of(list(facts)), number) for number, facts in alike.items()}

    def _tidy(self) -> None:
        self._pictures.tidy()
        if len(self._medications) + len(self._conditions) > MOST_LINES:
            for lines in (self._medications, self._conditions):
                lines.forget()
            self._signed.clear()
            self._condition_bits.clear()
            self._census.forget()
            self._speaker.forget()
        if len(self._person_bits) > MOST_LINES:
            self._person_bits.clear()


def whole(text: str | None) -> int | str | None:
    """An age as text; whatever is no number is left for `Person` to refuse."""
    return int(text) if text and text.isascii() and text.isdigit() else text or None


def truth(text: str | None) -> bool | str | None:
    """Yes or no as text; whatever is neither is left for `Person` to refuse."""
    return _TRUTHS.get(text.lower(), text) if text else None


def _numbered(lists: Lists) -> tuple[Lists, pa.Array, tuple[Ints, Ints, Ints]]:
    """The tables sorted by person and row, the names of the people, and each row's person."""
    tables = (lists.people, lists.medications, lists.conditions)
    chunks = [chunk for each in tables for chunk in each["person"].chunks]
    everyone = encode(pa.chunked_array(chunks, pa.string()))
    order = pc.sort_indices(everyone.dictionary)
    names = everyone.dictionary.take(order)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    numbers = rank[everyone.indices.to_numpy()]
    split = np.split(numbers, np.cumsum([len(each) for each in tables])[:-1])
    arranged, owners = [], []
    for table, whose in zip(tables, split, strict=True):
        rows = table["row"].to_numpy()
        sorting = np.lexsort((rows, whose))
        risen = np.array_equal(sorting, np.arange(len(sorting)))
        arranged.append(table if risen else table.take(pa.array(sorting)))
        owners.append(whose[sorting])
    people, medications, conditions = arranged
    return (
        Lists(medications, conditions, people, lists.whole),
        names,
        (owners[0], owners[1], owners[2]),
    )
