"""The oracle: which conjunctions hold for a person, by brute force, from the specification alone.

It judges the matcher and shares no code with it: every assignment of facts to patterns is tried.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import NamedTuple

from medcaution import Library
from medcaution.library.rules import DoseTest, Pattern, PersonTest, Rule, days, milligrams_a_day
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import ConditionFact, Fact, Facts, MedicationFact, PersonFact

NOT_SYSTEMIC = {"topical", "ophthalmic", "otic"}
PERSON = "the person"  # the one name a person fact goes by


class Demand(NamedTuple):
    """A pattern, and where it stands: "rule", "narrowing", or added by "raise", "lower", "unless"."""

    pattern: Pattern
    stands: str
    lowers: bool = False


Slot = tuple[frozenset[str], list[Demand]]  # the names a fact may have, and all it must be
_READ: dict[int, tuple[Library, list[tuple[str, str | None, list[Slot]]]]] = {}


def activations(library: Library, facts: Facts) -> set[tuple[str, str | None, tuple[Fact, ...]]]:
    """Every (rule id, clause name or None, facts in the order of the patterns) that holds."""
    named: dict[str, list[Fact]] = {PERSON: [facts.person]}
    for medication in facts.medications:
        named.setdefault(medication.substance, []).append(medication)
    for condition in facts.conditions:
        named.setdefault(f"condition {condition.condition}", []).append(condition)
    found = set()
    known = set(named)
    for rule, clause, slots in conjunctions(library):
        if slots[0][0].isdisjoint(known) or any(names.isdisjoint(known) for names, _ in slots):
            continue  # no fact has a name that the pattern lists; the first is tested twice for speed
        for bound in product(*(_candidates(library, slot, named) for slot in slots)):
            if all(_apart(one, other) for one, other in combinations(bound, 2)):
                found.add((rule, clause, bound))
    return found


def members(library: Library, names: tuple[str, ...]) -> set[str]:
    """The substances of a list of substances and @classes, and of every class below those."""
    classes = {name[1:] for name in names if name.startswith("@")}
    below = {name for name, each in library.classes.items() if classes & {*each.parents}} - classes
    if below:
        return members(library, (*names, *(f"@{name}" for name in below)))
    return {name for name, each in library.substances.items() if name in names or classes & {*each.classes}}  # fmt: skip


def conditions(library: Library, names: tuple[str, ...]) -> set[str]:
    """The conditions of a list of conditions and @groups, told apart from substances."""
    asked = {name: {name, *(f"@{group}" for group in each.groups)} for name, each in library.conditions.items()}  # fmt: skip
    return {f"condition {name}" for name in asked if asked[name] & {*names}}


def conjunctions(library: Library) -> list[tuple[str, str | None, list[Slot]]]:
    """The positive conjunctions, read once; the library is kept too, so that its id stays its own."""
    if id(library) not in _READ:
        rules = [rule for rule in library.rules.values() if rule.status != "retired"]
        _READ[id(library)] = library, [(rule.id, clause, _slots(library, rule, clause)) for rule in rules for clause in (None, *dict(rule.clauses))]  # fmt: skip
    return _READ[id(library)][1]


def _slots(library: Library, rule: Rule, clause: str | None) -> list[Slot]:
    demands = {name: [Demand(pattern, "rule")] for name, pattern in rule.when.items()}
    for name, pattern in dict(rule.clauses)[clause].when.items() if clause else ():
        stands = "narrowing" if name in rule.when else clause.split("-")[0]
        demands.setdefault(name, []).append(Demand(pattern, stands, not clause.startswith("raise")))
    return [(_names(library, [each.pattern for each in stack]), stack) for stack in demands.values()]  # fmt: skip


def _names(library: Library, patterns: list[Pattern]) -> frozenset[str]:
    if patterns[0].person:
        return frozenset({PERSON})
    expand = members if patterns[0].medication else conditions
    wanted = [expand(library, each.medication or each.condition) for each in patterns if each.kind != "narrowing"]  # fmt: skip
    unwanted = [expand(library, each.except_) for each in patterns]
    return frozenset(set.intersection(*wanted).difference(*unwanted))


def _candidates(library: Library, slot: Slot, named: dict[str, list[Fact]]) -> list[Fact]:
    return [fact for name in named if name in slot[0] for fact in named[name] if all(holds(library, fact, each) for each in slot[1])]  # fmt: skip


def _apart(one: Fact, other: Fact) -> bool:
    """Two medications are of two substances and not of one product; nothing else is asked."""
    if not (isinstance(one, MedicationFact) and isinstance(other, MedicationFact)):
        return True
    return one.substance != other.substance and (one.product is None or one.product != other.product)  # fmt: skip


def holds(library: Library, fact: Fact, demand: Demand) -> bool:
    asked = demand.pattern
    if isinstance(fact, PersonFact):
        return _person(fact, asked.person)
    if isinstance(fact, ConditionFact):
        usual = {"active", "suspected"} | ({"history"} if library.conditions[fact.condition].lasting else set())  # fmt: skip
        if demand.lowers and not asked.status:  # a suspicion lowers nothing
            usual = usual - {"suspected"}
            return fact.status in usual or (demand.stands == "narrowing" and fact.status != "suspected")  # fmt: skip
        return fact.status in (asked.status or usual) or (demand.stands == "narrowing" and not asked.status)  # fmt: skip
    return (
        (fact.status == "current" or demand.stands not in ("lower", "unless"))
        and (not asked.status or fact.status in asked.status)
        and (not asked.use or fact.use in asked.use or (fact.use == "unknown" and demand.stands == "rule"))
        and (not asked.taken_for or (fact.taken_days is not None and fact.taken_days >= days(asked.taken_for)))
        and (not asked.dose or (fact.dose is not None and _dose(fact.dose, asked.dose)))
        and _route(fact, demand)
        and _timing(library, fact, demand)
    )  # fmt: skip


def _dose(dose: DailyDose, asked: DoseTest) -> bool:
    if asked.above:  # a lower bound can be above, it can never be at most
        return dose.milligrams > milligrams_a_day(asked.above)
    return dose.exact and dose.milligrams <= milligrams_a_day(asked.at_most)


def _route(fact: MedicationFact, demand: Demand) -> bool:
    routes = demand.pattern.route
    if not routes:  # the default is systemic, and counts unknown; a narrowing has no default
        return demand.stands == "narrowing" or fact.route not in NOT_SYSTEMIC
    if fact.route == "unknown":
        return demand.stands == "rule" or "unknown" in routes
    return fact.route in routes or ("systemic" in routes and fact.route not in NOT_SYSTEMIC)


def _timing(library: Library, fact: MedicationFact, demand: Demand) -> bool:
    timing = demand.pattern.timing or ("active" if demand.stands != "narrowing" else None)
    if timing is None or fact.status != "stopped":
        return timing != "stopped"
    if fact.stopped_days is None:
        return demand.stands == "rule"
    substance = library.substances[fact.substance]
    window = {"carry-over": substance.carry_over, "washout": substance.washout}.get(timing)
    ours = days(demand.pattern.within) if timing == "stopped" else max(1, window.days if window else 0)  # fmt: skip
    return fact.stopped_days <= ours


def _person(fact: PersonFact, asked: PersonTest) -> bool:
    age = asked.age
    if asked.pregnant not in (None, fact.pregnant) or (age and fact.age is None):
        return False
    return not age or (age.at_least or 0) <= fact.age <= (fact.age if age.at_most is None else age.at_most)  # fmt: skip
