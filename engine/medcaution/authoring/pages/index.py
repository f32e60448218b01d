"""The index of rules, the strongest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medcaution.authoring.pages.markdown import escape, link, page, section, table
from medcaution.library.library import Library
from medcaution.library.rules import SEVERITIES, Rule

_HEADER = ("Code", "Rule", "Consequence", "Evidence", "Contested")


def index_page(library: Library) -> str:
    """Every rule in one table a severity."""
    rules = sorted(library.rules.values(), key=lambda rule: rule.code)
    standing = [rule for rule in rules if rule.status != "retired"]
    signed = sum(rule.sign_off is not None for rule in standing)
    intro = (
        f"{len(standing)} rules; {signed} of them signed off by a clinician. "
        "The severity is the one on bare names; the page of a rule says what changes it."
    )
    return page(
        "Rules",
        "rules/",
        intro,
        *(
            section(severity.capitalize(), _table(library, _with(standing, severity)))
            for severity in reversed(SEVERITIES)
        ),
        section("Retired", _table(library, [rule for rule in rules if rule.status == "retired"])),
    )


def _with(rules: Sequence[Rule], severity: str) -> list[Rule]:
    return [rule for rule in rules if rule.severity == severity]


def _table(library: Library, rules: Sequence[Rule]) -> str:
    return table(_HEADER, _rows(library, rules))


def _rows(library: Library, rules: Sequence[Rule]) -> Iterator[tuple[str, ...]]:
    for rule in rules:
        yield (
            link(rule.code, f"{rule.code}.md"),
            escape(rule.title),
            escape(library.consequences[rule.consequence].label),
            ", ".join(rule.evidence),
            "yes" if rule.contested else "no",
        )
