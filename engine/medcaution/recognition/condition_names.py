"""The names of conditions and of groups of conditions."""

from __future__ import annotations

from medcaution.library import Library
from medcaution.recognition.answer import Recognition, Via, ambiguous
from medcaution.recognition.names import Entry, Gathering, Names
from medcaution.recognition.spelling import key, words_of
from medcaution.recognition.turning import turned_condition

#: Said before a condition without changing it.
OPENINGS = frozenset(("a", "an", "the", "my", "i", "have", "has", "having", "with", "am"))


def condition_key(tokens: tuple[str, ...]) -> str:
    """The key of a condition: British and American spellings are one ("anaemia", "anemia")."""
    return key(unopened(tokens)).replace("ae", "e").replace("oe", "e").replace("our", "or")


def unopened(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a condition without what only opens them: "I have a"."""
    at = 0
    while at < len(tokens) - 1 and tokens[at] in OPENINGS:
        at += 1
    return tokens[at:]


def condition_names(library: Library) -> Names:
    """The index of everything a condition line can name.

    Raises:
        KnowledgeError: if a name belongs to two conditions and is no ambiguity.
    """
    gathering = Gathering("facts/ambiguous.toml", condition_key)
    gathering.settle_all(library.ambiguities, library.conditions)
    meanings: dict[str, Recognition] = {}
    for identifier, condition in library.conditions.items():
        meanings[identifier] = _answer(identifier, "name", condition.label)
        for name in (condition.label, condition.plain, identifier.replace("-", " ")):
            gathering.add(name, identifier, _answer(identifier, "name", name))
        for name in condition.names:
            gathering.add(name, identifier, _answer(identifier, "synonym", name))
    gathering.add_possessives()
    _add_groups(library, gathering)
    literal = gathering.finish(turned_condition)
    return Names(gathering.entries, meanings, literal=literal, key=condition_key)


def _add_groups(library: Library, gathering: Gathering) -> None:
    """Words for a group of conditions are a question: which of them?"""
    for identifier, group in library.groups.items():
        members = tuple(sorted(library.conditions_in([f"@{identifier}"])))
        for word in (group.label, group.plain, identifier.replace("-", " ")) if members else ():
            question = f"Which condition is it ({group.plain})? Write its own name."
            entry = Entry(word, identifier, ambiguous(members, question, word))
            gathering.add_variant(entry, condition_key(words_of(word)))


def _answer(identifier: str, via: Via, name: str) -> Recognition:
    return Recognition("recognised", condition=identifier, via=via, name=name)
