"""What changed between two answers about one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from medcaution.library.rules import Severity, rank
from medcaution.report import Caution

Kind: TypeAlias = Literal["lowered", "gone", "raised", "new", "reworded"]
#: In the order in which they are told: what says less comes first.
KINDS: tuple[Kind, ...] = ("lowered", "gone", "raised", "new", "reworded")
LESS: frozenset[Kind] = frozenset({"lowered", "gone"})
#: The fields of a caution that follow from the list or from the bytes of a file.
_NOT_TOLD = frozenset({"id", "severity", "rules", "medications", "conditions"})
_TOLD = tuple(name for name in Caution.model_fields if name not in _NOT_TOLD)


@dataclass(frozen=True)
class Change:
    """One caution that differs; `told` names the parts that read differently."""

    kind: Kind
    rules: tuple[str, ...]
    consequence: str
    substances: tuple[str, ...]
    conditions: tuple[str, ...]
    old: Severity | None
    new: Severity | None
    told: tuple[str, ...] = ()


def changes(old: Sequence[Caution], new: Sequence[Caution]) -> Iterator[Change]:
    """Every caution that differs between two answers, matched by what it is about.

    Cautions are one if family, consequence and substances agree; what is left is matched by
    consequence and substances alone, so that a rule may move to another family.
    """
    before, after = {_key(each): each for each in old}, {_key(each): each for each in new}
    for key in sorted(before.keys() & after.keys()):
        yield from _between(before.pop(key), after.pop(key))
    by_subject = {key[1:]: key for key in after}
    for key in sorted(before):
        moved = by_subject.pop(key[1:], None)
        if moved is None:
            yield _change("gone", before[key], before[key].severity, None)
        else:
            yield from _between(before[key], after.pop(moved))
    for key in sorted(after):
        yield _change("new", after[key], None, after[key].severity)


def _key(caution: Caution) -> tuple[str, str, tuple[str, ...]]:
    return caution.family, caution.consequence, caution.substances


def _between(old: Caution, new: Caution) -> Iterator[Change]:
    up = rank(new.severity) - rank(old.severity)
    told = tuple(name for name in _TOLD if getattr(old, name) != getattr(new, name))
    if _codes(old) != _codes(new):
        told = ("rules", *told)
    if up or told:
        kind: Kind = "raised" if up > 0 else "lowered" if up < 0 else "reworded"
        yield _change(kind, new, old.severity, new.severity, told)


def _codes(caution: Caution) -> tuple[str, ...]:
    return tuple(rule.code for rule in caution.rules)


def _change(
    kind: Kind,
    caution: Caution,
    old: Severity | None,
    new: Severity | None,
    told: Iterable[str] = (),
) -> Change:
    return Change(
        kind,
        _codes(caution),
        caution.consequence,
        caution.substances,
        tuple(sorted({each.condition for each in caution.conditions})),
        old,
        new,
        tuple(told),
    )
