"""Canary strings in every field of every request, and a search of everything that could keep them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from load import clinical_requests
from malformed import ROUTES
from serving import Service

MARK = "Canary"


class Canaries:
    """At least so many strings that no answer but a card, and no file, may hold.

    Args:
        client: reaches the service.
        rng: chooses the requests.
        least: how many strings are planted.
    """

    def __init__(
        self, client: httpx.Client, service: Service, rng: random.Random, least: int
    ) -> None:
        self._client, self._service, self._rng, self._least = client, service, rng, least
        self._count = self._endless()
        self._told = 0
        self._told_back: list[str] = []

    def plant(self) -> dict[str, Any]:
        """Send them in keys, values, paths, queries and headers; search what is not an answer."""
        bodies = [json.loads(each) for each in clinical_requests(self._rng)]
        errors = 0
        while self._told < self._least:
            body = self._rng.choice(bodies)
            context = body | {"context": self._planted(body["context"])}
            for path in ROUTES:
                for each in (self._planted(body), context, json.dumps(self._planted(body))[:-9]):
                    errors += self._send(f"{path}?name={next(self._count)}", each)
            errors += self._send(f"/cds-services/{next(self._count)}", {})
            errors += self._send("/check", {next(self._count): next(self._count)})
            errors += self._send(f"/{next(self._count)}", {})
        open_routes = "/health/live", "/health/ready", "/openapi.json", "/cds-services"
        self._told_back += [self._client.get(each).text for each in open_routes]
        titles = [
            Path(f"/proc/{each}/cmdline").read_bytes().decode() for each in self._service.workers()
        ]
        self._told_back += titles
        return {"planted": self._told, "error_answers_searched": errors}

    def find(self, folder: Path) -> dict[str, Any]:
        """Search the log and every other file in the folder of the service."""
        files = [each for each in folder.rglob("*") if each.is_file()]
        kept = [each for each in files if MARK.encode() in each.read_bytes()]
        back = sum(MARK in each for each in self._told_back)
        left = [each for each in (folder / "tmp").iterdir()]  # noqa: C416
        return {
            "files_searched": len(files),
            "temporary_files": len(left),
            "found": len(kept) + back,
        }

    def _send(self, path: str, body: Any) -> int:
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {next(self._count)}",
            "User-Agent": next(self._count),
            "X-Request-Id": next(self._count),
        }
        content = body if isinstance(body, str) else json.dumps(body)
        answer = self._client.post(path, content=content, headers=headers)
        self._told_back.append(str(dict(answer.headers)))
        if answer.status_code == 200:
            return 0
        self._told_back.append(answer.text)
        return 1

    def _endless(self) -> Iterator[str]:
        while True:
            self._told += 1
            yield f"{MARK}{self._told:06d}Zq"

    def _planted(self, value: Any) -> Any:
        """The value with a canary for every text but what decides how it is read."""
        if isinstance(value, dict):
            kept = {k: v if k in _READ else self._planted(v) for k, v in value.items()}
            return kept | {next(self._count): next(self._count)}
        if isinstance(value, list):
            return [*map(self._planted, value), next(self._count)]
        return next(self._count) if isinstance(value, str) else value


_READ = ("hook", "hookInstance", "resourceType", "status", "type")
