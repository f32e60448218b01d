"""Every pair of base substances, matched and judged as a list of two bare names would be."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from opened import Opened

from medcaution import Person
from medcaution.judgement.findings import Finding, find
from medcaution.library.documents import Document, read_document
from medcaution.library.folders import bundled_folder, knowledge_files
from medcaution.library.rules import SEVERITIES, Rule, rank
from medcaution.matching.facts import MedicationFact
from medcaution.matching.productions import FlaggedFact
from medcaution.matching.reference import Reference

SEROTONIN = "serotonin-toxicity"
INTERRUPTS = ("contraindicated", "major")
#: From the strongest to none at all.
LEVELS = (*reversed(SEVERITIES), "silent")
Pair = tuple[str, str]


@dataclass
class Pairs:
    """What the rules say of each pair. A pair that no rule speaks about is in no table."""

    substances: list[str]
    read: list[str]
    groups: dict[str, str]
    top: dict[Pair, str] = field(default_factory=dict)
    top_serotonin: dict[Pair, str] = field(default_factory=dict)
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    leading: dict[Pair, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return pairs_of(len(self.substances))

    def levels(self) -> dict[str, int]:
        """How many pairs there are at each top severity."""
        return levels(self.top, self.count)


def pairs_of(count: int) -> int:
    """Unordered pairs of so many things."""
    return count * (count - 1) // 2


def levels(top: dict[Pair, str], count: int) -> dict[str, int]:
    """How many of so many pairs there are at each level, the silent ones too."""
    found = Counter(top.values())
    found["silent"] = count - len(top)
    return {level: found[level] for level in LEVELS}


def base_substances(checker: Opened) -> list[str]:
    """Everything but products and mixtures, which are made of other entries."""
    known = checker.library.substances
    return sorted(each for each in known if known[each].kind not in ("product", "mixture"))


def count_pairs(checker: Opened) -> Pairs:
    """Match and judge every pair. A rule counts for a pair if it binds both of them."""
    library, productions = checker.library, checker.productions
    reference = Reference(productions.all)
    substances = base_substances(checker)
    facts = {each: bare_fact(checker, each) for each in substances}
    flags = {each: productions.medication_flags(facts[each]) for each in substances}
    read = [each for each in substances if flags[each]]
    pairs = Pairs(substances, read, substance_groups())
    for pair in combinations(read, 2):
        flagged = [FlaggedFact(f"m{at}", flags[name], facts[name]) for at, name in enumerate(pair)]
        findings = find(library, checker.profile, reference.activations(flagged))
        _enter(pairs, pair, [each for each in findings if each.substances.issuperset(pair)])
    return pairs


def _enter(pairs: Pairs, pair: Pair, findings: list[Finding]) -> None:
    if not findings:
        return
    strongest = max((each.severity for each in findings), key=rank)
    pairs.top[pair] = strongest
    pairs.leading[pair] = sorted(
        {each.rule.code for each in findings if each.severity == strongest}
    )
    serotonin = [each.severity for each in findings if each.rule.consequence == SEROTONIN]
    if serotonin:
        pairs.top_serotonin[pair] = max(serotonin, key=rank)
    by_rule: dict[str, str] = {}
    for each in findings:
        known = by_rule.get(each.rule.code, "note")
        by_rule[each.rule.code] = max(known, each.severity, key=rank)
    for code, severity in by_rule.items():
        pairs.rules[code][severity] += 1


def bare_fact(checker: Opened, substance: str) -> MedicationFact:
    """The fact that the reader makes of the substance's own name and nothing else."""
    name = checker.library.substances[substance].name
    facts = checker.reader.read(Person(medications=[name])).facts.medications
    if [each.substance for each in facts] != [substance]:
        raise SystemExit(f"the name '{name}' is not read as {substance}; the census cannot stand")
    return facts[0]


def substance_groups() -> dict[str, str]:
    """The group of each substance: the file that holds it."""
    root = bundled_folder()
    documents = (read_document(root, file) for file in knowledge_files(root))
    return {
        name: document.path.removeprefix("facts/substances/").removesuffix(".toml")
        for document in documents
        if isinstance(document, Document) and document.path.startswith("facts/substances/")
        for name in document.data
    }


def naive_pairs(checker: Opened, pairs: Pairs) -> list[Pair]:
    """What the rule "serotonergic with serotonergic" would interrupt for: any two members."""
    members = checker.library.members(["@serotonergic"]).intersection(pairs.substances)
    return list(combinations(sorted(members), 2))


def differences(checker: Opened, pairs: Pairs, sample: int, seed: int) -> Iterator[str]:
    """Seeded pairs whose answer differs in a whole check by the live engine.

    Half of the sample are pairs about which some rule speaks, half are any pairs.
    """
    rng = random.Random(seed)
    drawn = rng.sample(sorted(pairs.top), min(sample // 2, len(pairs.top)))
    drawn += [
        tuple(sorted(rng.sample(pairs.substances, 2)))  # type: ignore[misc]
        for _ in range(sample - len(drawn))
    ]
    names, rules = checker.library.substances, checker.library.rules
    for pair in drawn:
        report = checker.check(Person(medications=[names[each].name for each in pair]))
        spoken = [
            each.severity
            for each in report.told
            if set(pair).issubset(each.substances)
            and any(_binds_a_pair(rules[mark.id]) for mark in each.rules)
        ]
        live = max(spoken, key=rank, default="silent")
        counted = pairs.top.get(pair, "silent")
        if live != counted:
            yield f"{' with '.join(pair)}: {counted} in the census, {live} by the live engine"


def _binds_a_pair(rule: Rule) -> bool:
    """Not so a rule about one medicine that names every such medicine of a list in one caution."""
    return sum(each.kind == "medication" for each in rule.when.values()) > 1
