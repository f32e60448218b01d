"""From the signatures and conditions of many people to the cautions of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from medcaution.batch.lines import Ints
from medcaution.batch.nodes import Nodes, Share, signed
from medcaution.judgement.findings import fact_key
from medcaution.matching.facts import MedicationFact
from medcaution.matching.lookup import Lookup
from medcaution.matching.table import Row, Table

_WORD = 64
#: Distinct pictures remembered before all are dropped: what bounds the memory.
MOST_REMEMBERED = 1_000_000


@dataclass(frozen=True)
class Given:
    """People as numbers: rows of (person, signature), no two alike, and the bits of each person.

    `doubled` marks people with two signatures of one substance, between whom the order of the
    facts decides: `facts_of` gives them as they stand in their list.
    """

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
        self._share_node = np.zeros(0, np.int64)
        self._share_bits = np.zeros((0, words), np.int64)
        self._share_open = np.zeros(0, bool)
        self._starts = [0]
        self._lookup = Lookup(table, self._add)
        self._entries: dict[bytes, int] = {}
        self._entered: list[tuple[Share, int]] = []
        self._outcomes: dict[object, tuple[int, ...]] = {}
        self._doubles: dict[object, tuple[int, ...]] = {}

    def cautions(self, given: Given) -> tuple[Ints, Ints, Ints]:
        """Rows of (person, template), and the people who could not be answered."""
        hits = self._lookup.cells(given.people, given.signatures)
        self._refresh()
        starts = np.asarray(self._starts)
        counts = starts[hits.cells + 1] - starts[hits.cells]
        people = np.repeat(hits.people, counts)
        shares = ranges(starts[hits.cells], counts)
        masked = given.bits[people] & self._share_bits[shares]
        alive = self._share_open[shares] | masked.any(axis=1)
        people, shares, masked = people[alive], shares[alive], masked[alive]
        entries = self._enter(shares, masked)
        nodes = self._share_node[shares]
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
        raw, owners = entries.tobytes(), people[heads]
        keys: list[object] = [
            raw[8 * start : 8 * end]
            for start, end in zip(heads.tolist(), ends.tolist(), strict=True)
        ]
        ordered: dict[int, Mapping[int, MedicationFact]] = {}
        for at in np.flatnonzero(given.doubled[owners]).tolist():
            alike = self._alike(keys[at], entries[heads[at] : ends[at]])
            if alike:
                facts = ordered[at] = given.facts_of(int(owners[at]), frozenset(alike))
                keys[at] = (keys[at], tuple(sorted(alike, key=lambda n: fact_key(facts[n]))))
        numbers: dict[object, int] = {}
        found: list[tuple[int, ...]] = []
        which = np.empty(len(keys), np.int64)
        for at, key in enumerate(keys):
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(found)
                found.append(self._outcome(key, entries[heads[at] : ends[at]], ordered.get(at, {})))
            which[at] = number
        sizes = np.array([len(each) for each in found], np.int64)
        flat = np.array([number for each in found for number in each], np.int64)
        begins = np.cumsum(sizes) - sizes
        counts = sizes[which]
        return np.repeat(owners, counts), flat[ranges(begins[which], counts)]

    def _outcome(
        self, key: object, entries: Ints, ordered: Mapping[int, MedicationFact]
    ) -> tuple[int, ...]:
        outcome = self._outcomes.get(key)
        if outcome is None:
            facts = {
                number: signed(self._table.facts[number], number)
                for number in self._signatures(entries)
            }
            picture = [self._entered[entry] for entry in entries.tolist()]
            outcome = self._outcomes[key] = self._nodes.cautions(picture, facts | dict(ordered))
        return outcome

    def _alike(self, key: object, entries: Ints) -> tuple[int, ...]:
        """The signatures of a picture that share a substance: between them order decides."""
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
        keys = np.ascontiguousarray(np.column_stack([shares, masked]))
        width = keys.shape[1] * 8
        raw = keys.tobytes()
        numbers = np.empty(len(shares), np.int64)
        for at in range(len(shares)):
            key = raw[at * width : (at + 1) * width]
            number = self._entries.get(key)
            if number is None:
                number = self._entries[key] = len(self._entered)
                present = sum(
                    (int(word) & (1 << _WORD) - 1) << _WORD * place
                    for place, word in enumerate(masked[at])
                )
                self._entered.append((self._shares[int(shares[at])], present))
            numbers[at] = number
        return numbers

    def _add(self, rows: tuple[Row, ...]) -> None:
        self._shares.extend(self._nodes.shares(rows))
        self._starts.append(len(self._shares))

    def _refresh(self) -> None:
        fresh = self._shares[len(self._share_node) :]
        if fresh:
            bits = np.array([words_of(each.bits, self._words) for each in fresh], np.int64).reshape(
                -1, self._words
            )
            unconditional = [any(not row.flags for row in each.rows) for each in fresh]
            self._share_bits = np.concatenate([self._share_bits, bits])
            self._share_node = np.append(self._share_node, [each.node for each in fresh])
            self._share_open = np.append(self._share_open, unconditional)


def words_of(bits: int, words: int) -> list[int]:
    """An integer of any length as signed 64-bit words, the lowest first."""
    raw = bits.to_bytes(words * 8, "little")
    return [
        int.from_bytes(raw[at : at + 8], "little", signed=True) for at in range(0, words * 8, 8)
    ]


def ranges(starts: Ints, counts: Ints) -> Ints:
    """`start, start + 1, ...` for each count, one after another."""
    total = int(counts.sum())
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return offsets + np.arange(total)
