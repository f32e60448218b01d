"""How long the knowledge takes to load, beside an earlier state of it, as figures and a picture.

python benchmarks/loading.py                      # print the figures, write docs/loading.svg
python benchmarks/loading.py --before ../earlier  # beside another checkout, in the same run

Every figure is the least of several runs in processes of their own. `cold` has an empty cache,
`cached` finds the knowledge prepared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

HERE = Path(__file__).parents[1]
TIMED = """
import json, time
from medcaution import Checker, Library
started = time.perf_counter()
library = Library.load()
loaded = time.perf_counter()
checker = Checker(library)
ready = time.perf_counter()
print(json.dumps({
    "Library.load()": (loaded - started) * 1000,
    "Checker()": (ready - started) * 1000,
    "substances": len(library.substances),
}))
"""
COMMAND = ("-m", "medcaution", "check", "sertraline", "ketamine")
STEPS = {
    "Library.load()": "read and check every file",
    "Checker()": "the same, with the index of names and the engine",
    "cold": "medcaution check sertraline ketamine, nothing kept",
    "cached": "the same command, the knowledge prepared before",
}
LEFT, TOP, LONG, ROW, BAR, RIGHT = 330, 84, 520, 62, 18, 110
SHADES = {"now": "#b8323f", "before": "#8a949e"}
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1b1b1b"'
ROLE = 'role="img" aria-labelledby="title description"'
Times = dict[str, float]


@click.command()
@click.option("--runs", default=7, show_default=True)
@click.option("--before", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(runs: int, before: Path | None) -> None:
    """Time the loading of the knowledge."""
    states = {"before": before, "now": HERE} if before else {"now": HERE}
    taken: dict[str, list[Times]] = {name: [] for name in states}
    for _ in range(runs):  # turn by turn, so that a busy machine slows both
        for name, folder in states.items():
            taken[name].append(_times(folder or HERE))
    least = {
        name: {step: round(min(each[step] for each in runs), 1) for step in runs[0]}
        for name, runs in taken.items()
    }
    print(json.dumps({"milliseconds_min": least}, indent=2))
    (HERE / "docs" / "loading.svg").write_text(draw(least), encoding="utf-8")


def _times(checkout: Path) -> Times:
    """Milliseconds of each step, with the knowledge and the program of a checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "engine")}
    run = (sys.executable, "-c", TIMED)
    times: Times = json.loads(
        subprocess.check_output(run, env=environment | {"MEDCAUTION_CACHE": ""})
    )
    with tempfile.TemporaryDirectory() as cache:
        for step in ("cold", "cached"):
            started = time.perf_counter()
            subprocess.run(
                (sys.executable, *COMMAND), env=environment | {"MEDCAUTION_CACHE": cache},
                stdout=subprocess.DEVNULL, check=False,
            )  # fmt: skip
            times[step] = (time.perf_counter() - started) * 1000
    return times


def draw(least: dict[str, Times]) -> str:
    """The whole picture as the text of an SVG file."""
    width, height = LEFT + LONG + RIGHT, TOP + ROW * len(STEPS) + 16
    sizes = ", ".join(
        f"{name} {times['substances']:,.0f} substances" for name, times in least.items()
    )
    title = f"Loading the knowledge, in milliseconds ({sizes})"
    told = "; ".join(
        f"{step}: " + ", ".join(f"{name} {times[step]:.0f} ms" for name, times in least.items())
        for step in STEPS
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {FONT} {ROLE}>',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(told)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="30" font-size="18" font-weight="bold">{escape(title)}</text>',
        '<text x="16" y="54">The least of several runs, each in a process of its own. Shorter is quicker.</text>',
        *_bars(least),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bars(least: dict[str, Times]) -> Iterator[str]:
    longest = max(times[step] for times in least.values() for step in STEPS)
    for number, (step, said) in enumerate(STEPS.items()):
        y = TOP + number * ROW
        yield f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end" font-weight="bold">{escape(step)}</text>'
        yield f'<text x="{LEFT - 10}" y="{y + 31}" text-anchor="end" font-size="11">{escape(said)}</text>'
        for row, (name, times) in enumerate(least.items()):
            top, long = y + row * (BAR + 2), LONG * times[step] / longest
            yield f'<rect x="{LEFT}" y="{top}" width="{long:.1f}" height="{BAR}" fill="{SHADES[name]}"/>'
            yield f'<text x="{LEFT + long + 6:.1f}" y="{top + 13}">{name}: {times[step]:.0f} ms</text>'


if __name__ == "__main__":
    main()
