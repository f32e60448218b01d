"""Patterns in words: what one fact must be, with links to the classes it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medcaution.authoring.pages.markdown import escape, link
from medcaution.judgement.wording import joined
from medcaution.library.library import Library
from medcaution.library.rules import Pattern

_TIMINGS = {
    "active": "taken now, planned, or stopped at most a day ago",
    "same-day": "taken on the same day",
    "carry-over": "taken now, planned, or stopped within its carry-over days",
    "washout": "taken now, planned, or stopped within its washout days",
}


def in_words(library: Library, pattern: Pattern, classes: str) -> str:
    """A pattern as one line of Markdown; `classes` is the way to the page of classes."""
    parts = [
        _any([_substance(library, name, classes) for name in pattern.medication]),
        _any([_condition(library, name) for name in pattern.condition]),
        *_person(pattern),
    ]
    if pattern.except_:
        name = _condition if pattern.condition else None
        out = [
            name(library, each) if name else _substance(library, each, classes)
            for each in pattern.except_
        ]
        parts.append(f"but not {_any(out)}")
    parts += _attributes(pattern)
    return "; ".join(filter(None, parts))


def _substance(library: Library, name: str, classes: str) -> str:
    if not name.startswith("@"):
        return escape(library.substances[name].name)
    return "any " + link(escape(library.classes[name[1:]].label), f"{classes}#{name[1:]}")


def _condition(library: Library, name: str) -> str:
    if not name.startswith("@"):
        return escape(library.conditions[name].label)
    members = sorted(library.conditions[each].label for each in library.conditions_in([name]))
    return f"any {escape(library.groups[name[1:]].label)} ({escape(', '.join(members))})"


def _person(pattern: Pattern) -> Iterator[str]:
    person = pattern.person
    if person and person.age:
        if person.age.at_least is not None:
            yield f"a person of {person.age.at_least} years or more"
        if person.age.at_most is not None:
            yield f"a person of {person.age.at_most} years or less"
    if person and person.pregnant is not None:
        yield "a pregnant person" if person.pregnant else "a person who is not pregnant"


def _attributes(pattern: Pattern) -> Iterator[str]:
    for key in ("route", "use", "status"):
        values = getattr(pattern, key)
        if values:
            yield f"{key} {_any(values)}"
    if pattern.dose:
        above = pattern.dose.above
        yield f"more than {above}" if above else f"at most {pattern.dose.at_most}"
    if pattern.within:
        yield f"stopped within the last {pattern.within}"
    elif pattern.timing:
        yield _TIMINGS[pattern.timing]
    if pattern.taken_for:
        yield f"taken for {pattern.taken_for} or more"


def _any(names: Iterable[str]) -> str:
    return joined(names, "or")
