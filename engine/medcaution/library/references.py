"""Does every name in the knowledge lead somewhere? Checked at load, all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from medcaution.errors import Problem
from medcaution.library.documents import Document
from medcaution.library.library import Library
from medcaution.library.rules import PLACEHOLDER, Pattern, Rule, Steps
from medcaution.words import did_you_mean


def check_references(library: Library, documents: Mapping[str, Document]) -> list[Problem]:
    """Every dangling name, as a problem at its line."""
    cycles = [each for document in documents.values() for each in _cycles(library, document)]
    if cycles:
        return cycles  # nothing below can be expanded safely
    problems: list[Problem] = []
    for document in documents.values():
        for place, check in _CHECKS.items():
            if document.place == place or document.place.startswith(f"{place}/"):
                problems += check(library, document)
        problems += _sourced_tables(library, document)
    if problems:
        return problems
    for document in documents.values():
        if document.place.startswith("rules/") and "id" in document.data:
            problems += _rule(library, library.rules[document.data["id"]], document)
    return problems


def _unknown(what: str, name: str, choices: Collection[str]) -> str:
    return f"no {what} '{name}'.{did_you_mean(name, choices)}"


def _unknown_sources(library: Library, references: Iterable[str]) -> Iterator[str]:
    """A reference is a source, or a claim of the source document: `source-document#C36`."""
    for reference in references:
        source, _, claim = reference.partition("#")
        if source not in library.sources:
            said = _unknown("source", source, library.sources)
            yield f"{said} A new one is entered in facts/sources.toml."
        elif claim and claim not in library.claims:
            yield _unknown("claim", claim, library.claims)


def _cycles(library: Library, document: Document) -> Iterator[Problem]:
    if document.place != "facts/classes.toml":
        return
    for name in document.data:
        seen, waiting = set(), list(library.classes[name].parents)
        while waiting:
            parent = waiting.pop()
            if parent == name:
                yield document.problem(f"{name}: is its own ancestor", name, "parents")
                break
            if parent not in seen and parent in library.classes:
                seen.add(parent)
                waiting.extend(library.classes[parent].parents)


def _classes(library: Library, document: Document) -> Iterator[Problem]:
    for name in document.data:
        for parent in library.classes[name].parents:
            if parent not in library.classes:
                message = _unknown("class", parent, library.classes)
                yield document.problem(f"{name}: {message}", name, "parents")


def _substances(library: Library, document: Document) -> Iterator[Problem]:
    for name in document.data:
        substance = library.substances[name]
        for class_ in substance.classes:
            if class_ not in library.classes:
                message = _unknown("class", class_, library.classes)
                yield document.problem(f"{name}: {message}", name, "classes")
        for component in substance.components:
            if component not in library.substances:
                message = _unknown("substance", component, library.substances)
                yield document.problem(f"{name}: {message}", name, "components")
            elif library.substances[component].components:
                message = f"component '{component}' is a combination itself; list its parts"
                yield document.problem(f"{name}: {message}", name, "components")
        if substance.components and (substance.classes or substance.usual_use):
            message = "is read by its components: classes and usual use belong to them"
            yield document.problem(f"{name}: {message}", name)
        if bool(substance.components) != (substance.kind in ("product", "mixture")):
            message = "a product or mixture has components, and nothing else has"
            yield document.problem(f"{name}: {message}", name)


def _conditions(library: Library, document: Document) -> Iterator[Problem]:
    for name in document.data:
        for group in library.conditions[name].groups:
            if group not in library.groups:
                message = _unknown("condition group", group, library.groups)
                yield document.problem(f"{name}: {message}", name, "groups")


def _ambiguities(library: Library, document: Document) -> Iterator[Problem]:
    for number, entry in enumerate(document.data.get("ambiguous", [])):
        for candidate in entry["candidates"]:
            if candidate not in library.substances and candidate not in library.conditions:
                message = _unknown("substance", candidate, library.substances)
                yield document.problem(message, "ambiguous", number, "candidates")


def _codes(library: Library, document: Document) -> Iterator[Problem]:
    for name in document.data:
        if name not in library.substances and name not in library.conditions:
            message = _unknown("substance or condition", name, library.substances)
            yield document.problem(message, name)


def _sourced_tables(library: Library, document: Document) -> Iterator[Problem]:
    if not document.place.startswith("facts/") or document.place == "facts/sources.toml":
        return
    for name, entry in document.data.items():
        if not isinstance(entry, dict):
            continue
        for owner in (entry, *(part for part in entry.values() if isinstance(part, dict))):
            for message in _unknown_sources(library, owner.get("sources", ())):
                yield document.problem(f"{name}: {message}", name, "sources")


def _rule(library: Library, rule: Rule, document: Document) -> Iterator[Problem]:
    yield from _vocabulary(library, rule, document)
    for name, pattern in rule.when.items():
        if pattern.kind == "narrowing":
            message = f"when.{name}: name a medication, condition or person"
            yield document.problem(message, "when", name)
        yield from _pattern(library, pattern, document, ("when", name))
    yield from _clauses(library, rule, document)
    for key in ("summary", "plain", "mechanism", "action"):
        for placeholder in PLACEHOLDER.findall(getattr(rule, key)):
            if placeholder != "all" and placeholder not in rule.when:
                message = f"{{{placeholder}}}: no pattern.{did_you_mean(placeholder, rule.when)}"
                yield document.problem(f"{key}: {message}", key)


def _vocabulary(library: Library, rule: Rule, document: Document) -> Iterator[Problem]:
    for also in (rule.consequence, *rule.also):
        if also not in library.consequences:
            key = "consequence" if also == rule.consequence else "also"
            yield document.problem(_unknown("consequence", also, library.consequences), key)
    for sign in rule.warning_signs:
        if sign not in library.warning_signs:
            message = _unknown("set of warning signs", sign, library.warning_signs)
            message += f" There are: {', '.join(sorted(library.warning_signs))}."
            yield document.problem(message, "warning_signs")
    for number, citation in enumerate(rule.sources):
        for message in _unknown_sources(library, [citation.ref]):
            yield document.problem(message, "source", number, "ref")
    families = {other.family for other in library.rules.values()}
    for other in rule.yields_to:
        if library.rule(other) is None and other not in families:
            known = families | {each.code for each in library.rules.values()}
            yield document.problem(_unknown("rule or family", other, known), "yields_to")


def _clauses(library: Library, rule: Rule, document: Document) -> Iterator[Problem]:
    for at, name, pattern in rule.clause_patterns:
        own = rule.when.get(name)
        if pattern.kind == "narrowing" and own is None:
            message = f"{name}: no pattern of the rule.{did_you_mean(name, rule.when)}"
            yield document.problem(message, *at)
        elif own and pattern.kind not in ("narrowing", own.kind):
            yield document.problem(f"{name}: narrows a fact of another kind", *at)
        yield from _pattern(library, pattern, document, at, own.kind if own else None)


def _pattern(
    library: Library,
    pattern: Pattern,
    document: Document,
    at: Steps,
    kind: str | None = None,
) -> Iterator[Problem]:
    labels, plain, groups = ("substance", "class"), set(library.substances), set(library.classes)
    if (kind or pattern.kind) == "condition":
        labels, plain = ("condition", "condition group"), set(library.conditions)
        groups = set(library.groups)
    for key, names in (
        ("medication", pattern.medication),
        ("condition", pattern.condition),
        ("except", pattern.except_),
    ):
        for name in names:
            is_group = name.startswith("@")
            known, bare = (groups, name[1:]) if is_group else (plain, name)
            if bare not in known:
                message = _unknown(labels[is_group], bare, known)
                if not is_group and bare in groups:
                    message = f"no {labels[0]} '{bare}'; the {labels[1]} is written '@{bare}'"
                yield document.problem(message, *at, key)
            elif parts := () if is_group else _components(library, bare, key):
                message = f"'{bare}' is read by its components; name {' or '.join(parts)}"
                yield document.problem(message, *at, key)
            elif is_group and bare in library.classes and library.classes[bare].root:
                message = f"@{bare} is too broad to be a pattern; use its graded children"
                yield document.problem(message, *at, key)


def _components(library: Library, name: str, key: str) -> tuple[str, ...]:
    """What a product or mixture is made of; nothing for anything else."""
    known = library.substances.get(name) if key != "condition" else None
    return known.components if known else ()


_CHECKS: dict[str, Callable[[Library, Document], Iterator[Problem]]] = {
    "facts/classes.toml": _classes,
    "facts/substances": _substances,
    "facts/conditions.toml": _conditions,
    "facts/ambiguous.toml": _ambiguities,
    "facts/codes": _codes,
}
