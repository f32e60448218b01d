"""A small knowledge folder: the bundled facts, one pair rule with a raise, and its own few cases."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from knowledge_folder import KnowledgeFolder
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.cli import main
from medcaution.library.folders import bundled_folder

RULE = "rules/bleeding/serotonin-reuptake-inhibitor-with-anticoagulant.toml"
CASES = """
[[fires]]
why = "brand names"
medications = ["Zoloft", "Coumadin"]
severity = "moderate"

[[silent]]
why = "an opioid that acts on serotonin, but is no reuptake inhibitor"
medications = ["tramadol", "Coumadin"]

[[silent]]
why = "an antiplatelet instead"
medications = ["Zoloft", "aspirin"]

[[silent]]
why = "each alone: the antidepressant"
medications = ["Zoloft"]

[[silent]]
why = "each alone: the anticoagulant"
medications = ["Coumadin"]

[[fires]]
why = "an SNRI is a reuptake inhibitor too"
medications = ["venlafaxine", "Coumadin"]
severity = "moderate"

[[fires]]
why = "so is clomipramine"
medications = ["clomipramine", "Coumadin"]
severity = "moderate"

[[fires]]
why = "raise: an ulcer that bled"
medications = ["Zoloft", "Coumadin"]
conditions = ["stomach ulcer"]
severity = "major"

[[fires]]
why = "twin of the raise: high blood pressure"
medications = ["Zoloft", "Coumadin"]
conditions = ["high blood pressure"]
severity = "moderate"
"""


class Small(KnowledgeFolder):
    """Of one rule and its cases."""

    def without_case(self, why):
        """Take the case with this reason out."""
        blocks = self.text(self.cases).split("\n\n")
        kept = [block for block in blocks if f'why = "{why}"' not in block]
        assert len(kept) == len(blocks) - 1
        self.write(self.cases, "\n\n".join(kept))

    @property
    def cases(self):
        return RULE.replace(".toml", ".cases.toml")

    def read(self):
        return Knowledge.read(self.folder)

    def run(self, *arguments):
        return CliRunner().invoke(main, [*arguments, str(self.folder)])


@pytest.fixture
def small(tmp_path):
    shutil.copytree(bundled_folder() / "facts", tmp_path / "facts")
    (tmp_path / RULE).parent.mkdir(parents=True)
    shutil.copy(bundled_folder() / RULE, tmp_path / RULE)
    made = Small(tmp_path)
    made.write(made.cases, CASES.lstrip())
    return made
