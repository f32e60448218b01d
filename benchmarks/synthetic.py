"""Rules by the hundred, added as anybody adds rules: a folder beside the bundled knowledge.

Each is one of the bundled rules with other members: as many classes where it names classes, as
many substances where it names substances. So the shapes (patterns, timing, clauses) are those of
real rules, in their real proportions. What they say means nothing and is shown to nobody.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from medcaution.library.folders import bundled_folder
from medcaution.library.library import Library

_MEMBERS = re.compile(r"medication = \[([^\]]*)\]")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: An exception names members of the members, and could name none of others.
_LEFT_OUT = ("except =", "yields_to =")


def write_rules(folder: Path, library: Library, count: int, seed: int) -> Path:
    """A folder with so many rules; more rules are the same ones and others."""
    rng = random.Random(seed)
    classes = sorted(
        f"@{name}"
        for name, each in library.classes.items()
        if not each.root and library.members([f"@{name}"])
    )
    substances = sorted(name for name, each in library.substances.items() if not each.components)
    shapes = [text for text in _texts() if not any(word in text for word in _LEFT_OUT)]

    def other(names: re.Match[str]) -> str:
        held = re.findall(r'"([^"]+)"', names[1])
        by_class = sum(each.startswith("@") for each in held)
        drawn = rng.sample(classes, by_class) + rng.sample(substances, len(held) - by_class)
        return "medication = [" + ", ".join(f'"{each}"' for each in drawn) + "]"

    for number in range(count):
        text = _MEMBERS.sub(other, shapes[number % len(shapes)])
        consequence = re.search(r'^consequence = "(.+)"', text, re.MULTILINE)[1]
        code = f"Z{_LETTERS[number // 676]}{_LETTERS[number // 26 % 26]}{_LETTERS[number % 26]}-00"
        text = re.sub(r'^id = ".+"', f'id = "invented-{number}"', text, count=1, flags=re.MULTILINE)
        text = re.sub(r'^code = ".+"', f'code = "{code}"', text, count=1, flags=re.MULTILINE)
        file = folder / "rules" / consequence / f"invented-{number}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def _texts() -> list[str]:
    files = sorted((bundled_folder() / "rules").glob("*/*.toml"))
    rules = (each.read_text("utf-8") for each in files if not each.name.endswith(".cases.toml"))
    texts = [each for each in rules if "[when." in each or "\nwhen." in each]
    random.Random(0).shuffle(texts)  # so that few are as mixed as many
    return texts
