"""Checks of the cases beside a rule: enough of them, and of the right kinds."""

from __future__ import annotations

from collections.abc import Iterator

from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem


def rules_have_cases(knowledge: Knowledge) -> Iterator[Problem]:
    """At least one `fires`, one `silent` near miss and exactly one golden text."""
    for rule, document in knowledge.rule_documents:
        if rule.status == "retired":
            continue
        if rule.id not in knowledge.cases:
            yield document.problem(f"no cases; write {rule.id}.cases.toml beside it")
            continue
        file, cases = knowledge.cases[rule.id]
        if not cases.fires:
            yield file.problem("no [[fires]] case; add a list this rule must speak about")
        if not cases.silent:
            yield file.problem("no [[silent]] case; add a near miss")
        if len(cases.explains) != 1 or not cases.explains[0].text:
            yield file.problem("not exactly one [[explains]] with its golden text")


def cases_have_rules(knowledge: Knowledge) -> Iterator[Problem]:
    """No cases file outlives its rule."""
    for name, (file, _) in knowledge.cases.items():
        if name not in knowledge.library.rules:
            yield file.problem(f"cases of no rule '{name}'; rename or remove the file")


CHECKS: tuple[Check, ...] = (rules_have_cases, cases_have_rules)
