"""What the matcher is told about one person: recognised, typed, ready to be tested."""

from __future__ import annotations

from dataclasses import dataclass, field

from medcaution.facts import ConditionStatus, MedicationStatus, Route, Use
from medcaution.matching.dose import DailyDose


@dataclass(frozen=True, slots=True)
class MedicationFact:
    """One substance as one or more lines of the list give it, alike in every attribute.

    `stopped_days` is None unless the day of the last dose is known; `use_assumed` says that the
    use is the substance's usual one because the list did not give any.
    """

    substance: str
    product: str | None = None
    route: Route = "unknown"
    use: Use = "unknown"
    use_assumed: bool = False
    status: MedicationStatus = "current"
    stopped_days: int | None = None
    taken_days: int | None = None
    dose: DailyDose | None = None
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """One condition of the person."""

    condition: str
    status: ConditionStatus = "active"
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class PersonFact:
    """What is known of the person as a whole; None is unknown."""

    age: int | None = None
    pregnant: bool | None = None


Fact = MedicationFact | ConditionFact | PersonFact


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known about one person, and of nobody else."""

    medications: tuple[MedicationFact, ...] = ()
    conditions: tuple[ConditionFact, ...] = ()
    person: PersonFact = PersonFact()
