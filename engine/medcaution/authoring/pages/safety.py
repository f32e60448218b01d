"""The pages of the safety file that are made: the hazards, and who has signed which rule."""

from __future__ import annotations

from medcaution.authoring.hazards import HARMS, LOG, Hazard, HazardLog
from medcaution.authoring.pages.markdown import bullets, escape, link, page, section, table
from medcaution.library.library import Library


def hazards_page(log: HazardLog) -> str:
    """Every hazard, the gravest first, with its controls and the tests that show them."""
    hazards = sorted(log.hazards, key=lambda each: -HARMS.index(each.severity))
    controls = sum(len(each.controls) for each in hazards)
    return page(
        "Hazards",
        LOG,
        f"{len(hazards)} hazards, {controls} controls, shown by {len(set(log.tests()))} tests. "
        "Severity is that of the effect if nothing held it off. Every test named here runs with "
        "`pytest`; one that is renamed or removed, or a new test of a guard that stands under no "
        "hazard, turns `tests/test_safety.py` red.",
        table(
            ("Hazard", "Severity", "Controls", "Tests"),
            [
                (
                    link(escape(each.name), f"#{each.id}"),
                    each.severity,
                    str(len(each.controls)),
                    str(len({test for control in each.controls for test in control.tests})),
                )
                for each in hazards
            ],
        ),
        *map(_hazard, hazards),
    )


def _hazard(hazard: Hazard) -> str:
    return section(
        f'<a id="{hazard.id}"></a>{escape(hazard.name)}',
        bullets(
            [
                f"**Severity**: {hazard.severity}",
                f"**Cause**: {escape(hazard.cause)}",
                f"**Effect**: {escape(hazard.effect)}",
                f"**What remains**: {escape(hazard.residual)}",
            ]
        ),
        table(
            ("Control", "Shown by"),
            [
                (escape(each.what), "<br>".join(f"`{test}`" for test in each.tests))
                for each in hazard.controls
            ],
        ),
    )


def sign_off_page(library: Library) -> str:
    """Every rule with its status, its reviewer and its days, by code."""
    rules = sorted(library.rules.values(), key=lambda rule: rule.code)
    signed = sum(rule.sign_off is not None for rule in rules)
    return page(
        "Clinical sign-off",
        "rules/",
        f"{signed} of {len(rules)} rules are signed off by a clinician. "
        f"How to review one: {link('clinical-review.md', 'clinical-review.md')}.",
        table(
            ("Code", "Rule", "Severity", "Status", "Signed off", "Checked", "Review due"),
            [
                (
                    link(rule.code, f"../rules/{rule.code}.md"),
                    escape(rule.title),
                    rule.severity,
                    rule.status,
                    escape(rule.sign_off or "nobody"),
                    rule.checked.isoformat(),
                    rule.review_due.isoformat(),
                )
                for rule in rules
            ],
        ),
    )
