"""The HTTP application: routes, and errors that are OperationOutcomes."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, ExceptionHandler

from medcaution.checker import Checker
from medcaution.errors import EngineError, InputError
from medcaution.facts import Person
from medcaution.fhir.checking import check_record, origin
from medcaution.fhir.issues import OutcomeCode, issues
from medcaution.fhir.record import read_record
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.display import Display
from medcaution.service.canaries import Canaries
from medcaution.service.door import Door
from medcaution.service.fault import Fault, unknown
from medcaution.service.feedback import Feedback
from medcaution.service.guard import Guard
from medcaution.service.hooks import HOOKS, answer
from medcaution.service.openapi import document
from medcaution.service.page import Pages
from medcaution.service.settings import MOST_AT_ONCE, JwtSettings, ServiceSettings
from medcaution.service.tokens import Verifier
from medcaution.strict_json import parse_json

log = logging.getLogger("medcaution.service")
_FHIR_JSON = "application/fhir+json"
_JSON = ("application/json", _FHIR_JSON)
_CODES: dict[int, OutcomeCode] = {404: "not-found", 405: "not-supported"}
_WORDS = {404: "There is nothing at this address.", 405: "This address does not take this method."}
_UNCHECKED = "The check failed inside the program, so this list could not be checked."


def create(
    settings: ServiceSettings | None = None,
    most: int = MOST_AT_ONCE,
    checker: Checker | None = None,
) -> ASGIApp:
    """The application, for uvicorn or another server.

    Args:
        settings: read from the environment if not given.
        most: requests worked on at once; one more is answered 503.
        checker: what checks; the bundled knowledge if not given.

    Raises:
        InputError: if nobody is named who may call, and `no_auth` is not set; if there is no
            catalogue of the language.
        KnowledgeError: if the knowledge cannot be trusted.
    """
    settings = settings or ServiceSettings.from_environment()
    _refuse_unclear_access(settings)
    verifier = Verifier(JwtSettings.read(settings.jwt_config)) if settings.jwt_config else None
    checker = checker or Checker(isolated=settings.isolated)
    display = Display(
        Catalogue(settings.language),
        settings.emergency_number,
        served=True,
        label=checker.library.label,
    )
    endpoints = _Endpoints(checker, settings.url)
    pages = Pages(checker, display, _today)
    routes = [*endpoints.routes(), *pages.routes()]
    door = Door(verifier, pages, open_page=settings.open_page) if verifier else None
    paths = frozenset(route.path for route in routes) | endpoints.paths
    app = Guard(Starlette(routes=routes, exception_handlers=_HANDLERS), door, paths, most)
    return _shared(app, settings.origins) if settings.origins else app


def _refuse_unclear_access(settings: ServiceSettings) -> None:
    if (settings.jwt_config is None) == (not settings.no_auth):
        raise InputError("give either a JWT configuration or --no-auth, and not both")
    if "*" in settings.origins:
        raise InputError("name each origin that may call from a browser; * is refused")


def _shared(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The application, for pages of other origins too."""
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
    )


class _Endpoints:
    """What each route does, for one checker."""

    def __init__(self, checker: Checker, url: str | None) -> None:
        self._checker, self._url = checker, url
        self._feedback = Feedback(checker.library)
        self._canaries = Canaries(checker)
        self.paths = frozenset(
            f"/cds-services/{each}{end}" for each in HOOKS for end in ("", "/feedback")
        )

    def routes(self) -> list[Route]:
        return [
            Route("/cds-services", self.discover, methods=["GET"]),
            Route("/cds-services/{id}", self.hook, methods=["POST"]),
            Route("/cds-services/{id}/feedback", self.feedback, methods=["POST"]),
            Route("/check", self.check, methods=["POST"]),
            Route("/fhir/check", self.fhir_check, methods=["POST"]),
            Route("/health/live", self.live, methods=["GET"]),
            Route("/health/ready", self.ready, methods=["GET"]),
            Route("/openapi.json", self.openapi, methods=["GET"]),
        ]

    async def discover(self, _: Request) -> Response:
        return JSONResponse({"services": [each.describe() for each in HOOKS.values()]})

    async def hook(self, request: Request) -> Response:
        hook = HOOKS.get(request.path_params["id"])
        if hook is None:
            raise HTTPException(404)
        return await self._work(
            request, lambda body: answer(self._checker, hook, body, _today(), self._url)
        )

    async def feedback(self, request: Request) -> Response:
        if request.path_params["id"] not in HOOKS:
            raise HTTPException(404)
        self._feedback.take(await _body(request))
        return Response(status_code=200)

    async def check(self, request: Request) -> Response:
        return await self._work(request, self._check)

    def _check(self, body: Any) -> Any:
        if isinstance(body, dict):
            body = {**body, "as_of": body.get("as_of") or _today()}
        report = self._checker.check(Person.model_validate(body))
        return json.loads(report.to_json())

    async def fhir_check(self, request: Request) -> Response:
        return await self._work(request, self._fhir_check, _FHIR_JSON)

    def _fhir_check(self, body: Any) -> Any:
        if not isinstance(body, dict) or not isinstance(body.get("resourceType"), str):
            raise Fault(400, "structure", "The body is no FHIR resource.")
        record = read_record(body, _today())
        report = check_record(self._checker, record)
        return issues(report, origin(self._checker, record, report))

    async def live(self, _: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(self, _: Request) -> Response:
        """Ready means that lists known to be cautioned are cautioned, here and now."""
        if not await run_in_threadpool(self._canaries.alive):
            raise Fault(503, "exception", "The self-test did not give every caution it must give.")
        return JSONResponse({"status": "ready", "knowledge": self._checker.library.sha256})

    async def openapi(self, _: Request) -> Response:
        return JSONResponse(document())

    async def _work(
        self, request: Request, work: Callable[[Any], Any], kind: str = "application/json"
    ) -> Response:
        body = await _body(request)
        return JSONResponse(await run_in_threadpool(work, body), media_type=kind)


async def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _JSON:
        raise Fault(415, "not-supported", "Send application/json or application/fhir+json.")
    try:
        return parse_json(await request.body())
    except InputError as error:
        raise Fault(400, "structure", str(error)) from None


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


async def _fault(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, Fault) else unknown().response()


async def _input_error(_: Request, error: Exception) -> Response:
    return Fault(422, "value", str(error)).response()


async def _engine_error(_: Request, __: Exception) -> Response:
    """A check that cannot be proved whole is said to have failed: never an empty answer."""
    log.error("engine error: a check was not answered")
    return Fault(500, "exception", _UNCHECKED).response()


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    words = _WORDS.get(status, "The request cannot be read.")
    return Fault(status, _CODES.get(status, "invalid"), words).response(headers)


async def _internal_error(_: Request, __: Exception) -> Response:
    return unknown().response()


_HANDLERS: dict[type[Exception], ExceptionHandler] = {
    Fault: _fault,
    InputError: _input_error,
    EngineError: _engine_error,
    HTTPException: _http_error,
    Exception: _internal_error,
}
