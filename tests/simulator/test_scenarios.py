"""The lists of the simulator are well formed: enough of each class, each with a source."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from medcaution.authoring.simulation.corpus import read_corpus, scenario_folder
from medcaution.authoring.simulation.scenarios import GROUPS
from medcaution.errors import KnowledgeError

AT_LEAST = {
    "fatal": 60, "high-risk": 100, "moderate": 80, "excessive-alert": 80, "ordinary": 55,
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(library):
    return read_corpus(library)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(scenario_folder(), tmp_path / "scenarios")


def problems(library, folder):
    with pytest.raises(KnowledgeError) as caught:
        read_corpus(library, folder)
    return str(caught.value)


def test_there_are_enough_lists_of_every_class(corpus):
    counts = Counter(each.group for each in corpus.placed)
    assert sum(counts.values()) >= 300
    assert {group: counts[group] >= AT_LEAST[group] for group in GROUPS} == dict.fromkeys(
        GROUPS, True
    )


def test_every_list_is_a_person_that_can_be_checked(corpus):
    for placed in corpus.placed:
        person = placed.scenario.person()
        assert len(person.medications) == len(placed.scenario.medications)


def test_no_two_lists_are_the_same(corpus):
    seen = Counter(
        each.scenario.model_dump_json(exclude={"id", "why", "source", "corrected"})
        for each in corpus.placed
    )
    assert seen.most_common(1)[0][1] == 1


def test_every_source_is_used_and_most_expectations_rest_on_something_looked_up(corpus):
    used = Counter(each.scenario.source for each in corpus.placed)
    assert set(used) == set(corpus.sources)
    dangerous = [each for each in corpus.placed if each.scenario.expect]
    read = [
        each for each in dangerous if corpus.sources[each.scenario.source].read != "not-looked-up"
    ]
    assert len(read) > len(dangerous) / 2


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("fatal.toml", 'source = "nardil-mpr"', 'source = "nowhere"', "is not in sources.toml"),
        ("fatal.toml", '["phenelzine", "fluoxetine"]', '["phenelzine", "x"]', "goes by the name"),
        ("fatal.toml", '["serotonin-toxicity"]', '["serotonin-storm"]', "consequences.toml"),
        ("fatal.toml", "expect = [{ members", "quiet = []  # [{ members", "what to raise"),
        ("ordinary.toml", 'id = "gout-and-pressure"', 'id = "stent"', "is used twice"),
        ("moderate.toml", "why = ", "wy = ", "Did you mean 'why'?"),
    ],
)
def test_a_fault_is_named_with_its_line(library, folder, file, old, new, said):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    told = problems(library, folder)
    assert said in told
    assert file in told
