"""Every class on one page: what it means, what belongs to it, and which rules read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medcaution.authoring.lint.reach import lineage
from medcaution.authoring.pages.markdown import bullets, escape, link, page, section
from medcaution.authoring.pages.rules import rule_link
from medcaution.library.library import Library


def classes_page(library: Library) -> str:
    """Every class, by id."""
    readers = _readers(library)
    intro = (
        f"{len(library.classes)} classes. Membership is closed over the hierarchy: "
        "a member of a class is a member of every class above it."
    )
    return page(
        "Classes of substances",
        "facts/classes.toml and facts/substances/",
        intro,
        *(
            section(name, bullets(_entry(library, name, readers)))
            for name in sorted(library.classes)
        ),
    )


def _entry(library: Library, name: str, readers: Mapping[str, list[str]]) -> Iterator[str]:
    class_ = library.classes[name]
    yield f"**{escape(class_.label)}**{': ' + escape(class_.definition) if class_.definition else ''}"
    if class_.root:
        yield "Too broad to be a pattern; it gathers the classes below it."
    if class_.note:
        yield escape(class_.note)
    below = sorted(each for each, other in library.classes.items() if name in other.parents)
    for label, others in (("Above it", class_.parents), ("Below it", below)):
        if others:
            yield f"{label}: {', '.join(link(each, f'#{each}') for each in others)}"
    members = sorted(library.substances[each].name for each in library.members([f"@{name}"]))
    yield f"{len(members)} member{'s' * (len(members) != 1)}: {escape(', '.join(members))}"
    yield f"Read by: {_read_by(library, name, readers)}"


def _read_by(library: Library, name: str, readers: Mapping[str, list[str]]) -> str:
    parts = []
    for each in sorted(lineage(library, name), key=lambda other: (other != f"@{name}", other)):
        codes = [rule_link(library, code, "rules/") for code in readers.get(each, ())]
        if codes:
            through = "" if each == f"@{name}" else f"through {link(each[1:], f'#{each[1:]}')}: "
            parts.append(f"{through}{', '.join(codes)}")
    if not parts:
        return f"no rule. {escape(library.classes[name].unread or '')}".strip()
    return "; ".join(parts)


def _readers(library: Library) -> dict[str, list[str]]:
    """The codes of the rules that name each @class."""
    found: dict[str, set[str]] = {}
    for rule in library.rules.values():
        if rule.status != "retired":
            for _, _, pattern in rule.patterns:
                for name in (*pattern.medication, *pattern.except_):
                    found.setdefault(name, set()).add(rule.code)
    return {name: sorted(codes) for name, codes in found.items()}
