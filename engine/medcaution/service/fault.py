"""A request that cannot be answered, as an answer: a status and an OperationOutcome."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from medcaution.fhir.issues import OutcomeCode, outcome


class Fault(Exception):  # noqa: N818  (an answer, with a status)
    """A request that is answered with an error. The words are ours, never the request's."""

    def __init__(self, status: int, code: OutcomeCode, words: str) -> None:
        self.status, self.code, self.words = status, code, words
        super().__init__(words)

    def response(self, headers: dict[str, str] | None = None) -> Response:
        """The answer."""
        again = {"Retry-After": "1"} if self.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        headers = {**again, **(headers or {})}
        return JSONResponse(outcome(self.code, self.words), self.status, headers)


def unknown() -> Fault:
    """What is answered where the program itself failed."""
    return Fault(500, "exception", "The check failed; nothing is answered.")
