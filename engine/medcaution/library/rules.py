"""The rule file: when to caution, on what grounds, in which words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, StrictBool, model_validator

from medcaution.facts import ConditionStatus, MedicationStatus, Route, Use
from medcaution.library.substances import Entry, Id, Sentence

Severity: TypeAlias = Literal["contraindicated", "major", "moderate", "minor", "note"]
Seriousness: TypeAlias = Literal["minor", "moderate", "serious", "life-threatening"]
Likelihood: TypeAlias = Literal[
    "common", "uncommon-to-common", "uncommon", "rare", "very-rare", "very-rare-or-unknown",
    "unknown", "implausible", "not-applicable",
]  # fmt: skip
Evidence: TypeAlias = Literal[
    "document-only", "extrapolation", "mechanistic", "case-report", "case-series", "observational",
    "controlled-human", "systematic-review", "label-warning", "label-contraindication",
    "boxed-warning", "regulator-consensus", "expert-opinion", "harm-reduction-consensus",
]  # fmt: skip
Stance: TypeAlias = Literal["supports", "disputes", "context"]
Timing: TypeAlias = Literal["active", "same-day", "carry-over", "washout", "stopped"]
Profile: TypeAlias = Literal["document", "evidence"]
#: Keys and numbers that lead to a place in a file.
Steps: TypeAlias = tuple[str | int, ...]

#: From the mildest to the strongest.
SEVERITIES: tuple[Severity, ...] = ("note", "minor", "moderate", "major", "contraindicated")
SYSTEMIC = "systemic"
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_DAYS = re.compile(r"^(\d{1,3}) days?$")
_DOSE = re.compile(r"^(\d+(?:\.\d+)?) (mg|mcg|g)/day$")
_MILLIGRAMS = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}


def rank(severity: str) -> int:
    """0 for note up to 4 for contraindicated."""
    return SEVERITIES.index(severity)


def days(text: str) -> int:
    """The number in `14 days`."""
    found = _DAYS.match(text)
    if not found:
        raise ValueError("write a number of days, such as '14 days'")
    return int(found[1])


def milligrams_a_day(text: str) -> float:
    """The milligrams in `40 mg/day`."""
    found = _DOSE.match(text)
    if not found:
        raise ValueError("write a daily dose, such as '40 mg/day'")
    return float(found[1]) * _MILLIGRAMS[found[2]]


def _check(parse: object) -> AfterValidator:
    def check(text: str) -> str:
        parse(text)  # type: ignore[operator]
        return text

    return AfterValidator(check)


Days: TypeAlias = Annotated[str, _check(days)]
DailyDose: TypeAlias = Annotated[str, _check(milligrams_a_day)]


class DoseTest(Entry):
    """A threshold of the daily dose; exactly one side."""

    above: DailyDose | None = None
    at_most: DailyDose | None = None

    @model_validator(mode="after")
    def _one_side(self) -> DoseTest:
        if (self.above is None) == (self.at_most is None):
            raise ValueError("give exactly one of above and at_most")
        return self


class AgeTest(Entry):
    """Bounds of the age in years, both inclusive."""

    at_least: int | None = None
    at_most: int | None = None


class PersonTest(Entry):
    """What must be known of the person."""

    age: AgeTest | None = None
    pregnant: StrictBool | None = None

    @model_validator(mode="after")
    def _something(self) -> PersonTest:
        if self.age is None and self.pregnant is None:
            raise ValueError("say what of the person is asked: age or pregnant")
        return self


class Pattern(Entry):
    """What one fact must be. In a clause, a pattern of the rule's own name narrows its fact."""

    medication: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    person: PersonTest | None = None
    except_: Annotated[tuple[str, ...], Field(alias="except")] = ()
    route: tuple[Route | Literal["systemic"], ...] = ()
    dose: DoseTest | None = None
    use: tuple[Use, ...] = ()
    status: tuple[MedicationStatus | ConditionStatus, ...] = ()
    timing: Timing | None = None
    within: Days | None = None
    taken_for: Days | None = None

    @property
    def kind(self) -> Literal["medication", "condition", "person", "narrowing"]:
        """Which kind of fact the pattern binds; `narrowing` if it names none."""
        if self.medication:
            return "medication"
        if self.condition:
            return "condition"
        return "person" if self.person else "narrowing"

    @model_validator(mode="after")
    def _one_kind(self) -> Pattern:
        if sum((bool(self.medication), bool(self.condition), self.person is not None)) > 1:
            raise ValueError("a pattern binds one fact: medication, condition or person")
        if (self.timing == "stopped") != (self.within is not None):
            raise ValueError("timing = 'stopped' and within = 'N days' go together")
        return self


class Clause(Entry):
    """What cancels a rule, for the very facts it bound."""

    because: Sentence
    when: Annotated[dict[str, Pattern], Field(min_length=1)]


class Adjustment(Clause):
    """What raises or lowers the severity of a rule, for the very facts it bound."""

    to: Severity


class Citation(Entry):
    """A source and where it stands on the rule."""

    ref: str
    stance: Stance
    note: str | None = None


class ProfileChange(Entry):
    """What a profile sees differently: the severity, never the words."""

    severity: Severity


class Rule(Entry):
    """One rule, as its file says it. Keys are in the order a reader meets them."""

    id: Id
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,5}-\d{2}[A-Z]?$")]
    title: Sentence
    consequence: Id
    also: tuple[Id, ...] = ()
    family: Id
    yields_to: tuple[str, ...] = ()
    once: StrictBool = False
    severity: Severity
    seriousness: Seriousness
    likelihood: Likelihood
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    contested: StrictBool
    status: Literal["draft", "active", "retired"]
    reason: str | None = None
    replaced_by: str | None = None
    sign_off: str | None = None
    checked: datetime.date
    review_due: datetime.date
    profile: dict[Literal["evidence"], ProfileChange] = Field(default_factory=dict)
    summary: Sentence
    plain: Sentence
    mechanism: Sentence
    action: Sentence
    warning_signs: tuple[Id, ...] = ()
    when: Annotated[dict[str, Pattern], Field(min_length=1)]
    raises: Annotated[tuple[Adjustment, ...], Field(alias="raise")] = ()
    lowers: Annotated[tuple[Adjustment, ...], Field(alias="lower")] = ()
    unless: tuple[Clause, ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(alias="source", min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _one_set_of_signs(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("warning_signs"), str):
            return value | {"warning_signs": [value["warning_signs"]]}
        return value

    @property
    def clauses(self) -> list[tuple[str, Clause]]:
        """Every clause with its name: `raise-1`, `lower-1`, `unless-1`."""
        return [
            (f"{kind}-{number}", clause)
            for kind, clauses in (
                ("raise", self.raises),
                ("lower", self.lowers),
                ("unless", self.unless),
            )
            for number, clause in enumerate(clauses, 1)
        ]

    @property
    def patterns(self) -> Iterator[tuple[Steps, str, Pattern]]:
        """Every pattern with its place in the file and its name, clauses included."""
        for name, pattern in self.when.items():
            yield ("when", name), name, pattern
        yield from self.clause_patterns

    @property
    def clause_patterns(self) -> Iterator[tuple[Steps, str, Pattern]]:
        """The patterns of the clauses, with their places in the file and their names."""
        for clause_name, clause in self.clauses:
            kind, number = clause_name.split("-")
            for name, pattern in clause.when.items():
                yield (kind, int(number) - 1, "when", name), name, pattern

    @cached_property
    def clause_names(self) -> dict[str, Clause]:
        """The clauses by name."""
        return dict(self.clauses)

    def severity_in(self, profile: Profile) -> Severity:
        """The base severity in a profile."""
        change = self.profile.get("evidence") if profile == "evidence" else None
        return change.severity if change else self.severity
