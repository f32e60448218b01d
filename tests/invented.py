"""Invented rules over the real facts: every shape a rule file may have, also those none has yet."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from medcaution import Library
from medcaution.library.rules import Adjustment, Clause, Pattern, Rule

RULES = 25
MOST_MEDICATIONS, MOST_OTHERS = 3, 2  # patterns of a rule with any one of its clauses

_ROUTES = (
    (),
    (),
    ("systemic",),
    ("oral",),
    ("oral", "unknown"),
    ("systemic", "topical"),
    ("otic",),
)
_USES = (
    (),
    (),
    ("non-prescribed",),
    ("prescribed-supervised", "unknown"),
    ("prescribed-supervised",),
)
_TIMINGS: tuple[dict[str, Any], ...] = (
    {}, {}, {}, {"timing": "active"}, {"timing": "same-day"}, {"timing": "carry-over"},
    {"timing": "washout"}, {"timing": "stopped", "within": "14 days"},
)  # fmt: skip
_DOSES: tuple[dict[str, Any], ...] = (
    *[{}] * 5, {"dose": {"above": "40 mg/day"}}, {"dose": {"at_most": "0.04 g/day"}},
)  # fmt: skip
_LENGTHS: tuple[dict[str, Any], ...] = ({}, {}, {}, {}, {"taken_for": "30 days"})
_STATUSES: tuple[dict[str, Any], ...] = (
    *[{}] * 6, {"status": ("current",)}, {"status": ("planned", "stopped")},
)  # fmt: skip
_ILLS = ((), (), (), ("active",), ("history",), ("history", "suspected"), ("family-history",))
_PEOPLE = ({"age": {"at_least": 65}}, {"age": {"at_least": 18, "at_most": 40}}, {"pregnant": True},
           {"pregnant": False, "age": {"at_most": 50}})  # fmt: skip


def invented_library(library: Library, rng: Random) -> Library:
    """The library with its rules taken out and seeded ones put in."""
    maker = _Maker(library, rng)
    rules = [maker.rule(number) for number in range(RULES)]
    return replace(library, rules={rule.id: rule for rule in rules})


class _Maker:
    def __init__(self, library: Library, rng: Random) -> None:
        self._rng = rng
        self._model = next(iter(library.rules.values()))
        self._substances = rng.sample(sorted(library.substances), 12)
        self._substances += [
            f"@{name}"
            for substance in self._substances[:6]
            for name in library.substances[substance].classes
            if not library.classes[name].root
        ]
        groups = sorted(
            f"@{group}" for each in library.conditions.values() for group in each.groups
        )
        self._conditions = [*rng.sample(sorted(library.conditions), 6), *rng.sample(groups, 2)]

    def rule(self, number: int) -> Rule:
        """A rule of one to three patterns with up to three clauses of each kind."""
        rng = self._rng
        medications, others = rng.choice(((1, 0), (2, 0), (2, 0), (2, 1), (1, 1), (3, 0), (0, 2)))
        when = {f"m{index}": self._medication() for index in range(medications)}
        for index in range(others):
            when[f"o{index}"] = self._other(when)
        return self._model.model_copy(
            update={
                "id": f"invented-{number}",
                "code": f"INV-{number:02}",
                "status": rng.choice(("draft", "active", "active", "retired")),
                "when": when,
                "raises": tuple(self._adjustment(when) for _ in range(rng.randrange(3))),
                "lowers": tuple(self._adjustment(when) for _ in range(rng.randrange(3))),
                "unless": tuple(
                    Clause(because="Invented.", when=self._clause(when))
                    for _ in range(rng.randrange(2))
                ),
            }
        )

    def _adjustment(self, when: dict[str, Pattern]) -> Adjustment:
        return Adjustment(because="Invented.", to="major", when=self._clause(when))

    def _clause(self, when: dict[str, Pattern]) -> dict[str, Pattern]:
        names = [name for name, pattern in when.items() if pattern.kind != "person"]
        names = self._rng.sample(names, self._rng.randrange(len(names) + 1))
        clause = {name: self._narrowing(when[name]) for name in names}
        medications = sum(each.kind == "medication" for each in when.values())
        if medications < MOST_MEDICATIONS and self._rng.random() < 0.4:
            clause["added"] = self._medication()
        if len(when) - medications < MOST_OTHERS and (not clause or self._rng.random() < 0.3):
            clause["also"] = self._other(when)
        return clause or {"added": self._medication()}

    def _narrowing(self, pattern: Pattern) -> Pattern:
        names = self._conditions if pattern.kind == "condition" else self._substances
        listed: dict[str, Any] = {pattern.kind: self._some(names)}
        spared = {"except": self._some(names)[:1]}
        written = self._rng.choice(({}, listed, listed | spared))
        if pattern.kind == "condition":
            return Pattern(**written, status=self._rng.choice(_ILLS))
        return Pattern(**written, **self._attributes())

    def _medication(self) -> Pattern:
        spared = self._some(self._substances)[:1] if self._rng.random() < 0.2 else ()
        attributes = self._attributes() if self._rng.random() < 0.7 else {}
        return Pattern(medication=self._some(self._substances), **{"except": spared}, **attributes)

    def _other(self, when: dict[str, Pattern]) -> Pattern:
        """A condition or the person; never the same twice, which says nothing more."""
        other = self._person()
        if self._rng.random() < 0.7:
            status = self._rng.choice(_ILLS)
            other = Pattern(condition=self._some(self._conditions), status=status)
        return self._other(when) if other in when.values() else other

    def _person(self) -> Pattern:
        return Pattern(person=self._rng.choice(_PEOPLE))

    def _attributes(self) -> dict[str, Any]:
        choices = (_TIMINGS, _DOSES, _LENGTHS, _STATUSES)
        attributes = {"route": self._rng.choice(_ROUTES), "use": self._rng.choice(_USES)}
        for each in choices:
            attributes |= self._rng.choice(each)
        return attributes

    def _some(self, names: list[str]) -> tuple[str, ...]:
        return tuple(self._rng.sample(names, self._rng.randint(1, 4)))
