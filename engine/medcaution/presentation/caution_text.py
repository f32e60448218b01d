"""One caution as text, from the words of the list to the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.layout import Layout
from medcaution.presentation.showing import beyond, clean, plain_sureness
from medcaution.report import Caution, CitedSource

Audience: TypeAlias = Literal["professional", "person"]


class CautionText(Layout):
    """Explains a caution to a professional, or tells it to a person.

    Args:
        width: characters of a line.
        words: the language.
        emergency_number: whom to call, where that is known.
    """

    def __init__(self, width: int, words: Catalogue, emergency_number: str = "") -> None:
        super().__init__(width, words)
        self._number = emergency_number

    def caution(self, caution: Caution, audience: Audience) -> str:
        """The whole text of one caution."""
        told = self._for_person if audience == "person" else self._for_professional
        return "\n".join(told(caution))

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
