"""A machine that asks a service about many people in any order, with rubbish in between.

What is answered about somebody must be what the functions under the service say of a witness's
report, whatever was sent before, by whom, to which address.
"""

from __future__ import annotations

import datetime
import gzip

from hypothesis import strategies as st
from hypothesis.stateful import rule

from hooks import IDS, request
from machines import WITNESS, account
from medcaution import InputError, Report
from medcaution.fhir.checking import check_record, origin
from medcaution.fhir.issues import issues
from medcaution.fhir.record import read_record
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.message import message
from medcaution.presentation.page import form_page, result_page
from medcaution.service.form import Form, person_of
from medcaution.service.hooks import HOOKS, answer
from population import LIBRARY, Population, at_once, filled, foreign, refused
from records import KINDS, bundle, drug

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ADDRESSES = ("/check", "/fhir/check", *(f"/cds-services/{each}" for each in IDS))
PAGES = ("/", "/message", "/handout")
NUMBER = "112"
DISPLAY = Display(Catalogue("en"), NUMBER, served=True, label=LIBRARY.label)
#: Bodies and headers that no address takes; %s is a name.
MALFORMED = (
    (b"", {}),
    (b"[]", {}),
    (b'"%s"', {}),
    (b'{"medications":["%s"', {}),
    (b'{"id":"%s","id":"%s"}', {}),
    (b'{"medications":["%s"],"age":NaN}', {}),
    (b'{"%s":' * 40 + b"1" + b"}" * 40, {}),
    (b"\xff%s", {}),
    (b'{"medications":["%s"]}', {"Content-Type": "text/plain"}),
    (b'{"medications":["%s"]}', {"Content-Encoding": "gzip"}),
    (gzip.compress(b" " * 2_000_000), {"Content-Encoding": "gzip"}),
)


class Served(Population):
    """A service over HTTP.

    Args:
        client: an httpx.Client of the service, whose emergency number is NUMBER.
    """

    def __init__(self, client):
        super().__init__()
        self.client = client

    @rule(told=Population.people)
    def check(self, told):
        self._checked(told)

    @rule(some=st.lists(Population.people, min_size=2, max_size=6))
    def check_at_once(self, some):
        at_once(self._checked, some)

    def _checked(self, told):
        person = told.person(as_of=told.as_of or _today())
        body = told.person().model_dump_json(exclude_none=True)
        reply = self._taken(told, self.client.post("/check", content=body, headers=JSON))
        report = Report.model_validate_json(reply.content)
        assert report.to_json() == WITNESS.check(person).to_json()
        account(person, report)

    @rule(told=Population.people, kind=st.sampled_from(KINDS))
    def check_a_record(self, told, kind):
        body = bundle(*_drugs(told, kind), *_conditions(told))
        reply = self._taken(told, self.client.post("/fhir/check", json=body))
        record = read_record(body, _today())
        report = check_record(WITNESS, record)
        assert reply.json() == issues(report, origin(WITNESS, record, report))

    @rule(told=Population.people, identity=st.sampled_from(IDS), orders=st.integers(0, 2))
    def call_a_hook(self, told, identity, orders):
        lines = [each.as_written for each in told.medications]
        ordered = lines[:orders] if identity != IDS[0] else []
        body = request(identity, *ordered, before=lines[len(ordered) :])
        body["context"]["patientId"] = told.name
        body["prefetch"]["conditions"] = bundle(*_conditions(told))
        reply = self._taken(told, self.client.post(f"/cds-services/{identity}", json=body))
        assert reply.json() == answer(WITNESS, HOOKS[identity], body, _today())

    @rule(told=Population.people, address=st.sampled_from(PAGES))
    def send_the_form(self, told, address):
        fields = {
            "medications": "\n".join(each.as_written for each in told.medications),
            "conditions": "\n".join(each.name for each in told.conditions),
            "age": "" if told.age is None else str(told.age),
        }
        reply = self.client.post(address, data=fields)
        assert not foreign(told.name, reply.text)
        typed = Form(WITNESS.recogniser).typed(fields)
        try:
            person = person_of(typed, _today())
        except InputError as error:
            assert (reply.status_code, reply.text) == (422, form_page(DISPLAY, typed, str(error)))  # noqa: PT017
            return
        report = WITNESS.check(person)
        made = {
            "/": lambda: result_page(report, person, typed, DISPLAY),
            "/message": lambda: message(report, DISPLAY),
            "/handout": lambda: handout(report, DISPLAY),
        }
        assert (reply.status_code, reply.text) == (200, made[address]())

    @rule(
        told=Population.people,
        address=st.sampled_from(ADDRESSES),
        sent=st.sampled_from(MALFORMED),
    )
    def send_rubbish(self, told, address, sent):
        body, headers = sent
        content = body.replace(b"%s", told.name.encode())
        reply = self.client.post(address, content=content, headers=JSON | headers)
        assert 400 <= reply.status_code < 500
        assert reply.json()["resourceType"] == "OperationOutcome"
        assert "canary" not in reply.text

    @rule(told=Population.people, value=refused)
    def send_what_is_refused(self, told, value):
        reply = self.client.post("/check", json=filled(value, told.name))
        assert reply.status_code == 422
        assert "canary" not in reply.text

    @rule(
        told=Population.people, body=st.sampled_from([b"age=x&medications=%s", b"a=%s&a=", b"\xff"])
    )
    def send_a_wrong_form(self, told, body):
        content = body.replace(b"%s", told.name.encode())
        reply = self.client.post("/", content=content, headers=FORM)
        assert reply.status_code == 422
        assert not foreign(told.name, reply.text)

    @rule(told=Population.people)
    def give_feedback(self, told):
        said = {
            "card": told.name,
            "outcome": "overridden",
            "outcomeTimestamp": "2026-11-26T00:00:00Z",
        }
        reply = self.client.post(f"/cds-services/{IDS[0]}/feedback", json={"feedback": [said]})
        assert "canary" not in reply.text

    @rule()
    def ask_for_its_health(self):
        for address in ("/health/live", "/health/ready", "/cds-services"):
            reply = self.client.get(address)
            assert reply.status_code == 200
            assert "canary" not in reply.text

    def teardown(self):
        """Everybody who is still here, all at once."""
        if self.known:
            at_once(self._checked, self.known)

    @staticmethod
    def _taken(told, reply):
        assert reply.status_code == 200, reply.text
        assert not foreign(told.name, reply.text)
        return reply


def _drugs(told, kind):
    return [drug(each.as_written, kind) for each in told.medications]


def _conditions(told):
    return [{"resourceType": "Condition", "code": {"text": each.name}} for each in told.conditions]


def _today():
    return datetime.datetime.now(datetime.UTC).date()
