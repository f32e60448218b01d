"""People built to sit near every limit of durable_rules: live = reference = brute force.

Two halves. *Bundled* rules meet crowded people: dozens of distinct medicines of one class, the
medicines that most rules read, hundreds of lines of a few substances, every condition at once,
numbers of facts on both sides of the lengths of the library's tables (64, 128, 256). *Invented*
productions fill rulesets up to the guards themselves: 200 readers of a flag, 60 flags on a fact,
400 flags, with the cut into small rulesets switched off.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path
from random import Random

# The oracle and the people belong to the tests, which are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from medcaution import EngineError, Library
from medcaution.matching import rete
from medcaution.matching.facts import Facts, MedicationFact
from medcaution.matching.productions import FlaggedFact, Production, Slot, clash
from medcaution.matching.reference import Reference
from oracle import activations
from people import _condition, _medication, _numbered, _person, _target
from trial import Trial

#: Around the lengths of the library's tables; 200 is the most lines a person may have.
SIZES = (1, 2, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65)
LARGE = (127, 128, 129, 199, 200)
PART = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rulesets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    total: Counter[str] = Counter()
    peaks: Counter[str] = Counter()
    first: list[str] = []
    jobs = [("bundled", options.seed, number) for number in range(options.people // PART)]
    jobs += [("invented", options.seed, number) for number in range(options.rulesets)]
    with ProcessPoolExecutor(options.workers, get_context("spawn"), start) as pool:
        for done, most, told in pool.map(work, jobs):
            total += done
            peaks |= most
            first += told
    print(
        json.dumps(
            {
                "seed": options.seed,
                "people": total["people"],
                "people_of_invented_rules": total["invented people"],
                "activations": total["activations"],
                "refused": total["refused"],
                "differences": total["differences"],
                "most_medications": f"{peaks['medications']} of one person",
                "most_activations": f"{peaks['activations']:,} of one person",
                "slowest": f"{peaks['milliseconds'] / 1000} s live",
                "first": first[:3],
            },
            indent=2,
        )
    )
    sys.exit(1 if total["differences"] else 0)


Found = tuple[Counter[str], Counter[str], list[str]]
_STATE: dict[str, Trial] = {}


def start() -> None:
    _STATE["trial"] = Trial(Library.load())


def work(job: tuple[str, int, int]) -> Found:
    kind, seed, number = job
    rng = Random(f"{kind}/{seed}/{number}")
    return bundled(_STATE["trial"], rng) if kind == "bundled" else invented(rng)


def bundled(trial: Trial, rng: Random) -> Found:
    total, peaks, told = Counter(), Counter(), []
    for _ in range(PART):
        facts = crowded(trial.library, rng)
        true = activations(trial.library, facts)
        flagged = trial._productions.flag(facts)
        total["people"] += 1
        total["activations"] += len(true)
        peaks |= Counter(medications=len(facts.medications), activations=len(true))
        peaks |= Counter(milliseconds=timed(trial, flagged))
        faults = trial.differences(facts, true)
        if faults and all(each.fault for each in faults) and _only_refused(trial, flagged):
            total["refused"] += 1
        elif faults:
            total["differences"] += 1
            told.append(str(faults[0])[:500])
    return total, peaks, told


def timed(trial: Trial, flagged: list[FlaggedFact]) -> int:
    started = time.perf_counter()
    _only_refused(trial, flagged)
    return round((time.perf_counter() - started) * 1000)


def _only_refused(trial: Trial, flagged: list[FlaggedFact]) -> bool:
    try:
        trial._rete.activations(flagged)
    except EngineError:
        return True
    return False


def crowded(library: Library, rng: Random) -> Facts:
    """One crowded person. The brute force is cubic in what three patterns read: most are below 70."""
    target = _target(library)
    size = rng.choice(SIZES if rng.random() < 0.9 else LARGE)
    kind = rng.choice(("class", "read", "few", "any"))
    names = {
        "class": sorted(library.members([f"@{rng.choice(_large_classes(library))}"])),
        "read": _most_read(library),
        "few": rng.sample(target.substances, 3),
        "any": target.substances,
    }[kind]
    if kind == "few":
        drawn = [rng.choice(names) for _ in range(size)]
    else:
        drawn = (rng.sample(names, len(names)) * (size // len(names) + 1))[:size]
    medications = [_medication(target, rng, name, []) for name in drawn]
    if rng.random() < 0.5:  # bare names: everything lenient is met, so that most fires
        medications = [MedicationFact(each.substance) for each in medications]
    if rng.random() < 0.2 and len(medications) > 1:
        medications[:2] = [replace(each, product="invented") for each in medications[:2]]
    ills = rng.choice((0, 0, 2, len(target.conditions)))
    conditions = [_condition(rng, name, []) for name in rng.sample(target.conditions, ills)]
    return Facts(_numbered(medications), tuple(dict.fromkeys(conditions)), _person(target, rng))


def _large_classes(library: Library) -> list[str]:
    return [name for name in sorted(library.classes) if len(library.members([f"@{name}"])) > 20]


def _most_read(library: Library) -> list[str]:
    readers = _STATE["trial"]._productions._by_member
    names = sorted(name for name in readers if name in library.substances)
    return sorted(names, key=lambda name: -len(readers[name]))[:60]


def invented(rng: Random) -> Found:
    """One ruleset at the guards, and people who reach all of it."""
    productions, flags = at_the_guards(rng)
    whole = rete.PRODUCTIONS_OF_A_RULESET
    rete.PRODUCTIONS_OF_A_RULESET = 10**6
    try:
        # Each of so many substances carries every flag that one fact may carry.
        groups = [flags[at : at + rete.MOST_FLAGS_OF_A_FACT - 1] for at in range(0, len(flags), 40)]
        carriers: list[set[str]] = [set() for _ in range(max(flags) + 1)]
        for number, group in enumerate(groups):
            for flag in group:
                carriers[flag].add(f"s{number}")
        live = rete.Rete(productions, carriers)
    finally:
        rete.PRODUCTIONS_OF_A_RULESET = whole
    reference = Reference(productions)
    total, peaks, told = Counter(), Counter(), []
    for _ in range(PART):
        chosen = rng.sample(range(len(groups)), rng.randint(1, min(5, len(groups))))
        facts = [
            FlaggedFact(f"m{number}", tuple(group), MedicationFact(f"s{number}"))
            for number in chosen
            for group in [
                groups[number]
                if rng.random() < 0.7
                else rng.sample(groups[number], len(groups[number]) // 2)
            ]
        ]
        true = set(forced(productions, facts))
        total["invented people"] += 1
        total["activations"] += len(true)
        peaks |= Counter(activations=len(true))
        try:
            said = [(each.production.name, each.facts) for each in live.activations(facts)]
        except EngineError as error:
            total["differences"] += 1
            told.append(str(error))
            continue
        also = {(each.production.name, each.facts) for each in reference.activations(facts)}
        if set(said) != true or also != true or len(said) != len(true):
            total["differences"] += 1
            told.append(f"{len(true)} true, {len(said)} live, {len(also)} reference")
    return total, peaks, told


def at_the_guards(rng: Random) -> tuple[list[Production], list[int]]:
    """Up to 200 productions that read one flag, others beside them, up to 400 flags in all."""
    flags = list(range(rng.choice((57, 60, 198, 255, 256, 399))))
    made = []
    hub = rng.randrange(len(flags))
    for number in range(rng.choice((120, 199, 200, 201, 254, 256, 500))):
        width = rng.choice((1, 2, 2, 2, 3))
        slots = rng.sample(flags, width)
        if number < rete.MOST_READERS_OF_A_FLAG and hub not in slots:
            slots[0] = hub
        places = [Slot(f"s{place}", flag, "medication") for place, flag in enumerate(slots)]
        made.append(Production(f"r{number}", None, tuple(places)))
    return made, flags


def forced(
    productions: list[Production], facts: list[FlaggedFact]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Every production on every arrangement of facts."""
    for production in productions:
        for chosen in permutations(facts, len(production.slots)):
            fits = zip(production.slots, chosen, strict=True)
            if all(slot.flag in each.flags for slot, each in fits):
                bound = tuple(each.fact for each in chosen)
                if not clash(bound):
                    yield production.name, bound


if __name__ == "__main__":
    main()
