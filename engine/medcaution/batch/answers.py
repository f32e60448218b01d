"""Cautions as rows: what a template says, and which lines of the person it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.nodes import Nodes, Template
from medcaution.batch.numbers import Grown, Ints, coded, distinct, encode, fold, joint, ranges
from medcaution.batch.pictures import Given
from medcaution.judgement.wording import called
from medcaution.library.rules import SEVERITIES, rank
from medcaution.matching.table import Table

_TEXTS = pa.list_(pa.string())
_NAME_BITS = 32  # of a substance and a name as one number
_NAMES = (1 << _NAME_BITS) - 1
CAUTIONS = pa.schema(
    [
        ("person", pa.string()), ("severity", pa.string()), ("consequence", pa.string()),
        ("family", pa.string()), ("rules", _TEXTS), ("substances", _TEXTS),
        ("as_written", _TEXTS), ("conditions", _TEXTS), ("contested", pa.bool_()),
        ("adjustments", _TEXTS), ("summary", pa.string()), ("plain", pa.string()),
        ("id", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """The tables of some whole people, each sorted by person. Few texts stand as dictionaries."""

    cautions: pa.Table
    people: pa.Table
    names: pa.Table
    rejected: pa.Table
    failed: pa.Table


@dataclass(frozen=True)
class Told:
    """Cautions of people by number, in the order of a report, and the rank of their severity."""

    people: Ints
    ranks: Ints
    table: pa.Table


@dataclass(frozen=True)
class Written:
    """Lines by the facts they state: fact `n` has the entries `starts[n]` to `ends[n]`.

    An entry is a row of the medications; `lines` numbers the distinct line in each row.
    """

    starts: Ints
    ends: Ints
    rows: Ints
    lines: Ints
    texts: pa.ChunkedArray


class Speaker:
    """Words cautions.

    Args:
        nodes: whose templates are worded.
        table: whose signatures the templates speak of.
        generic: the generic name of each substance.
    """

    def __init__(self, nodes: Nodes, table: Table, generic: Mapping[str, str]) -> None:
        self._nodes = nodes
        self._table = table
        self._generic = generic
        self._substances = sorted(generic)
        self._places = {name: place for place, name in enumerate(self._substances)}
        self._substance_of = Grown(int)
        self._names: list[str] = []
        self._name_numbers: dict[str, int] = {}
        self._name_of = Grown(int)
        self._sentences: dict[tuple[int, bytes], str] = {}

    def add(self, name: str) -> None:
        """The next distinct line of medications, by what the knowledge calls it."""
        number = self._name_numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        self._name_of.append(number)

    def name(self, line: int) -> str:
        """What the knowledge calls the medication of a line."""
        return self._names[int(self._name_of.array[line])]

    def forget(self) -> None:
        """Drop what was remembered of lines: their numbers are void."""
        self._names.clear()
        self._name_numbers.clear()
        self._name_of.clear()
        self._sentences.clear()

    def tidy(self, most: int) -> None:
        """Drop the sentences if there are too many, or if their templates are."""
        if len(self._sentences) > most or not self._nodes.templates:
            self._sentences.clear()

    def rows(self, people: Ints, templates: Ints, given: Given, written: Written) -> Told:
        """Templates with their people, as rows."""
        numbers, which = np.unique(templates, return_inverse=True)
        used = [self._nodes.templates[number] for number in numbers.tolist()]
        order = np.lexsort((_ranked([each.order for each in used])[which], people))
        people, which = people[order], which[order]
        widths = np.array([len(each.signatures) for each in used], np.int64)
        flat = np.array([number for each in used for number in each.signatures], np.int64)
        counts = widths[which]
        wanted = flat[ranges((np.cumsum(widths) - widths)[which], counts)]
        facts = _find(given, np.repeat(people, counts), wanted)
        sizes = written.ends[facts] - written.starts[facts]
        rows = written.rows[ranges(written.starts[facts], sizes)]
        slots = np.repeat(np.arange(len(facts)), sizes)
        owners = np.repeat(np.arange(len(people)), counts)[slots]
        substances = self.substances[wanted[slots]]
        columns = _columns(used, which)
        columns["plain"] = self._plain(numbers[which], substances, written.lines[rows], owners)
        columns["as_written"] = _as_written(substances, rows, owners, len(people), written)
        ranks = np.array([rank(each.told["severity"]) for each in used], np.int64)[which]
        columns["severity"] = coded(SEVERITIES, ranks)
        table = pa.table({name: columns[name] for name in CAUTIONS.names if name != "person"})
        return Told(people, ranks, table)

    @property
    def substances(self) -> Ints:
        """The number of the substance of each signature."""
        for fact in self._table.facts[len(self._substance_of) :]:
            self._substance_of.append(self._places.get(fact.substance, -1))
        return self._substance_of.array

    def _plain(self, templates: Ints, substances: Ints, lines: Ints, owners: Ints) -> pa.Array:
        """The plain sentence of each caution, with the names this person used."""
        voices = substances << _NAME_BITS | self._name_of.array[lines]
        order = np.lexsort((voices, owners))
        voices, owners = voices[order], owners[order]
        new = np.ones(len(owners), bool)
        new[1:] = (owners[1:] != owners[:-1]) | (voices[1:] != voices[:-1])
        voices, owners = voices[new], owners[new]
        bounds = np.searchsorted(owners, np.arange(len(templates) + 1))
        starts, ends = bounds[:-1], bounds[1:]
        _, first, which = distinct(joint(templates, fold(voices, starts, ends - starts)))
        said = [
            self._sentence(int(templates[at]), voices[starts[at] : ends[at]])
            for at in first.tolist()
        ]
        return _coded(said, which)

    def _sentence(self, template: int, voices: Ints) -> str:
        key = (template, voices.tobytes())
        sentence = self._sentences.get(key)
        if sentence is None:
            names: dict[str, list[str]] = {}
            for voice in voices.tolist():
                substance = self._substances[voice >> _NAME_BITS]
                names.setdefault(substance, []).append(self._names[voice & _NAMES])
            sentence = self._sentences[key] = "".join(
                each
                if isinstance(each, str)
                else each.named(
                    called(self._generic[each.substance], sorted(names[each.substance]))
                )
                for each in self._nodes.templates[template].plain
            )
        return sentence


def _columns(used: Sequence[Template], which: Ints) -> dict[str, pa.Array]:
    """What templates say of themselves, repeated."""
    texts = {
        name: [each.told[name] for each in used]
        for name in ("consequence", "family", "summary", "id")
    }
    lists = {
        "rules": [each.rules for each in used],
        "substances": [each.substances for each in used],
        "conditions": [each.conditions for each in used],
        "adjustments": [each.adjustments for each in used],
    }
    columns = {name: _coded(values, which) for name, values in texts.items()}
    columns |= {
        name: pa.array(values, _TEXTS).take(pa.array(which)) for name, values in lists.items()
    }
    contested = np.array([each.told["contested"] for each in used], bool)
    return columns | {"contested": pa.array(contested[which])}


def _coded(values: Sequence[str], which: Ints) -> pa.DictionaryArray:
    """As `coded`, of values that are often the same."""
    known = {value: number for number, value in enumerate(dict.fromkeys(values))}
    numbers = np.array([known[value] for value in values], np.int64)
    return coded(list(known), numbers[which])


def _as_written(
    substances: Ints, rows: Ints, owners: Ints, size: int, written: Written
) -> pa.Array:
    """The lines of each caution, by substance, text and line."""
    texts = encode(pc.fill_null(written.texts.take(pa.array(rows)), ""))
    rank_of = np.empty(len(texts.dictionary), np.int64)
    rank_of[pc.sort_indices(texts.dictionary).to_numpy()] = np.arange(len(rank_of))
    indices = texts.indices.to_numpy()
    order = np.lexsort((rows, rank_of[indices], substances, owners))
    offsets = np.searchsorted(owners, np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), texts.dictionary.take(pa.array(indices[order]))
    )


def _ranked(keys: Sequence[tuple[object, ...]]) -> Ints:
    """The place of each key among all."""
    places = np.empty(len(keys), np.int64)
    places[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return places


def _find(given: Given, people: Ints, signatures: Ints) -> Ints:
    """Where the rows of (person, signature) stand."""
    wide = (given.people << 24) | given.signatures
    return np.searchsorted(wide, (people << 24) | signatures)
