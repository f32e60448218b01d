"""Words for a class of substances: "an SSRI", "blood thinners". They are a question."""

from __future__ import annotations

from collections.abc import Iterator

from medcaution.library import Library
from medcaution.library.substances import SubstanceClass
from medcaution.recognition.answer import ambiguous
from medcaution.recognition.names import Entry, Gathering
from medcaution.recognition.spelling import key_of

_QUESTION = "Which {} is it? Write its own name, as the package gives it."


def add_classes(library: Library, gathering: Gathering) -> None:
    """Add the words of every class that has members; a word of two classes asks about both.

    A name of a substance stays that name, even if a class is called so too.
    """
    members: dict[str, set[str]] = {}
    singulars: dict[str, str] = {}
    for identifier, group in library.classes.items():
        inside = library.members([f"@{identifier}"])
        for form, singular in _forms(identifier, group) if inside else ():
            members.setdefault(form, set()).update(inside)
            singulars.setdefault(form, singular)
    for form, candidates in members.items():
        word = singulars[form]
        answer = ambiguous(tuple(sorted(candidates)), _QUESTION.format(word), word)
        gathering.add_variant(Entry(word, word, answer), form)


def _forms(identifier: str, group: SubstanceClass) -> Iterator[tuple[str, str]]:
    """Keys of a class, each with the singular to ask with."""
    for word in (*group.words, group.label, identifier.replace("-", " ")):
        form = key_of(word)
        plural_of_another = form.endswith("s") and word[:-1] in group.words
        singular = word[:-1] if plural_of_another else word
        yield form, singular
        yield f"{form}s", singular
    if group.plural:
        yield key_of(group.plural), group.label
