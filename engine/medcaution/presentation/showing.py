"""What may be shown of a text that somebody else wrote, and how a way of reasoning is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from medcaution.presentation.catalogue import Catalogue
from medcaution.report import Caution, Report

_HIDDEN = ("Cc", "Cf", "Cs", "Co")
_NONE = "not-applicable"


def clean(text: str) -> str:
    """Text as it may be shown: no control, direction or invisible characters, one line."""
    if text.isprintable():  # no such character, nor any space but the plain one
        return text.strip()
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _HIDDEN
    )
    return "".join(kept).strip()


def beyond(fact: str, path: Sequence[str]) -> list[str]:
    """The path from a fact, without its first step where that only repeats the line."""
    return list(path[1:] if path and path[0].casefold() == fact.casefold() else path)


def plain_sureness(caution: Caution, words: Catalogue) -> str:
    """How often it happens and whether experts agree, for a person; empty if neither is known."""
    said = [words(f"plain-likelihood.{caution.likelihood}")] if caution.likelihood != _NONE else []
    if caution.contested:
        said.append(words("plain.contested"))
    return " ".join(said)


def taken_and_lived(caution: Caution) -> str:
    """The lines a caution speaks of, in the person's own words."""
    taken = dict.fromkeys(clean(each.as_written) for each in caution.medications)
    lived = dict.fromkeys(clean(each.as_written) for each in caution.conditions)
    return " + ".join([*taken, *lived])


def emergency_signs(report: Report) -> list[str]:
    """The signs of every caution, each once, those of the strongest first."""
    return list(dict.fromkeys(sign for each in report.cautions for sign in each.emergency_signs))
