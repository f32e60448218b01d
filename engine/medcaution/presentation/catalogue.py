"""The words of reports and pages, in catalogues apart from the code.

A catalogue is a gettext file below `messages/<language>/LC_MESSAGES/`; its keys say where a text
stands, its texts are for people. English is complete. A text that another language lacks is shown
in English with a mark, never left out. So is a sentence of a report, which is written in English,
where the catalogue does not hold it.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from medcaution.errors import InputError
from medcaution.library.folders import bundled_folder
from medcaution.words import did_you_mean

if TYPE_CHECKING:
    from medcaution.presentation.sentences import Sentences

DOMAIN = "medcaution"
ENGLISH = "en"
#: Stands before a text that is shown in English for want of a translation.
UNTRANSLATED = "[English] "


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

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, with its `{places}` filled."""
        text = self._translations.gettext(key)
        return text.format_map(values) if values else text

    def count(self, key: str, number: int, **values: object) -> str:
        """The text of a key in the form that a number takes; the number fills `{n}`."""
        return self._translations.ngettext(key, key, number).format_map({"n": number, **values})

    def told(self, sentence: str | None) -> str:
        """A sentence of a report; in English and marked, where the catalogue does not hold it."""
        if self.language == ENGLISH or not sentence:
            return sentence or ""
        return self._sentences.told(sentence) or UNTRANSLATED + sentence

    def named(self, name: str) -> str:
        """A name that the knowledge gives; as it is, where the catalogue does not hold it."""
        return name if self.language == ENGLISH else self._sentences.named(name) or name

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The texts of this language alone, by key."""
        held = self._translations._catalog  # type: ignore[attr-defined]  # noqa: SLF001  (no other way)
        return {key: text for key, text in held.items() if key and isinstance(key, str)}

    @cached_property
    def _sentences(self) -> Sentences:
        from medcaution.presentation.sentences import Sentences  # noqa: PLC0415  (English needs none)

        return Sentences(english().texts, self.texts, self)


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
