"""A report as text for a terminal, a message or a golden file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from medcaution.presentation.catalogue import Catalogue, english
from medcaution.presentation.caution_text import Audience, CautionText
from medcaution.presentation.headings import Headed, headed
from medcaution.presentation.listed import about, could_be, listed, missing
from medcaution.presentation.showing import clean, emergency_signs
from medcaution.report import UNREAD, Caution, Input, Report

WIDTH = 88


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


class _Text(CautionText):
    """A whole report."""

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
        sections += [self._help(report, audience), self._footer(report, audience)]
        return "\n\n".join(section for section in sections if section) + "\n"

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
            text += f" {could_be(each, self._words)}"
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

    def _help(self, report: Report, audience: Audience) -> str:
        """When to call, where no caution tells it."""
        if emergency_signs(report) or not (self._number or audience == "person"):
            return ""
        number = self._number or self._words("emergency.number")
        text = self._words("emergency.general", number=number)
        return "\n".join(textwrap.wrap(text, self._width))

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
