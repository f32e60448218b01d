"""The index is built once, refuses names of two owners, and stays as small as it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from medcaution.errors import KnowledgeError
from medcaution.library.substances import Ambiguity
from medcaution.recognition import Recogniser


def test_a_name_of_two_substances_is_refused(changed, small_library, make_substance):
    twin = make_substance("other", brands=("PRO-ZAC",))
    with pytest.raises(
        KnowledgeError, match=r"facts/ambiguous\.toml:1: 'PRO-ZAC' names both fluoxetine and other"
    ):
        changed(substances={**small_library.substances, "other": twin})


def test_all_such_names_are_reported_at_once(changed, small_library, make_substance):
    twin = make_substance("other", brands=("Prozac", "Zoloft"))
    with pytest.raises(KnowledgeError) as error:
        changed(substances={**small_library.substances, "other": twin})
    assert len(error.value.problems) == 2


def test_an_ambiguity_settles_it(changed, small_library, make_substance):
    twin = make_substance("other", brands=("Prozac",))
    question = Ambiguity(written=("prozac",), candidates=("fluoxetine", "other"), question="Which?")
    recogniser = changed(
        substances={**small_library.substances, "other": twin},
        ambiguities=(*small_library.ambiguities, question),
    )
    assert recogniser.medication("Prozac 20 mg").candidates == ("fluoxetine", "other")


def test_an_ambiguity_beats_even_a_canonical_name(changed, small_library):
    question = Ambiguity(
        written=("tramadol",), candidates=("tramadol", "codeine"), question="Which?"
    )
    recogniser = changed(ambiguities=(*small_library.ambiguities, question))
    assert recogniser.medication("tramadol").outcome == "ambiguous"
    assert recogniser.medication("Ultram").outcome == "recognised"


def test_one_word_in_two_ambiguities_is_refused(changed, small_library):
    question = Ambiguity(written=("K",), candidates=("codeine",), question="Which?")
    with pytest.raises(KnowledgeError, match="'K' names both"):
        changed(ambiguities=(*small_library.ambiguities, question))


def test_a_name_of_two_conditions_is_refused(changed, small_library):
    twin = small_library.conditions["mania"].model_copy(update={"names": ("Hypertension",)})
    with pytest.raises(KnowledgeError, match="'Hypertension' names both"):
        changed(conditions={**small_library.conditions, "mania": twin})


def test_a_substance_called_like_a_class_stays_a_substance(changed, small_library, make_substance):
    recogniser = changed(substances={**small_library.substances, "x": make_substance("SSRI")})
    assert recogniser.medication("SSRI").substances == ("x",)
    assert recogniser.medication("SSRIs").outcome == "ambiguous"


def test_what_is_remembered_is_bounded(small_library):
    recogniser = Recogniser(small_library)
    for number in range(5_000):
        recogniser.medication(f"nothing {number}")
    recogniser.medication("x" * 1_000_000)
    remembered = recogniser._read_medication.cache_info()
    assert remembered.currsize == remembered.maxsize == 4_096


def test_threads_get_the_same_answers(recogniser):
    lines = [
        f"{name} {number} mg" for number in range(50) for name in ("Prozac", "Zoloft", "k", "??")
    ]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(recogniser.medication, lines)) == list(
            map(recogniser.medication, lines)
        )


def test_search_goes_from_exact_over_beginning_to_near(recogniser):
    names = [match.name for match in recogniser.search("Tylenol")]
    assert names[:3] == ["Tylenol", "Tylenol #3", "Tylenol with Codeine"]
    first = recogniser.search("zolof")[0]
    assert (first.name, first.via, first.id) == ("Zoloft", "brand", "sertraline")
    assert [match.id for match in recogniser.search("vitamin k")[:2]] == [
        "ketamine",
        "phytonadione",
    ]
    assert recogniser.search("schizo")[0].id == "schizophrenia"
    assert len(recogniser.search("a", limit=3)) <= 3
    assert recogniser.search("") == []
    assert recogniser.search("zoloft", limit=0) == []
