"""The engines we are measured against are given the same rules: they answer as the reference does."""

import random
from pathlib import Path

import pytest

from medcaution import Checker

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def checker():
    return Checker(cross_check=False)


@pytest.mark.parametrize("name", ["clipspy", "zen-engine", "rule-engine"])
def test_a_contender_answers_as_the_reference_does(name, checker, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import contenders

    module, make = contenders.CONTENDERS[name]
    pytest.importorskip(module, reason=f"{name} is not installed: see benchmarks/peers.py")
    from single import draw_people

    productions = checker._productions.all
    peer, reference = make(productions), contenders.Reference(productions)
    found = 0
    for person in draw_people(checker, random.Random(3))[:25]:
        facts = checker._productions.flag(checker._reader.read(person).facts)
        expected = sorted(str(each) for each in reference.activations(facts))
        assert sorted(str(each) for each in peer.activations(facts)) == expected
        found += len(expected)
    assert found > 20
