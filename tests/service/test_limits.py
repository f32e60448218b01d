"""Limits, headers, and what must never be written down."""

from __future__ import annotations

import gzip
import json
import logging

import pytest

from hooks import IDS, request
from live import serving
from medcaution import InputError
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b" " * 1_048_577, {}, 413),
        (gzip.compress(b" " * 2_000_000), {"Content-Encoding": "gzip"}, 413),
        (gzip.compress(b" " * 900_000), {"Content-Encoding": "gzip"}, 413),
        (gzip.compress(b"{}")[:-5], {"Content-Encoding": "gzip"}, 400),
        (b"no", {"Content-Encoding": "gzip"}, 400),
        (b"no", {"Content-Encoding": "br"}, 415),
        (gzip.compress(b'{"medications":["Zoloft"]}'), {"Content-Encoding": "gzip"}, 200),
        (json.dumps({"medications": ["x"] * 201}).encode(), {}, 422),
        (json.dumps({"conditions": ["x"] * 501}).encode(), {}, 422),
        (b'{"medcations":[]}', {}, 422),
    ],
)
def test_what_is_too_much_is_refused(client, content, headers, status):
    answer = client.post("/check", content=content, headers=JSON | headers)
    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_one_request_too_many_is_told_to_come_back():
    with serving(create(ServiceSettings(no_auth=True), most=0)) as busy:
        answer = busy.get("/cds-services")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert busy.get("/health/live").status_code == 200


def test_browsers_of_named_origins_may_call():
    app = create(ServiceSettings(no_auth=True, origins=("https://ehr.example",)))
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    with serving(app) as client:
        allowed = client.options(
            "/cds-services", headers={"Origin": "https://ehr.example", **asked}
        )
        other = client.options(
            "/cds-services", headers={"Origin": "https://other.example", **asked}
        )
    assert allowed.headers["access-control-allow-origin"] == "https://ehr.example"
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in other.headers


def test_other_browsers_may_not(client):
    answer = client.get("/cds-services", headers={"Origin": "https://ehr.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "settings", [ServiceSettings(), ServiceSettings(no_auth=True, origins=("*",))]
)
def test_open_doors_must_be_asked_for(settings):
    with pytest.raises(InputError):
        create(settings)


def planted(value, count):
    """The value with a canary in place of every text, and beside every key."""
    if isinstance(value, dict):
        return {k: planted(v, count) for k, v in value.items()} | {next(count): next(count)}
    if isinstance(value, list):
        return [*(planted(each, count) for each in value), next(count)]
    return next(count) if isinstance(value, str) else value


def test_no_personal_text_in_logs_or_errors(client, caplog, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    seen: list[str] = []

    def canaries():
        while True:
            seen.append(f"Canary{len(seen):05d}Zq")
            yield seen[-1]

    count = canaries()
    whole = request(IDS[2], "ketamine", before=["Zoloft"] * 6)
    with caplog.at_level(logging.DEBUG):
        errors = ""
        for _ in range(4):
            for path in ("/check", "/fhir/check", *(f"/cds-services/{each}" for each in IDS)):
                for body in (
                    planted(whole, count),
                    whole | {"context": planted(whole["context"], count)},
                ):
                    answer = client.post(f"{path}?name={next(count)}", json=body)
                    errors += answer.text if answer.status_code != 200 else ""
            client.post(f"/cds-services/{next(count)}", json={})
            errors += client.post("/check", json={next(count): next(count)}).text
            client.get("/cds-services", headers={"Authorization": f"Bearer {next(count)}"})
    assert len(seen) > 1_000
    assert "Canary" not in errors
    ours = "".join(
        each.getMessage() for each in caplog.records if each.name.startswith("medcaution")
    )
    assert ours
    assert "Canary" not in ours
    assert not list(tmp_path.iterdir())
