"""Knowledge kept between commands: never stale, never foreign, never half written."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

from medcaution import Checker, KnowledgeError, Person, prepared
from medcaution.packed import Packed, packed
from medcaution.prepared import prepare

PERSON = Person(medications=["Zoloft", "Nardil"], conditions=["mania"])


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("MEDCAUTION_CACHE", str(folder))
    return folder


def answer():
    return Checker(prepared=prepare()).check(PERSON).to_json()


def test_what_is_kept_answers_as_what_is_read(cache, checker):
    first, second = answer(), answer()
    assert first == second == checker.check(PERSON).to_json()
    assert len(list(cache.glob("*.pickle"))) == 1


def test_it_is_really_used(cache, monkeypatch):
    answer()
    monkeypatch.setattr(prepared.Library, "load", lambda **_: pytest.fail("read anew"))
    answer()


def test_a_change_of_knowledge_or_program_is_noticed(cache, monkeypatch, tmp_path):
    answer()
    (before,) = cache.glob("*.pickle")
    monkeypatch.setattr(prepared, "VERSION", "another")
    answer()
    (after,) = cache.glob("*.pickle")
    assert after != before
    extra = tmp_path / "house"
    (extra / "facts").mkdir(parents=True)
    names = extra / "facts/names.toml"
    names.write_text('[sertraline]\nbrands = ["Housoloft"]\n')
    assert "Housoloft" in prepare([extra]).library.substances["sertraline"].brands
    names.write_text('[sertraline]\nbrands = ["Hausoloft"]\n')
    assert "Hausoloft" in prepare([extra]).library.substances["sertraline"].brands


@pytest.mark.parametrize("damage", [b"", b"\x80\x05garbage", b"not a pickle"])
def test_a_damaged_file_is_prepared_anew(cache, damage):
    first = answer()
    (file,) = cache.glob("*.pickle")
    file.write_bytes(damage)
    assert answer() == first
    assert pickle.loads(file.read_bytes())


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are not told here")
def test_a_file_that_others_can_write_is_not_believed(cache, monkeypatch):
    first = answer()
    (file,) = cache.glob("*.pickle")
    file.chmod(0o666)
    monkeypatch.setattr(prepared.Prepared, "from_bytes", lambda _: pytest.fail("believed"))
    assert answer() == first


def test_no_cache_is_no_fault(monkeypatch, tmp_path):
    for chosen in ("", "/dev/null/nowhere"):
        monkeypatch.setenv("MEDCAUTION_CACHE", chosen)
        assert answer()


def test_faulty_knowledge_is_never_kept(cache, tmp_path):
    with pytest.raises(KnowledgeError):
        prepare([tmp_path])
    assert not list(cache.glob("*.pickle"))


def test_packed_values_are_read_when_asked_for_and_are_the_same(checker):
    library = checker.library
    kept = pickle.loads(pickle.dumps(packed(library)))
    assert not kept.rules._open
    assert kept.rules["ketamine-with-ssri-serotonin-toxicity"].code == "CORE-01"
    assert len(kept.rules._open) == 1
    assert "no-such-rule" not in kept.rules
    assert list(kept.rules.items()) == list(library.rules.items())  # in the same order, too
    assert list(kept.substances.items()) == list(library.substances.items())
    assert len(kept.substances) == len(library.substances)


def test_packed_values_are_found_by_a_process_with_another_hash_seed(tmp_path):
    file = tmp_path / "packed"
    values = {"sertraline": 1, "ketamine": 2, frozenset({"a", "b"}): 3}
    file.write_bytes(pickle.dumps(Packed.of(values)))
    code = (
        "import pickle, sys\nkept = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(kept['sertraline'], kept['ketamine'], kept[frozenset('ab')], len(kept))"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code, str(file)], env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.split() == ["1", "2", "3", "3"]


def test_a_check_loads_nothing_that_it_does_not_need(cache):
    answer()
    code = (
        "import sys\nfrom medcaution.cli import main\n"
        "main(['check', 'sertraline', 'ketamine'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"MEDCAUTION_CACHE": str(cache)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(run.stderr.split())
    assert {"medcaution.checker", "pydantic"} <= loaded
    unneeded = {"rapidfuzz", "tomllib", "importlib.metadata", "medcaution.library.loading"}
    assert not loaded & unneeded
    assert not [name for name in loaded if name.startswith("medcaution.authoring")]
