"""The table path answers as the live engine does: row for row, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcaution import Checker, EngineError, Person
from medcaution.authoring.people import people_files, read_people
from medcaution.batch.ages import Ages
from medcaution.batch.kernel import Kernel
from medcaution.batch.records import Records
from medcaution.batch.verify import caution_row, differences
from medcaution.library.rules import Pattern
from medcaution.matching.matcher import Matcher
from medcaution.matching.productions import Productions
from medcaution.matching.table import Table
from medcaution.prepared import Prepared


def test_invented_people_are_answered_as_one_by_one(kernel, checker, records, invented, lists_of):
    assert list(differences(kernel, checker, records, lists_of(invented))) == []


def test_bundled_examples_are_answered_as_one_by_one(kernel, checker, records, lists_of):
    listed = [placed for file in people_files() for placed in read_people(file)]
    people = [
        placed.listed.person().model_copy(update={"id": f"p{number:05}"})
        for number, placed in enumerate(listed)
    ]
    assert len(people) > 100
    assert list(differences(kernel, checker, records, lists_of(people))) == []


def test_a_difference_is_seen(kernel, records, lists_of):
    other = Checker(profile="evidence")
    person = Person(id="a", medications=["Prozac", "ketamine"])
    assert list(differences(kernel, other, records, lists_of([person]))) == [("a", "cautions")]


def test_the_order_of_rows_says_nothing(kernel, invented, lists_of):
    forward, backward = kernel.check(lists_of(invented)), kernel.check(lists_of(invented[::-1]))
    assert forward.cautions.equals(backward.cautions)
    assert forward.people.equals(backward.people)


def test_a_forgetful_kernel_answers_alike(prepared, invented, lists_of, monkeypatch):
    kernel = Kernel(prepared)
    first = kernel.check(lists_of(invented[:300]))
    monkeypatch.setattr("medcaution.batch.kernel.MOST_LINES", 0)
    monkeypatch.setattr("medcaution.batch.pictures.MOST_REMEMBERED", 0)
    assert kernel.check(lists_of(invented[:300])).cautions.equals(first.cautions)


def test_two_lines_of_one_substance_do_not_lend_each_other_anything(kernel, checker, lists_of):
    lines = [
        {"as_written": "ketamine", "use": "prescribed-supervised"},
        {"as_written": "ket", "use": "non-prescribed"},
        "Zoloft",
    ]
    person = Person(id="a", medications=lines)
    report = checker.check(person)
    rows = kernel.check(lists_of([person])).cautions.to_pylist()
    assert rows == [caution_row("a", each) for each in (*report.cautions, *report.notes)]


def test_an_engine_that_fails_fails_only_those_it_was_asked_about(prepared, lists_of, monkeypatch):
    kernel = Kernel(prepared)
    live = Matcher.activations

    def failing(self, facts):
        if any("phenelzine" in str(each.fact) for each in facts):
            raise EngineError("invented")
        return live(self, facts)

    monkeypatch.setattr(Matcher, "activations", failing)
    people = [
        Person(id="a", medications=["phenelzine", "sertraline"]),
        Person(id="b", medications=["ketamine", "sertraline"]),
    ]
    answers = kernel.check(lists_of(people))
    assert answers.failed["person"].to_pylist() == ["a"]
    assert answers.people["person"].to_pylist() == ["b"]
    assert set(answers.cautions["person"].to_pylist()) == {"b"}
    monkeypatch.undo()
    assert kernel.check(lists_of(people)).people["person"].to_pylist() == ["a", "b"]


def test_a_person_is_not_lost_to_a_machine_that_was_suspended_once(prepared, lists_of, monkeypatch):
    live, asked = Matcher.activations, []

    def waking(self, facts):
        asked.append(facts)
        if len(asked) % 2:
            raise EngineError("the process slept")
        return live(self, facts)

    monkeypatch.setattr(Matcher, "activations", waking)
    answers = Kernel(prepared).check(lists_of([Person(id="a", medications=["phenelzine"])]))
    assert answers.people["person"].to_pylist() == ["a"]


def test_a_kept_table_answers_alike_and_other_knowledge_is_refused(kernel, library):
    productions = Productions(library)
    again = Table(productions, Matcher(productions), library.sha256)
    again.load(kernel.table.dump())
    assert again.facts == kernel.table.facts
    assert again.dump() == kernel.table.dump()
    other = Table(productions, Matcher(productions), "other")
    with pytest.raises(EngineError, match="other knowledge"):
        other.load(kernel.table.dump())
    with pytest.raises(EngineError, match="torn"):
        Table(productions, Matcher(productions), library.sha256).load(kernel.table.dump()[:-9])


def test_a_rule_that_reads_conditions_alone_speaks_of_everyone_who_has_them(library, lists_of):
    rule = next(iter(library.rules.values()))
    ill = {"when": {"mania": Pattern(condition=("mania",))}, "raises": (), "lowers": (), "unless": ()}  # fmt: skip
    prepared = Prepared.of(replace(library, rules={rule.id: rule.model_copy(update=ill)}))
    kernel, checker = Kernel(prepared), Checker(prepared=prepared)
    records = Records(Ages(prepared.productions), None)
    people = [
        Person(id="a", conditions=["mania"]),
        Person(id="b", medications=["ketamine"], conditions=["mania"]),
        Person(id="c", medications=["ketamine"]),
    ]
    lists = lists_of(people)
    assert kernel.check(lists).cautions["person"].to_pylist() == ["a", "b"]
    assert list(differences(kernel, checker, records, lists)) == []


def test_what_is_asked_of_nobody_in_particular_is_asked_again_after_a_failure(
    prepared, lists_of, monkeypatch
):
    """Of a rule that reads conditions alone, every person depends on one cell."""
    kernel = Kernel(prepared)
    monkeypatch.setattr(Table, "cell", _refuse)
    people = lists_of([Person(id="a", medications=["phenelzine"])])
    assert kernel.check(people).failed["person"].to_pylist() == ["a"]
    monkeypatch.undo()
    assert kernel.check(people).people["person"].to_pylist() == ["a"]


def _refuse(*_: object) -> None:
    raise EngineError("invented")
