"""Over-alerting, counted: every pair of substances, against one blunt rule for serotonergic pairs.

python benchmarks/census.py                 # print the page, write docs/census.md and docs/census.svg
python benchmarks/census.py --format json   # print the figures, write nothing
python benchmarks/census.py --check         # exit 1 if the files are stale, write nothing

A seeded sample of the pairs is asked again in whole checks by the live engine; any difference
ends the census.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import census_page
import click
import heat_map
from opened import Opened
from pairs import INTERRUPTS, Pairs, count_pairs, differences, levels, naive_pairs, pairs_of

from medcaution.library.folders import bundled_folder

EVERYDAY = Path(__file__).with_name("everyday.toml")


@click.command()
@click.option("--sample", default=2000, show_default=True, help="Pairs to ask the live engine.")
@click.option("--seed", default=1, show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--check", "only_check", is_flag=True, help="Compare with the files, write nothing.")
def main(sample: int, seed: int, form: str, only_check: bool) -> None:
    """Count the pairs."""
    started, checker = time.monotonic(), Opened()
    pairs = count_pairs(checker)
    differing = list(differences(checker, pairs, sample, seed))
    if differing:
        sys.exit("\n".join(("the live engine differs", *differing)))
    figures = figures_of(checker, pairs) | {"sample": {"pairs": sample, "seed": seed}}
    page = census_page.write(figures)
    naive, serotonin = figures["naive"]["pairs"], figures["naive"]["graded"]
    files = {"census.md": page, "census.svg": heat_map.draw(pairs, naive, serotonin)}
    docs = bundled_folder() / "docs"
    if only_check:
        stale = [name for name, text in files.items() if _text(docs / name) != text]
        sys.exit(f"stale: {', '.join(stale)}; run the census again" if stale else 0)
    if form == "json":
        seconds = round(time.monotonic() - started, 1)
        told = {"seconds": seconds, "pairs_asked_of_the_live_engine": sample, "differences": 0}
        print(json.dumps(figures | told, indent=2))
        return
    print(page)
    for name, text in files.items():
        (docs / name).write_text(text, encoding="utf-8")


def figures_of(checker: Opened, pairs: Pairs) -> dict[str, Any]:
    """Everything the page tells, as data."""
    naive = naive_pairs(checker, pairs)
    either = set(naive)
    graded = {pair: level for pair, level in pairs.top_serotonin.items() if pair in either}
    counts, serotonin = pairs.levels(), levels(graded, len(naive))
    interrupting = sum(counts[level] for level in INTERRUPTS)
    interrupting_serotonin = sum(serotonin[level] for level in INTERRUPTS)
    return {
        "knowledge": {"version": checker.library.version, "sha256": checker.library.sha256},
        "substances": len(pairs.substances),
        "pairs": pairs.count,
        "levels": counts,
        "interrupting": interrupting,
        "read": {
            "substances": len(pairs.read),
            "pairs": pairs_of(len(pairs.read)),
            "levels": levels(pairs.top, pairs_of(len(pairs.read))),
        },
        "naive": {
            "pairs": len(naive),
            "graded": serotonin,
            "interrupting": interrupting_serotonin,
            "any_rule": levels({each: pairs.top[each] for each in naive if each in pairs.top}, len(naive)),
            "ratio": round(len(naive) / interrupting_serotonin, 2),
            "ratio_to_every_rule": round(len(naive) / interrupting, 2),
        },
        "rules": _rules(checker, pairs),
        "everyday": _everyday(pairs, either),
    }  # fmt: skip


def _rules(checker: Opened, pairs: Pairs) -> list[dict[str, Any]]:
    """Every rule that speaks about pairs, the one with the most interrupting pairs first."""
    leading = [codes for pair, codes in pairs.leading.items() if pairs.top[pair] in INTERRUPTS]
    rows = []
    for code, severities in pairs.rules.items():
        rule = checker.library.rule(code)
        rows.append(
            {
                "code": code,
                "title": rule.title if rule else "",
                "pairs": severities.total(),
                "interrupting": sum(severities[each] for each in INTERRUPTS),
                "leading": sum(code in codes for codes in leading),
                "levels": {each: count for each, count in severities.items() if count},
            }
        )
    return sorted(rows, key=lambda row: (-row["interrupting"], -row["pairs"], row["code"]))


def _everyday(pairs: Pairs, naive: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The everyday pairs beside what the draft gave them."""
    rows = []
    for each in tomllib.loads(EVERYDAY.read_text(encoding="utf-8"))["pair"]:
        first, second = sorted(each["names"])
        now = pairs.top.get((first, second), "none")
        rules = pairs.leading.get((first, second), [])
        rows.append(
            {
                "names": each["names"],
                "naive": (first, second) in naive,
                "severity": now,
                "rules": rules,
                "draft": {"severity": each["severity"], "rule": each.get("rule")},
                "as_drafted": now == each["severity"] and each.get("rule") in (*rules, None),
            }
        )
    return rows


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


if __name__ == "__main__":
    main()
