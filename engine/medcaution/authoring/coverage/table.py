"""The coverage of rules, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from medcaution.authoring.coverage.survey import RuleCoverage
from medcaution.errors import Problem
from medcaution.library.documents import Document


def coverage_table(rules: Sequence[RuleCoverage]) -> str:
    """One line a rule: its parts, the cases they want, those that are there."""
    lines = [f"{'code':<9}{'parts':>6}{'wanted':>8}{'found':>7}{'%':>7}  rule"]
    lines += [
        f"{each.rule.code:<9}{len(each.parts):>6}{each.needed:>8}{each.found:>7}"
        f"{percent(each.found, each.needed):>7.1f}  {each.rule.id}"
        for each in rules
    ]
    return "\n".join(lines)


def summary(rules: Sequence[RuleCoverage]) -> str:
    """The figures in a sentence."""
    found, needed = sum(each.found for each in rules), sum(each.needed for each in rules)
    parts = sum(len(each.parts) for each in rules)
    return (
        f"{len(rules)} rules with {parts} parts: {found} of {needed} cases wanted are there "
        f"({percent(found, needed)} %)"
    )


def percent(found: int, needed: int) -> float:
    """Rounded down, so that 100 is said of all and of nothing less."""
    return 1000 * found // needed / 10 if needed else 0.0


def gap_problems(coverage: RuleCoverage, document: Document) -> list[Problem]:
    """What is missing, at the line of the rule that asks for it."""
    return [
        document.problem(f"{coverage.rule.code} {gap.part.name}: {gap.lack}", *gap.part.at)
        for gap in coverage.gaps
    ]


def redundancies(coverage: RuleCoverage, document: Document) -> list[Problem]:
    """Parts that could be taken out unnoticed."""
    return [
        document.problem(
            f"{coverage.rule.code} {part.name}: the rest of the list says it all; take it out",
            *part.at,
        )
        for part in coverage.redundant
    ]
