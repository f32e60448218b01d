"""The page, the sheet, the message and the chart over HTTP.

What is typed comes in the body of a POST and goes into the answer, nowhere else: no cookie, no
address, no log, no store. Every route works without JavaScript.
"""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Callable
from functools import cached_property, partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from medcaution.checker import Checker
from medcaution.errors import EngineError, InputError
from medcaution.facts import Person
from medcaution.matrix import class_chart, substance_chart
from medcaution.presentation.chart import Chart, chart_page, pair_page, pairs
from medcaution.presentation.display import Display
from medcaution.presentation.handout import handout
from medcaution.presentation.html import asset, compile_templates
from medcaution.presentation.message import message
from medcaution.presentation.page import (
    Typed,
    caution_page,
    form_page,
    refused_page,
    result_page,
)
from medcaution.report import UNREAD, Report
from medcaution.service.form import Form, person_of, read_fields

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Substances on the chart of a list: what a screen and a page of 60 KB have room for.
MOST_DRAWN = 16
_FORM = "application/x-www-form-urlencoded"
_ASSETS = {
    "medcaution.css": "text/css",
    "medcaution.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_PATHS = frozenset(("/", "/caution", "/handout", "/message", "/chart", "/names.json"))
_PAIR = "/pair-"


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
        self._form = Form(self._recogniser, checker.library.mixtures)
        self._display, self._today = display, today

    @staticmethod
    def path(path: str) -> bool:
        """Is something at this path shown to people?"""
        return path in _PATHS or path.startswith(_PAIR)

    @staticmethod
    def asset(path: str) -> bool:
        """Is this a style sheet, script or icon, the same for everyone?"""
        return path.removeprefix("/") in _ASSETS

    def refusal(self) -> Response:
        """What a browser without a token is told."""
        return _page(refused_page(self._display), 401)

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
            Route(f"{_PAIR}{{pair}}", self._pair, methods=["GET"]),
            Route("/names.json", self._names, methods=["GET"]),
            *(Route(f"/{name}", _serving(name), methods=["GET"]) for name in _ASSETS),
        ]

    async def _empty(self, _: Request) -> Response:
        return _page(form_page(self._display))

    async def _classes(self, _: Request) -> Response:
        return _page(await run_in_threadpool(lambda: self._class_page))

    async def _pair(self, request: Request) -> Response:
        """The reasons of a cell of the chart of classes, which is about nobody."""
        chart = await run_in_threadpool(lambda: self._class_chart)
        for each in pairs(chart):
            if f"/{each.name}" == request.url.path:
                return _page(pair_page(each, chart, self._display))
        raise HTTPException(404)

    @cached_property
    def _class_chart(self) -> Chart:
        return class_chart(self._checker)

    @cached_property
    def _class_page(self) -> str:
        return chart_page(self._class_chart, self._display, apart=True)

    async def _names(self, request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers = {"Content-Encoding": "gzip"}
            return Response(self._zipped_names, media_type="application/json", headers=headers)
        return Response(gzip.decompress(self._zipped_names), media_type="application/json")

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
        offer = partial(self._form.offer, typed)
        return _page(result_page(report, person, typed, self._display, offer))

    def _caution(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        report = self._checker.check(person)
        for each in report.told:
            if each.id == fields.get("show"):
                return _page(caution_page(each, typed, self._display))
        raise InputError("is no caution of this list; check it again", "show")

    def _handout(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        return _page(handout(self._checker.check(person), self._display))

    def _message(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        return PlainTextResponse(message(self._checker.check(person), self._display))

    def _chart(self, fields: dict[str, str], typed: Typed, person: Person) -> Response:
        report = self._checker.check(person)
        drawn, left = _drawn(report)
        taken = [each for each in report.inputs if each.kind == "medication"]
        read = map(self._recogniser.medication, (each.as_written for each in taken))
        chart = substance_chart(self._checker, drawn, read)
        return _page(
            chart_page(
                chart,
                self._display,
                unknown=[each.as_written for each in taken if each.outcome in UNREAD],
                undrawn=[self._display.named(each) for each in left],
                conditions=[each.as_written for each in report.inputs if each.kind == "condition"],
            )
        )


def _drawn(report: Report) -> tuple[list[str], list[str]]:
    """The substances that a chart has room for, those of the gravest cautions first, and the rest."""
    listed = list(dict.fromkeys(name for each in report.inputs for name in each.substances))
    told = (name.substance for each in report.cautions for name in each.medications)
    first = list(dict.fromkeys((*told, *listed)))[:MOST_DRAWN]
    return [each for each in listed if each in first], [
        each for each in listed if each not in first
    ]


def _serving(name: str) -> Callable[[Request], object]:
    async def endpoint(_: Request) -> Response:
        return Response(asset(name), media_type=_ASSETS[name])

    return endpoint


def _page(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {"Content-Security-Policy": _POLICY})
