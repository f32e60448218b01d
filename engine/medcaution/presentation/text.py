"""A report as text for a terminal, a message or a golden file."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from medcaution.report import UNREAD, Caution, CitedSource, Input, Report

Audience: TypeAlias = Literal["professional", "person"]

WIDTH = 88
_LABEL = 14
_PLAIN_SEVERITY = {
    "contraindicated": "MUST NOT BE MIXED",
    "major": "SERIOUS",
    "moderate": "TAKE CARE",
    "minor": "GOOD TO KNOW",
    "note": "NOTE",
}
_PLAIN_LIKELIHOOD = {
    "common": "This happens often.",
    "uncommon-to-common": "This can happen.",
    "uncommon": "This is not common.",
    "rare": "This is rare.",
    "very-rare": "This is very rare.",
    "very-rare-or-unknown": "This is very rare, or nobody knows how often it happens.",
    "unknown": "Nobody knows how often this happens.",
    "implausible": "Experts doubt that this happens.",
    "not-applicable": "",
}


def clean(text: str) -> str:
    """Text as it may be shown: no control, direction or invisible characters, one line."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return "".join(kept).strip()


def render(report: Report, audience: Audience = "professional", width: int = WIDTH) -> str:
    """The whole report. What was read and what was not stands above the cautions."""
    sections = [_inputs(report, width), _headline(report, audience, width)]
    for heading, cautions in _headed(report.cautions):
        sections += [heading] if heading else []
        sections += [render_caution(each, audience, width) for each in cautions]
    if report.notes and audience == "professional":
        sections.append("\n".join(_notes(report.notes, width)))
    if report.undecided and audience == "professional":
        sections.append("\n".join(_undecided(report, width)))
    sections.append(_footer(report, width))
    return "\n\n".join(section for section in sections if section) + "\n"


def render_caution(
    caution: Caution, audience: Audience = "professional", width: int = WIDTH
) -> str:
    """One caution, explained from the words of the list to the sources."""
    lines = (
        _for_person(caution, width) if audience == "person" else _for_professional(caution, width)
    )
    return "\n".join(lines)


def _headed(cautions: Sequence[Caution]) -> Iterator[tuple[str, list[Caution]]]:
    """Cautions of one family about the same substances stand together, under one heading."""
    groups: dict[tuple[str, tuple[str, ...]], list[Caution]] = {}
    for caution in cautions:
        substances = tuple(sorted({each.substance for each in caution.medications}))
        groups.setdefault((caution.family, substances), []).append(caution)
    for together in groups.values():
        lines = {each.line: each for caution in together for each in caution.medications}
        written = " + ".join(dict.fromkeys(clean(lines[line].as_written) for line in sorted(lines)))
        yield (f"== {written}: {len(together)} cautions" if len(together) > 1 else ""), together


def _inputs(report: Report, width: int) -> str:
    unread = [each for each in report.inputs if each.outcome in UNREAD]
    read = [each for each in report.inputs if each.outcome not in UNREAD]
    lines: list[str] = []
    if unread:
        lines.append(f"NOT CHECKED: {len(unread)} of {len(report.inputs)} lines")
        for each in unread:
            lines += _entry(f"{each.line}", _unread(each), width)
        lines.append("")
    lines.append(f"READ: {len(read)} of {len(report.inputs)} lines")
    for each in read:
        lines += _entry(f"{each.line}", _read(each), width)
    return "\n".join(lines)


def _read(each: Input) -> str:
    known = " + ".join(each.substances) or each.condition or ""
    text = f"{clean(each.as_written)} -> {known} ({each.via})" if known else clean(each.as_written)
    if each.outcome == "recognised-not-covered":
        text += "; no rule reads it"
    if each.outcome == "ignored":
        text += f" ignored: {each.reason}"
    elif each.reason:
        text += f"; {each.reason}"
    return text


def _unread(each: Input) -> str:
    text = f"{clean(each.as_written)}: {each.outcome}."
    if each.reason:
        text += f" {each.reason}"
    if each.candidates:
        shown = ", ".join(each.candidates[:8])
        more = len(each.candidates) - 8
        text += f" Could be: {shown}{f' and {more} more' if more > 0 else ''}."
    if each.suggestions:
        text += f" Did you mean {', '.join(each.suggestions)}?"
    return text


def _headline(report: Report, audience: Audience, width: int) -> str:
    count = len(report.cautions)
    if report.status == "nothing-checked":
        text = "NOTHING WAS CHECKED: no medicine on this list was recognised."
    elif count:
        text = f"{count} CAUTION{'S' if count > 1 else ''}"
        if not report.complete:
            text += ", and the list was not read completely"
    elif report.complete:
        text = "NO CAUTION FOUND in these rules. The rules are few; a mix may still carry risk."
    else:
        text = "NO CAUTION FOUND for the lines that were read. The list was NOT read completely."
    lines = textwrap.wrap(text, width)
    if audience == "person" and count:
        lines += textwrap.wrap("Do not stop a prescribed medicine suddenly. Ask first.", width)
    return "\n".join(lines)


def _for_professional(caution: Caution, width: int) -> Iterator[str]:
    codes = ", ".join(rule.code for rule in caution.rules)
    marks = f"{codes}; {'contested; ' if caution.contested else ''}{_review(caution)}"
    yield f"[{caution.severity.upper()}] {caution.consequence.replace('-', ' ')} ({marks})"
    yield from _wrapped(caution.summary, width)
    chains = (
        " -> ".join([clean(link.fact), *_beyond(link.fact, link.path)]) for link in caution.because
    )
    for number, chain in enumerate(dict.fromkeys(chains)):
        yield from _entry("Because" if number == 0 else "", chain, width)
    yield from _entry("Mechanism", caution.mechanism, width)
    yield from _entry("Action", caution.action, width)
    yield from _entry("Watch for", "; ".join(caution.warning_signs), width)
    yield from _entry("Onset", caution.onset or "", width)
    yield from _entry("Emergency", caution.emergency or "", width)
    for change in caution.adjustments:
        yield from _entry("Adjusted", f"to {change.to}: {change.because}", width)
    for assumed in caution.assumed:
        yield from _entry("Assumed", assumed, width)
    for possible in caution.would_change:
        yield from _entry("Would change", f"to {possible.to}, if {possible.if_}", width)
    for under in caution.covers:
        yield from _entry("Also fired", f"{under.code} ({under.severity}): {under.summary}", width)
    also = f"; also {', '.join(caution.also)}" if caution.also else ""
    sure = (
        f"{caution.seriousness} consequence, likelihood {caution.likelihood}{also}; "
        f"evidence: {', '.join(caution.evidence)}"
    )
    yield from _entry("How sure", sure, width)
    yield from _sources(caution, width)
    yield from _entry("Review due", str(caution.review_due), width)


def _for_person(caution: Caution, width: int) -> Iterator[str]:
    taken = " + ".join(dict.fromkeys(clean(each.as_written) for each in caution.medications))
    lived = "".join(f" + {clean(each.as_written)}" for each in caution.conditions)
    yield f"[{_PLAIN_SEVERITY[caution.severity]}] {taken}{lived}"
    yield from _wrapped(caution.plain, width)
    yield from _entry("Watch for", "; ".join(caution.warning_signs), width)
    yield from _entry("Get help", caution.emergency or "", width)
    for change in caution.adjustments:
        yield from _entry("More", change.because, width)
    doubt = "Experts do not agree on this one." if caution.contested else ""
    yield from _entry("How sure", f"{_PLAIN_LIKELIHOOD[caution.likelihood]} {doubt}".strip(), width)
    yield from _entry(
        "Checked by", "" if caution.reviewed_by_clinician else "no clinician yet", width
    )


def _beyond(fact: str, path: Sequence[str]) -> list[str]:
    """The path, without its first step where that only repeats the line."""
    return list(path[1:] if path and path[0].casefold() == fact.casefold() else path)


def _review(caution: Caution) -> str:
    return "reviewed" if caution.reviewed_by_clinician else "draft, no clinician has reviewed it"


def _sources(caution: Caution, width: int) -> Iterator[str]:
    """What speaks for and against, with what it says; the context by reference only."""
    for stance, label in (("supports", "For"), ("disputes", "Against")):
        cited = [_cited(source) for source in caution.sources if source.stance == stance]
        for number, text in enumerate(cited):
            yield from _entry(label if number == 0 else "", text, width)
    context = [source.ref for source in caution.sources if source.stance == "context"]
    yield from _entry("Context", ", ".join(context), width)


def _cited(source: CitedSource) -> str:
    year = f", {source.year}" if source.year and str(source.year) not in source.ref else ""
    return f"{source.note or source.title} [{source.ref}{year}]"


def _notes(notes: Sequence[Caution], width: int) -> Iterator[str]:
    yield "NOTES: reviewed, below a caution"
    for note in notes:
        codes = ", ".join(rule.code for rule in note.rules)
        yield from _entry(codes, note.summary, width)


def _undecided(report: Report, width: int) -> Iterator[str]:
    yield "UNDECIDED: a fact is missing"
    for each in report.undecided:
        yield from _entry(each.rule, f"could be {each.could_be}; needs: {each.needs}", width)


def _footer(report: Report, width: int) -> str:
    lines = [line for remark in report.remarks for line in textwrap.wrap(remark, width)]
    lines += textwrap.wrap(report.limits, width)
    mark = report.knowledge
    lines += [f"CHANGED KNOWLEDGE: {change}" for change in mark.changes]
    lines.append(
        f"Knowledge {mark.version} ({mark.sha256[:12]}), {mark.rules} rules, profile {mark.profile}; "
        f"medcaution {report.engine.version}"
    )
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")


def _entry(label: str, text: str, width: int) -> list[str]:
    if not text:
        return []
    first = f"  {label:<{_LABEL}} "
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first))
