"""Names at scale: nothing is ever taken for something else, and what is known stays known.

The strings are in names/*.toml, the figures come from `python tests/names/measure.py`.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from names.asking import Names
from names.expecting import Answer, Expected, kinds, look_alikes, meanings, strings, typos
from names.measure import Share, below, floors, measure

FACTS = Path(__file__).parents[1] / "facts"
NAMES_OF_A_SUBSTANCE = ("brands", "synonyms", "abbreviations", "street", "salts")


@pytest.fixture(scope="module")
def names(checker_without_cross_check):
    return Names(checker_without_cross_check)


def of_kind(kind):
    return [one for one in strings() if one.kind == kind]


def none(lines):
    """Fails with every line, each on its own."""
    __tracebackhide__ = True
    listed = list(lines)
    if listed:
        pytest.fail("\n".join(listed), pytrace=False)


def said(written, answer):
    things = answer.things or answer.candidates or answer.suggestions
    return f"{written!r}: {answer.outcome} {sorted(things)}"


def test_no_string_was_dropped_and_none_is_answered_twice():
    conditions = [one for one in strings() if one.condition]
    written = [(one.condition, one.written) for one in strings()]
    assert len(written) == len(set(written))
    assert len(written) >= 3190
    assert len(conditions) >= 330
    assert len(look_alikes()) >= 2 * 290
    assert len(typos()) >= 70


@pytest.mark.parametrize("kind", kinds())
def test_nothing_is_taken_for_something_else(names, kind):
    answered = [(one, names.answer(one)) for one in of_kind(kind)]
    none(said(one.written, answer) for one, answer in answered if one.wrong(answer))


@pytest.mark.parametrize("kind", kinds())
def test_no_kind_falls_below_its_floor(names, kind):
    none(below(measure(names, of_kind(kind)), floors()))


def test_no_floor_outlives_its_strings():
    written = {(one.kind, one.section) for one in strings()}
    recorded = {(kind, section) for kind, sections in floors().items() for section in sections}
    assert recorded <= written


def test_a_name_is_never_taken_for_its_look_alike(names):
    answered = [(one, names.ask(one.written)) for one in look_alikes()]
    none(
        f"{said(one.written, answer)}, mixed up with {one.other!r}"
        for one, answer in answered
        if one.mixed_up(answer)
    )


def test_a_misspelt_name_is_suggested_and_not_taken(names):
    answered = [(one, names.answer(one)) for one in typos()]
    none(
        said(one.written, answer) for one, answer in answered if not names.as_expected(one, answer)
    )


def held_twice():
    """Each street name that two substances hold, or that is asked about, with all who hold it."""
    holders, street = defaultdict(set), set()
    for path in sorted((FACTS / "substances").rglob("*.toml")):
        for id_, substance in tomllib.loads(path.read_text("utf-8")).items():
            street |= {name.lower() for name in substance.get("street", ())}
            for name in [
                id_,
                *(name for key in NAMES_OF_A_SUBSTANCE for name in substance.get(key, ())),
            ]:
                holders[name.lower()].add(id_)
    for entry in tomllib.loads((FACTS / "ambiguous.toml").read_text("utf-8"))["ambiguous"]:
        for name in entry["written"]:
            holders[name.lower()] |= set(entry["candidates"])
            street.add(name.lower())
    return {name: holders[name] for name in sorted(street) if len(holders[name]) > 1}


def test_a_street_name_held_by_two_substances_is_asked_about(names):
    shared = held_twice()
    assert len(shared) > 40
    answered = {name: names.ask(name) for name in shared}
    none(
        said(name, answer)
        for name, answer in answered.items()
        if answer.outcome != "ambiguous" or not shared[name] <= answer.candidates
    )


WRITTEN = Expected("salts", "recognised", "...", readings=meanings("codeine + (caffeine) | tea"))


@pytest.mark.parametrize(
    ("things", "wrong"),
    [
        ({"codeine"}, False),
        ({"codeine", "caffeine"}, False),
        ({"tea"}, False),
        ({"caffeine"}, True),
        ({"codeine", "tea"}, True),
        ({"cocaine"}, True),
        (set(), True),
    ],
)
def test_the_measure_sees_what_was_taken_wrongly(things, wrong):
    assert WRITTEN.wrong(Answer("recognised-not-covered", frozenset(things))) is wrong
    assert not WRITTEN.wrong(Answer("ambiguous", candidates=frozenset(things)))


def test_whatever_is_taken_is_wrong_where_nothing_was_to_be_taken():
    refused = Expected("negated", "not-recognised", "no tea")
    assert refused.wrong(Answer("recognised", frozenset({"tea"})))


def test_a_status_is_part_of_what_was_read():
    doubt = Expected("conditions", "means", "?stroke", readings=meanings("stroke @ suspected"))
    assert doubt.wrong(Answer("recognised", frozenset({"stroke"}), status="active"))
    assert not doubt.wrong(Answer("recognised", frozenset({"stroke"}), status="suspected"))


def test_a_section_without_a_floor_is_below_it():
    shares = {"salts": {"recognised": Share(3, 3), "means": Share(3, 2)}}
    assert below(shares, {"salts": {"recognised": 1.0, "means": 0.6667}}) == [
        "salts means: 0.6666 of 3"
    ]
    assert below(shares, {}) == ["salts recognised: 1.0 of 3", "salts means: 0.6666 of 3"]
