"""Who may call: one good token, and every way in which one can be bad."""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from browsing import Page, Visitor
from callers import BASE, EC, ISS, JKU, RSA
from live import serving
from medcaution.service import tokens
from medcaution.service.app import create
from medcaution.service.settings import JwtSettings, ServiceSettings
from medcaution.service.tokens import Refused, Verifier

OTHER_EC = ec.generate_private_key(ec.SECP384R1())
SMALL_EC = ec.generate_private_key(ec.SECP256R1())
PATH = "/cds-services"
COUNT = iter(range(10**6))


def pem(key):
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, kind)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def token(header=None, key=EC, algorithm="ES384", **claims):
    now = int(time.time())
    whole = {
        "iss": ISS, "aud": BASE + PATH, "exp": now + 300, "iat": now, "jti": f"j{next(COUNT)}",
    } | claims  # fmt: skip
    whole = {name: value for name, value in whole.items() if value != "absent"}
    head = {"kid": "e", "typ": "JWT"} | (header or {})
    return jwt.encode(
        whole,
        key,
        algorithm,
        headers={k: v for k, v in head.items() if v is not None or k == "typ"},
    )


def forged(header, claims=None):
    return f"{part({'kid': 'e', 'typ': 'JWT', **header})}.{part(claims or {'iss': ISS})}.AAAA"


def hmac_with_the_public_key():
    text = token().rsplit(".", 1)[0].split(".")[1]
    signed = f"{part({'alg': 'HS384', 'kid': 'e', 'typ': 'JWT'})}.{text}"
    digest = hmac.digest(pem(EC), signed.encode(), "sha384")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


NOW = int(time.time())
BAD = {
    "no header": None,
    "empty": "",
    "only the scheme": "Bearer",
    "blank token": "Bearer \t .",
    "basic": "Basic eDp5",
    "no scheme": token,
    "two parts": "Bearer a.b",
    "four parts": "Bearer a.b.c.d",
    "rubbish": "Bearer \u00e9\u00e8",
    "too long": "Bearer " + "a" * 9_000,
    "none": lambda: forged({"alg": "none"}),
    "None": lambda: forged({"alg": "None"}),
    "no algorithm": lambda: forged({}),
    "null algorithm": lambda: forged({"alg": None}),
    "list algorithm": lambda: forged({"alg": ["ES384"]}),
    "hmac": hmac_with_the_public_key,
    "ES256": lambda: token(key=SMALL_EC, algorithm="ES256"),
    "RS256": lambda: token(key=RSA, algorithm="RS256", header={"kid": "r"}),
    "PS384": lambda: token(key=RSA, algorithm="PS384", header={"kid": "r"}),
    "RS512": lambda: token(key=RSA, algorithm="RS512", header={"kid": "r"}),
    "another key": lambda: token(key=OTHER_EC),
    "another kid": lambda: token(header={"kid": "r"}),
    "unknown kid": lambda: token(header={"kid": "z"}),
    "no kid": lambda: token(header={"kid": None}),
    "kid path": lambda: token(header={"kid": "../../dev/null"}),
    "no typ": lambda: token(header={"typ": None}),
    "other typ": lambda: token(header={"typ": "at+jwt"}),
    "foreign jku": lambda: token(header={"jku": "https://evil.example/jwks.json"}),
    "jku as a prefix": lambda: token(header={"jku": JKU + "/x"}),
    "list jku": lambda: token(header={"jku": [JKU]}),
    "crit": lambda: token(header={"crit": ["x"]}),
    "unknown iss": lambda: token(iss="https://evil.example"),
    "iss in capitals": lambda: token(iss=ISS.upper()),
    "no iss": lambda: token(iss="absent"),
    "list iss": lambda: forged({"alg": "ES384"}, {"iss": [ISS]}),
    "no aud": lambda: token(aud="absent"),
    "other aud": lambda: token(aud=BASE),
    "other path": lambda: token(aud=BASE + "/check"),
    "aud with a slash": lambda: token(aud=BASE + PATH + "/"),
    "empty aud list": lambda: token(aud=[]),
    "number aud": lambda: token(aud=3),
    "no exp": lambda: token(exp="absent"),
    "past exp": lambda: token(exp=NOW - 300, iat=NOW - 600),
    "text exp": lambda: token(exp="soon"),
    "far exp": lambda: token(exp=NOW + 86_400),
    "exp before iat": lambda: token(iat=NOW + 20, exp=NOW + 10),
    "no iat": lambda: token(iat="absent"),
    "future iat": lambda: token(iat=NOW + 3_000, exp=NOW + 3_100),
    "text iat": lambda: token(iat="now"),
    "future nbf": lambda: token(nbf=NOW + 3_000),
    "no jti": lambda: token(jti="absent"),
    "number jti": lambda: token(jti=4),
    "empty jti": lambda: token(jti=""),
    "long jti": lambda: token(jti="x" * 300),
    "changed claims": lambda: ".".join((token().split(".")[0], part({"iss": ISS}), token().split(".")[2])),
    "no signature": lambda: token().rsplit(".", 1)[0] + ".",
    "cut signature": lambda: token()[:-6],
}  # fmt: skip


@pytest.fixture(scope="module")
def guarded(configured):
    with serving(create(ServiceSettings(jwt_config=configured))) as client:
        yield client


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_refused_without_a_word(guarded, name):
    value = BAD[name]
    value = (("" if value is token else "Bearer ") + value()) if callable(value) else value
    headers = {} if value is None else {"Authorization": value.encode("latin-1")}
    answer = guarded.get(PATH, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize(
    "good",
    [
        token,
        lambda: token(aud=["https://x.example", BASE + PATH]),
        lambda: token(header={"jku": JKU}),
        lambda: token(key=RSA, algorithm="RS384", header={"kid": "r"}),
        lambda: token(tenant="t"),
    ],
)
def test_a_good_token_is_taken_once(guarded, good):
    headers = {"Authorization": f"Bearer {good()}"}
    assert guarded.get(PATH, headers=headers).status_code == 200
    assert guarded.get(PATH, headers=headers).status_code == 401


PAGES = ("/", "/caution", "/handout", "/message", "/chart", "/names.json", "/pair-opioid--opioid")
CALLS = ("/cds-services/medcaution-patient-view", "/check", "/fhir/check", "/openapi.json")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_every_route_but_health_asks_for_a_token(guarded):
    for path in (*CALLS, *PAGES):
        answer = guarded.post(path, json={})
        assert (answer.status_code, answer.content) == (401, b""), path
    assert guarded.get("/health/ready").status_code == 200
    for path in ("/medcaution.css", "/medcaution.js", "/icon.svg"):
        assert guarded.get(path).status_code == 200


def test_a_browser_is_told_in_words_why_it_is_refused(guarded):
    for path in ("/", "/chart", "/pair-opioid--opioid"):
        answer = guarded.get(path, headers=BROWSER)
        assert answer.status_code == 401
        words = Page(answer.text).words
        for said in ("Nothing was checked", "browser", "--open-page", "In an emergency call"):
            assert said in words
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    body = {"medications": "phenelzine\nsertraline"}
    answer = guarded.post("/", data=body, headers=BROWSER)
    assert answer.status_code == 401
    assert "phenelzine" not in answer.text
    for path in CALLS:
        answer = guarded.get(path, headers=BROWSER)
        assert (answer.status_code, answer.content) == (401, b""), path


def test_an_operator_may_open_the_page_and_nothing_else(configured):
    with serving(create(ServiceSettings(jwt_config=configured, open_page=True))) as client:
        visitor = Visitor(client).check("phenelzine\nsertraline")
        assert "Must not be mixed" in visitor.page.words
        assert "About what you take" in visitor.press("Sheet to print").page.words
        assert client.get("/chart").status_code == 200
        assert client.get("/pair-opioid--opioid").status_code == 200
        for path in (*CALLS, "/cds-services", "/", "/nonsense"):
            status = client.post(path, json={}, headers=BROWSER).status_code
            assert status == (415 if path == "/" else 401), path


def test_all_workers_share_what_was_used(configured):
    settings = JwtSettings.read(configured)
    header = f"Bearer {token()}"
    Verifier(settings).verify(header, PATH)
    with pytest.raises(Refused):
        Verifier(settings).verify(header, PATH)


def test_nothing_is_accepted_while_the_store_cannot_tell(guarded, configured, caplog, monkeypatch):
    monkeypatch.setattr(tokens, "_PATIENCE", 0.01)
    headers = {"Authorization": f"Bearer {token()}"}
    with contextlib.closing(sqlite3.connect(configured.with_name("used.sqlite"))) as holding:
        holding.execute("BEGIN EXCLUSIVE")
        answer = guarded.get(PATH, headers=headers)
        assert guarded.get(PATH, headers={"Authorization": "Bearer a.b.c"}).status_code == 401
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    (issue,) = answer.json()["issue"]
    assert issue["code"] == "no-store"
    assert "Nothing was checked" in issue["diagnostics"]
    assert "replay store: no token can be accepted: database is locked" in caplog.text
    assert guarded.get(PATH, headers=headers).status_code == 200, "the token was not used up"


def until_let_in(client, headers):
    """One's own request may come while one without a token is refused."""
    while (answer := client.get(PATH, headers=headers)).status_code == 503:
        time.sleep(0.01)
    return answer


def test_who_waits_for_the_store_counts_among_those_at_work(configured, monkeypatch):
    monkeypatch.setattr(tokens, "_PATIENCE", 60)
    app = create(ServiceSettings(jwt_config=configured), most=1)
    headers = {"Authorization": f"Bearer {token()}"}
    with (
        serving(app) as client,
        contextlib.closing(sqlite3.connect(configured.with_name("used.sqlite"))) as holding,
        ThreadPoolExecutor(1) as pool,
    ):
        holding.execute("BEGIN EXCLUSIVE")
        waiting = pool.submit(until_let_in, client, headers)
        until = time.monotonic() + 30
        while (other := client.get(PATH)).status_code != 503 and time.monotonic() < until:
            time.sleep(0.01)
        holding.rollback()
        assert other.json()["issue"][0]["code"] == "throttled"
        assert waiting.result().status_code == 200


def test_a_fault_before_any_route_is_an_outcome_as_well(guarded, caplog, monkeypatch):
    def fail(*_):
        raise RuntimeError("Secret")

    monkeypatch.setattr(Verifier, "verify", fail)
    answer = guarded.get(PATH)
    assert answer.status_code == 500
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert "internal error: RuntimeError" in caplog.text
    assert "Secret" not in answer.text + caplog.text
