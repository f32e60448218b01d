"""Checks of facts: classes with members, things that rules read, claims accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge, patterns
from medcaution.errors import KnowledgeError, Problem
from medcaution.recognition import Recogniser


def names_are_unique(knowledge: Knowledge) -> Iterator[Problem]:
    """One name, one substance or condition, unless ambiguous.toml asks which."""
    try:
        Recogniser(knowledge.library)
    except KnowledgeError as error:
        yield from error.problems


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


def claims_are_accounted_for(knowledge: Knowledge) -> Iterator[Problem]:
    """Every claim of the source document became something, or says why not."""
    document = knowledge.documents["facts/claims.toml"]
    library = knowledge.library
    known = {rule.code for rule in library.rules.values()} | {*library.substances, *library.classes}
    for name, claim in library.claims.items():
        if claim.became == "unused" and not claim.why:
            yield document.problem(f"{name}: unused without a reason; say why", name)
        if claim.became == "rule" and not set(claim.where) & known:
            yield document.problem(
                f"{name}: became a rule, but names none that exists", name, "where"
            )
    cited = {
        each.ref.partition("#")[2]: rule.code
        for rule in library.rules.values()
        for each in rule.sources
        if "#" in each.ref
    }
    for name, code in cited.items():
        if library.claims[name].became == "unused":
            yield document.problem(f"{name}: {code} cites it, but it is marked unused", name)


def codes_are_read(knowledge: Knowledge) -> Iterator[Problem]:
    """One code, one substance: a code of two would be a guess."""
    seen: dict[str, str] = {}
    for name, substance in knowledge.library.substances.items():
        for code in (
            *(f"rxnorm {each}" for each in substance.codes.rxnorm),
            *(f"unii {each}" for each in substance.codes.unii),
        ):
            if code in seen:
                document = knowledge.substance_documents[name]
                yield document.problem(
                    f"{name}: {code} belongs to {seen[code]} too; keep the right one", name
                )
            seen[code] = name


def read_members(knowledge: Knowledge) -> frozenset[str]:
    """Everything some rule reads: @classes, @groups, substances and conditions."""
    return frozenset(
        name
        for rule in knowledge.library.rules.values()
        for _, _, pattern in patterns(rule)
        for name in (*pattern.medication, *pattern.condition, *pattern.except_)
    )


CHECKS: tuple[Check, ...] = (
    names_are_unique, classes_have_members, groups_have_members, claims_are_accounted_for,
    codes_are_read,
)  # fmt: skip
