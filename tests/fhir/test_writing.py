"""What is written for clinical clients: parsed by fhir.resources, and free of markup and gaps."""

from __future__ import annotations

import uuid

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome
from markdown_it import MarkdownIt

from medcaution.facts import Person
from medcaution.fhir import check_record, read_record
from medcaution.fhir.checking import origin
from medcaution.fhir.issues import issues, outcome
from medcaution.presentation.cards import TOPICS, cards, escape
from records import AS_OF, bundle, checked, drug
from shown import gaps

ORDERS = [drug("ketamine", id="a"), drug("Zoloft", id="b"), drug("flibber"), drug("Nardil")]


def test_issues_are_parsed_by_a_third_party(checker):
    record = bundle(*ORDERS)
    read = read_record(record, AS_OF, "1")
    report = check_record(checker, read)
    written = issues(report, origin(checker, read, report))
    parsed = Bundle.model_validate(written)
    kinds = [each.resource.get_resource_type() for each in parsed.entry]
    assert kinds.count("DetectedIssue") == len(report.cautions) > 0
    assert parsed.entry[0].resource.patient.reference == "Patient/1"
    assert kinds[-1] == "OperationOutcome"
    assert {each.reference for each in parsed.entry[0].resource.implicated} <= {
        "MedicationRequest/a", "MedicationRequest/b", None,
    }  # fmt: skip
    assert not gaps(written)


@pytest.mark.parametrize(
    ("resources", "code"),
    [
        ([drug("ketamine"), drug("Zoloft")], "DRG"),
        ([drug("MDMA", "MedicationStatement"), drug("Zoloft")], "NONRX"),
        (
            [drug("ketamine"), {"resourceType": "Condition", "code": {"text": "schizophrenia"}}],
            "COND",
        ),
    ],
)
def test_the_kind_of_alert_is_coded(checker, resources, code):
    read = read_record(bundle(*resources), AS_OF)
    report = check_record(checker, read)
    written = issues(report, origin(checker, read, report))["entry"]
    assert written[0]["resource"]["code"]["coding"][0]["code"] == code
    assert "patient" not in written[0]["resource"]


def test_no_issue_still_says_what_was_not_checked(checker):
    written = issues(checked(checker, bundle(drug("flibber"))))
    (only,) = written["entry"]
    said = [each["diagnostics"] for each in only["resource"]["issue"]]
    assert said[0] == "Nothing was checked: no medicine in this record could be checked."
    assert "flibber" in said[1]


def told(checker, *resources):
    """The warnings and the information that stand beside the issues of a record."""
    read = read_record(bundle(*resources), AS_OF)
    report = check_record(checker, read)
    *_, last = issues(report, origin(checker, read, report))["entry"]
    found = last["resource"]["issue"]
    return [
        [each["diagnostics"] for each in found if each["severity"] == severity]
        for severity in ("warning", "information")
    ]


CONDITION = {"resourceType": "Condition", "code": {"text": "schizophrenia"}}
NARDIL = {"resourceType": "Medication", "id": "m", "code": {"text": "phenelzine"}}


@pytest.mark.parametrize("resources", [(), ({"resourceType": "Patient"},), (CONDITION,)])
def test_a_record_without_a_medicine_says_that_nothing_was_checked(checker, resources):
    warnings, _ = told(checker, *resources)
    assert warnings == ["Nothing was checked: no medicine stands in this record."]


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (NARDIL, "Not checked: phenelzine. Nothing in the record says whether this medicine is taken."),
        ({**NARDIL, "code": 3}, "Not checked: medication. An element of it has a shape"),
        (drug("Nardil") | {"resourceType": "MedicationRequests"}, "is of a kind that FHIR does not define"),
    ],
)  # fmt: skip
def test_what_may_be_a_medicine_and_is_not_read_is_said(checker, resource, said):
    warnings, _ = told(checker, drug("Zoloft"), resource)
    (only,) = warnings
    assert said in only
    assert told(checker, resource)[0][0].startswith("Nothing was checked")


@pytest.mark.parametrize(
    "resource",
    [
        drug("Nardil", status="entered-in-error"),
        drug("Nardil", status="cancelled"),
        drug("Nardil", doNotPerform=True),
        CONDITION | {"code": {"text": "Nardil"}, "verificationStatus": "refuted"},
        NARDIL | {"code": {"text": "Nardil"}, "status": "entered-in-error"},
        {"resourceType": "FamilyMemberHistory", "status": "entered-in-error", "condition": [{"code": {"text": "Nardil"}}]},
    ],
)  # fmt: skip
def test_what_does_not_count_is_accounted_for(checker, resource):
    warnings, information = told(checker, drug("Zoloft"), resource)
    assert not warnings
    assert any(each.startswith("Left out: Nardil. It") for each in information)


def test_an_issue_tells_what_it_rests_on(checker):
    over = drug("fluoxetine", "MedicationStatement", status="stopped")
    read = read_record(
        bundle(over, drug("phenelzine"), drug("citalopram"), drug("ketamine")), AS_OF
    )
    report = check_record(checker, read)
    *written, standing = issues(report, origin(checker, read, report))["entry"]
    assert any(each.assumed for each in report.cautions)
    assert any(each.would_change for each in report.cautions)
    for caution, entry in zip(report.cautions, written, strict=True):
        detail = entry["resource"]["detail"]
        assert f"Severity: {caution.severity};" in detail
        changes = [f"to {each.to}, if {each.if_}" for each in caution.would_change]
        facts = [each.fact for each in caution.because]
        assert all(each in detail for each in (*caution.assumed, *changes, *facts))
    assert report.undecided
    said = " ".join(each["diagnostics"] for each in standing["resource"]["issue"])
    assert all(f"{each.rule}, which could be {each.could_be}" in said for each in report.undecided)


def test_an_error_is_parsed_by_a_third_party():
    assert OperationOutcome.model_validate(outcome("invalid", "no JSON")).issue[0].code == "invalid"


def test_every_card_says_what_was_assumed_and_left_out(checker):
    allergy = {"resourceType": "AllergyIntolerance", "code": {"text": "penicillin"}}
    given = drug("ketamine", "MedicationAdministration")
    report = checked(checker, bundle(given, drug("Zoloft"), drug("flibber"), allergy))
    assert len(report.remarks) == 2
    for card in cards(report):
        assert all(escape(each) in card["detail"] for each in (*report.remarks, report.limits))
        assert "flibber" in card["detail"]


def test_the_topic_of_a_card_is_a_uri_of_its_own(checker):
    topic = cards(checked(checker, bundle(*ORDERS)))[0]["source"]["topic"]
    assert uuid.UUID(topic["system"].removeprefix("urn:uuid:"))
    assert topic["system"] == TOPICS


def test_cards_about_the_order_lead(checker):
    report = checked(checker, bundle(*ORDERS))
    ordered = cards(report, frozenset({1}))
    about = ["ketamine" in each["detail"].split("\n")[0] for each in ordered[:-1]]
    assert about == sorted(about, reverse=True)
    assert any(about)
    assert "could not be checked" in ordered[-1]["summary"]


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "![x](y)", "**x**", "`x`", "https://x.y", "a|b", "~~x~~"]
)
def test_escaped_text_renders_as_itself(text):
    html = MarkdownIt("commonmark").render("x " + escape(text))
    assert "<" not in html.removeprefix("<p>").removesuffix("</p>\n")


def test_a_card_tells_what_was_told_of_each_line_and_what_is_wanted(checker):
    fluoxetine = {"as_written": "fluoxetine", "status": "stopped", "last_taken": "2026-11-20"}
    citalopram = {"as_written": "citalopram", "dose": "up to 60 mg"}
    medications = [fluoxetine, "phenelzine", citalopram]
    person = Person(as_of="2026-11-27", age=50, medications=medications)
    details = [each["detail"] for each in cards(checker.check(person))]
    assert any(
        escape("fluoxetine (stopped, last taken 2026-11-20, 7 days before this check)") in each
        for each in details
    )
    wanted = escape("the daily dose of citalopram is above 40 mg a day")
    assert all(wanted in each for each in details)
