"""The table of CDS Hooks requirements, and the requirements that no other test covers."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from hooks import IDS, request
from live import serving
from medcaution.library.folders import bundled_folder
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings

TABLE = (bundled_folder() / "docs/cds-hooks.md").read_text()
QUERY = re.compile(r"\w+(\?patient=\{\{context\.patientId\}\}|/\{\{context\.patientId\}\})")


def test_every_requirement_names_a_test_that_exists():
    tests = "".join(file.read_text() for file in Path(__file__).parents[1].rglob("test_*.py"))
    rows = [line for line in TABLE.splitlines() if re.match(r"\| [A-Z]\d+ ", line)]
    assert len(rows) == len({row.split("|")[1] for row in rows}) > 40
    for row in rows:
        covered = row.split("|")[3].strip()
        named = re.fullmatch(r"`(test_\w+)`", covered)
        assert (
            f"def {named[1]}(" in tests
            if named
            else covered.startswith(("by leaving out", "not by"))
        )


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
