"""How long the knowledge takes to load, as it grows: measured, and drawn into docs/loading.svg.

The knowledge of today comes first; then invented substances are added. `kept` is what a command
pays that finds the knowledge prepared.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from medcaution import Library
from medcaution.library.folders import bundled_folder
from medcaution.matching.productions import Productions
from medcaution.prepared import Prepared
from medcaution.recognition import Recogniser

MORE = (1, 1_000, 2_000, 4_000, 8_000)
PARTS = {
    "read and check": "#1f4e79",
    "gather names": "#b8323f",
    "compile rules": "#7a6a00",
    "kept": "#444444",
}
LEFT, TOP, WIDTH, HEIGHT = 70, 60, 560, 300
SIZE = f'width="{LEFT + WIDTH + 150}" height="{TOP + HEIGHT + 60}"'
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1b1b1b"'
PICTURE = Path(__file__).parents[1] / "docs" / "loading.svg"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        points = [measure(folder, options.runs) for folder in growing(Path(place))]
    PICTURE.write_text(draw(points), encoding="utf-8")
    print(json.dumps(points, indent=2))


def growing(place: Path) -> Iterator[Path]:
    """The knowledge of today, and with more and more invented substances of four names each."""
    for part in ("rules", "facts"):
        shutil.copytree(bundled_folder() / part, place / part)
    for more in MORE:
        (place / "facts/substances/invented.toml").write_text(
            "".join(
                f'[invented-{number}]\nname = "inventin {number}"\nkind = "ingredient"\n'
                f'brands = ["Brandol {number}", "Namaxa {number}", "Trivon {number}"]\n'
                for number in range(1, more + 1)
            ),
            encoding="utf-8",
        )
        yield place


def measure(folder: Path, runs: int) -> dict[str, float]:
    """Milliseconds of each part, the least of the runs."""
    library = Library.load(folder)
    recogniser = Recogniser(library)
    kept = Prepared.of(library).to_bytes()
    return {
        "substances": len(library.substances),
        "names": sum(len(each.entries) for each in recogniser.indexes),
        "read and check": least(runs, lambda: Library.load(folder)),
        "gather names": least(runs, lambda: Recogniser(library)),
        "compile rules": least(runs, lambda: Productions(library)),
        "kept": least(runs, lambda: Prepared.from_bytes(kept)),
    }


def least(runs: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return round(min(times), 1)


def draw(points: list[dict[str, float]]) -> str:
    """A line a part, against the number of names."""
    most = max(point[part] for point in points for part in PARTS)
    last = points[-1]["names"]
    title = "Milliseconds to load the knowledge, against the number of names in it"

    names = f"{last:,.0f} names of {points[-1]['substances']:,.0f} substances"

    def at(point: dict[str, float], part: str) -> tuple[float, float]:
        return LEFT + WIDTH * point["names"] / last, TOP + HEIGHT * (1 - point[part] / most)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE} role="img" aria-labelledby="title" {FONT}>',
        f'<title id="title">{escape(title)}</title>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<path d="M{LEFT} {TOP}V{TOP + HEIGHT}H{LEFT + WIDTH}" fill="none" stroke="#888888"/>',
        f'<text x="{LEFT - 8}" y="{TOP + 4}" text-anchor="end">{most:.0f} ms</text>',
        f'<text x="{LEFT - 8}" y="{TOP + HEIGHT + 4}" text-anchor="end">0</text>',
        f'<text x="{LEFT + WIDTH}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{names}</text>',
        f'<text x="{LEFT}" y="{TOP + HEIGHT + 20}">0</text>',
    ]
    for part, colour in PARTS.items():
        places = [at(point, part) for point in points]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in places]
        x, y = places[0]
        lines.append(
            f'<text x="{x - 4:.0f}" y="{y - 8:.0f}" fill="{colour}">{points[0][part]}</text>'
        )
        x, y = places[-1]
        label = f"{part}: {points[-1][part]:.1f}"
        lines.append(f'<text x="{x + 10:.0f}" y="{y + 4:.0f}" fill="{colour}">{label}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
