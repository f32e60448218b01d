"""The table of CDS Hooks requirements, and the requirements that no other test covers."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from hooks import IDS, request
from live import serving
from medcaution.library.folders import bundled_folder
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings

TABLE = (bundled_folder() / "docs/cds-hooks.md").read_text()
QUERY = re.compile(r"\w+(\?patient=\{\{context\.patientId\}\}|/\{\{context\.patientId\}\})")


def test_every_requirement_names_a_test_that_exists():
    tests = Path(__file__).parents[1]
    rows = [line.split("|") for line in TABLE.splitlines() if re.match(r"\| [A-Z]\d+ ", line)]
    assert len(rows) == len({number for _, number, *_ in rows}) >= 62
    for _, number, _, covered, _ in rows:
        if covered.strip().startswith(("by leaving out: ", "not by a test: ")):
            continue
        file, name = re.fullmatch(r" `([\w/.]+)::(test_\w+)` ", covered).groups()
        assert f"\ndef {name}(" in (tests / file).read_text(), number


def test_prefetch_templates_keep_to_the_subset(client):
    for service in client.get("/cds-services").json()["services"]:
        assert all(QUERY.fullmatch(query) for query in service["prefetch"].values())


def test_access_to_the_record_is_neither_used_nor_told(client, caplog):
    access = {"access_token": "Secret-Token-1", "token_type": "Bearer", "expires_in": 300}
    body = request(IDS[0], before=["ketamine"], fhirAuthorization=access, extension={"org.x": {}})
    path = f"/cds-services/{IDS[0]}"
    with caplog.at_level(logging.DEBUG, "medcaution"):
        assert client.post(path, json=body).status_code == 400
        answer = client.post(path, json=body | {"fhirServer": "https://127.0.0.1:1/fhir"})
    assert answer.status_code == 200
    assert "Secret" not in caplog.text + answer.text


def test_a_link_is_absolute_and_labelled():
    with serving(
        create(ServiceSettings(no_auth=True, url="https://rules.example/about"))
    ) as client:
        body = request(IDS[0], before=["ketamine", "Zoloft"])
        card = client.post(f"/cds-services/{IDS[0]}", json=body).json()["cards"][0]
    assert card["links"] == [
        {"label": "About these rules", "url": "https://rules.example/about", "type": "absolute"}
    ]
    assert card["source"]["url"] == "https://rules.example/about"


@pytest.mark.parametrize("instance", ["", "1", 3, None, "d1577c69-dfbe-44ad-ba6d", ["x"]])
def test_a_hook_instance_is_a_uuid(client, instance):
    body = request(IDS[0], before=["ketamine"], hookInstance=instance)
    assert client.post(f"/cds-services/{IDS[0]}", json=body).status_code == 400


def test_what_is_selected_leads(client):
    body = request(IDS[1], "ketamine", "tramadol", before=["Zoloft"])
    firsts = []
    for number in (0, 1):
        body["context"]["selections"] = [f"MedicationRequest/o{number}"]
        cards = client.post(f"/cds-services/{IDS[1]}", json=body).json()["cards"]
        firsts.append(cards[0]["detail"].split("\n")[0])
    assert "ketamine" in firsts[0]
    assert "tramadol" in firsts[1]


def test_an_encounter_may_be_told(client):
    body = request(IDS[0], before=["ketamine", "Zoloft"])
    without = client.post(f"/cds-services/{IDS[0]}", json=body).json()
    body["context"]["encounterId"] = "e1"
    assert client.post(f"/cds-services/{IDS[0]}", json=body).json() == without


@pytest.mark.parametrize("name", ["card", "outcome", "outcomeTimestamp"])
@pytest.mark.parametrize("value", [..., None, 3, {}])
def test_feedback_needs_its_required_fields(client, name, value):
    told = {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-11-26T10:05:31Z"}
    path = f"/cds-services/{IDS[0]}/feedback"
    assert client.post(path, json={"feedback": [told]}).status_code == 200
    wrong = {k: v for k, v in (told | {name: value}).items() if v is not ...}
    assert client.post(path, json={"feedback": [told, wrong]}).status_code == 400
    assert client.post(path, json={"feedback": [told | {"outcome": "odd"}]}).status_code == 400
