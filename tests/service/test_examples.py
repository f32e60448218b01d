"""The examples of docs/service.md, sent as they stand there."""

from __future__ import annotations

import json
import re

import pytest

from medcaution.library.folders import bundled_folder

PAGE = (bundled_folder() / "docs/service.md").read_text()
EXAMPLES = re.findall(
    r"```sh\ncurl -s localhost:8080(\S+) -H 'Content-Type: (\S+)' -d '\n(.*?)'\n```",
    PAGE,
    re.DOTALL,
)


def send(client, path, kind, body):
    return client.post(path, content=body, headers={"Content-Type": kind})


@pytest.mark.parametrize(("path", "kind", "body"), EXAMPLES, ids=[path for path, *_ in EXAMPLES])
def test_an_example_is_answered(client, path, kind, body):
    reply = send(client, path, kind, body)
    assert reply.status_code == 200
    said = reply.text
    if not path.endswith("feedback"):
        assert "etamine" in said
    if "order-select" in path:
        (first, *others) = json.loads(said)["cards"]
        assert first["source"]["topic"]["code"] == "ketamine-ssri"
        assert not any("could not be checked" in each["summary"] for each in others)
    if path.endswith("order-sign"):
        assert "conditions" in said


def test_there_is_an_example_of_every_way_to_ask():
    assert [path for path, *_ in EXAMPLES] == [
        "/check",
        "/fhir/check",
        "/cds-services/medcaution-order-select",
        "/cds-services/medcaution-order-sign",
        "/cds-services/medcaution-order-sign/feedback",
    ]
