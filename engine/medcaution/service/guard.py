"""What stands before every route: limits, who calls, headers, and a log without people in it."""

from __future__ import annotations

import logging
import time
import zlib
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcaution.service.door import Door
from medcaution.service.fault import Fault, unknown
from medcaution.service.settings import LONGEST_BODY, MOST_AT_ONCE, STEEPEST_RATIO

log = logging.getLogger("medcaution.access")

#: Paths that monitors call without a token; they tell nothing of anyone.
OPEN_PATHS = frozenset(("/health/live", "/health/ready"))
_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


class Guard:
    """Refuses what must not get further. One for each worker."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door | None,
        paths: frozenset[str],
        most: int = MOST_AT_ONCE,
    ) -> None:
        self._app, self._door, self._paths, self._most = app, door, paths, most
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, guarded."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, answered = time.perf_counter(), 500, False

        async def sending(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], True
                given = {name for name, _ in message["headers"]}
                ours = (each for each in _HEADERS if each[0] not in given)
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        try:
            await self._answer(scope, receive, sending)
        except Fault as fault:
            await fault.response({"Connection": "close"})(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  (a traceback may quote the request)
            log.error("internal error: %s", type(error).__name__)  # noqa: TRY400
            if not answered:
                await unknown().response({"Connection": "close"})(scope, receive, sending)
        finally:
            known = scope["path"] if scope["path"] in self._paths else "(unknown)"
            spent = (time.perf_counter() - started) * 1000
            method = scope["method"] if scope["method"] in ("GET", "POST", "OPTIONS") else "OTHER"
            log.info("%s %s %d %.1f ms", method, known, status, spent)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        monitored = scope["path"] in OPEN_PATHS
        if not monitored and self._running >= self._most:
            busy = Fault(503, "throttled", "The service is busy; try again shortly.")
            await busy.response()(scope, receive, send)
            return
        self._running += 1  # also while the door looks a token up
        try:
            door = None if monitored else self._door
            refusal = await door.refusal(scope) if door else None
            if refusal is None:
                await self._app(scope, await _whole(scope, receive), send)
            else:
                await refusal(scope, receive, send)
        finally:
            self._running -= 1


async def _whole(scope: Scope, receive: Receive) -> Receive:
    """The body read to its end within its limits, and handed on in one piece."""
    if scope["method"] != "POST":
        return receive
    headers = dict(scope["headers"])
    told = headers.get(b"content-length", b"0")
    if told.isdigit() and int(told) > LONGEST_BODY:
        raise _too_long()
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return receive
        size += len(message.get("body", b""))
        if size > LONGEST_BODY:
            raise _too_long()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = _plain(b"".join(parts), headers.get(b"content-encoding", b"").strip().lower())

    async def again() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _plain(body: bytes, encoding: bytes) -> bytes:
    if encoding in (b"", b"identity"):
        return body
    if encoding != b"gzip":
        raise Fault(415, "not-supported", "Only gzip is understood as a content encoding.")
    most = min(LONGEST_BODY, STEEPEST_RATIO * len(body))
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(body, most)
    except zlib.error:
        raise Fault(400, "structure", "The body is not gzip.") from None
    if reader.unconsumed_tail:
        raise _too_long()
    if not reader.eof:
        raise Fault(400, "structure", "The gzip body is cut off.")
    return plain


def _too_long() -> Fault:
    return Fault(
        413, "too-long", f"The body is larger than {LONGEST_BODY} bytes or compressed too far."
    )
