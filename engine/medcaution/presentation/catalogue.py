"""The words of reports and pages, in catalogues apart from the code.

A catalogue is a gettext file below `messages/<language>/LC_MESSAGES/`; its keys say where a text
stands, its texts are for people. English is complete. A text that another language lacks is shown
in English with a mark, never left out. What the knowledge says is in the language of the
knowledge, whatever the catalogue.
"""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path

from medcaution.errors import InputError
from medcaution.library.folders import bundled_folder
from medcaution.words import did_you_mean

DOMAIN = "medcaution"
ENGLISH = "en"
#: Stands before a text that is shown in English for want of a translation.
UNTRANSLATED = "[English] "


#: Sentences that the engine writes in English into a report, by their keys.
SENTENCES = (
    "said.limits", "said.adults", "said.overdue", "said.no-date", "said.routes-differ",
    "said.no-medicine", "said.no-condition", "said.no-name", "said.empty",
)  # fmt: skip


class _Missing(gettext.NullTranslations):
    """What the English catalogue asks when it does not hold a key: a mistake in the program."""

    def gettext(self, message: str) -> str:
        raise LookupError(f"the English catalogue lacks {message}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise LookupError(f"the English catalogue lacks {msgid1}")


class _InEnglish(gettext.NullTranslations):
    """What another language asks when it does not hold a key."""

    def gettext(self, message: str) -> str:
        return UNTRANSLATED + _read(ENGLISH, _folder()).gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return UNTRANSLATED + _read(ENGLISH, _folder()).ngettext(msgid1, msgid2, n)


class Catalogue:
    """The words of one language.

    Args:
        language: the name of a folder below `messages/`.
        folder: where to look for it instead.

    Raises:
        InputError: if there is no catalogue of this language.
    """

    def __init__(self, language: str = ENGLISH, folder: Path | None = None) -> None:
        self.language = language
        self._translations = _read(language, folder or _folder())

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its `{places}` filled."""
        text = self._translations.gettext(key)
        return text.format_map(values) if values else text

    def count(self, key: str, number: int, **values: object) -> str:
        """The text of a key in the form that a number takes; the number fills `{n}`."""
        return self._translations.ngettext(key, key, number).format_map({"n": number, **values})

    def told(self, sentence: str) -> str:
        """A sentence of the engine; in English and marked, where no catalogue holds it."""
        if self.language == ENGLISH:
            return sentence
        for key, pattern in _sentences().items():
            found = pattern.fullmatch(sentence)
            if found:
                return self(key, **found.groupdict())
        return UNTRANSLATED + sentence


def languages(folder: Path | None = None) -> list[str]:
    """The languages there are catalogues of."""
    found = (folder or _folder()).glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return sorted(file.parent.parent.name for file in found)


@cache
def english() -> Catalogue:
    """The English catalogue, read once."""
    return Catalogue()


def _folder() -> Path:
    return bundled_folder() / "messages"


@cache
def _sentences() -> dict[str, re.Pattern[str]]:
    """How each sentence of the engine reads in English, whatever stands in its `{places}`."""
    return {
        key: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(english()(key))))
        for key in SENTENCES
    }


@cache
def _read(language: str, folder: Path) -> gettext.GNUTranslations:
    known = languages(folder)
    if language not in known:
        raise InputError(
            f"there is no catalogue of this language.{did_you_mean(language, known)}", "language"
        )
    with (folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    translations.add_fallback(_Missing() if language == ENGLISH else _InEnglish())
    return translations
