"""What is said of a judged result, open for the names that a person uses.

The engine tells the caution of two stand-ins, whose names are marks: the page puts the names of
the substances in their place. Conditions are named by marks too, as the person's own take theirs.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from medcaution.errors import EngineError
from medcaution.judgement import Judge
from medcaution.judgement.cautions import bound
from medcaution.judgement.findings import Finding
from medcaution.judgement.wording import bound_alike
from medcaution.library.library import Library
from medcaution.library.rules import PLACEHOLDER, Profile
from medcaution.library.substances import Substance
from medcaution.matching.facts import Fact, MedicationFact, PersonFact
from medcaution.matching.productions import Productions
from medcaution.offline.pool import Pool
from medcaution.presentation.catalogue import Catalogue
from medcaution.report import CitedSource

#: Ends a mark. The letter before it is upper case where a sentence begins.
MARK = "\ue000"
_END = "\ue001"
MARKS = "abc"
_ABOUT = (
    "seriousness", "likelihood", "evidence", "also", "contested", "reviewed_by_clinician",
)  # fmt: skip


class Teller:
    """Tells judged results as data for a page."""

    def __init__(
        self, library: Library, productions: Productions, profile: Profile, words: Catalogue
    ) -> None:
        self._say = words.told
        self._named: dict[str, Substance] = {}
        substances: ChainMap[str, Substance] = ChainMap(self._named, dict(library.substances))
        conditions = {
            name: each.model_copy(
                update={"label": f"c{MARK}{at}{_END}", "plain": f"d{MARK}{at}{_END}"}
            )
            for at, (name, each) in enumerate(library.conditions.items())
        }
        self._library = replace(library, substances=substances, conditions=conditions)
        self._originals = library
        self._judge = Judge(self._library, productions, profile)
        self._paths: dict[tuple[str, ...], int] = {}
        self.pool = Pool()

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """What patterns name; `links` give their place."""
        return list(self._paths)

    def template(self, findings: Sequence[Finding], places: Mapping[Fact, int]) -> dict[str, Any]:
        """A caution of a part. `places` has the literal that each further fact stands for."""
        lead = findings[0].rule
        told = self._of_all(findings[0]) if lead.once else self._told(findings)
        number = self.pool.number
        texts = {
            name: number(self._say(told[name]))
            for name in ("summary", "plain", "mechanism", "action", "onset", "harm")
        }
        covers = [[each.code, each.severity, self._say(each.summary)] for each in told["covers"]]
        return texts | {
            "family": lead.family,
            "consequence": lead.consequence,
            "severity": told["severity"],
            "once": lead.id if lead.once else None,
            "rules": number([[each.code, each.id, each.sha256[:12]] for each in told["rules"]]),
            "signs": number([*map(self._say, told["warning_signs"])]),
            "emergency": number([*map(self._say, told["emergency_signs"])]),
            "adjustments": number([self._say(each.because) for each in told["adjustments"]]),
            "covers": number(covers),
            "about": number(
                {name: told[name] for name in _ABOUT} | {"review": str(told["review_due"])}
            ),
            "sources": number([*map(self._source, told["sources"])]),
            "links": number(self._links(findings, places)),
        }

    def _source(self, source: CitedSource) -> dict[str, Any]:
        return source.model_dump(mode="json") | {"note": self._say(source.note)}

    def asks_of_the_person(self, rule: str) -> bool:
        """Does what would change a caution of a rule depend on the person's age or pregnancy?"""
        return self._judge.asks_of_the_person(rule)

    def changes(self, lead: Finding, facts: Sequence[MedicationFact], person: PersonFact) -> int:
        """What would change a caution of a person, were its medications taken in this way."""
        found = iter(facts)
        taken = {
            each: next(found) for each in sorted({fact.substance for fact in lead.medications})
        }
        bound = tuple(
            taken[each.substance] if isinstance(each, MedicationFact) else each
            for each in lead.facts
        )
        self._name(zip((each.substance for each in facts), MARKS, strict=False))
        finding = Finding(lead.rule, bound, lead.severity, lead.spoken)
        changes = self._judge.changes(finding, person)
        return self.pool.number([[self._say(each.if_), each.to] for each in changes])

    def assumed(self, fact: MedicationFact) -> int:
        """What was assumed about a medication; it is named by the mark of the first."""
        self._name([(fact.substance, "a")])
        return self.pool.number([*map(self._say, self._judge.assumed(fact))])

    def _told(self, findings: Sequence[Finding]) -> dict[str, Any]:
        self._name(
            zip(
                sorted({name for each in findings for name in each.substances}), MARKS, strict=False
            )
        )
        return self._judge.told(findings)

    def _of_all(self, finding: Finding) -> dict[str, Any]:
        """A rule that speaks once, with one name that stands for all of them."""
        rule = finding.rule
        used = set(
            PLACEHOLDER.findall(f"{rule.summary} {rule.plain} {rule.mechanism} {rule.action}")
        )
        if used - {"all"}:
            raise EngineError(f"{rule.id} speaks once and names its patterns: no page can hold it")
        one = finding.medications[0]
        self._name([(one.substance, "l")])
        facts = tuple(one if isinstance(each, MedicationFact) else each for each in finding.facts)
        return self._judge.told([Finding(rule, facts, finding.severity)])

    def _name(self, marks: Iterable[tuple[str, str]]) -> None:
        self._named.clear()
        for substance, mark in marks:
            named = {"name": f"{mark}{MARK}"}
            self._named[substance] = self._originals.substances[substance].model_copy(update=named)

    def _links(self, findings: Sequence[Finding], places: Mapping[Fact, int]) -> list[Any]:
        """What each pattern binds: its name, `a`, `b` or a literal, its path, and if a clause added it."""
        order = sorted({name for each in findings for name in each.substances})
        links: dict[tuple[int, str, str], list[Any]] = {}
        for finding in bound_alike(findings):
            for position, (name, pattern, fact) in enumerate(bound(finding)):
                mark = _mark(fact, order)
                who = places[fact] if mark is None else mark
                names = tuple(pattern.medication)
                path = self._paths.setdefault(names, len(self._paths)) if names else None
                added = position >= len(finding.rule.when)
                links[position, name, str(who)] = [name, who, path, int(added)]
        return [links[each] for each in sorted(links)]


def _mark(fact: Fact, order: Sequence[str]) -> str | None:
    """The mark of a medication that a rule itself binds; None for anything else."""
    if isinstance(fact, MedicationFact) and fact.substance in order:
        return MARKS[order.index(fact.substance)]
    return None
