"""Judgement over columns: each distinct picture is judged once, by the one judge.

A node is what can be judged by itself (`judgement/scope.py`): the findings on one set of
substances of one person, or of one knot of rules. Its picture is which cells speak about it and
which conditions of the person they read. Equal pictures have equal cautions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any, TypeAlias

from medcaution.judgement import Judge
from medcaution.judgement.cautions import bound
from medcaution.judgement.findings import Finding
from medcaution.judgement.scope import Scope
from medcaution.judgement.wording import Mention
from medcaution.library.rules import rank
from medcaution.matching.facts import ConditionFact, Fact, MedicationFact
from medcaution.matching.productions import Activation
from medcaution.matching.table import Row, Table

#: What a template keeps of what the judge tells; there may be very many templates.
_TOLD = ("severity", "consequence", "family", "summary", "id", "contested")
Node: TypeAlias = frozenset[str] | int
"""A set of substances, or the number of a knot."""


@dataclass(frozen=True)
class Share:
    """The rows of one cell that speak about one node, and the conditions they read, as bits."""

    node: int
    rows: tuple[Row, ...]
    bits: int


@dataclass(frozen=True)
class Template:
    """A caution apart from whose it is: what it says of signatures, and where it stands in order."""

    signatures: tuple[int, ...]
    substances: tuple[str, ...]
    told: Mapping[str, Any]
    plain: tuple[str | Mention, ...]
    conditions: tuple[str, ...]
    rules: tuple[str, ...]
    adjustments: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str, tuple[str, ...], str]:
        """The order of cautions in a report."""
        told = self.told
        return (-rank(told["severity"]), told["consequence"], self.substances, told["family"])


class Nodes:
    """Shares of cells, and the cautions of pictures.

    Args:
        table: whose cells are shared out.
        judge: of the same library.
        scope: of the same library.
        kinds: for each condition or person bit, the fact and the flags it carries.
    """

    def __init__(
        self,
        table: Table,
        judge: Judge,
        scope: Scope,
        kinds: Sequence[tuple[Fact, tuple[int, ...]]],
    ) -> None:
        self._table = table
        self._judge = judge
        self._scope = scope
        self._kinds = kinds
        self._bits: dict[int, int] = {}
        for bit, (_, flags) in enumerate(kinds):
            for flag in flags:
                self._bits[flag] = self._bits.get(flag, 0) | 1 << bit
        self._numbers: dict[Node, int] = {}
        self._nodes: list[Node] = []
        self.templates: list[Template] = []

    def shares(self, rows: Sequence[Row]) -> list[Share]:
        """To which nodes a cell speaks: to those it is about, and to those it may cover."""
        spread: dict[Node, list[Row]] = {}
        for row in rows:
            for node in self._addressed(row):
                spread.setdefault(node, []).append(row)
        return [
            Share(self._number(node), tuple(own), self._read_by(own))
            for node, own in spread.items()
        ]

    def cautions(
        self, picture: Sequence[tuple[Share, int]], facts: Mapping[int, MedicationFact]
    ) -> tuple[int, ...]:
        """The numbers of the templates that a picture gives; `facts` stand for signatures."""
        activations = [
            each
            for share, present in picture
            for row in share.rows
            for each in self._activations(row, present, facts)
        ]
        node = self._nodes[picture[0][0].node]
        found = []
        for findings in self._judge.groups(activations):
            substances = frozenset().union(*(each.substances for each in findings))
            whose = self._scope.knot(findings[0].rule.id) if isinstance(node, int) else substances
            if whose == node:
                found.append(len(self.templates))
                self.templates.append(self._template(findings, substances))
        return tuple(found)

    def forget(self) -> None:
        """Drop the templates: their numbers are void."""
        self.templates.clear()

    def _addressed(self, row: Row) -> Iterator[Node]:
        knot = self._scope.knot(row.production.rule)
        if knot is not None:
            yield knot
            return
        width = self._judge.width(row.production.rule)
        base = sorted(
            {self._table.facts[each].substance for each in row.signatures[:width] if each}
        )
        yield frozenset(base)
        for size in range(1, len(base)):
            for fewer in map(frozenset, combinations(base, size)):
                if self._scope.bears_on(row.production.rule, fewer):
                    yield fewer

    def _number(self, node: Node) -> int:
        if node not in self._numbers:
            self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return self._numbers[node]

    def _read_by(self, rows: Sequence[Row]) -> int:
        bits = 0
        for flag in (flag for row in rows for flag in row.flags):
            bits |= self._bits.get(flag, 0)
        return bits

    def _activations(
        self, row: Row, present: int, facts: Mapping[int, MedicationFact]
    ) -> Iterator[Activation]:
        """A row on the facts of a picture, once for each choice of conditions that fill it."""
        fills: list[list[Fact]] = []
        for slot, signature in zip(row.production.slots, row.signatures, strict=True):
            if signature:
                fills.append([facts[signature]])
            else:
                fits = self._bits.get(slot.flag, 0) & present
                fills.append([fact for bit, (fact, _) in enumerate(self._kinds) if fits >> bit & 1])
        for chosen in product(*fills):
            yield Activation(row.production, chosen)

    def _template(self, findings: list[Finding], substances: frozenset[str]) -> Template:
        medications = {fact for each in findings for fact in each.medications}
        facts = [fact for each in findings for _, _, fact in bound(each)]
        conditions = {each.condition for each in facts if isinstance(each, ConditionFact)}
        told, plain = self._judge.gist(findings)
        signatures = sorted((each.substance, each.lines[0]) for each in medications)
        return Template(
            signatures=tuple(number for _, number in signatures),
            substances=tuple(sorted(substances)),
            told={name: told[name] for name in _TOLD},
            plain=plain,
            conditions=tuple(sorted(conditions)),
            rules=tuple(each.code for each in told["rules"]),
            adjustments=tuple(f"{each.to}: {each.because}" for each in told["adjustments"]),
        )


def signed(fact: MedicationFact, signature: int) -> MedicationFact:
    """A fact that stands for its signature."""
    return replace(fact, lines=(signature,))
