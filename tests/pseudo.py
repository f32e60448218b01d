"""A language that nobody speaks: English in other letters, so that a forgotten word shows."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from medcaution.library.folders import bundled_folder

LANGUAGE = "qps"
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_PLACE = re.compile(r"(\{[a-z0-9_]+\})")


def widened(text: str) -> str:
    """The text in wide letters; what stands in braces is left alone."""
    return "".join(each if _PLACE.fullmatch(each) else each.translate(_WIDE) for each in _PLACE.split(text))  # fmt: skip


def english_po():
    """The English catalogue as it is kept."""
    with (bundled_folder() / "messages/en/LC_MESSAGES/medcaution.po").open("rb") as file:
        return read_po(file, locale="en")


def write_pseudo(folder: Path, *, without: frozenset[str] = frozenset()) -> Path:
    """A catalogue of the pseudo-language below a folder, without some keys."""
    catalogue = english_po()
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
