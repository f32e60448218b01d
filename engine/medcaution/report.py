"""The answer: cautions, what they rest on, and everything that was not checked.

The shape is the report contract, schema version 1: keys are stable, additions are allowed.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from medcaution.facts import ConditionStatus, MedicationStatus, Route, Use
from medcaution.library.rules import Evidence, Likelihood, Profile, Seriousness, Severity, Stance

SCHEMA_VERSION: Literal["1"] = "1"
LIMITS = (
    "These rules are an unreviewed draft about psychoactive and related medicines in adults. "
    "They do not know doses, purity, allergies or everything a person takes or lives with. "
    "No caution found means that no rule spoke, not that a mix carries no risk. "
    "This is not a diagnosis or a prescription. Do not change a prescribed medicine because of "
    "this report; ask a pharmacist or prescriber."
)
#: Said of everyone known to be under 18.
ADULTS_ONLY = "This knowledge is for adults. For anyone under 18, ask a pharmacist or doctor."

Status: TypeAlias = Literal["cautions", "none-found", "incomplete", "nothing-checked"]
Outcome: TypeAlias = Literal[
    "recognised", "recognised-not-covered", "ambiguous", "not-recognised", "could-not-interpret",
    "ignored",
]  # fmt: skip

#: Outcomes of a line that leave the check incomplete.
UNREAD: frozenset[str] = frozenset({"ambiguous", "not-recognised", "could-not-interpret"})


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        serialize_by_alias=True,
        defer_build=True,
    )


class Stated(_Part):
    """What is told of a line beside its name. None where nothing is, or where what is told differs.

    `route` and the `status` of a condition may be read from the words of the line, as "eye drops".
    """

    status: MedicationStatus | ConditionStatus | None = None
    use: Use | None = None
    route: Route | None = None
    dose: str | None = None
    since: datetime.date | None = None
    last_taken: datetime.date | None = None


class Input(_Part):
    """What became of one line of the request. `stated` is None if only its name is told."""

    line: int
    kind: Literal["medication", "condition"]
    as_written: str
    outcome: Outcome
    substance: str | None = None
    substances: tuple[str, ...] = ()
    condition: str | None = None
    via: str | None = None
    candidates: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    reason: str | None = None
    stated: Stated | None = None


class RuleMark(_Part):
    """A rule that fired, and the fingerprint of its file."""

    id: str
    code: str
    sha256: str


class TakenMedication(_Part):
    """A medication line of a caution, in the person's own words."""

    line: int
    as_written: str
    substance: str


class LivedCondition(_Part):
    """A condition line of a caution. `line` is None if the person's facts imply it."""

    line: int | None
    as_written: str
    condition: str


class Because(_Part):
    """One link of the explanation: pattern, line, fact, and the way from fact to pattern."""

    pattern: str
    line: int | None
    fact: str
    path: tuple[str, ...]
    sources: tuple[str, ...] = ()


class Change(_Part):
    """A clause that spoke."""

    to: Severity | Literal["silent"]
    because: str


class PossibleChange(_Part):
    """A clause that would speak if a fact were known."""

    if_: Annotated[str, Field(alias="if")]
    to: Severity | Literal["silent"]


class CitedSource(_Part):
    """A source and where it stands."""

    ref: str
    stance: Stance
    title: str
    year: int | None = None
    note: str | None = None


class Covered(_Part):
    """A rule that fired as well and is listed under a stronger caution."""

    id: str
    code: str
    severity: Severity
    consequence: str
    summary: str


class Caution(_Part):
    """One consequence for one set of substances, explained. `harm` names it in plain words."""

    id: str
    consequence: str
    harm: str
    family: str
    severity: Severity
    seriousness: Seriousness
    likelihood: Likelihood
    evidence: tuple[Evidence, ...]
    contested: bool
    also: tuple[str, ...]
    reviewed_by_clinician: bool
    rules: tuple[RuleMark, ...]
    medications: tuple[TakenMedication, ...]
    conditions: tuple[LivedCondition, ...]
    title: str
    summary: str
    plain: str
    mechanism: str
    action: str
    warning_signs: tuple[str, ...]
    onset: str | None
    emergency: str | None
    emergency_signs: tuple[str, ...]
    because: tuple[Because, ...]
    assumed: tuple[str, ...]
    adjustments: tuple[Change, ...]
    would_change: tuple[PossibleChange, ...]
    covers: tuple[Covered, ...]
    sources: tuple[CitedSource, ...]
    review_due: datetime.date

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances that it is about, each once, by their ids in the order of the alphabet."""
        return tuple(sorted({each.substance for each in self.medications}))


class Undecided(_Part):
    """A rule that stayed silent for want of a fact."""

    rule: str
    needs: str
    could_be: Severity


class Coverage(_Part):
    """How much of the request was read."""

    lines: int
    recognised: int
    covered_by_a_rule: int


class KnowledgeMark(_Part):
    """Which knowledge answered."""

    version: str
    sha256: str
    profile: Profile
    rules: int
    changes: tuple[str, ...] = ()


class EngineMark(_Part):
    """Which program answered."""

    name: Literal["medcaution"] = "medcaution"
    version: str


class Report(_Part):
    """The whole answer for one person. `age` and `pregnant` are what the rules were asked with."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    status: Status
    complete: bool
    person_id: str | None
    as_of: datetime.date | None
    age: int | None = None
    pregnant: bool | None = None
    knowledge: KnowledgeMark
    engine: EngineMark
    inputs: tuple[Input, ...]
    cautions: tuple[Caution, ...]
    notes: tuple[Caution, ...]
    undecided: tuple[Undecided, ...]
    coverage: Coverage
    remarks: tuple[str, ...]
    limits: str = LIMITS

    @property
    def told(self) -> tuple[Caution, ...]:
        """Everything that some rule says: the cautions, then the notes, each the strongest first."""
        return (*self.cautions, *self.notes)

    def to_json(self, indent: int | None = None) -> str:
        """The JSON of the contract."""
        return self.model_dump_json(indent=indent)
