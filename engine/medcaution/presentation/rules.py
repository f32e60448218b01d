"""A rule in words: what it says, and why it fires or stays silent for one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medcaution.library.library import Library
from medcaution.library.rules import Adjustment, Pattern, Rule


def rule_table(rules: Sequence[Rule]) -> str:
    """One line a rule."""
    lines = [f"{'code':<9}{'severity':<17}{'contested':<11}title"]
    lines += [
        f"{rule.code:<9}{rule.severity:<17}{'yes' if rule.contested else 'no':<11}{rule.title}"
        for rule in rules
    ]
    lines.append(f"{len(rules)} rules, all {_statuses(rules)}: no clinician has reviewed a draft.")
    return "\n".join(lines)


def _statuses(rules: Sequence[Rule]) -> str:
    return " or ".join(sorted({rule.status for rule in rules}))


def explain_rule(library: Library, rule: Rule) -> str:
    """The whole rule on one page."""
    return "\n".join(_page(library, rule))


def _page(library: Library, rule: Rule) -> Iterator[str]:
    yield f"{rule.code}  {rule.title}"
    yield f"  id            {rule.id} ({rule.status})"
    yield f"  consequence   {', '.join((rule.consequence, *rule.also))}; family {rule.family}"
    yield f"  severity      {rule.severity}{_profiles(rule)}"
    yield f"  seriousness   {rule.seriousness}; likelihood {rule.likelihood}"
    yield f"  evidence      {', '.join(rule.evidence)}{'; contested' if rule.contested else ''}"
    yield "  fires when all of these hold:"
    for name, pattern in rule.when.items():
        yield f"    {name}: {describe(pattern)}"
    for name, clause in rule.clauses:
        to = f" to {clause.to}" if isinstance(clause, Adjustment) else ""
        yield f"  {name}{to}: {clause.because}"
        for slot, pattern in clause.when.items():
            yield f"    {slot}: {describe(pattern)}"
    if rule.yields_to:
        yield f"  is listed under, if they fire on the same facts: {', '.join(rule.yields_to)}"
    yield f"  summary       {rule.summary}"
    yield f"  plain         {rule.plain}"
    yield f"  mechanism     {rule.mechanism}"
    yield f"  action        {rule.action}"
    for citation in rule.sources:
        source = library.sources[citation.ref.partition("#")[0]]
        note = f": {citation.note}" if citation.note else ""
        yield f"  {citation.stance:<13} {source.title}{note} [{citation.ref}]"
    yield f"  checked       {rule.checked}, review due {rule.review_due}"


def _profiles(rule: Rule) -> str:
    change = rule.profile.get("evidence")
    return f" ({change.severity} in the evidence profile)" if change else ""


def describe(pattern: Pattern) -> str:
    """A pattern as one line."""
    parts = []
    for key in ("medication", "condition"):
        values = getattr(pattern, key)
        if values:
            parts.append(f"{key} {' | '.join(values)}")
    if pattern.except_:
        parts.append(f"except {' | '.join(pattern.except_)}")
    if pattern.person and pattern.person.age:
        age = pattern.person.age
        parts.append(f"age from {age.at_least or 0} to {age.at_most or 'any'}")
    if pattern.person and pattern.person.pregnant is not None:
        parts.append("pregnant" if pattern.person.pregnant else "not pregnant")
    for key in ("route", "use", "status"):
        values = getattr(pattern, key)
        if values:
            parts.append(f"{key} {' | '.join(values)}")
    if pattern.dose:
        above = pattern.dose.above
        parts.append(f"dose above {above}" if above else f"dose at most {pattern.dose.at_most}")
    if pattern.timing:
        parts.append(
            f"timing {pattern.timing}{f' within {pattern.within}' if pattern.within else ''}"
        )
    if pattern.taken_for:
        parts.append(f"taken for {pattern.taken_for}")
    return "; ".join(parts)
