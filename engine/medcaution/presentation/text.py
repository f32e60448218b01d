"""A report as text for a terminal, a message or a golden file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from medcaution.presentation.catalogue import Catalogue, english
from medcaution.presentation.headings import Headed, headed
from medcaution.presentation.listed import about, listed, missing
from medcaution.presentation.showing import beyond, clean, plain_sureness
from medcaution.report import UNREAD, Caution, CitedSource, Input, Report

Audience: TypeAlias = Literal["professional", "person"]

WIDTH = 88
_LABEL = 14
_MOST_CANDIDATES = 8


def render(
    report: Report,
    audience: Audience = "professional",
    width: int = WIDTH,
    words: Catalogue | None = None,
    emergency_number: str = "",
) -> str:
    """The whole report. What was read and what was not stands above the cautions."""
    return _Text(width, words or english(), emergency_number).report(report, audience)


def render_caution(
    caution: Caution,
    audience: Audience = "professional",
    width: int = WIDTH,
    words: Catalogue | None = None,
) -> str:
    """One caution, explained from the words of the list to the sources."""
    return _Text(width, words or english()).caution(caution, audience)


def render_inputs(report: Report, width: int = WIDTH, words: Catalogue | None = None) -> str:
    """What was read and what was not, and what is told of it."""
    return _Text(width, words or english()).inputs(report, "professional")


class _Text:
    """Lays text out in one width, in one language."""

    def __init__(self, width: int, words: Catalogue, emergency_number: str = "") -> None:
        self._width = width
        self._words = words
        self._number = emergency_number

    def report(self, report: Report, audience: Audience) -> str:
        sections = [self.inputs(report, audience), self._headline(report, audience)]
        for group in headed(report.cautions):
            sections += [self._heading(group)] if len(group.cautions) > 1 else []
            sections += [self.caution(each, audience) for each in group.cautions]
        if report.notes and audience == "professional":
            sections.append("\n".join(self._notes(report.notes)))
        if report.undecided:
            told = self._undecided if audience == "professional" else self._missing
            sections.append("\n".join(told(report)))
        sections.append(self._footer(report, audience))
        return "\n\n".join(section for section in sections if section) + "\n"

    def caution(self, caution: Caution, audience: Audience) -> str:
        told = self._for_person if audience == "person" else self._for_professional
        return "\n".join(told(caution))

    def _heading(self, group: Headed) -> str:
        written = " + ".join(map(clean, group.written))
        number = len(group.cautions)
        return self._words.count("text.heading", number, written=written)

    def inputs(self, report: Report, audience: Audience) -> str:
        unread = [each for each in report.inputs if each.outcome in UNREAD]
        left_out = [each for each in report.inputs if each.outcome == "ignored"]
        read = [each for each in report.inputs if each.outcome.startswith("recognised")]
        told = {
            "text.not-checked": [(each, self._unread(each, report, audience)) for each in unread],
            "text.read": [(each, self._read(each, report, audience)) for each in read],
            "text.left-out": [(each, self._left_out(each, report)) for each in left_out],
        }
        sections = []
        for key, entries in told.items():
            if entries or key == "text.read":
                lines = [self._words(key, n=len(entries), total=len(report.inputs))]
                for each, text in entries:
                    lines += self._entry(f"{each.line}", text)
                if key == "text.read":
                    lines += self._entry("", about(report, self._words))
                sections.append("\n".join(lines))
        return "\n\n".join(sections)

    def _read(self, each: Input, report: Report, audience: Audience) -> str:
        say, professional = self._words, audience == "professional"
        known = " + ".join(each.substances) or each.condition or ""
        text = listed(each, report.as_of, say)
        if professional:
            text += f" -> {known} ({say(f'via.{each.via}')})"
        elif known.casefold() != clean(each.as_written).casefold():
            text += f" = {known}"
        if each.outcome == "recognised-not-covered":
            key = "text.no-rule-reads-it" if professional else f"outcome.{each.outcome}"
            text += f"; {say(key)}"
        return f"{text}; {say.told(each.reason)}" if each.reason else text

    def _left_out(self, each: Input, report: Report) -> str:
        written = listed(each, report.as_of, self._words)
        return ": ".join(filter(None, (written, self._words.told(each.reason))))

    def _unread(self, each: Input, report: Report, audience: Audience) -> str:
        professional = audience == "professional"
        outcome = self._words(
            f"text-outcome.{each.outcome}" if professional else f"plain-outcome.{each.outcome}"
        )
        text = f"{listed(each, report.as_of, self._words)}: {outcome}."
        if each.reason:
            text += f" {self._words.told(each.reason)}"
        if each.candidates:
            shown = ", ".join(each.candidates[:_MOST_CANDIDATES])
            more = len(each.candidates) - _MOST_CANDIDATES
            key = "text.could-be-more" if more > 0 else "text.could-be"
            text += " " + self._words(key, names=shown, n=more)
        if each.suggestions:
            text += " " + self._words("text.did-you-mean", names=", ".join(each.suggestions))
        return text

    def _headline(self, report: Report, audience: Audience) -> str:
        count = len(report.cautions)
        if report.status == "nothing-checked":
            text = self._words("text.nothing-checked")
        elif count:
            text = self._words.count("text.cautions", count)
            if not report.complete:
                text += self._words("text.and-incomplete")
        elif report.complete:
            text = self._words("text.none-found")
        else:
            text = self._words("text.none-found-incomplete")
        lines = textwrap.wrap(text, self._width)
        if audience == "person" and count:
            lines += textwrap.wrap(self._words("text.do-not-stop"), self._width)
        return "\n".join(lines)

    def _for_professional(self, caution: Caution) -> Iterator[str]:
        say = self._words
        codes = ", ".join(rule.code for rule in caution.rules)
        contested = f"{say('text.contested')}; " if caution.contested else ""
        review = say("text.reviewed" if caution.reviewed_by_clinician else "text.draft")
        severity = say(f"severity.{caution.severity}").upper()
        consequence = say.named(caution.consequence.replace("-", " "))
        yield f"[{severity}] {consequence} ({codes}; {contested}{review})"
        yield from self._wrapped(self._words.told(caution.summary))
        chains = (
            " -> ".join([clean(link.fact), *map(say.named, beyond(link.fact, link.path))])
            for link in caution.because
        )
        yield from self._entries("text.because", dict.fromkeys(chains))
        yield from self._entry(say("text.mechanism"), say.told(caution.mechanism))
        yield from self._entry(say("text.action"), say.told(caution.action))
        yield from self._entry(say("text.watch-for"), self._all_told(caution.warning_signs))
        yield from self._entry(say("text.onset"), say.told(caution.onset))
        yield from self._entry(say("text.emergency"), self._emergency(caution))
        for change in caution.adjustments:
            text = say(
                "text.adjusted-to", to=self._severity(change.to), because=say.told(change.because)
            )
            yield from self._entry(say("text.adjusted"), text)
        for assumed in caution.assumed:
            yield from self._entry(say("text.assumed"), say.told(assumed))
        for possible in caution.would_change:
            text = say(
                "text.would-change-to", to=self._severity(possible.to), fact=say.told(possible.if_)
            )
            yield from self._entry(say("text.would-change"), text)
        for under in caution.covers:
            text = f"{under.code} ({self._severity(under.severity)}): {say.told(under.summary)}"
            yield from self._entry(say("text.also-fired"), text)
        yield from self._entry(say("text.how-sure"), self._sureness(caution))
        yield from self._sources(caution)
        yield from self._entry(say("text.review-due"), str(caution.review_due))

    def _sureness(self, caution: Caution) -> str:
        also = (
            self._words(
                "text.also",
                names=", ".join(self._words.named(each.replace("-", " ")) for each in caution.also),
            )
            if caution.also
            else ""
        )
        return self._words(
            "text.sureness",
            seriousness=self._words(f"seriousness.{caution.seriousness}"),
            likelihood=self._words(f"likelihood.{caution.likelihood}"),
            also=also,
            evidence=", ".join(self._words(f"evidence.{each}") for each in caution.evidence),
        )

    def _for_person(self, caution: Caution) -> Iterator[str]:
        say = self._words
        taken = " + ".join(dict.fromkeys(clean(each.as_written) for each in caution.medications))
        lived = "".join(f" + {clean(each.as_written)}" for each in caution.conditions)
        yield f"[{say(f'plain-severity.{caution.severity}').upper()}] {taken}{lived}"
        yield from self._wrapped(self._words.told(caution.plain))
        yield from self._entry(say("text.watch-for"), self._all_told(caution.warning_signs))
        yield from self._entry(say("text.get-help"), self._emergency(caution))
        for change in caution.adjustments:
            yield from self._entry(say("text.more"), say.told(change.because))
        yield from self._entry(say("text.how-sure"), plain_sureness(caution, say))
        if not caution.reviewed_by_clinician:
            yield from self._entry(say("text.checked-by"), say("text.no-clinician"))

    def _emergency(self, caution: Caution) -> str:
        """When to call, and whom where the number is known."""
        if not caution.emergency_signs:
            return ""
        signs = self._all_told(caution.emergency_signs)
        if not self._number:
            return self._words("text.emergency-signs", signs=signs)
        return self._words("message.emergency", number=self._number, signs=signs)

    def _sources(self, caution: Caution) -> Iterator[str]:
        """What speaks for and against, with what it says; the context by reference only."""
        for stance in ("supports", "disputes"):
            cited = (self._cited(source) for source in caution.sources if source.stance == stance)
            yield from self._entries(f"text.{stance}", cited)
        context = [source.ref for source in caution.sources if source.stance == "context"]
        yield from self._entry(self._words("text.context"), ", ".join(context))

    def _cited(self, source: CitedSource) -> str:
        year = f", {source.year}" if source.year and str(source.year) not in source.ref else ""
        said = self._words.told(source.note) if source.note else source.title
        return f"{said} [{source.ref}{year}]"

    def _all_told(self, sentences: Iterable[str]) -> str:
        return "; ".join(map(self._words.told, sentences))

    def _severity(self, severity: str) -> str:
        return self._words(f"severity.{severity}")

    def _notes(self, notes: Sequence[Caution]) -> Iterator[str]:
        yield self._words("text.notes")
        for note in notes:
            codes = ", ".join(rule.code for rule in note.rules)
            yield from self._entry(codes, self._words.told(note.summary))

    def _undecided(self, report: Report) -> Iterator[str]:
        yield self._words("text.undecided")
        for each in report.undecided:
            text = self._words(
                "text.could-be-severity",
                severity=self._severity(each.could_be),
                needs=self._words.told(each.needs),
            )
            yield from self._entry(each.rule, text)

    def _missing(self, report: Report) -> Iterator[str]:
        """What a person is told of rules that want a fact."""
        heading, *lines = missing(report, self._words)
        yield heading
        for line in lines:
            yield from self._wrapped(line)

    def _footer(self, report: Report, audience: Audience) -> str:
        lines = [
            line
            for each in report.remarks
            for line in textwrap.wrap(self._words.told(each), self._width)
        ]
        person = audience == "person"
        limits = self._words("handout.limits") if person else self._words.told(report.limits)
        lines += textwrap.wrap(limits, self._width)
        mark = report.knowledge
        lines += [self._words("text.changed-knowledge", change=each) for each in mark.changes]
        lines.append(
            self._words(
                "text.knowledge",
                version=mark.version,
                sha256=mark.sha256[:12],
                rules=mark.rules,
                profile=mark.profile,
                engine=report.engine.version,
            )
        )
        return "\n".join(lines)

    def _wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, self._width, initial_indent="  ", subsequent_indent="  ")

    def _entries(self, key: str, texts: Iterable[str]) -> Iterator[str]:
        """Several texts under one label."""
        for number, text in enumerate(texts):
            yield from self._entry("" if number else self._words(key), text)

    def _entry(self, label: str, text: str) -> list[str]:
        if not text:
            return []
        first = f"  {label:<{_LABEL}} "
        return textwrap.wrap(
            text, self._width, initial_indent=first, subsequent_indent=" " * len(first)
        )
