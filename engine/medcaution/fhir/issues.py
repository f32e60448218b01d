"""Reports as FHIR R4: DetectedIssue, a Bundle of them, and OperationOutcome for errors."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcaution.library.rules import Severity
from medcaution.presentation.catalogue import english
from medcaution.presentation.listed import could_be, remarks_on_lines
from medcaution.presentation.showing import clean
from medcaution.report import UNREAD, Caution, Report
from medcaution.version import VERSION

_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_NO_MEDICINE = "no medicine stands in this record"
_SPACE = uuid.UUID("7d7f8c0e-52a5-5d0b-9c1f-6a0a1e0c7b11")

IssueSeverity: TypeAlias = Literal["high", "moderate", "low"]
Filled: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
OutcomeCode: TypeAlias = Literal[
    "invalid", "structure", "required", "value", "security", "login", "not-found", "not-supported",
    "too-long", "too-costly", "throttled", "no-store", "exception", "incomplete",
    "informational",
]  # fmt: skip

_SEVERITIES: dict[Severity, IssueSeverity] = {
    "contraindicated": "high",
    "major": "high",
    "moderate": "moderate",
    "minor": "low",
    "note": "low",
}


class _Output(BaseModel):
    """An output element: what has no value is left out, what is empty is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def to_fhir(self) -> dict[str, Any]:
        """As JSON data, without null."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class OutCoding(_Output):
    """A code of the ActCode system."""

    system: Literal["http://terminology.hl7.org/CodeSystem/v3-ActCode"] = _ACT_CODE  # type: ignore[assignment]
    code: Literal["DRG", "NONRX", "COND"]
    display: Filled


class OutConcept(_Output):
    """A CodeableConcept of our own making."""

    coding: Annotated[tuple[OutCoding, ...], Field(min_length=1)] | None = None
    text: Filled | None = None


class OutReference(_Output):
    """A reference to a resource, or by display alone where the resource has no id."""

    reference: Filled | None = None
    display: Filled | None = None


class Evidence(_Output):
    """What the issue rests on."""

    code: Annotated[tuple[OutConcept, ...], Field(min_length=1)] | None = None
    detail: Annotated[tuple[OutReference, ...], Field(min_length=1)] | None = None


class DetectedIssue(_Output):
    """One caution. Its status is preliminary: it proposes, and a person decides."""

    resource_type: Literal["DetectedIssue"] = Field("DetectedIssue", alias="resourceType")
    id: Filled
    status: Literal["preliminary"] = "preliminary"
    code: OutConcept
    severity: IssueSeverity
    patient: OutReference | None = None
    author: OutReference
    implicated: Annotated[tuple[OutReference, ...], Field(min_length=1)] | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)] | None = None
    detail: Filled


class OutcomeIssue(_Output):
    """One thing an OperationOutcome says."""

    severity: Literal["fatal", "error", "warning", "information"]
    code: OutcomeCode
    diagnostics: Filled


class OperationOutcome(_Output):
    """An error, or what was not checked."""

    resource_type: Literal["OperationOutcome"] = Field("OperationOutcome", alias="resourceType")
    issue: Annotated[tuple[OutcomeIssue, ...], Field(min_length=1)]


def outcome(code: OutcomeCode, diagnostics: str) -> dict[str, Any]:
    """An error as an OperationOutcome. The words are ours: they never quote the request."""
    issue = OutcomeIssue(severity="error", code=code, diagnostics=diagnostics)
    return OperationOutcome(issue=(issue,)).to_fhir()


@dataclass(frozen=True)
class Origin:
    """Where the lines of a report come from.

    Args:
        references: for each line, the resource it came from, if that has an id.
        patient: a reference to the patient, if known.
        unprescribed: the lines of what nobody prescribes, as far as is known.
    """

    references: tuple[str | None, ...] = ()
    patient: str | None = None
    unprescribed: frozenset[int] = frozenset()


def issues(report: Report, origin: Origin | None = None) -> dict[str, Any]:
    """A collection Bundle: one DetectedIssue a caution, and one OperationOutcome of what to know."""
    resources = [_issue(each, origin or Origin()).to_fhir() for each in report.cautions]
    resources.append(_standing(report).to_fhir())
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"urn:uuid:{uuid.uuid5(_SPACE, str(each))}", "resource": each}
            for each in resources
        ],
    }


def _coding(caution: Caution, origin: Origin) -> OutCoding:
    """What kind of alert it is: of two medicines, or of one that does not go with a condition."""
    lines = {each.line for each in caution.medications}
    if caution.conditions and len(caution.substances) == 1:
        return OutCoding(code="COND", display="Condition Alert")
    if lines & origin.unprescribed:
        return OutCoding(code="NONRX", display="Non-Prescription Interaction Alert")
    return OutCoding(code="DRG", display="Drug Interaction Alert")


def _issue(caution: Caution, origin: Origin) -> DetectedIssue:
    lines = {each.line: each.as_written for each in caution.medications}
    lines |= {each.line: each.as_written for each in caution.conditions if each.line is not None}
    cited = tuple(
        OutReference(display=clean(f"{each.stance}: {each.title} [{each.ref}]"))
        for each in caution.sources
    )
    return DetectedIssue(
        id=caution.id,
        code=OutConcept(
            coding=(_coding(caution, origin),), text=caution.consequence.replace("-", " ")
        ),
        severity=_SEVERITIES[caution.severity],
        patient=OutReference(reference=origin.patient) if origin.patient else None,
        author=OutReference(display=f"medcaution {VERSION} (software)"),
        implicated=tuple(
            _implicated(line, lines[line], origin.references) for line in sorted(lines)
        )
        or None,
        evidence=(
            Evidence(
                code=tuple(OutConcept(text=each) for each in caution.evidence) or None,
                detail=cited or None,
            ),
        )
        if caution.evidence or cited
        else None,
        detail=clean(_detail(caution)),
    )


def _implicated(line: int, written: str, references: Sequence[str | None]) -> OutReference:
    known = references[line - 1] if line <= len(references) else None
    return OutReference(reference=known, display=clean(written) or f"line {line}")


def _detail(caution: Caution) -> str:
    signs = f"Watch for: {'; '.join(caution.warning_signs)}." if caution.warning_signs else ""
    parts = (caution.summary, caution.mechanism, caution.action, signs, caution.emergency)
    return " ".join(part for part in (*parts, *_grounds(caution)) if part)


def _grounds(caution: Caution) -> Iterator[str]:
    """What the severity rests on. FHIR has no element for it, and one word for two severities."""
    yield f"Severity: {caution.severity}; likelihood: {caution.likelihood}."
    because = "; ".join(" -> ".join((each.fact, *each.path)) for each in caution.because)
    changes = "; ".join(f"to {each.to}, if {each.if_}" for each in caution.would_change)
    told = (
        ("Because", because),
        ("Assumed", "; ".join(caution.assumed)),
        ("Would change", changes),
    )
    yield from (f"{label}: {text}." for label, text in told if text)
    if caution.contested:
        yield "Contested: good sources disagree."
    if not caution.reviewed_by_clinician:
        yield "Draft: no clinician has reviewed this."


def _standing(report: Report) -> OperationOutcome:
    """What was not checked, and the limits: an empty list of issues must never speak alone."""
    told = [
        OutcomeIssue(severity="warning", code="incomplete", diagnostics=each)
        for each in _unchecked(report)
    ]
    told += [
        OutcomeIssue(severity="information", code="informational", diagnostics=clean(each))
        for each in (*_accounted(report), *report.remarks, report.limits)
    ]
    return OperationOutcome(issue=tuple(told))


def _unchecked(report: Report) -> Iterator[str]:
    """That nothing was checked, and each line that was not."""
    if report.status == "nothing-checked":
        medicines = any(each.kind == "medication" for each in report.inputs)
        why = "no medicine in this record could be checked" if medicines else _NO_MEDICINE
        yield f"Nothing was checked: {why}."
    for each in report.inputs:
        if each.outcome in UNREAD:
            written = clean(each.as_written) or each.kind
            why = " ".join(filter(None, (each.reason, could_be(each, english()))))
            yield f"Not checked: {written}. {why}".strip()


def _accounted(report: Report) -> Iterator[str]:
    """Each line that no rule was asked about though it was read, and each rule that wants a fact."""
    for each in report.inputs:
        written = clean(each.as_written) or each.kind
        if each.outcome == "ignored":
            yield f"Left out: {written}. {each.reason or ''}".strip()
        elif each.outcome == "recognised-not-covered":
            yield f"No rule covers: {written}."
    yield from remarks_on_lines(report, english())
    for rule in report.undecided:
        yield f"Not decided: {rule.rule}, which could be {rule.could_be}, needs {rule.needs}."
