"""Single small faults put into program text: what mutmut changes, a change at a time.

mutmut itself keeps every mutant of a file in one rewritten file and so leaves out decorated
functions and whatever stands outside of functions. Here each mutant is a file of its own, so that
constants, regular expressions and properties are mutated too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

#: Nothing at run time reads these: annotations are postponed, and an alias is for the type checker.
_UNREAD = (libcst.Annotation, libcst.Decorator, libcst.Import, libcst.ImportFrom)


@dataclass(frozen=True)
class Mutant:
    """One fault: `was` became `now`, in a line of a file and in a place, such as a function.

    `turn` tells changes that read alike within one place apart.
    """

    file: str
    line: int
    place: str
    was: str
    now: str
    turn: int
    module: libcst.Module = field(repr=False)
    node: libcst.CSTNode = field(repr=False)
    other: libcst.CSTNode = field(repr=False)

    @cached_property
    def name(self) -> str:
        """Holds as long as the function is not changed in this place, wherever it stands."""
        said = f"{self.file}\0{self.place}\0{self.was}\0{self.now}\0{self.turn}"
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def text(self) -> str:
        """The whole file with the fault in it."""
        changed = self.module.visit(_Swap(self.node, self.other))
        return libcst.ensure_type(changed, libcst.Module).code


def mutants(file: str, text: str) -> list[Mutant]:
    """Every mutant of a file."""
    wrapper = MetadataWrapper(libcst.parse_module(text))
    visitor = _Visitor()
    wrapper.visit(visitor)
    module = wrapper.module
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for place, line, node, other in visitor.changes:
        was, now = (_flat(module.code_for_node(each)) for each in (node, other))
        if was == now:
            continue
        turn = seen[place, was, now]
        seen[place, was, now] += 1
        found.append(Mutant(file, line, place, was, now, turn, module, node, other))
    return found


def _flat(code: str) -> str:
    return " ".join(code.split())


class _Visitor(libcst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, int, libcst.CSTNode, libcst.CSTNode]] = []
        self._within: list[str] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, _UNREAD) or _for_readers(node):
            return False
        if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
            self._within.append(node.name.value)
        self.changes += self._changes(node)
        return True

    def on_leave(self, original_node: libcst.CSTNode) -> None:
        if isinstance(original_node, libcst.FunctionDef | libcst.ClassDef):
            self._within.pop()

    def _changes(
        self, node: libcst.CSTNode
    ) -> Iterator[tuple[str, int, libcst.CSTNode, libcst.CSTNode]]:
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                for other in operator(node):
                    yield ".".join(self._within), line, node, other


def _for_readers(node: libcst.CSTNode) -> bool:
    """Does nothing but a reader or a type checker heed it?"""
    if isinstance(node, libcst.AnnAssign):
        return libcst.ensure_type(node.annotation.annotation, libcst.BaseExpression).deep_equals(
            libcst.Name("TypeAlias")
        )
    return isinstance(node, libcst.Assign) and any(
        isinstance(each.target, libcst.Name) and each.target.value == "__all__"
        for each in node.targets
    )


class _Swap(libcst.CSTTransformer):
    def __init__(self, node: libcst.CSTNode, other: libcst.CSTNode) -> None:
        super().__init__()
        self._node, self._other = node, other

    def on_visit(self, node: libcst.CSTNode) -> bool:
        return node is not self._node

    def on_leave(self, original_node: libcst.CSTNode, updated_node: libcst.CSTNode) -> Any:
        return self._other if original_node is self._node else updated_node
