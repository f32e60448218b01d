"""The people on file: ordinary lists stay quiet, and the README's examples are what it says."""

from __future__ import annotations

import ast
import re
import shlex
from collections import Counter

import pytest

from medcaution import Person
from medcaution.authoring.people import (
    EXAMPLES,
    ListedPerson,
    Placed,
    ordinary_people,
    people_files,
    read_people,
)
from medcaution.cli.check import check
from medcaution.cli.knowledge import explain
from medcaution.cli.person import assemble
from medcaution.errors import KnowledgeError
from medcaution.library.folders import bundled_folder

ORDINARY = ordinary_people()
EXAMPLE_PEOPLE = [
    placed for file in people_files() if file.stem == EXAMPLES for placed in read_people(file)
]
AGES = ((16, 29), (30, 44), (45, 64), (65, 79), (80, 99))
#: Rules that speak at minor or below about medicines that ordinary lists pair all day. Whoever
#: makes one of them louder meets the lists that it would disturb.
GUARDED = {
    "BLD-01", "BLD-03", "CORE-01", "NA-01", "PK-07", "PSY-01B", "QT-02", "SER-12", "SER-13",
}  # fmt: skip


def name(placed):
    return f"{placed.group}-{placed.line}"


@pytest.mark.parametrize("placed", [pytest.param(each, id=name(each)) for each in ORDINARY])
def test_an_ordinary_list_is_read_and_stays_quiet(checker, placed):
    assert placed.failure(checker) is None


@pytest.mark.parametrize("placed", [pytest.param(each, id=name(each)) for each in EXAMPLE_PEOPLE])
def test_an_example_is_as_severe_as_it_says(checker, placed):
    assert placed.listed.severity is not None
    assert placed.failure(checker) is None


def test_there_are_enough_lists_and_almost_all_are_read():
    assert len(ORDINARY) >= 200
    assert sum(each.listed.incomplete for each in ORDINARY) <= len(ORDINARY) / 10


def test_no_ordinary_list_excuses_itself():
    assert not [name(each) for each in ORDINARY if each.listed.severity is not None]


def test_no_list_stands_twice():
    lists = Counter(
        (each.listed.age, str(sorted(map(str, each.listed.medications)))) for each in ORDINARY
    )
    assert max(lists.values()) == 1
    assert len({each.listed.why for each in ORDINARY}) == len(ORDINARY)


def test_specialties_and_ages_spread():
    groups = Counter(each.group for each in ORDINARY)
    assert len(groups) >= 20
    assert min(groups.values()) >= 4
    ages = [each.listed.age for each in ORDINARY]
    assert None not in ages
    for youngest, oldest in AGES:
        assert sum(youngest <= age <= oldest for age in ages) >= 8, (youngest, oldest)
    assert sum(bool(each.listed.conditions) for each in ORDINARY) >= len(ORDINARY) * 3 / 4
    assert sum(len(each.listed.medications) >= 5 for each in ORDINARY) >= 10


def test_the_lists_come_close_to_the_rules(checker):
    reports = [checker.check(each.listed.person()) for each in ORDINARY]
    spoken = {rule.code for report in reports for caution in report.told for rule in caution.rules}
    assert spoken >= GUARDED
    read = sum(any(each.outcome == "recognised" for each in report.inputs) for report in reports)
    assert read >= len(reports) * 2 / 3


def placed(**listed):
    return Placed("facts/people/any.toml", 1, ListedPerson(why="a trial", **listed))


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ({"medications": ("phenelzine", "sertraline")}, "SER-01 speaks as contraindicated"),
        ({"medications": ("qwertol", "sertraline")}, "not read completely: qwertol"),
        ({"medications": ("sertraline",), "incomplete": True}, "delete `incomplete = true`"),
        ({"medications": ("sertraline",), "severity": "minor"}, "is note, not minor"),
        ({"medications": ("sertraline", "apixaban")}, "BLD-02 speaks as moderate"),
    ],
)
def test_a_wrong_list_is_told(checker, listed, said):
    assert said in placed(**listed).failure(checker)


@pytest.mark.parametrize(
    "listed",
    [
        {"medications": ("sertraline", "ibuprofen"), "age": 40},
        {"medications": ("qwertol", "sertraline"), "incomplete": True},
        {"medications": ("sertraline", "ibuprofen"), "severity": "minor"},
    ],
)
def test_a_right_list_is_not_told(checker, listed):
    assert placed(**listed).failure(checker) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[person]]\nwhy = "one"\nmedications = []\n', 3),
        ('[[person]]\nwhy = "one"\nmedications = ["a"]\nmeds = []\n', 4),
        ('[[person]]\nmedications = ["a"]\n\n[[person]]\nwhy = ""\nmedications = ["a"]\n', 1),
        ("person = []\n", 1),
        ("[[person]\n", 1),
    ],
)
def test_a_broken_file_is_refused_at_its_line(tmp_path, text, line):
    file = tmp_path / "facts" / "people" / "broken.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(KnowledgeError) as refused:
        list(read_people(file))
    assert {(each.path, each.line) for each in refused.value.problems} >= {
        ("facts/people/broken.toml", line)
    }


README = (bundled_folder() / "README.md").read_text()


def readme_people():
    """Everyone that the README checks or explains a rule for, on its command lines and in Python."""
    for line in re.findall(r"medcaution ((?:check|explain) .*)", README):
        command, *words = shlex.split(line, comments=True)
        run = check if command == "check" else explain
        asked = run.make_context(command, words).params
        if asked["file"]:
            continue
        as_of = asked.get("as_of")
        yield assemble(
            asked["medications"], asked["conditions"], None, asked["age"], as_of and as_of.date()
        )
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    for call in ast.walk(ast.parse(block)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Person":
            yield Person(**{each.arg: ast.literal_eval(each.value) for each in call.keywords})


def undated(person):
    """A person without the day of the check, which the command line sets to today."""
    dated = any(each.last_taken for each in person.medications)
    return person if dated else person.model_copy(update={"as_of": None})


def test_the_examples_are_those_of_the_readme():
    shown = [undated(each) for each in readme_people()]
    assert shown == [each.listed.person() for each in EXAMPLE_PEOPLE]
