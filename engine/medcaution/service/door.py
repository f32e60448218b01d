"""Who gets in where tokens are asked for: programs by a token, browsers by the operator's leave."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Scope

from medcaution.service.page import Pages
from medcaution.service.tokens import Refused, Verifier


class Door:
    """Asks for a token. A browser shows none, so people are told in words why they are refused.

    Args:
        verifier: who judges tokens.
        pages: what is shown to people.
        open_page: let anyone see and use the page; every other route asks for a token.
    """

    def __init__(self, verifier: Verifier, pages: Pages, *, open_page: bool) -> None:
        self._verifier, self._pages, self._open_page = verifier, pages, open_page

    async def refusal(self, scope: Scope) -> Response | None:
        """What somebody is answered who may not come in; None for all others."""
        path = scope["path"]
        if self._pages.asset(path) or (self._open_page and self._pages.path(path)):
            return None
        held = _given(scope, b"authorization")
        try:
            # Two headers are none: nobody can tell which one a proxy looked at.
            only = held[0] if len(held) == 1 else None
            await run_in_threadpool(self._verifier.verify, only, path)
        except Refused:
            shown = self._pages.path(path) and "text/html" in ",".join(_given(scope, b"accept"))
            return self._pages.refusal() if shown else Response(status_code=401)
        return None


def _given(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
