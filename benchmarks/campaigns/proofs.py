"""What the commands that prove the rules say, as JSON: one of mutate, coverage, selftest, simulate.

python benchmarks/campaigns/proofs.py coverage
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from medcaution.authoring.cases import run_cases
from medcaution.authoring.coverage import survey
from medcaution.authoring.hearing import read_witnesses
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.mutation import mutate
from medcaution.authoring.simulation.checkers import OURS, answers_of
from medcaution.authoring.simulation.corpus import read_corpus
from medcaution.authoring.simulation.figures import as_data
from medcaution.authoring.simulation.scoring import score
from medcaution.library.folders import bundled_folder
from medcaution.prepared import prepare


def main() -> None:
    proofs = {
        "mutate": mutated,
        "coverage": covered,
        "selftest": tested,
        "simulate": simulated,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proof", choices=proofs)
    found, faults = proofs[parser.parse_args().proof]()
    print(json.dumps(found, indent=2))
    sys.exit(1 if faults else 0)


def mutated() -> tuple[dict[str, Any], int]:
    campaign = mutate(Knowledge.read(bundled_folder()), None, lambda *_: None)
    real = [each for each in campaign.results if each.fate != "same"]
    survivors = len(campaign.survivors) + len(campaign.problems)
    return {
        "mutants": len(real),
        "killed": sum(each.fate in ("killed", "golden") for each in real),
        "equivalent_for_a_stated_reason": len(campaign.equivalent),
        "survivors": survivors,
    }, survivors


def covered() -> tuple[dict[str, Any], int]:
    knowledge = Knowledge.read(bundled_folder())
    witnesses = read_witnesses(knowledge)
    rules = [
        survey(rule, knowledge.library, witnesses[rule.id])
        for rule in knowledge.library.rules.values()
    ]
    gaps = sum(len(each.gaps) for each in rules)
    return {
        "rules": len(rules),
        "parts": sum(len(each.parts) for each in rules),
        "cases_wanted": sum(each.needed for each in rules),
        "cases_there": sum(each.found for each in rules),
        "gaps": gaps,
    }, gaps


def tested() -> tuple[dict[str, Any], int]:
    cases, failures = run_cases()
    return {"cases": cases, "failed": len(failures)}, len(failures)


def simulated() -> tuple[dict[str, Any], int]:
    """A list that is not met is a finding and no fault: docs/simulator.md names each."""
    prepared = prepare()
    placed = read_corpus(prepared.library).placed
    figures = as_data(score(placed, answers_of(OURS, prepared, placed)))["figures"]
    told = {
        name.replace(",", "").replace(" ", "_"): f"{each['part']} of {each['whole']}"
        if isinstance(each, dict)
        else str(each)
        for name, each in figures.items()
    }
    return {"lists": len(placed), **told}, 0


if __name__ == "__main__":
    main()
