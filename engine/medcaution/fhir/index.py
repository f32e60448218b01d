"""The resources of a record by whatever may refer to them: `Kind/id`, and their addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_VERSION = re.compile(r"/_history/.*\Z", re.DOTALL)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PLACED = re.compile(r"(?P<home>[^\s/]+(?:/\S+)?)/[A-Z][A-Za-z]+/[^\s/?#]+")
#: What is read of a Medication or Substance: two that tell the same of it are one.
_READ = ("resourceType", "code", "status", "ingredient", "modifierExtension", "implicitRules")


class Several(Exception):  # noqa: N818  (an answer of this package, never seen outside)
    """A reference fits resources that tell different things."""


@dataclass
class Index:
    """Finds what a reference points to. Where two different resources fit, neither is taken."""

    _named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _homes: dict[int, str] = field(default_factory=dict)
    _addresses: dict[int, str] = field(default_factory=dict)

    def add(self, resource: dict[str, Any], url: object = None) -> None:
        """Keep a resource under its kind and id, and under the address its entry gives it."""
        if isinstance(url, str) and url.strip():
            address = plain(url)
            self._named.setdefault(address, []).append(resource)
            self._addresses[id(resource)] = address
            place = _PLACED.fullmatch(address) if _SCHEME.match(url.strip()) else None
            if place:
                self._homes[id(resource)] = place["home"]
        identity = resource.get("id")
        if isinstance(identity, str | int):
            self._named.setdefault(f"{resource['resourceType']}/{identity}", []).append(resource)

    def settle(self, resource: dict[str, Any], home: str | None) -> None:
        """Say from which server a resource comes that stands for a part of another."""
        if home is not None:
            self._homes[id(resource)] = home

    def home(self, resource: Mapping[str, Any]) -> str | None:
        """The server that a resource comes from, if its entry tells."""
        return self._homes.get(id(resource))

    def address(self, resource: Mapping[str, Any]) -> str | None:
        """The address that the entry of a resource gives it."""
        return self._addresses.get(id(resource))

    def find(self, reference: str, home: str | None = None) -> dict[str, Any] | None:
        """What a reference points to, as it is meant on the server `home`; None if it is not here.

        Raises:
            Several: if resources that differ fit alike.
        """
        name = plain(reference)
        found = self._named.get(name, [])
        if _SCHEME.match(reference.strip()):
            # A resource whose server nobody tells may be the one that is meant.
            homeless = [each for each in self._tail(name) if self.home(each) is None]
            found = found or homeless
        elif home is not None:
            found = [each for each in found if self.home(each) in (None, home)]
        return one(found)

    def copy(self) -> Index:
        """An index of the same resources, to which more can be added."""
        named = {name: list(each) for name, each in self._named.items()}
        return Index(named, dict(self._homes), dict(self._addresses))

    def _tail(self, name: str) -> list[dict[str, Any]]:
        return self._named.get("/".join(name.split("/")[-2:]), [])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and plain(name) in self._named


def one(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one resource among some, None of none.

    Raises:
        Several: if they tell different things.
    """
    first = [found[0].get(key) for key in _READ] if found else []
    if any([each.get(key) for key in _READ] != first for each in found):
        raise Several
    return found[-1] if found else None


def plain(reference: str) -> str:
    """A reference without what makes no difference: a version, http or https, a slash before it."""
    name = _VERSION.sub("", reference.strip())
    if name.lower().startswith("urn:"):
        return name.lower()
    if not _SCHEME.match(name):
        return name.lstrip("/")
    host, slash, path = _SCHEME.sub("", name).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")
