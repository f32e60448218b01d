"""Machines that ask a checker or a service in any order, with a model of everybody they ask about.

An answer must depend on the person alone. Each is compared with that of a witness, whose matcher is
a function that keeps nothing, and with what was said of the same person before; at the end
everybody is asked about once more, of a checker that has met nobody.
"""

from __future__ import annotations

import re

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import rule

from medcaution import Checker, EngineError, InputError, Medication, Person
from medcaution.matching import rete
from medcaution.matching.reference import Reference
from medcaution.report import UNREAD
from population import PREPARED, UNREAD_MEDICINES, Population, at_once, filled, foreign, refused
from shown import without_lines

SHARED = Checker(prepared=PREPARED)
_REMEMBERED: dict[str, str] = {}  # what was said of everybody whom any machine has met
_MOST_REMEMBERED = 20_000


class Stateless:
    """Matches in plain Python, out of nothing but the facts."""

    def __init__(self) -> None:
        self.activations = Reference(PREPARED.productions.all).activations

    def close(self) -> None:
        """There is nothing to end."""


WITNESS = Checker(prepared=PREPARED, matcher=Stateless())


def said(report):
    """What is cautioned about, and how strongly."""
    return sorted((each.id, each.severity) for each in report.told)


def account(person, report):
    """Every line stands in the answer, as it was written and in its place."""
    lines = [("medication", each.as_written) for each in person.medications]
    lines += [("condition", each.name) for each in person.conditions]
    found = [(each.kind, each.as_written) for each in report.inputs]
    assert found == lines
    assert [each.line for each in report.inputs] == list(range(1, len(lines) + 1))
    unread = any(each.outcome in UNREAD for each in report.inputs)
    assert report.complete is not unread
    assert not (unread and report.status == "none-found")
    if not lines:
        assert report.status == "nothing-checked"
        assert (report.cautions, report.notes, report.undecided) == ((), (), ())
        assert not re.search(r"(?i)\bsafe", report.to_json())


class Broken:
    """The C module, which raises at one of its calls."""

    def __init__(self, real, at):
        self._real, self._left = real, at

    def __getattr__(self, name):
        real = getattr(self._real, name)
        if not callable(real) or isinstance(real, type):
            return real

        def call(*arguments):
            self._left -= 1
            if self._left == 0:
                raise self._real.error("error code: 302")
            return real(*arguments)

        return call


class Asked(Population):
    """A checker that many share, asked in any order, in any way, with errors in between.

    The bundled `variants` are asked in turn; each must say what all others say.
    """

    variants = (SHARED, Checker(prepared=PREPARED, cross_check=False))

    def expected(self, person):
        """What was said of this person before, or what the witness says."""
        key = person.model_dump_json()
        if key not in _REMEMBERED:
            if len(_REMEMBERED) >= _MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[key] = WITNESS.check(person).to_json()
        return _REMEMBERED[key]

    def right(self, person, report):
        text = report.to_json()
        assert text == self.expected(person)
        assert not foreign(person.id, text)
        account(person, report)

    @rule(told=Population.people, data=st.data())
    def check(self, told, data):
        checker = data.draw(st.sampled_from(self.variants))
        self.right(told.person(), checker.check(told.person()))

    @rule(some=st.lists(Population.people, min_size=2, max_size=6), data=st.data())
    def check_at_once(self, some, data):
        checker = data.draw(st.sampled_from(self.variants))
        people = [each.person() for each in some]
        reports = at_once(checker.check, people)
        for person, report in zip(people, reports, strict=True):
            self.right(person, report)

    @rule(some=st.lists(Population.people, min_size=1, max_size=4))
    def check_many(self, some):
        people = [each.person() for each in some]
        for person, report in zip(people, SHARED.check_many(people), strict=True):
            self.right(person, report)

    @rule(told=Population.people, random=st.randoms(use_true_random=False))
    def tell_in_another_order(self, told, random):
        mixed = told.person(
            medications=random.sample(told.medications, len(told.medications)),
            conditions=random.sample(told.conditions, len(told.conditions)),
        )
        here, there = SHARED.check(told.person()), SHARED.check(mixed)
        self.right(mixed, there)
        assert said(here) == said(there)
        assert here.status == there.status
        assert without_lines(here) == without_lines(there)

    @rule(told=Population.people, data=st.data())
    def say_a_line_twice(self, told, data):
        assume(told.medications)
        again = data.draw(st.sampled_from(told.medications))
        more = told.person(medications=[*told.medications, again])
        assert said(SHARED.check(told.person())) == said(SHARED.check(more))

    @rule(told=Population.people, name=st.sampled_from(UNREAD_MEDICINES))
    def add_what_no_rule_reads(self, told, name):
        more = told.person(medications=[*told.medications, Medication(as_written=name)])
        before, after = SHARED.check(told.person()), SHARED.check(more)
        self.right(more, after)
        assert said(before) == said(after)

    @rule(told=Population.people)
    def take_nothing_any_more(self, told):
        told.medications.clear()
        told.conditions.clear()
        told.pregnant = None
        person = told.person()
        report = SHARED.check(person)
        self.right(person, report)

    @rule(told=Population.people, value=refused)
    def send_what_is_refused(self, told, value):
        try:
            Person.model_validate(filled(value, told.name))
        except InputError as error:
            assert "canary" not in str(error)  # noqa: PT017  (of the error, not of the kind)
        else:
            raise AssertionError("taken in")

    @rule(told=Population.people, at=st.integers(1, 60))
    def break_a_call(self, told, at):
        """The C library fails once: the whole answer or an error, and no trace of it."""
        person, real = told.person(), rete.engine
        rete.engine = Broken(real, at)
        try:
            self.right(person, SHARED.check(person))
        except EngineError as error:
            assert "canary" not in str(error)  # noqa: PT017
        finally:
            rete.engine = real
        self.right(person, SHARED.check(person))

    def teardown(self):
        """Whoever is still here, asked of a checker that has met nobody."""
        newcomer = Checker(prepared=PREPARED)
        for told in reversed(self.known):
            self.right(told.person(), newcomer.check(told.person()))
