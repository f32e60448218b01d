"""A new rule, from its first line to a page of its own, the way rules/README.md tells it."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from medcaution import InputError, Library
from medcaution.authoring.lint import lint_folder
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.lint.order import keys_are_in_order
from medcaution.authoring.scaffold import scaffold
from medcaution.cli import main
from medcaution.library.folders import bundled_folder

TODAY = datetime.date(2026, 11, 23)
RULE = "rules/increased-exposure/metformin-with-alcohol.toml"
CASES = "rules/increased-exposure/metformin-with-alcohol.cases.toml"
#: What an author would write, in the order in which the placeholders stand.
WRITTEN = [
    "Metformin with alcohol", "metformin-alcohol", "minor", "serious", "rare", "label-warning", False,
    "{metformin} with {alcohol}: heavy drinking makes too much lactate more likely.",
    "Heavy drinking with {metformin} can, in rare cases, make you very ill. Keep {alcohol} low. Do not stop {metformin} on your own.",
    "Both slow the use of lactate in the liver.",
    "Ask how much the person drinks; check the kidneys.",
    "resp", "metformin", "@alcohol-class", "lbl-misc", "General knowledge, not re-read.",
]  # fmt: skip
CASES_WRITTEN = [
    "a brand name and a drink", "Glucophage", "beer", "minor",
    "caffeine instead of alcohol", "Glucophage", "caffeine",
    "a medicine for blood pressure instead", "lisinopril", "beer", "metformin", "alcohol",
]  # fmt: skip


@pytest.fixture
def checkout(tmp_path):
    """The program and its knowledge, where a rule may be added."""
    for part in ("engine", "rules", "facts", "messages"):
        shutil.copytree(
            bundled_folder() / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(bundled_folder() / "pyproject.toml", tmp_path)
    return tmp_path


def medcaution(*arguments):
    return CliRunner().invoke(main, arguments)


def new(checkout, rule="metformin-with-alcohol", code="MET-01", consequence="increased-exposure"):
    return medcaution(
        "new", rule, "--code", code, "--consequence", consequence, "--folder", str(checkout)
    )  # fmt: skip


def fill(file, values):
    """Put a value into each placeholder, in order."""
    wanted = iter(values)

    def value(_):
        each = next(wanted)
        return str(each).lower() if isinstance(each, bool) else f'"{each}"'

    text = re.sub(r'"TODO[^"]*"', value, file.read_text())
    assert next(wanted, None) is None
    file.write_text(text.replace("[when.first]", "[when.metformin]").replace("[when.second]", "[when.alcohol]"))  # fmt: skip


def pytest_cases(checkout, *arguments):
    """The cases of the rule, run by the checkout's own program on its own knowledge."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", CASES, "-p", "no:cacheprovider", *arguments],
        cwd=checkout, env=os.environ | {"PYTHONPATH": str(checkout / "engine")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_from_scaffold_to_green(checkout):
    made = new(checkout)
    assert (made.exit_code, made.stdout.split()) == (0, [RULE, CASES])

    # Lint leads through everything that is left to write, and says nothing else.
    todo = medcaution("lint", str(checkout))
    problems = todo.stdout.splitlines()
    placeholders = (checkout / RULE).read_text().count('"TODO') + (checkout / CASES).read_text().count('"TODO')  # fmt: skip
    assert todo.exit_code == 5
    assert len(problems) == placeholders == len(WRITTEN) + len(CASES_WRITTEN)
    assert all(": still to be written; " in problem for problem in problems)
    with pytest.raises(Exception, match="TODO"):
        Library.load(checkout)

    # Filled in, only the golden text is missing, and lint names the command that writes it.
    fill(checkout / RULE, WRITTEN)
    fill(checkout / CASES, CASES_WRITTEN)
    (problem,) = lint_folder(checkout, TODAY)[0]
    assert problem.path == CASES
    assert f"`pytest {CASES} --update-explanations`" in problem.message
    told = pytest_cases(checkout, "--update-explanations")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "[MINOR] increased exposure (MET-01;" in (checkout / CASES).read_text()
    assert lint_folder(checkout, TODAY) == ([], [])

    passed = pytest_cases(checkout)
    assert passed.returncode == 0, passed.stdout
    assert "..." in passed.stdout
    # Its coverage, its mutants and its page: CONTRIBUTING.md, which tests/test_walkthroughs.py walks.


def test_a_wrong_case_turns_red(checkout):
    new(checkout)
    fill(checkout / RULE, WRITTEN)
    fill(checkout / CASES, [*CASES_WRITTEN[:3], "major", *CASES_WRITTEN[4:]])
    failed = pytest_cases(checkout)
    assert failed.returncode == 1
    assert "fires as minor, not major" in failed.stdout


def test_the_keys_of_a_scaffold_are_in_order(checkout):
    new(checkout)
    fill(checkout / RULE, WRITTEN)
    fill(checkout / CASES, CASES_WRITTEN)
    assert list(keys_are_in_order(Knowledge.read(checkout))) == []


def test_a_review_falls_due_in_a_year(checkout):
    leap_day = datetime.date(2028, 2, 29)
    rule, _ = scaffold(checkout, "metformin-with-alcohol", "MET-01", "increased-exposure", leap_day)
    assert "checked = 2028-02-29\nreview_due = 2029-02-28\n" in rule.read_text()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rule": "Metformin_With Alcohol"}, "Did you mean 'metformin-with-alcohol'?"),
        ({"rule": "avoid-metformin-with-alcohol"}, "refused word 'avoid'"),
        ({"rule": "avoid-metformin-with-alcohol"}, "Did you mean 'metformin-with-alcohol'?"),
        ({"rule": "major-metformin-with-alcohol"}, "Did you mean 'metformin-with-alcohol'?"),
        ({"rule": "prozac-with-metformin"}, "Did you mean 'fluoxetine-with-metformin'?"),
        ({"rule": "lithium-with-ketamine"}, "exists already"),
        ({"rule": "ketamine-with-lithium"}, "exists already as 'lithium-with-ketamine'"),
        ({"code": "met-1"}, "two to five capitals"),
        ({"code": "met_01"}, "Did you mean 'MET-01'?"),
        ({"code": "CORE-01"}, "Did you mean 'CORE-06'?"),
        ({"consequence": "increased-exposur"}, "Did you mean 'increased-exposure'?"),
    ],
)
def test_what_cannot_stand_is_refused_with_what_could(changed, says, checkout_of_facts):
    before = sorted(checkout_of_facts.rglob("*"))
    result = new(checkout_of_facts, **changed)
    assert result.exit_code == 2
    assert says in result.stderr
    assert sorted(checkout_of_facts.rglob("*")) == before


@pytest.fixture(scope="module")
def checkout_of_facts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkout")
    for part in ("rules", "facts"):
        shutil.copytree(bundled_folder() / part, folder / part)
    return folder


def test_nothing_is_overwritten(checkout):
    new(checkout)
    (checkout / RULE).write_text("not TOML", encoding="utf-8")
    assert new(checkout).exit_code == 2
    assert (checkout / RULE).read_text() == "not TOML"


def test_a_folder_without_knowledge_is_refused(tmp_path):
    with pytest.raises(InputError, match="consequences"):
        scaffold(tmp_path, "metformin-with-alcohol", "MET-01", "increased-exposure", TODAY)
