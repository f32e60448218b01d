"""The page, the sheet, the message and the chart over HTTP.

What is typed comes in the body of a POST and goes into the answer, nowhere else: no cookie, no
address, no log, no store. Every route works without JavaScript.
"""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Callable
from functools import cached_property

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from medcaution.checker import Checker
from medcaution.errors import EngineError, InputError
from medcaution.facts import Person
from medcaution.matrix import MOST_SUBSTANCES, class_chart, substance_chart
from medcaution.presentation.chart import chart_page
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.html import asset, compile_templates
from medcaution.presentation.message import message
from medcaution.presentation.page import Typed, caution_page, form_page, result_page
from medcaution.report import UNREAD, Report
from medcaution.service.form import Form, person_of, read_fields

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FORM = "application/x-www-form-urlencoded"
_ASSETS = {
    "medcaution.css": "text/css",
    "medcaution.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


class Pages:
    """What people see, for one checker.

    Args:
        checker: who checks.
        display: the language and the emergency number.
        today: the day to check for.
    """

    def __init__(
        self,
        checker: Checker,
        display: Display,
        today: Callable[[], datetime.date],
    ) -> None:
        self._checker, self._recogniser = checker, checker.recogniser
        compile_templates()
        self._form, self._display, self._today = Form(self._recogniser), display, today

    def routes(self) -> list[Route]:
        """A form is sent to where its answer is; the rest is the same for everyone."""
        answers = {"/": self._result, "/caution": self._caution, "/handout": self._handout,
                   "/message": self._message, "/chart": self._chart}  # fmt: skip
        return [
            Route("/", self._empty, methods=["GET"]),
            Route("/chart", self._classes, methods=["GET"]),
            *(
                Route(path, self._answering(make), methods=["POST"])
                for path, make in answers.items()
            ),
            Route("/names.json", self._names, methods=["GET"]),
            *(Route(f"/{name}", _serving(name), methods=["GET"]) for name in _ASSETS),
        ]

    async def _empty(self, _: Request) -> Response:
        return _page(form_page(self._display))

    async def _classes(self, _: Request) -> Response:
        return _page(await run_in_threadpool(lambda: self._class_chart))

    @cached_property
    def _class_chart(self) -> str:
        return chart_page(class_chart(self._checker), self._display)

    async def _names(self, request: Request) -> Response:
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        body, headers = (
            (self._zipped_names, {"Content-Encoding": "gzip"})
            if zipped
            else (gzip.decompress(self._zipped_names), {})
        )
        return Response(body, media_type="application/json", headers=headers)

    @cached_property
    def _zipped_names(self) -> bytes:
        medications, conditions = (
            sorted({each.name for each in index.entries.values()}, key=str.casefold)
            for index in self._recogniser.indexes
        )
        names = {"medications": medications, "conditions": conditions}
        return gzip.compress(json.dumps(names, separators=(",", ":")).encode(), mtime=0)

    def _answering(
        self, make: Callable[[dict[str, str], Typed, Person], Response]
    ) -> Callable[[Request], object]:
        """An endpoint that reads the form; what is wrong with it is told on the page."""

        def answer(body: bytes) -> Response:
            typed = Typed()
            try:
                fields = read_fields(body)
                typed = self._form.typed(fields)
                typed = self._form.settled(typed, fields)
                return make(fields, typed, person_of(typed, self._today()))
            except InputError as error:
                return _page(form_page(self._display, typed, str(error)), 422)
            except EngineError:
                failed = self._display.words("page.failed")
                return _page(form_page(self._display, typed, failed), 500)

        async def endpoint(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
                raise HTTPException(415)
            return await run_in_threadpool(answer, await request.body())

        return endpoint

    def _result(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        report = self._checker.check(person)
        return _page(result_page(report, person, typed, self._display))

    def _caution(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        report = self._checker.check(person)
        for each in (*report.cautions, *report.notes):
            if each.id == fields.get("show"):
                return _page(caution_page(each, typed, self._display))
        raise InputError("is no caution of this list; check it again", "show")

    def _handout(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        return _page(handout(self._checker.check(person), self._display))

    def _message(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        return PlainTextResponse(message(self._checker.check(person), self._display))

    def _chart(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        report = self._checker.check(person)
        chart = substance_chart(self._checker, _substances(report))
        unknown = [
            each.as_written
            for each in report.inputs
            if each.kind == "medication" and each.outcome in UNREAD
        ]
        return _page(chart_page(chart, self._display, unknown=unknown))


def _substances(report: Report) -> list[str]:
    found = list(dict.fromkeys(name for each in report.inputs for name in each.substances))
    if len(found) > MOST_SUBSTANCES:
        raise InputError(f"{len(found)} substances; a chart holds at most {MOST_SUBSTANCES}")
    return found


def _serving(name: str) -> Callable[[Request], object]:
    async def endpoint(_: Request) -> Response:
        return Response(asset(name), media_type=_ASSETS[name])

    return endpoint


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {"Content-Security-Policy": _POLICY})
