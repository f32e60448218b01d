"""Checks of facts: names and codes with one owner, classes with members, claims accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import KnowledgeError, Problem
from medcaution.recognition import Recogniser

_OWNERS = re.compile(r"^'(?P<name>.+)' names both .+ and (?P<owner>[a-z0-9-]+);")
_NAMING = ("facts/substances/", "facts/conditions.toml")


def names_are_unique(knowledge: Knowledge) -> Iterator[Problem]:
    """One name, one substance or condition, unless ambiguous.toml asks which."""
    try:
        Recogniser(knowledge.library)
    except KnowledgeError as error:
        for problem in error.problems:
            yield _where_written(knowledge, problem)


def _where_written(knowledge: Knowledge, problem: Problem) -> Problem:
    """The problem at the key that gives the name to its second owner."""
    found = _OWNERS.match(problem.message)
    if found is None:
        return problem
    owner = found["owner"]
    for document in knowledge.documents.values():
        entry = document.data.get(owner)
        if document.path.startswith(_NAMING) and isinstance(entry, dict):
            keys = (key for key, names in entry.items() if found["name"] in names)
            return document.problem(problem.message, owner, *keys)
    return problem


def codes_have_one_owner(knowledge: Knowledge) -> Iterator[Problem]:
    """A code of two substances, or of two conditions, would be a guess."""
    seen: dict[tuple[str, str], str] = {}
    for path, system, owner, code in _codes(knowledge):
        other = seen.setdefault((system, code), owner)
        if other != owner:
            yield knowledge.documents[path].problem(
                f"{owner}: {system} {code} belongs to {other} too; keep the right one", owner
            )


def _codes(knowledge: Knowledge) -> Iterator[tuple[str, str, str, str]]:
    library = knowledge.library
    for name, substance in library.substances.items():
        path = knowledge.substance_documents[name].path
        for system in ("rxnorm", "unii"):
            for code in getattr(substance.codes, system):
                yield path, system, name, code
    for name, condition in library.conditions.items():
        for code in condition.icd10cm:
            yield "facts/conditions.toml", "icd10cm", name, code
    for system, table in library.codes.items():
        for name, codes in table.items():
            for code in codes:
                yield f"facts/codes/{system}.toml", system, name, code


def classes_have_members(knowledge: Knowledge) -> Iterator[Problem]:
    """A class nobody belongs to is a rule that never fires."""
    document = knowledge.documents["facts/classes.toml"]
    for name in knowledge.library.classes:
        if not knowledge.library.members([f"@{name}"]):
            yield document.problem(
                f"{name}: no substance belongs to it; add one or drop the class", name
            )


def groups_have_members(knowledge: Knowledge) -> Iterator[Problem]:
    """The same for groups of conditions."""
    document = knowledge.documents["facts/condition-groups.toml"]
    for name in knowledge.library.groups:
        if not knowledge.library.conditions_in([f"@{name}"]):
            yield document.problem(
                f"{name}: no condition belongs to it; add one or drop the group", name
            )


def claims_lead_somewhere(knowledge: Knowledge) -> Iterator[Problem]:
    """A claim that became a rule or a fact names only rules and facts that exist."""
    document = knowledge.documents["facts/claims.toml"]
    library = knowledge.library
    codes = {rule.code for rule in library.rules.values()}
    known = codes.union(
        library.substances, library.classes, library.conditions, library.groups,
        library.consequences, library.warning_signs,
    )  # fmt: skip
    for name, claim in library.claims.items():
        if claim.became not in ("rule", "fact"):
            continue
        lost = sorted(set(claim.where) - known)
        if lost or not claim.where:
            yield document.problem(
                f"{name}: became a {claim.became}, but names {', '.join(lost) or 'none'}; "
                "name the rules by code, the facts by id",
                name, "where",
            )  # fmt: skip


def unused_claims_say_why(knowledge: Knowledge) -> Iterator[Problem]:
    """A claim left aside says why."""
    for name, claim in knowledge.library.claims.items():
        if claim.became == "unused" and not claim.why:
            yield knowledge.documents["facts/claims.toml"].problem(
                f"{name}: unused without a reason; say why", name
            )


def unused_claims_are_not_cited(knowledge: Knowledge) -> Iterator[Problem]:
    """A claim that a rule cites is used."""
    library = knowledge.library
    cited = {
        each.ref.partition("#")[2]: rule.code
        for rule in library.rules.values()
        for each in rule.sources
        if "#" in each.ref
    }
    for name, code in cited.items():
        if library.claims[name].became == "unused":
            yield knowledge.documents["facts/claims.toml"].problem(
                f"{name}: is marked unused, but {code} cites it; say what it became", name, "became"
            )


CHECKS: tuple[Check, ...] = (
    names_are_unique, codes_have_one_owner, classes_have_members, groups_have_members,
    claims_lead_somewhere, unused_claims_say_why, unused_claims_are_not_cited,
)  # fmt: skip
