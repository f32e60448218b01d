"""A folder of an embedder's own, with a rule and a substance that the bundled knowledge lacks."""

from __future__ import annotations

RULE = """
id = "sertraline-with-house-tonic"
code = "HOUSE-01"
title = "Sertraline with the house tonic"
consequence = "sedation"
family = "house"
severity = "major"
seriousness = "serious"
likelihood = "unknown"
evidence = ["expert-opinion"]
contested = false
status = "draft"
checked = 2026-11-23
review_due = 2027-11-23
summary = "{ssri} with {tonic}: seen to sedate here."
plain = "{ssri} with {tonic} can make you sleepy."
mechanism = "Unknown."
action = "Ask the ward pharmacist."
[when.ssri]
medication = ["sertraline"]
[when.tonic]
medication = ["house-tonic"]
[[source]]
ref = "house-book"
stance = "supports"
"""


def build(folder):
    """Write the folder; it is returned."""
    (folder / "rules/sedation").mkdir(parents=True)
    (folder / "facts/substances").mkdir(parents=True)
    (folder / "rules/sedation/sertraline-with-house-tonic.toml").write_text(RULE)
    (folder / "facts/substances/house.toml").write_text(
        '[house-tonic]\nname = "house tonic"\nkind = "ingredient"\nacute = true\n'
    )
    (folder / "facts/sources.toml").write_text(
        '[house-book]\ntitle = "The house book"\nkind = "guideline"\nread = "in full"\n'
    )
    return folder
