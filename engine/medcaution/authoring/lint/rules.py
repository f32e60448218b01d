"""Checks of what a rule says and where it stands."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge, patterns
from medcaution.errors import Problem
from medcaution.library.rules import SEVERITIES, Rule, rank

_ORDER = (
    "id", "code", "title", "consequence", "also", "family", "yields_to", "once", "severity",
    "seriousness", "likelihood", "evidence", "contested", "status", "reason", "replaced_by",
    "sign_off", "checked", "review_due", "profile", "summary", "plain", "mechanism", "action",
    "warning_signs", "when", "raise", "lower", "unless", "source",
)  # fmt: skip
_REFUSED = re.compile(r"(^|-)(avoid|do-not|dangerous|deadly)(-|$)|-combo$")
_LOW_KINDS = frozenset({"forum-article", "known", "harm-reduction", "commentary", "policy"})
_HIGH_EVIDENCE = frozenset({
    "observational", "controlled-human", "systematic-review", "label-warning",
    "label-contraindication", "boxed-warning", "regulator-consensus",
})  # fmt: skip


def name_is_file(knowledge: Knowledge) -> Iterator[Problem]:
    """The id is the file's name, the consequence its folder."""
    for rule, document in knowledge.rule_documents:
        _, folder, file = document.path.split("/")
        if file != f"{rule.id}.toml":
            yield document.problem(f"id '{rule.id}' is not the file name; rename one of them", "id")
        if folder != rule.consequence:
            yield document.problem(
                f"consequence '{rule.consequence}' is not the folder; move the file", "consequence"
            )


def codes_are_unique(knowledge: Knowledge) -> Iterator[Problem]:
    """One code, one rule."""
    seen: dict[str, str] = {}
    for rule, document in knowledge.rule_documents:
        if rule.code in seen:
            yield document.problem(
                f"code {rule.code} belongs to '{seen[rule.code]}' too; take a free one", "code"
            )
        seen[rule.code] = rule.id


def ids_use_plain_words(knowledge: Knowledge) -> Iterator[Problem]:
    """No orders, alarms, severities or brands in an id."""
    brands = {
        brand.lower() for each in knowledge.library.substances.values() for brand in each.brands
    }
    for rule, document in knowledge.rule_documents:
        words = set(rule.id.split("-"))
        if _REFUSED.search(rule.id) or words & (set(SEVERITIES) - {"note"}) or words & brands:
            yield document.problem(
                f"id '{rule.id}' holds a refused word; complete 'this list shows ...'", "id"
            )


def keys_are_in_order(knowledge: Knowledge) -> Iterator[Problem]:
    """A reader meets the keys of every rule in one order."""
    for _, document in knowledge.rule_documents:
        keys = [key for key in _ORDER if key in document.data]
        if list(document.data) != keys:
            wrong = next(
                key for key, other in zip(document.data, keys, strict=False) if key != other
            )
            yield document.problem(
                f"key '{wrong}' is out of order; the order is {', '.join(keys)}", wrong
            )


def evidence_fits_sources(knowledge: Knowledge) -> Iterator[Problem]:
    """A forum article or general knowledge alone cannot carry strong evidence."""
    for rule, document in knowledge.rule_documents:
        kinds = {
            knowledge.library.sources[each.ref.partition("#")[0]].kind
            for each in rule.sources
            if each.stance == "supports"
        }
        strong = _HIGH_EVIDENCE.intersection(rule.evidence)
        if strong and kinds and kinds <= {"forum-article"}:
            yield document.problem(
                f"evidence {', '.join(sorted(strong))} rests on a forum article alone; cite the source or grade it document-only",
                "evidence",
            )


def patterns_can_be_met(knowledge: Knowledge) -> Iterator[Problem]:
    """Every pattern has members left to bind."""
    for rule, document in knowledge.rule_documents:
        for at, name, pattern in patterns(rule):
            library = knowledge.library
            if pattern.medication and not library.members(pattern.medication) - library.members(
                pattern.except_
            ):
                yield document.problem(
                    f"{name}: no substance can fill it; name some or drop the rule", *at
                )
            if pattern.condition and not library.conditions_in(
                pattern.condition
            ) - library.conditions_in(pattern.except_):
                yield document.problem(
                    f"{name}: no condition can fill it; name some or drop the rule", *at
                )


def rules_differ(knowledge: Knowledge) -> Iterator[Problem]:
    """No two rules of one consequence and family ask for the very same facts."""
    seen: dict[tuple[object, ...], str] = {}
    for rule, document in knowledge.rule_documents:
        key = (rule.consequence, frozenset(rule.when.values()))
        if key in seen:
            yield document.problem(
                f"asks for the same facts as '{seen[key]}'; merge the two", "when"
            )
        seen[key] = rule.id


def rules_are_not_subsumed(knowledge: Knowledge) -> Iterator[Problem]:
    """No rule is hidden by a broader one of its consequence at its severity or above."""
    for rule, document in knowledge.rule_documents:
        for other, _ in knowledge.rule_documents:
            if other is not rule and _hides(knowledge, other, rule):
                yield document.problem(
                    f"'{other.id}' fires wherever this does, as strongly; drop or narrow this one",
                    "when",
                )


def _hides(knowledge: Knowledge, broad: Rule, narrow: Rule) -> bool:
    plain = all(
        set(pattern.model_fields_set) <= {"medication", "condition", "except_", "timing"}
        for rule in (broad, narrow)
        for pattern in rule.when.values()
    )
    if (
        not plain
        or broad.clauses
        or (broad.consequence, broad.family) != (narrow.consequence, narrow.family)
        or rank(broad.severity)
        < max(rank(each) for each in (narrow.severity, *(clause.to for clause in narrow.raises)))
        or len(broad.when) != len(narrow.when)
    ):
        return False
    library = knowledge.library
    pairs = zip(broad.when.values(), narrow.when.values(), strict=True)
    return all(
        one.kind == other.kind
        and one.timing == other.timing
        and library.members(other.medication) - library.members(other.except_)
        <= library.members(one.medication) - library.members(one.except_)
        and library.conditions_in(other.condition) - library.conditions_in(other.except_)
        <= library.conditions_in(one.condition) - library.conditions_in(one.except_)
        for one, other in pairs
    )


def windows_are_known(knowledge: Knowledge) -> Iterator[Problem]:
    """Every member of a windowed pattern has its days with their basis, or is acute."""
    missing: dict[tuple[str, str], str] = {}
    for rule, _ in knowledge.rule_documents:
        for pattern in rule.when.values():
            if pattern.timing in ("washout", "carry-over"):
                library = knowledge.library
                for name in library.members(pattern.medication) - library.members(pattern.except_):
                    substance = library.substances[name]
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


def overdue(knowledge: Knowledge, today: datetime.date) -> Iterator[Problem]:
    """Reviews past their day: a warning, not a problem."""
    for rule, document in knowledge.rule_documents:
        if rule.review_due < today:
            yield document.problem(f"review was due on {rule.review_due}", "review_due")


CHECKS: tuple[Check, ...] = (
    name_is_file, codes_are_unique, ids_use_plain_words, keys_are_in_order, evidence_fits_sources,
    patterns_can_be_met, rules_differ, rules_are_not_subsumed, windows_are_known,
    retired_rules_say_why,
)  # fmt: skip
