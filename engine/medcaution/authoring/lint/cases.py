"""Checks of the cases beside a rule: enough of them, of the right kinds, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from medcaution.authoring.cases import Cases
from medcaution.authoring.lint.knowledge import Check, Knowledge
from medcaution.errors import Problem
from medcaution.library.documents import Document

_EXPECTED = frozenset({"why", "severity", "listed"})


def rules_have_cases(knowledge: Knowledge) -> Iterator[Problem]:
    """Every rule that stands has a cases file."""
    for rule, document in knowledge.rule_documents:
        if rule.id not in knowledge.cases and rule.status != "retired":
            yield document.problem(f"no cases; write {rule.id}.cases.toml beside it")


def rules_are_heard(knowledge: Knowledge) -> Iterator[Problem]:
    """At least one list that a rule must speak about."""
    for file, cases in _standing(knowledge):
        if not cases.fires:
            yield file.problem("no [[fires]] case; add a list this rule must speak about")


def rules_are_silent_somewhere(knowledge: Knowledge) -> Iterator[Problem]:
    """At least one near miss."""
    for file, cases in _standing(knowledge):
        if not cases.silent:
            yield file.problem(
                "no [[silent]] case; add a near miss, a list in which one thing differs"
            )


def rules_explain_themselves(knowledge: Knowledge) -> Iterator[Problem]:
    """Exactly one golden text."""
    for file, cases in _standing(knowledge):
        if len(cases.explains) != 1 or not cases.explains[0].text:
            yield file.problem(
                'not exactly one [[explains]] with its golden text; write one with text = "", '
                f"then `pytest {file.path} --update-explanations`, and read what it says",
                "explains",
            )  # fmt: skip


def cases_have_rules(knowledge: Knowledge) -> Iterator[Problem]:
    """No cases file outlives its rule."""
    for name, (file, _) in knowledge.cases.items():
        if name not in knowledge.library.rules:
            yield file.problem(f"cases of no rule '{name}'; rename or remove the file")


def cases_lie_beside_their_rule(knowledge: Knowledge) -> Iterator[Problem]:
    """Rule and cases are read together."""
    homes = {
        rule.id: document.path.rpartition("/")[0] for rule, document in knowledge.rule_documents
    }
    for name, (file, _) in knowledge.cases.items():
        home = homes.get(name)
        if home and home != file.path.rpartition("/")[0]:
            yield file.problem(f"its rule lies in {home}; move the file there")


def cases_differ(knowledge: Knowledge) -> Iterator[Problem]:
    """A list asked about twice proves nothing twice."""
    for file, _ in knowledge.cases.values():
        seen: dict[str, int] = {}
        for kind, number, case in _told(file):
            asked = repr(sorted((k, v) for k, v in case.items() if k not in _EXPECTED))
            if asked in seen:
                yield file.problem(
                    f"asks about the same list as line {seen[asked]}; keep one of the two",
                    kind, number,
                )  # fmt: skip
            seen.setdefault(asked, file.line(kind, number))


def cases_say_different_things(knowledge: Knowledge) -> Iterator[Problem]:
    """`why` is the name of the test."""
    for file, _ in knowledge.cases.values():
        seen: dict[tuple[str, str], int] = {}
        for kind, number, case in _told(file):
            name = (kind, case["why"])
            if name in seen:
                yield file.problem(
                    f"says why in the words of line {seen[name]}; say what differs", kind, number
                )
            seen.setdefault(name, file.line(kind, number))


def _standing(knowledge: Knowledge) -> Iterator[tuple[Document, Cases]]:
    for name, entry in knowledge.cases.items():
        rule = knowledge.library.rules.get(name)
        if rule and rule.status != "retired":
            yield entry


def _told(file: Document) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for kind in ("fires", "silent"):
        for number, case in enumerate(file.data.get(kind, ())):
            yield kind, number, case


CHECKS: tuple[Check, ...] = (
    rules_have_cases, rules_are_heard, rules_are_silent_somewhere, rules_explain_themselves,
    cases_have_rules, cases_lie_beside_their_rule, cases_differ, cases_say_different_things,
)  # fmt: skip
