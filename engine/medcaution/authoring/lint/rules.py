"""Checks of a rule's place and standing: its id, its code, its windows, its end."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from medcaution.authoring.lint.firing import substances
from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.rules import SEVERITIES

#: No orders and no alarms in an id.
REFUSED = re.compile(r"(?<![a-z0-9])(?:avoid|do-not|dangerous|deadly)(?![a-z0-9])|-combo$")
#: `note` is a severity and an ordinary word.
SEVERITY_WORDS = frozenset(SEVERITIES) - {"note"}
_WORDS = re.compile(r"[a-z0-9]+")


def name_is_file(knowledge: Knowledge) -> Iterator[Problem]:
    """The id is the file's name."""
    for rule, document in knowledge.rule_documents:
        if document.path.rpartition("/")[2] != f"{rule.id}.toml":
            yield document.problem(f"id '{rule.id}' is not the file name; rename one of them", "id")


def consequence_is_folder(knowledge: Knowledge) -> Iterator[Problem]:
    """A rule lies with the rules of its consequence."""
    for rule, document in knowledge.rule_documents:
        if document.path.split("/")[1] != rule.consequence:
            yield document.problem(
                f"consequence '{rule.consequence}' is not the folder; move the file", "consequence"
            )


def codes_are_unique(knowledge: Knowledge) -> Iterator[Problem]:
    """One code, one rule."""
    owners: dict[str, list[str]] = {}
    for rule, _ in knowledge.rule_documents:
        owners.setdefault(rule.code, []).append(rule.id)
    for rule, document in knowledge.rule_documents:
        for other in owners[rule.code]:
            if other != rule.id:
                yield document.problem(
                    f"code {rule.code} belongs to '{other}' too; the new rule takes a free one",
                    "code",
                )


def ids_use_plain_words(knowledge: Knowledge) -> Iterator[Problem]:
    """No orders, alarms, severities or brands in an id."""
    brands = {
        hyphenated(brand): brand
        for substance in knowledge.library.substances.values()
        for brand in substance.brands
    }
    for rule, document in knowledge.rule_documents:
        for word in refused_words(rule.id, brands):
            yield document.problem(
                f"id '{rule.id}' holds the refused word '{word}'; complete 'this list shows ...'",
                "id",
            )


def refused_words(identifier: str, brands: dict[str, str]) -> list[str]:
    """The words that no id may hold; `brands` are hyphenated."""
    words = identifier.split("-")
    runs = {
        "-".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    orders = {found[0].strip("-") for found in REFUSED.finditer(identifier)}
    return sorted(orders | runs & SEVERITY_WORDS | runs & brands.keys())


def hyphenated(name: str) -> str:
    """A name as it would stand in an id."""
    return "-".join(_WORDS.findall(name.lower()))


def windows_are_known(knowledge: Knowledge) -> Iterator[Problem]:
    """Every member of a windowed pattern has its days with their basis, or is acute."""
    missing: dict[tuple[str, str], str] = {}
    for rule, _ in knowledge.rule_documents:
        for pattern in rule.when.values():
            if pattern.timing in ("washout", "carry-over"):
                for name in substances(knowledge.library, pattern):
                    substance = knowledge.library.substances[name]
                    window = (
                        substance.washout if pattern.timing == "washout" else substance.carry_over
                    )
                    if window is None and not substance.acute:
                        missing.setdefault((name, pattern.timing), rule.code)
    for (name, timing), code in sorted(missing.items()):
        document = knowledge.substance_documents[name]
        key = timing.replace("-", "_")
        yield document.problem(
            f"{name}: {code} needs its {key} days; add them with their basis, or acute = true", name
        )


def retired_rules_say_why(knowledge: Knowledge) -> Iterator[Problem]:
    """A rule leaves with a reason."""
    for rule, document in knowledge.rule_documents:
        if rule.status == "retired" and not rule.reason:
            yield document.problem(
                "retired without a reason; add reason (and replaced_by)", "status"
            )


def replacements_exist(knowledge: Knowledge) -> Iterator[Problem]:
    """What replaces a retired rule is a rule that stands."""
    library = knowledge.library
    for rule, document in knowledge.rule_documents:
        other = library.rule(rule.replaced_by) if rule.replaced_by else None
        if rule.replaced_by and (other is None or other.status == "retired"):
            yield document.problem(
                f"replaced_by '{rule.replaced_by}' is no rule that stands; name one, or drop the key",
                "replaced_by",
            )


def overdue(knowledge: Knowledge, today: datetime.date) -> Iterator[Problem]:
    """Reviews past their day: a warning, not a problem."""
    for rule, document in knowledge.rule_documents:
        if rule.review_due < today:
            yield document.problem(
                f"review was due on {rule.review_due}; compare with the sources, then move checked and review_due",
                "review_due",
            )


CHECKS: tuple[Check, ...] = (
    name_is_file, consequence_is_folder, codes_are_unique, ids_use_plain_words, windows_are_known,
    retired_rules_say_why, replacements_exist,
)  # fmt: skip
