"""The service, called by a client that follows the text of CDS Hooks 2.0.1 and nothing else."""

from __future__ import annotations

import copy
import json
import time
import uuid

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from hooks import IDS, request
from literal import Answer, Client, Discovery, read
from live import serving
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings
from records import bundle, drug

BASE, ISS, KEY = (
    "https://cds.example",
    "https://ehr.example",
    ec.generate_private_key(ec.SECP384R1()),
)
PATIENT = {"resourceType": "Patient", "id": "1", "birthDate": "1980-05-17"}
WHO = {"userId": "Practitioner/1", "patientId": "1"}
ORDER = bundle(drug("ketamine", status="draft", id="o0"))
CONTEXTS = {
    "patient-view": WHO,
    "order-select": WHO | {"selections": ["MedicationRequest/o0"], "draftOrders": ORDER},
    "order-sign": WHO | {"draftOrders": ORDER},
    "medication-prescribe": WHO | {"medications": ORDER},
}


def record(*names):
    drugs = [drug(each, id=f"m{n}", intent="order") for n, each in enumerate(names)]
    return {"MedicationRequest": drugs, "Patient": [PATIENT]}


def sign(url):
    now = int(time.time())
    claims = {"iss": ISS, "aud": url, "exp": now + 300, "iat": now, "jti": str(uuid.uuid4())}
    return jwt.encode(claims, KEY, "ES384", headers={"kid": "1", "typ": "JWT"})


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("literal")
    key = jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1"}
    (folder / "keys.json").write_text(json.dumps({"keys": [key]}))
    (folder / "jwt.toml").write_text(
        f'base_url = "{BASE}"\nreplay_store = "used"\n[[issuers]]\niss = "{ISS}"\njwks = "keys.json"\n'
    )
    with serving(create(ServiceSettings(jwt_config=folder / "jwt.toml"))) as client:
        yield client


@pytest.mark.parametrize("hook", CONTEXTS)
def test_a_client_that_follows_the_text_is_served(guarded, hook):
    client = Client(guarded, BASE, record("ketamine", "Zoloft"), sign)
    service = client.discover()[hook]
    found = client.invoke(service, CONTEXTS[hook])
    assert any(each.source.topic and each.source.topic.code == "ketamine-ssri" for each in found)
    for card in found:
        client.dismiss(service, card)


def test_nothing_to_say_of_a_whole_record_is_an_empty_list(guarded):
    client = Client(guarded, BASE, record("Zoloft"), sign)
    assert client.invoke(client.discover()["patient-view"], WHO) == []


def test_a_search_without_results_and_a_null_resource_are_read(guarded):
    client = Client(guarded, BASE, {"MedicationRequest": [], "Patient": []}, sign)
    (card,) = client.invoke(client.discover()["patient-view"], WHO)
    assert "nothing was checked" in card.summary


def change(place, value):
    """A card with something else at a place; `...` leaves it out."""

    def changed(answer):
        *steps, last = place.split(".")
        part = answer["cards"][0]
        for step in steps:
            part = part[int(step) if step.isdigit() else step]
        if value is ...:
            del part[last]
        else:
            part[last] = value

    return changed


WRONG = [
    ("summary", "x" * 140), ("summary", ""), ("summary", ...), ("indicator", "high"),
    ("indicator", ...), ("source", ...), ("source.label", ...), ("source.url", None),
    ("source.topic", "x"), ("source.topic.code", ...), ("source.topic.system", ...),
    ("detail", ""), ("detail", None), ("uuid", "1"), ("title", "x"), ("links", []),
    ("links", [{"label": "x", "url": "relative", "type": "absolute"}]),
    ("links", [{"label": "x", "url": "https://x", "type": "other"}]),
    ("links", [{"label": "x", "url": "https://x", "type": "absolute", "appContext": "x"}]),
    ("suggestions", [{"label": "x"}]), ("overrideReasons.0.display", ...),
    ("overrideReasons.0.system", ...), ("extension", []),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_the_client_refuses_what_the_text_does_not_allow(client, place, value):
    body = request(IDS[0], before=["ketamine", "Zoloft"])
    good = client.post(f"/cds-services/{IDS[0]}", json=body).json()
    read(Answer, good)
    wrong = copy.deepcopy(good)
    change(place, value)(wrong)
    with pytest.raises((ValueError, AssertionError)):
        read(Answer, wrong)


@pytest.mark.parametrize("name", ["hook", "description", "id"])
def test_the_client_refuses_a_service_without_a_required_field(client, name):
    good = client.get("/cds-services").json()
    del good["services"][0][name]
    with pytest.raises(ValueError):
        read(Discovery, good)
