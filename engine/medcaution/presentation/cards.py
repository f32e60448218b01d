"""A report as CDS Hooks 2.0.1 cards: pure functions, nothing null, nothing empty."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from medcaution.library.rules import Severity, rank
from medcaution.presentation.catalogue import english
from medcaution.presentation.headings import headed
from medcaution.presentation.listed import could_be, listed, missing, remarks_on_lines
from medcaution.presentation.showing import clean
from medcaution.report import ADULTS_ONLY, UNREAD, Caution, Report

LONGEST_SUMMARY = 139
_SPACE = uuid.UUID("0b0d1c63-5a3e-5f5c-8a51-3f2f3f0d8f6c")
_INDICATORS: dict[Severity, str] = {
    "contraindicated": "critical",
    "major": "critical",
    "moderate": "warning",
    "minor": "info",
    "note": "info",
}
#: The code system of the families of rules, which clients keep in order to silence a topic: an
#: identifier of its own, the same everywhere, since no address is ours to promise.
TOPICS = "urn:uuid:7ce16906-b7a7-5b01-9b98-a33e73ca7dfd"
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+.!|~:@/-])")
_REASONS_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
_REASONS = (
    ("cds-not-applicable", "Does not apply to this patient"),
    ("cds-suboptimal-context", "Not the right moment"),
    ("recipient-disagrees-evidence", "Disagrees with the evidence"),
    ("action-completed", "Already taken care of"),
)
_SHOWN_UNREAD = 30


def cards(
    report: Report,
    first: frozenset[int] = frozenset(),
    url: str | None = None,
    gaps: int = 0,
    *,
    missed: bool = False,
) -> list[Any]:
    """The cards of a report, those about the lines `first` leading, then by severity.

    Args:
        report: the answer.
        first: the lines that are being ordered; without them, every line is alike.
        url: where the knowledge is described, an absolute URL.
        gaps: how many of the last lines stand for a source that was not given, or not whole.
        missed: does a rule want what the record should tell and was not read?
    """
    families = (each.cautions for each in headed(report.cautions))
    groups = sorted(families, key=lambda group: (not _about(group, first), -_worst(group)))
    made = [_card(group, report, url) for group in groups]
    if not report.complete or _nothing(report):
        made.append(_coverage_card(report, url, gaps))
    elif not made and missed:
        made.append(_missed_card(report, url))
    elif not made and remarks_on_lines(report, english()):
        made.append(_partly_card(report, url))
    elif not made and ADULTS_ONLY in report.remarks:
        made.append(_adults_card(report, url))
    return made


def unchecked_card(reason: str, url: str | None = None) -> dict[str, Any]:
    """The card of a check that failed: said, never an empty answer."""
    return {
        "uuid": str(uuid.uuid4()),
        "summary": "This list could not be checked for interactions",
        "indicator": "warning",
        "source": _source(url),
        "detail": escape(reason),
    }


def rule_mark(rule: str) -> str:
    """How the uuid of a card begins when this rule leads it, so that feedback can be counted."""
    return hashlib.sha256(rule.encode()).hexdigest()[:12]


def _identify(rule: str, identity: str) -> uuid.UUID:
    """The same card has the same uuid, in every worker."""
    rest = hashlib.sha256(identity.encode()).hexdigest()[:20]
    return uuid.UUID(rule_mark(rule) + rest, version=5)


def escape(text: str) -> str:
    """Text that stays text in Markdown and HTML."""
    plain = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", plain)


def _about(group: Sequence[Caution], first: frozenset[int]) -> bool:
    return any(each.line in first for caution in group for each in caution.medications)


def _worst(group: Sequence[Caution]) -> int:
    return max(rank(each.severity) for each in group)


def _nothing(report: Report) -> bool:
    return report.status == "nothing-checked"


def _card(group: Sequence[Caution], report: Report, url: str | None) -> dict[str, Any]:
    lead = max(group, key=lambda each: rank(each.severity))
    identity = f"{report.knowledge.sha256} {[each.id for each in group]}"
    rule = lead.rules[0].id
    return {
        "uuid": str(_identify(rule, identity)),
        "summary": _summary(lead),
        "indicator": _INDICATORS[lead.severity],
        "source": _source(url, lead.family),
        "detail": "\n\n".join([*_details(group, report), *_whole(report)]),
        "overrideReasons": [
            {"code": code, "system": _REASONS_SYSTEM, "display": display}
            for code, display in _REASONS
        ],
        **(
            {"links": [{"label": "About these rules", "url": url, "type": "absolute"}]}
            if url
            else {}
        ),
    }


def _summary(caution: Caution) -> str:
    """Not a Markdown field, yet some clients draw it as one: no angle brackets."""
    text = clean(caution.summary).replace("<", "(").replace(">", ")")
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _source(url: str | None, family: str | None = None) -> dict[str, Any]:
    topic = (
        {"system": TOPICS, "code": family, "display": family.replace("-", " ")} if family else None
    )
    return {
        "label": "medcaution (draft rules, not reviewed by a clinician)",
        **({"url": url} if url else {}),
        **({"topic": topic} if topic else {}),
    }


def _details(group: Sequence[Caution], report: Report) -> Iterator[str]:
    told = {each.line: listed(each, report.as_of, english()) for each in report.inputs}
    for caution in group:
        lines = dict.fromkeys(each.line for each in caution.medications)
        written = [told[line] for line in lines]
        written += [
            each.as_written if each.line is None else told[each.line] for each in caution.conditions
        ]
        yield f"**{escape(caution.title)}** ({caution.severity}): {escape(' + '.join(written))}"
        yield escape(caution.summary)
        for label, text in _facts(caution):
            if text:
                yield f"**{label}:** {escape(text)}"


def _facts(caution: Caution) -> Iterator[tuple[str, str]]:
    yield "Mechanism", caution.mechanism
    yield "Action", caution.action
    yield "Watch for", "; ".join(caution.warning_signs)
    yield "Emergency", caution.emergency or ""
    yield "Because", "; ".join(" -> ".join((each.fact, *each.path)) for each in caution.because)
    yield "Assumed", "; ".join(caution.assumed)
    yield "Would change", "; ".join(f"to {each.to}, if {each.if_}" for each in caution.would_change)
    yield "Evidence", f"{', '.join(caution.evidence)}; likelihood {caution.likelihood}"
    yield "Contested", "good sources disagree" if caution.contested else ""
    yield "Sources", "; ".join(f"{each.stance}: {each.ref}" for each in caution.sources)


def _unread(report: Report) -> list[str]:
    unread = [each for each in report.inputs if each.outcome in UNREAD]
    if not unread:
        return []
    lines = [
        f"- {f'{written}: ' if written else ''}{escape(f'{each.reason or each.outcome} {could_be(each, english())}'.strip())}"
        for each in unread[:_SHOWN_UNREAD]
        for written in [escape(each.as_written)]
    ]
    if len(unread) > _SHOWN_UNREAD:
        lines.append(f"- and {len(unread) - _SHOWN_UNREAD} more")
    return ["\n".join(["**Not checked:**", "", *lines])]


def _whole(report: Report) -> list[str]:
    """What every card has to say of the whole report."""
    return [
        *_unread(report),
        *_partly(report),
        *_undecided(report),
        *map(escape, report.remarks),
        escape(report.limits),
    ]


def _partly(report: Report) -> list[str]:
    lines = [f"- {escape(each)}" for each in remarks_on_lines(report, english())]
    return ["\n".join(["**Of what was read:**", "", *lines])] if lines else []


def _undecided(report: Report) -> list[str]:
    lines = [f"- {escape(each)}" for each in missing(report, english())[1:]]
    return ["\n".join(["**Not judged, for want of a fact:**", "", *lines])] if lines else []


def _coverage_card(report: Report, url: str | None, gaps: int) -> dict[str, Any]:
    unread = sum(each.outcome in UNREAD for each in report.inputs)
    nothing = "No medicine was recognised, so nothing was checked for interactions"
    entries, sources = unread - gaps, f"{gaps} {'part' if gaps == 1 else 'parts'} of the record"
    counted = [f"{entries} of {len(report.inputs) - gaps} entries"] if entries else []
    some = " and ".join([*counted, *([sources] if gaps else [])])
    summary = nothing if _nothing(report) else f"{some} could not be checked for interactions"
    return _card_without_caution(report, url, f"coverage {unread}", summary)


def _missed_card(report: Report, url: str | None) -> dict[str, Any]:
    """For a list of which everything was read but what a rule wants to know of it."""
    summary = "A dose or the age could not be read, so some rules were not judged"
    return _card_without_caution(report, url, "missed", summary)


def _partly_card(report: Report, url: str | None) -> dict[str, Any]:
    """For a list of which a line was read in part, or in a way that has to be said."""
    summary = "No rule spoke, but not all of a line was checked, or as it may be meant"
    return _card_without_caution(report, url, "partly", summary)


def _adults_card(report: Report, url: str | None) -> dict[str, Any]:
    """For whoever is under 18, where no other card would tell it."""
    summary = "No rule spoke, but these rules are for adults and this patient is under 18"
    return _card_without_caution(report, url, "adults only", summary) | {"indicator": "info"}


def _card_without_caution(
    report: Report, url: str | None, identity: str, summary: str
) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid5(_SPACE, f"{report.knowledge.sha256} {identity}")),
        "summary": summary,
        "indicator": "warning",
        "source": _source(url),
        "detail": "\n\n".join(_whole(report)),
    }
