"""A language that nobody speaks: English in other letters, so that a forgotten word shows."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from medcaution.library.folders import bundled_folder

LANGUAGE = "qps"
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_WORD = re.compile("[a-z]{3,}")
_PLACE = re.compile(r"(\{[a-z0-9_]+\})")


def widened(text: str) -> str:
    """The text in wide letters; what stands in braces is left alone."""
    return "".join(each if _PLACE.fullmatch(each) else each.translate(_WIDE) for each in _PLACE.split(text))  # fmt: skip


def plain_letters(text, own=()):
    """The English words left in it, beside those of some texts."""
    known = {word for each in own for word in _WORD.findall(each.casefold())}
    return [word for word in _WORD.findall(text.casefold()) if word not in known]


def english_po():
    """The English catalogue as it is kept."""
    with (bundled_folder() / "messages/en/LC_MESSAGES/medcaution.po").open("rb") as file:
        return read_po(file, locale="en")


def knowledge_texts(library, *, cited=True):
    """All that the knowledge says in a report, as its files have it; with what it cites."""
    for rule in library.rules.values():
        yield from (rule.title, rule.summary, rule.plain, rule.mechanism, rule.action)
        yield from (clause.because for _, clause in rule.clauses)
        yield from (each.note for each in rule.sources if cited and each.note)
    for name, each in library.consequences.items():
        yield from (each.plain, name.replace("-", " "))
    for each in library.warning_signs.values():
        yield from (each.onset, *each.early, *each.emergency)
    for each in library.classes.values():
        yield each.label
    for each in (*library.conditions.values(), *library.groups.values()):
        yield from (each.label, each.plain)
    yield from (each.gist for each in library.claims.values() if cited)
    yield from (each.question for each in library.ambiguities)


def write_pseudo(folder: Path, library=None, *, without: frozenset[str] = frozenset()) -> Path:
    """A catalogue of the pseudo-language below a folder, without some keys.

    With a library, it holds what that says too.
    """
    catalogue = english_po()
    for text in knowledge_texts(library) if library else ():
        catalogue.add(text, text)
    for message in list(catalogue):
        key = message.id if isinstance(message.id, str) else message.id[0]
        if not key:
            continue
        if key in without:
            catalogue.delete(key)
        elif isinstance(message.string, str):
            message.string = widened(message.string)
        else:
            message.string = tuple(map(widened, message.string))
    file = folder / LANGUAGE / "LC_MESSAGES" / "medcaution.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as opened:
        write_mo(opened, catalogue)
    return folder
