"""A limit is not missed because a medicine stands on two lines, and none is met by a line said twice."""

from __future__ import annotations

import pyarrow as pa
import pytest

from medcaution import Person
from medcaution.batch.kernel import Kernel
from medcaution.batch.persons import person_columns
from medcaution.batch.verify import caution_row
from medcaution.matching.dose import DailyDose, read_dose
from medcaution.matching.facts import MedicationFact
from medcaution.matching.whole_doses import whole_dose
from population import PREPARED


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["40 mg in the morning", "20 mg at night"], DailyDose(60, exact=True)),
        (["40 mg morning", "20 mg noon", "10 mg nocte"], DailyDose(70, exact=True)),
        (["20 mg mane", "20 mg nocte"], DailyDose(40, exact=True)),
        (["20 mg daily", "20 mg daily"], DailyDose(20, exact=True)),
        (["20 mg daily", "20 mg once a day"], DailyDose(20, exact=True)),
        (["20 mg daily", "20 mg in the morning"], DailyDose(20, exact=False)),
        (["8 mg twice daily", "16 mg at night"], DailyDose(16, exact=False)),
        (["10 mg twice daily", "20 mg daily"], DailyDose(20, exact=False)),
        (["20 mg mane", "20 mg mane"], DailyDose(20, exact=True)),
        (["20 mg daily", "30 mg daily"], DailyDose(30, exact=False)),
        (["20 mg mane", "30 mg mane"], DailyDose(30, exact=False)),
        (["20 mg mane", "30 mg"], DailyDose(30, exact=False)),
        (["20 mg twice daily, morning and evening", "10 mg evening"], DailyDose(40, exact=False)),
        (["20 mg daily", "as before"], DailyDose(20, exact=False)),
        (["as before", None], None),
        (["20 mg daily"], DailyDose(20, exact=True)),
    ],
)
def test_lines_of_one_medicine_tell_its_dose_together(texts, whole):
    told = [MedicationFact("citalopram", dose=read_dose(each)) for each in texts]
    assert whole_dose(told) == whole
    assert whole_dose(told[::-1]) == whole


@pytest.mark.parametrize(
    ("one", "other", "exact"),
    [
        ({"use": "prescribed-supervised"}, {"use": "non-prescribed"}, False),
        ({"use": "prescribed-supervised"}, {}, True),
        ({"use": "non-prescribed", "use_assumed": True}, {"use": "prescribed-supervised"}, True),
        ({"route": "oral"}, {"route": "iv"}, False),
        ({"route": "oral"}, {}, True),
        ({"status": "planned"}, {}, True),
    ],
)
def test_the_same_dose_in_two_uses_or_routes_may_be_two(one, other, exact):
    dose = DailyDose(20, exact=True)
    facts = [MedicationFact("citalopram", dose=dose, **each) for each in (one, other)]
    assert whole_dose(facts) == DailyDose(20, exact=exact)


HIGH = "QT-04A"
SPLIT = ["citalopram 40 mg in the morning", "citalopram 20 mg at night"]


def rules(report):
    return {each.code for caution in report.told for each in caution.rules}


def test_a_limit_is_met_by_two_lines_together(checker):
    assert HIGH in rules(checker.check(Person(medications=SPLIT)))
    assert HIGH not in rules(checker.check(Person(medications=[SPLIT[0], SPLIT[0]])))
    open_ = checker.check(Person(medications=["citalopram 40 mg daily", "citalopram 20 mg daily"]))
    assert HIGH not in rules(open_)
    assert HIGH in {each.rule for each in open_.undecided}


@pytest.mark.parametrize("other", [{"status": "stopped"}, {"route": "topical"}])
def test_what_is_stopped_or_stays_where_it_is_put_adds_nothing(checker, other):
    second = {"as_written": SPLIT[1], **other}
    assert HIGH not in rules(checker.check(Person(medications=[SPLIT[0], second])))


LISTS = [
    SPLIT,
    [SPLIT[0], SPLIT[0]],
    ["citalopram 50 mg daily", "citalopram 30 mg daily"],
    ["citalopram 20 mg daily", "citalopram 30 mg daily", "ketamine"],
    ["selegiline 10 mg in the morning", "selegiline 10 mg at noon", "sertraline"],
    ["amitriptyline 25 mg mane", "amitriptyline 25 mg nocte", "paroxetine 20 mg"],
    ["amitriptyline 25 mg nocte", "amitriptyline 25 mg nocte", "paroxetine 20 mg"],
    ["lamotrigine 200 mg mane", "lamotrigine 200 mg nocte", "valproate"],
    ["Symbyax", "fluoxetine 20 mg daily", "phenelzine"],
]


def test_a_batch_adds_up_what_a_single_check_does(checker):
    names = [str(number) for number in range(len(LISTS))]
    table = pa.table({"person": names, "medications": LISTS})
    kernel = Kernel(PREPARED)
    for _ in range(2):  # the second time out of what is remembered
        found = kernel.check(person_columns(table)).cautions.to_pylist()
        for name, medications in zip(names, LISTS, strict=True):
            report = checker.check(Person(medications=medications))
            said = [caution_row(name, each) for each in (*report.cautions, *report.notes)]
            assert [each for each in found if each["person"] == name] == said


def test_nobody_elses_line_adds_anything():
    table = pa.table({"person": ["a", "b"], "medications": [[each] for each in SPLIT]})
    found = Kernel(PREPARED).check(person_columns(table)).cautions
    assert not len(found)


def test_pregnancy_by_itself_answers_no_question_about_conditions(checker):
    told = {"medications": ["citalopram 30 mg daily", "oxycodone 10 mg"]}
    open_ = {each.rule for each in checker.check(Person(**told, pregnant=False)).undecided}
    assert open_ <= {each.rule for each in checker.check(Person(**told, pregnant=True)).undecided}
    assert not open_ <= {each.rule for each in checker.check(Person(**told, conditions=["gout"])).undecided}  # fmt: skip
