"""What the benchmarks compare is compared on equal work, and their page is what the run wrote."""

import importlib
import json
import random
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from medcaution import Library

ROOT = Path(__file__).parents[1]
MODULES = (
    "alone", "batches", "bitset", "bulk", "contenders", "crowd", "joins", "naive", "opened",
    "ours", "peers_page", "plots", "single", "synthetic", "turns", "work",
)  # fmt: skip


@pytest.fixture(scope="module")
def benchmarks():
    """The modules of benchmarks/, which stand beside one another and in no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module
    sys.path.remove(str(ROOT / "benchmarks"))
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def checker(benchmarks):
    return benchmarks("opened").Opened()


@pytest.fixture(scope="module")
def people(benchmarks, checker):
    """Productions and facts in numbers, and what the reference matcher says of each person."""
    ours, work = benchmarks("ours"), benchmarks("work")
    productions = [tuple(slot.flag for slot in each.slots) for each in checker.productions.all]
    facts, expected = [], []
    for person in benchmarks("single").draw_people(checker, random.Random(3), 25, 9):
        flagged = checker.flagged(person)
        facts.append([work.Fact(*each) for each in ours.plain_facts(flagged)])
        expected.append(ours.expected(checker, flagged))
    assert sum(map(len, expected)) > 50
    assert {len(at) for each in expected for _, at in each} >= {1, 2}
    return productions, facts, expected


@pytest.mark.parametrize(
    ("needs", "module", "kind"),
    [
        ("json", "contenders", "Index"),
        ("clips", "contenders", "Clips"),
        ("zen", "contenders", "Zen"),
        ("zen", "contenders", "ZenLoops"),
        ("rule_engine", "contenders", "RuleEngine"),
        ("rule_engine", "contenders", "RuleEngineLoops"),
        ("experta", "contenders", "Experta"),
    ],
)
def test_a_contender_answers_as_the_reference_does(needs, module, kind, people, benchmarks):
    pytest.importorskip(needs, reason="see requirements-benchmarks.lock")
    productions, facts, expected = people
    peer = getattr(benchmarks(module), kind)(productions)
    assert [peer.activations(each) for each in facts] == expected


def test_a_contender_answers_in_a_process_of_its_own(people, benchmarks, tmp_path):
    productions, facts, expected = people
    file = tmp_path / "work.json"
    benchmarks("work").Work(productions, facts[:5]).write(file)
    process = benchmarks("alone").start("durable_rules raw, sessions kept", file)
    told = process.ask("answers")
    spent = process.ask("round")
    process.close()
    said = [[(number, tuple(at)) for number, at in each] for each in told["answers"]]
    assert said == expected[:5]
    assert told["refused"] == 0
    assert spent["microseconds"] > 0
    assert 10 < spent["peak_megabytes"] < 500
    assert process.first["milliseconds"] > 10


def test_medicines_of_one_substance_or_product_never_stand_together(benchmarks):
    fact, apart = benchmarks("work").Fact, benchmarks("work").apart
    facts = [
        fact((), "a"),
        fact((), "a"),
        fact((), "b", "x"),
        fact((), "c", "x"),
        fact(()),
        fact(()),
    ]
    together = [(0, 2), (0, 3), (0, 4), (4, 5), (2, 4, 5)]
    assert all(apart(facts, each) for each in together)
    assert not any(apart(facts, each) for each in [(0, 1), (2, 3), (0, 2, 3), (1, 4, 0)])


def test_the_batch_contenders_count_alike_for_each_person(
    benchmarks, checker, tmp_path, monkeypatch
):
    monkeypatch.setenv("MEDCAUTION_CACHE", "")
    crowd = benchmarks("crowd").Crowd(checker, 1, 300)
    crowd.write(tmp_path, crowd.draw(400, 1, 8), 400, 100)
    bulk = benchmarks("bulk")
    given = bulk.Crowd(tmp_path)
    index = benchmarks("contenders").Index(given.productions)
    counted = [len(index.activations(given.person(at))) for at in range(given.people)]
    assert sum(counted) > 1000
    for contender in (bulk.table, bulk.bitsets, bulk.duck):
        assert contender(given)().tolist() == counted, contender
    for name in ("clipspy", "plain index", "durable_rules as medcaution drives it"):
        assert bulk.one_by_one(given, name)().tolist() == counted[:100], name


def test_more_invented_rules_are_the_same_ones_and_others(benchmarks, checker, tmp_path):
    write = benchmarks("synthetic").write_rules
    few = write(tmp_path / "few", checker.library, 5, 1)
    many = write(tmp_path / "many", checker.library, 40, 1)
    bundled = len(checker.library.rules)
    rules = Library.load(extra=[many]).rules
    assert len(rules) == bundled + 40
    for file in few.rglob("*.toml"):
        assert (many / file.relative_to(few)).read_text("utf-8") == file.read_text("utf-8")
    assert {len(rules[f"invented-{number}"].when) for number in range(40)} >= {1, 2}


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('{}', flush=True); exit(3)", "code 3"),
        ("import os; os.kill(os.getpid(), 11)", "signal 11"),
    ],
)
def test_a_contender_that_dies_is_told(program, said, benchmarks):
    alone = benchmarks("alone")

    def use():
        alone.Alone([sys.executable, "-c", program]).ask("round")

    with pytest.raises(alone.GoneError, match=said):
        use()


def test_the_page_and_the_pictures_are_those_of_the_figures(benchmarks):
    page = benchmarks("peers_page")
    found = json.loads((ROOT / "docs" / "benchmarks.json").read_text("utf-8"))
    assert (ROOT / "docs" / "benchmarks.md").read_text("utf-8") == page.write(found)
    for name, text in page.pictures(found).items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text
        assert name in page.write(found)


def test_a_picture_can_be_read_without_colour_and_in_the_dark(benchmarks):
    points = [(1, 10.0), (40, 900.0)]
    lines = {"medcaution, x": points, "b & c": points, "gone": []}
    text = benchmarks("plots").draw("Title", "Said", "across", "up", lines)
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert root.find(f"{space}title").text == "Title"
    assert "b & c: 10 at 1, 900 at 40" in root.find(f"{space}desc").text
    names = {each.text: float(each.get("y")) for each in root.iter(f"{space}text")}
    assert names["medcaution, x"] != names["b & c"]
    assert "gone" not in names
    marks = [each.get("d") for each in root.iter(f"{space}path") if each.get("transform")]
    assert len(marks) == 4
    assert len(set(marks)) == 2
    assert "prefers-color-scheme: dark" in text
