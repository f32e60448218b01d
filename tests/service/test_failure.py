"""The engine fails: said on every address, never an empty answer."""

from __future__ import annotations

import pytest

from hooks import IDS, request
from live import serving
from medcaution import Checker
from medcaution.matching.reference import Reference
from medcaution.matching.rete import Rete
from medcaution.service.app import create
from medcaution.service.canaries import Canaries
from medcaution.service.settings import ServiceSettings
from records import bundle, drug

OPEN = ServiceSettings(no_auth=True)


def without(productions, family, library):
    """The productions of every rule but those of a family."""
    return [each for each in productions.all if library.rules[each.rule].family != family]


@pytest.fixture(scope="module")
def at_odds(library):
    """A checker whose matchers disagree about ketamine with an SSRI."""
    checker = Checker(library)
    checker._matcher.reference = Reference(without(checker._productions, "ketamine-ssri", library))
    return checker


@pytest.fixture(scope="module")
def broken(at_odds):
    with serving(create(OPEN, checker=at_odds)) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/check", {"medications": ["ketamine", "Zoloft"]}),
        ("/fhir/check", bundle(drug("ketamine"), drug("Zoloft"))),
    ],
)
def test_a_check_that_fails_is_said_to_have_failed(broken, caplog, path, body):
    answer = broken.post(path, json=body)
    assert answer.status_code == 500
    assert "Zoloft" not in answer.text + caplog.text
    assert "a check was not answered" in caplog.text
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert "could not be checked" in answer.json()["issue"][0]["diagnostics"]
    assert broken.post("/check", json={"medications": ["Zoloft"]}).status_code == 200


@pytest.mark.parametrize("identity", IDS)
def test_a_hook_whose_check_fails_is_answered_with_a_card(broken, identity):
    orders = () if identity == IDS[0] else ("ketamine",)
    body = request(identity, *orders, before=["Zoloft", "ketamine"])
    answer = broken.post(f"/cds-services/{identity}", json=body)
    assert answer.status_code == 200
    (card,) = answer.json()["cards"]
    assert "could not be checked" in card["summary"]
    assert card["indicator"] == "warning"


def test_a_service_whose_checks_fail_is_not_ready(broken):
    assert broken.get("/health/live").status_code == 200
    assert broken.get("/health/ready").status_code == 503


def test_readiness_misses_every_family_that_falls_silent(library):
    checker = Checker(library, cross_check=False)
    canaries = Canaries(checker)
    families = {each.family for each in library.rules.values()}
    assert {each.family for each in canaries.all} == families
    assert any(each.person.conditions for each in canaries.all)
    assert any(m.status == "stopped" for each in canaries.all for m in each.person.medications)
    assert canaries.silent() == []
    members = [test.members for test in checker._productions.tests]
    for family in ("ketamine-ssri", "psych-condition", "maoi-pressor"):
        kept = without(checker._productions, family, library)
        checker._matcher.rete = Rete(kept, members)
        assert family in canaries.silent()
        assert not Canaries(checker).alive()
