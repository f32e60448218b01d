"""One page a rule: what it says, what for, on what grounds, and what its cases prove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from medcaution.authoring.cases import Cases
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.pages.markdown import bullets, escape, link, page, section, table
from medcaution.authoring.pages.patterns import in_words
from medcaution.library.documents import Document
from medcaution.library.library import Library
from medcaution.library.rules import PLACEHOLDER, Adjustment, Citation, Rule

_CLASSES = "../classes.md"
_ATTRIBUTES = ("use", "route", "dose", "status", "since", "last_taken")


def rule_page(knowledge: Knowledge, rule: Rule, document: Document) -> str:
    """The page of a rule."""
    library = knowledge.library
    cases = knowledge.cases[rule.id][1] if rule.id in knowledge.cases else Cases()
    return page(
        f"{rule.code}: {escape(rule.title)}",
        document.path,
        table(("", ""), _standing(library, rule, document)),
        section("What it says", *_texts(library, rule)),
        section("When it fires", *_firing(library, rule)),
        section("What changes it", bullets(_clauses(library, rule))),
        section("Fires for", table(("Severity", "List", "Why"), _fires(cases))),
        section("Stays silent for", table(("List", "Why"), _silent(cases))),
        section("Grounds", *_grounds(library, rule)),
    )


def rule_link(library: Library, code: str, way: str = "") -> str:
    """A link to the page of a rule; a family, or a rule that is gone, stays a word."""
    rule = library.rule(code)
    return link(rule.code, f"{way}{rule.code}.md") if rule else escape(code)


def _standing(library: Library, rule: Rule, document: Document) -> Iterator[tuple[str, str]]:
    change = rule.profile.get("evidence")
    profile = f" ({change.severity} in the evidence profile)" if change else ""
    yield "Severity", f"**{rule.severity}**{profile}"
    names = [library.consequences[each].label for each in (rule.consequence, *rule.also)]
    yield "Consequence", escape("; also ".join([names[0], *names[1:]]))
    yield "Seriousness of it", rule.seriousness
    yield "Likelihood of it", rule.likelihood
    yield "Evidence", ", ".join(rule.evidence)
    yield "Contested", "yes: good sources disagree" if rule.contested else "no"
    yield "Status", f"{rule.status}, {escape(_signed(rule))}"
    yield "Checked", f"{rule.checked}, review due {rule.review_due}"
    yield "Family", rule.family
    yield "Id", link(rule.id, f"../../{document.path}")
    if rule.reason:
        yield "Retired because", escape(rule.reason)
    if rule.replaced_by:
        yield "Replaced by", rule_link(library, rule.replaced_by)


def _signed(rule: Rule) -> str:
    return f"signed off by {rule.sign_off}" if rule.sign_off else "no clinician has reviewed it"


def _texts(library: Library, rule: Rule) -> Iterator[str]:
    for label, text in (
        ("Summary", rule.summary),
        ("In plain words", rule.plain),
        ("Mechanism", rule.mechanism),
        ("Action", rule.action),
    ):
        yield f"**{label}.** {_filled(text)}"
    for name in rule.warning_signs:
        signs = library.warning_signs[name]
        yield f"**Watch for** {escape(_lower(signs.title))}: {escape('; '.join(signs.early))}."
        yield f"**Onset.** {escape(signs.onset)}. **Emergency.** {escape('; '.join(signs.emergency))}."


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _filled(text: str) -> str:
    """The places of names shown as such."""
    parts = PLACEHOLDER.split(text)
    return "".join(
        f"*{escape(part)}*" if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def _firing(library: Library, rule: Rule) -> Iterator[str]:
    yield "All of these hold:"
    yield bullets(
        f"*{escape(name)}*: {in_words(library, pattern, _CLASSES)}"
        for name, pattern in rule.when.items()
    )
    if rule.once:
        yield "All that fill it are one caution, which names them together."
    if rule.yields_to:
        others = ", ".join(rule_link(library, each) for each in rule.yields_to)
        yield f"It is listed under {others} where one of these fired on the same facts, as strongly."


def _clauses(library: Library, rule: Rule) -> Iterator[str]:
    for name, clause in rule.clauses:
        kind = name.partition("-")[0]
        does = f"**{kind.capitalize()}"
        does += f" to {clause.to}.**" if isinstance(clause, Adjustment) else ".**"
        when = "; and ".join(
            f"*{escape(slot)}*: {in_words(library, pattern, _CLASSES)}"
            for slot, pattern in clause.when.items()
        )
        yield f"{does} {escape(clause.because)} When {when}."


def _fires(cases: Cases) -> Iterator[tuple[str, str, str]]:
    for case in cases.fires:
        under = ", listed under another rule" if case.listed else ""
        profile = f", {case.profile} profile" if case.profile != "document" else ""
        yield f"{case.severity}{profile}{under}", _list(case), escape(case.why)


def _silent(cases: Cases) -> Iterator[tuple[str, str]]:
    for case in cases.silent:
        yield _list(case), escape(case.why)


def _list(case: Any) -> str:
    """The people of a case as one line."""
    lines = [_line(each, "as_written") for each in case.medications]
    lines += [_line(each, "name") for each in case.conditions]
    if case.age is not None:
        lines.append(f"age {case.age}")
    if case.pregnant is not None:
        lines.append("pregnant" if case.pregnant else "not pregnant")
    if case.as_of:
        lines.append(f"as of {case.as_of}")
    return " + ".join(lines)


def _line(entry: str | dict[str, Any], name: str) -> str:
    if isinstance(entry, str):
        return escape(entry)
    told = [f"{key.replace('_', ' ')} {entry[key]}" for key in _ATTRIBUTES if key in entry]
    return escape(entry[name] + (f" ({', '.join(told)})" if told else ""))


def _grounds(library: Library, rule: Rule) -> Iterator[str]:
    for stance, label in (("supports", "For"), ("disputes", "Against"), ("context", "Context")):
        cited = [each for each in rule.sources if each.stance == stance]
        if cited:
            yield section(label, bullets(_cited(library, cited)), level=3)


def _cited(library: Library, citations: Sequence[Citation]) -> Iterator[str]:
    for citation in citations:
        name, _, claim = citation.ref.partition("#")
        source = library.sources[name]
        note = citation.note or (library.claims[claim].gist if claim else "")
        title = escape(source.title)
        if source.url:
            title = link(title, source.url)
        mark = link(f"claim {claim}", f"../claims.md#{claim.lower()}") if claim else f"`{name}`"
        year = f", {source.year}" if source.year else ""
        says = f" {escape(note)}" if note else ""
        yield f"{title}{year} ({source.kind}; read: {escape(source.read)}; {mark}).{says}"
