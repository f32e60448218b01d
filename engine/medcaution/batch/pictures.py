"""From the signatures and conditions of many people to the cautions of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from medcaution.batch.bits import int_of, words_of
from medcaution.batch.nodes import Nodes, Share, signed
from medcaution.batch.numbers import Grown, Ints, distinct, fold, joint, ranges
from medcaution.judgement.findings import fact_key
from medcaution.matching.facts import MedicationFact
from medcaution.matching.lookup import Lookup
from medcaution.matching.table import Row, Table

#: Distinct pictures remembered before all are dropped: what bounds the memory.
MOST_REMEMBERED = 1_000_000


@dataclass(frozen=True)
class Given:
    """People as numbers: rows of (person, signature), no two alike, and the bits of each person.

    `everyone` are those who are to be answered, whether they have a signature or not.
    `doubled` marks people with two signatures of one substance, between whom the order of the
    facts decides: `facts_of` gives them as they stand in their list.
    """

    everyone: Ints
    people: Ints
    signatures: Ints
    bits: Ints
    doubled: np.ndarray
    facts_of: Callable[[int, frozenset[int]], Mapping[int, MedicationFact]]


class Pictures:
    """Tells pictures apart by exact keys, and remembers what each amounts to."""

    def __init__(self, table: Table, nodes: Nodes, words: int) -> None:
        self._table = table
        self._nodes = nodes
        self._words = words
        self._shares: list[Share] = []
        self._share_node = Grown(int)
        self._share_bits = Grown(int, words)
        self._share_open = Grown(bool)
        self._starts = [0]
        self._lookup = Lookup(table, self._add)
        self._entries: dict[tuple[int, int], int] = {}
        self._entered: list[tuple[Share, int]] = []
        self._outcomes: dict[tuple[bytes, tuple[int, ...]], tuple[int, ...]] = {}
        self._doubles: dict[bytes, tuple[int, ...]] = {}

    def cautions(self, given: Given) -> tuple[Ints, Ints, Ints]:
        """Rows of (person, template), and the people who could not be answered."""
        hits = self._lookup.cells(given.everyone, given.people, given.signatures)
        starts = np.asarray(self._starts)
        counts = starts[hits.cells + 1] - starts[hits.cells]
        people = np.repeat(hits.people, counts)
        shares = ranges(starts[hits.cells], counts)
        masked = given.bits[people] & self._share_bits.array[shares]
        alive = self._share_open.array[shares] | masked.any(axis=1)
        people, shares, masked = people[alive], shares[alive], masked[alive]
        entries = self._enter(shares, masked)
        nodes = self._share_node.array[shares]
        order = np.lexsort((entries, nodes, people))
        people, nodes, entries = people[order], nodes[order], entries[order]
        if not len(people):
            return people, people, hits.failed
        new = np.ones(len(people), bool)
        new[1:] = (people[1:] != people[:-1]) | (nodes[1:] != nodes[:-1])
        heads = np.flatnonzero(new)
        owners, templates = self._judge(people, entries, heads, given)
        answered = ~np.isin(owners, hits.failed)
        return owners[answered], templates[answered], hits.failed

    def tidy(self) -> None:
        """Drop what is remembered if it has grown too much. Numbers of templates are void then."""
        if len(self._outcomes) > MOST_REMEMBERED or len(self._entered) > MOST_REMEMBERED:
            self._outcomes.clear()
            self._doubles.clear()
            self._entries.clear()
            self._entered.clear()
            self._nodes.forget()

    def _judge(self, people: Ints, entries: Ints, heads: Ints, given: Given) -> tuple[Ints, Ints]:
        ends = np.append(heads[1:], len(people))
        owners, codes = people[heads], fold(entries, heads, ends - heads)
        ordered: dict[int, Mapping[int, MedicationFact]] = {}
        orders: dict[tuple[int, ...], int] = {}
        order = np.zeros(len(heads), np.int64)
        for at in np.flatnonzero(given.doubled[owners]).tolist():
            alike = self._alike(entries[heads[at] : ends[at]])
            if alike:
                facts = ordered[at] = given.facts_of(int(owners[at]), frozenset(alike))
                said = tuple(sorted(alike, key=lambda n: fact_key(facts[n])))
                order[at] = orders.setdefault(said, len(orders) + 1)
        if ordered:
            codes = joint(codes, order)
        _, first, which = distinct(codes)
        said_in = list(orders)
        found = [
            self._outcome(
                entries[heads[at] : ends[at]],
                said_in[order[at] - 1] if order[at] else (),
                ordered.get(at, {}),
            )
            for at in first.tolist()
        ]
        sizes = np.array([len(each) for each in found], np.int64)
        flat = np.array([number for each in found for number in each], np.int64)
        begins = np.cumsum(sizes) - sizes
        counts = sizes[which]
        return np.repeat(owners, counts), flat[ranges(begins[which], counts)]

    def _outcome(
        self, entries: Ints, order: tuple[int, ...], ordered: Mapping[int, MedicationFact]
    ) -> tuple[int, ...]:
        key = (entries.tobytes(), order)
        outcome = self._outcomes.get(key)
        if outcome is None:
            facts = {
                number: signed(self._table.facts[number], number)
                for number in self._signatures(entries)
            }
            picture = [self._entered[entry] for entry in entries.tolist()]
            outcome = self._outcomes[key] = self._nodes.cautions(picture, facts | dict(ordered))
        return outcome

    def _alike(self, entries: Ints) -> tuple[int, ...]:
        """The signatures of a picture that share a substance: between them order decides."""
        key = entries.tobytes()
        alike = self._doubles.get(key)
        if alike is None:
            by_substance: dict[str, list[int]] = {}
            for number in sorted(self._signatures(entries)):
                by_substance.setdefault(self._table.facts[number].substance, []).append(number)
            alike = tuple(n for each in by_substance.values() if len(each) > 1 for n in each)
            self._doubles[key] = alike
        return alike

    def _signatures(self, entries: Ints) -> set[int]:
        return {
            number
            for entry in entries.tolist()
            for row in self._entered[entry][0].rows
            for number in row.signatures
            if number
        }

    def _enter(self, shares: Ints, masked: Ints) -> Ints:
        """Numbers for (share, conditions) as they occur."""
        codes = shares
        for word in range(self._words):
            codes = joint(codes, masked[:, word])
        _, first, which = distinct(codes)
        numbers = np.empty(len(first), np.int64)
        for place, at in enumerate(first.tolist()):
            present = int_of(masked[at])
            key = (int(shares[at]), present)
            number = self._entries.get(key)
            if number is None:
                number = self._entries[key] = len(self._entered)
                self._entered.append((self._shares[key[0]], present))
            numbers[place] = number
        return numbers[which]

    def _add(self, rows: tuple[Row, ...]) -> None:
        for share in self._nodes.shares(rows):
            self._shares.append(share)
            self._share_node.append(share.node)
            self._share_bits.append(words_of(share.bits, self._words))
            self._share_open.append(any(not row.flags for row in share.rows))
        self._starts.append(len(self._shares))
