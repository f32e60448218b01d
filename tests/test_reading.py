"""Lines on their way to facts: each is accounted for."""

from __future__ import annotations

import pytest

from medcaution import Person

CODE = {"system": "icd10cm", "code": "O10.011"}


@pytest.mark.parametrize(
    "lines",
    [
        {"medications": [{"as_written": "", "dose": "20 mg"}]},
        {"medications": [{"as_written": " ", "status": "stopped"}]},
        {"medications": [{"as_written": "", "codes": [{"system": "rxnorm", "code": "99999999"}]}]},
        {"conditions": [{"name": "", "status": "history"}]},
        {"conditions": [{"name": "", "codes": [CODE]}]},
    ],
)
def test_a_line_of_which_something_is_told_is_never_an_empty_one(checker, lines):
    given = {"medications": ["methadone", *lines.pop("medications", [])], **lines}
    report = checker.check(Person.model_validate(given))
    assert report.inputs[-1].outcome == "not-recognised"
    assert not report.complete


def test_a_line_of_which_nothing_is_told_is_passed_over(checker):
    given = {"medications": ["methadone", ""], "conditions": [{"name": "", "status": "active"}]}
    report = checker.check(Person.model_validate(given))
    assert [each.outcome for each in report.inputs[1:]] == ["ignored", "ignored"]
    assert report.complete


@pytest.mark.parametrize("dose", ["0 mg", "0 mg daily", "0.0 g twice a day"])
def test_a_dose_of_nothing_is_a_question_and_lowers_no_caution(checker, dose):
    lamotrigine = {"as_written": "lamotrigine", "dose": dose}
    report = checker.check(Person.model_validate({"medications": [lamotrigine, "valproate"]}))
    assert report.inputs[0].outcome == "could-not-interpret"
    assert not report.complete
    lamotrigine["dose"] = "0.5 mg daily"
    report = checker.check(Person.model_validate({"medications": [lamotrigine, "valproate"]}))
    assert report.inputs[0].outcome == "recognised"


OLD = {"since": "2020-01-01", "use": "prescribed-unsupervised"}


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ({}, "moderate"),
        ({"last_taken": "2026-11-22"}, "moderate"),
        ({"last_taken": "2026-11-21"}, "major"),
        ({"status": "planned"}, "major"),
        ({"status": "planned", "last_taken": "2026-11-22"}, "major"),
        ({"status": "stopped", "last_taken": "2026-11-22"}, "moderate"),
        ({"status": "stopped"}, "major"),
        ({"status": "stopped", "since": "2026-11-01", "last_taken": "2026-11-22"}, "major"),
    ],
)
def test_only_what_is_known_to_be_taken_all_along_has_been_taken_for_long(checker, told, severity):
    opioid = {"as_written": "morphine", **OLD, **told}
    given = {"as_of": "2026-11-23", "medications": [opioid, {"as_written": "diazepam", **OLD}]}
    report = checker.check(Person.model_validate(given))
    (caution,) = (each for each in report.cautions if each.family == "cns-pair")
    assert caution.severity == severity
