"""Cautions as rows: what a template says, and which lines of the person it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.lines import Ints, encode
from medcaution.batch.nodes import Nodes, Template
from medcaution.batch.pictures import Given, ranges
from medcaution.judgement.wording import called
from medcaution.matching.table import Table

_TEXTS = pa.list_(pa.string())
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
    """The tables of some whole people, each sorted by person."""

    cautions: pa.Table
    people: pa.Table
    names: pa.Table
    rejected: pa.Table
    failed: pa.Table


@dataclass(frozen=True)
class Told:
    """Cautions of people by number, in the order of a report, and the severity of each."""

    people: Ints
    severities: np.ndarray
    table: pa.Table


@dataclass(frozen=True)
class Written:
    """Lines by the facts they state: fact `n` has the entries `starts[n]` to `ends[n]`.

    An entry is a row of the medications; `lines` numbers the line in each row and `names` holds,
    by that number, what the knowledge calls it.
    """

    starts: Ints
    ends: Ints
    rows: Ints
    lines: Ints
    texts: pa.ChunkedArray
    names: list[str]


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
        self._names: dict[tuple[tuple[int, int], ...], str] = {}

    def rows(self, people: Ints, templates: Ints, given: Given, written: Written) -> Told:
        """Templates with their people, as rows."""
        numbers, which = np.unique(templates, return_inverse=True)
        used = [self._nodes.templates[number] for number in numbers.tolist()]
        ranks = np.empty(len(used), np.int64)
        ranks[sorted(range(len(used)), key=lambda at: used[at].order)] = np.arange(len(used))
        order = np.lexsort((ranks[which], people))
        people, which = people[order], which[order]
        widths = np.array([len(each.signatures) for each in used], np.int64)
        begins = np.cumsum(widths) - widths
        flat = np.array([number for each in used for number in each.signatures], np.int64)
        counts = widths[which]
        wanted = flat[ranges(begins[which], counts)]
        facts = _find(given, np.repeat(people, counts), wanted)
        sizes = written.ends[facts] - written.starts[facts]
        rows = written.rows[ranges(written.starts[facts], sizes)]
        slots = np.repeat(np.arange(len(facts)), sizes)
        owners = np.repeat(np.arange(len(people)), counts)[slots]
        plain = self._sentences(used, which, wanted, slots, rows, owners, written)
        columns = {
            "severity": pa.array([each.told["severity"] for each in used], pa.string()),
            "consequence": pa.array([each.told["consequence"] for each in used], pa.string()),
            "family": pa.array([each.told["family"] for each in used], pa.string()),
            "rules": pa.array(
                [[rule.code for rule in each.told["rules"]] for each in used], _TEXTS
            ),
            "substances": pa.array([each.substances for each in used], _TEXTS),
            "conditions": pa.array([each.conditions for each in used], _TEXTS),
            "contested": pa.array([each.told["contested"] for each in used], pa.bool_()),
            "adjustments": pa.array([_adjustments(each) for each in used], _TEXTS),
            "summary": pa.array([each.told["summary"] for each in used], pa.string()),
            "id": pa.array([each.told["id"] for each in used], pa.string()),
        }
        spread = {name: column.take(pa.array(which)) for name, column in columns.items()}
        spread["plain"] = plain
        spread["as_written"] = self._as_written(wanted, slots, rows, owners, len(people), written)
        table = pa.table({name: spread[name] for name in CAUTIONS.names if name != "person"})
        return Told(people, spread["severity"].to_numpy(zero_copy_only=False), table)

    def forget(self) -> None:
        """Drop what was remembered of lines: their numbers are void."""
        self._names.clear()

    def _sentences(
        self, used: list[Template], which: Ints, wanted: Ints, slots: Ints, rows: Ints,
        owners: Ints, written: Written,
    ) -> pa.Array:  # fmt: skip
        """The plain sentence of each caution, with the names this person used."""
        if not len(which):
            return pa.array([], pa.string())
        lines = written.lines[rows]
        bounds = np.searchsorted(owners, np.arange(len(which) + 1))
        keyed = np.column_stack([wanted[slots], lines])
        raw, width = np.ascontiguousarray(keyed).tobytes(), 16
        sentences: list[str] = []
        places: dict[tuple[int, bytes], int] = {}
        found = np.empty(len(which), np.int64)
        for at, (template, start, end) in enumerate(
            zip(which.tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ):
            key = (template, raw[start * width : end * width])
            place = places.get(key)
            if place is None:
                place = places[key] = len(sentences)
                sentences.append(self._sentence(used[template], keyed[start:end], written.names))
            found[at] = place
        return pa.array(sentences, pa.string()).take(pa.array(found))

    def _sentence(self, template: Template, keyed: Ints, names: list[str]) -> str:
        voices: dict[str, tuple[tuple[int, int], ...]] = {}
        for signature, line in keyed.tolist():
            substance = self._table.facts[signature].substance
            voices[substance] = (*voices.get(substance, ()), (signature, line))
        return "".join(
            each if isinstance(each, str) else each.named(self._name(voices[each.substance], names))
            for each in template.plain
        )

    def _name(self, voice: tuple[tuple[int, int], ...], names: list[str]) -> str:
        """How a person who wrote these lines is told of their one substance."""
        name = self._names.get(voice)
        if name is None:
            substance = self._table.facts[voice[0][0]].substance
            spoken = sorted({names[line] for _, line in voice})
            name = self._names[voice] = called(self._generic[substance], spoken)
        return name

    def _as_written(
        self, wanted: Ints, slots: Ints, rows: Ints, owners: Ints, size: int, written: Written
    ) -> pa.Array:
        """The lines of each caution, by substance, text and line."""
        texts = encode(pc.fill_null(written.texts.take(pa.array(rows)), ""))
        rank = np.empty(len(texts.dictionary), np.int64)
        rank[pc.sort_indices(texts.dictionary).to_numpy()] = np.arange(len(rank))
        substances = sorted({fact.substance for fact in self._table.facts})
        place = {name: at for at, name in enumerate(substances)}
        ranked = np.array([place[fact.substance] for fact in self._table.facts])
        indices = texts.indices.to_numpy()
        order = np.lexsort((rows, rank[indices], ranked[wanted[slots]], owners))
        offsets = np.searchsorted(owners, np.arange(size + 1)).astype(np.int32)
        return pa.ListArray.from_arrays(
            pa.array(offsets), texts.dictionary.take(pa.array(indices[order]))
        )


def _find(given: Given, people: Ints, signatures: Ints) -> Ints:
    """Where the rows of (person, signature) stand."""
    wide = (given.people << 24) | given.signatures
    return np.searchsorted(wide, (people << 24) | signatures)


def _adjustments(template: Template) -> list[str]:
    return [f"{each.to}: {each.because}" for each in template.told["adjustments"]]
