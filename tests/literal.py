# ruff: noqa: N815  (the names are those of the text)
"""A CDS client written from the text of CDS Hooks 2.0.1 alone: it refuses what the text does not allow.

Each model is a table of the specification (HL7/cds-hooks, tag v2.0.1): a field that is not in the
table, a null and an empty value are refused, and so is a value of another type.
"""

from __future__ import annotations

import re
import uuid
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from shown import gaps

Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=r"^[a-z][a-z0-9+.-]*:\S+$")]
Uuid = Annotated[str, AfterValidator(lambda text: str(uuid.UUID(text)))]
#: The default of what may be left out. It is never compared with what came.
LEFT_OUT: Any = None
TOKEN = re.compile(r"\{\{(.*?)\}\}")


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    extension: dict[str, Any] = LEFT_OUT


class Service(Table):
    hook: Text
    title: Text = LEFT_OUT
    description: Text
    id: Text
    prefetch: dict[Text, Text] = LEFT_OUT
    usageRequirements: Text = LEFT_OUT


class Discovery(Table):
    services: list[Service]


class Coding(Table):
    code: Text
    system: Text
    display: Text = LEFT_OUT


class Reason(Coding):
    display: Text


class Source(Table):
    label: Text
    url: Url = LEFT_OUT
    icon: Url = LEFT_OUT
    topic: Coding = LEFT_OUT


class Action(Table):
    type: Literal["create", "update", "delete"]
    description: Text
    resource: dict[str, Any] = LEFT_OUT
    resourceId: Text = LEFT_OUT


class Suggestion(Table):
    label: Text
    uuid: Uuid = LEFT_OUT
    isRecommended: bool = LEFT_OUT
    actions: list[Action] = LEFT_OUT


class Link(Table):
    label: Text
    url: Url
    type: Literal["absolute", "smart"]
    appContext: Text = LEFT_OUT

    @model_validator(mode="after")
    def context_is_for_apps(self) -> Self:
        assert self.type == "smart" or "appContext" not in self.model_fields_set
        return self


class Card(Table):
    uuid: Uuid = LEFT_OUT
    summary: Annotated[str, Field(min_length=1, max_length=139)]
    detail: Text = LEFT_OUT
    indicator: Literal["info", "warning", "critical"]
    source: Source
    suggestions: list[Suggestion] = LEFT_OUT
    selectionBehavior: Literal["at-most-one", "any"] = LEFT_OUT
    overrideReasons: list[Reason] = LEFT_OUT
    links: list[Link] = LEFT_OUT

    @model_validator(mode="after")
    def suggestions_say_how_they_are_chosen(self) -> Self:
        assert {"suggestions", "selectionBehavior"} - self.model_fields_set != {"selectionBehavior"}
        return self


class Answer(Table):
    cards: list[Card]
    systemActions: list[Action] = LEFT_OUT


def read(model: type[Table], value: Any) -> Any:
    """The value, held to a table; ValueError or AssertionError if it is not as the text says."""
    # The two lists that may be empty are named by the text: no services, no cards.
    inside = {k: v for k, v in value.items() if (k, v) not in (("cards", []), ("services", []))}
    assert not [gap for each in inside.values() for gap in gaps(each)]
    return TypeAdapter(model).validate_python(value)


class Client:
    """An EHR: one patient, what hooks tell of them, and the searches of prefetch templates.

    Args:
        http: reaches the base URL.
        record: resources by type, all of this patient.
        sign: makes the Authorization header for the exact URL of a call; none if not given.
    """

    def __init__(self, http, base, record, sign=None):
        self._http, self._base, self._record, self._sign = http, base, record, sign

    def discover(self):
        """The services, by hook."""
        answer = self._call("GET", f"{self._base}/cds-services")
        return {each.hook: each for each in read(Discovery, answer.json()).services}

    def invoke(self, service, context):
        """The cards of a service."""
        body = {
            "hook": service.hook,
            "hookInstance": str(uuid.uuid4()),
            "context": context,
            "prefetch": {k: self._search(v, context) for k, v in (service.prefetch or {}).items()},
        }
        answer = self._call("POST", f"{self._base}/cds-services/{service.id}", body)
        return read(Answer, answer.json()).cards

    def dismiss(self, service, card):
        """Tell that a card was overridden, for the first of its reasons."""
        told = {
            "card": card.uuid,
            "outcome": "overridden",
            "outcomeTimestamp": "2026-11-26T10:05:31Z",
        }
        if card.overrideReasons:
            reason = card.overrideReasons[0].model_dump(exclude_unset=True)
            told["overrideReason"] = {"reason": reason, "userComment": "seen"}
        url = f"{self._base}/cds-services/{service.id}/feedback"
        self._call("POST", url, {"feedback": [told]})

    def _call(self, method, url, body=None):
        headers = {"Authorization": f"Bearer {self._sign(url)}"} if self._sign else {}
        path = url.removeprefix(self._base)
        answer = self._http.request(method, path, json=body, headers=headers)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        if answer.content:
            assert answer.headers["content-type"].split(";")[0] == "application/json"
        return answer

    def _search(self, template, context):
        """What the template finds; null where a single resource is not there."""
        assert all(each.startswith("context.") for each in TOKEN.findall(template))
        query = TOKEN.sub(lambda found: context[found[1].removeprefix("context.")], template)
        if "?" not in query:
            kind, identity = query.split("/")
            found = (each for each in self._record.get(kind, ()) if each.get("id") == identity)
            return next(found, None)
        kind, condition = query.split("?")
        assert condition == f"patient={context['patientId']}"
        entries = [{"resource": each} for each in self._record.get(kind, ())]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        return bundle | ({"entry": entries} if entries else {})
