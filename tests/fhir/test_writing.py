"""What is written for clinical clients: parsed by fhir.resources, and free of markup and gaps."""

from __future__ import annotations

import uuid

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome
from markdown_it import MarkdownIt

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
    assert "flibber" in only["resource"]["issue"][0]["diagnostics"]


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
