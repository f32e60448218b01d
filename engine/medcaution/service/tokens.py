"""Who calls: JSON Web Tokens as CDS Hooks 2.0.1 asks, each accepted once."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import jwt
from jwt import PyJWK

from medcaution.errors import InputError
from medcaution.service.fault import Fault
from medcaution.service.settings import JwtSettings
from medcaution.strict_json import parse_json

log = logging.getLogger("medcaution.service")

_ALGORITHMS = {("EC", "P-384"): "ES384", ("RSA", None): "RS384"}
_REQUIRED = ("iss", "aud", "exp", "iat", "jti")
_LONGEST_TOKEN = 8_192
_LONGEST_ID = 256
_SKEW = 30
_PATIENCE = 5  # seconds for which a store may be held by another worker
_NO_STORE = (
    "The store of used tokens does not answer, so that no token can be accepted. "
    "Nothing was checked; try again shortly."
)


class Refused(Exception):  # noqa: N818  (an answer of this package, never seen outside)
    """A call without a token that can be trusted. It says nothing more, to anyone."""


class Replays:
    """Ids of used tokens, in a file that every worker shares. Only their digests are kept.

    Raises:
        InputError: if the file cannot be made or is no such store.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            with self._open() as database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS used (id BLOB PRIMARY KEY, until REAL)"
                )
        except sqlite3.Error as error:
            raise InputError(
                f"{file} cannot be used: {error}; name a file that this user may write",
                "replay_store",
            ) from None

    def use(self, issuer: str, identity: str, until: float) -> bool:
        """Mark an id as used; False if it was before.

        Raises:
            Fault: if the store cannot tell: locked, full or broken. Nothing is accepted then.
        """
        digest = hashlib.sha256(f"{issuer}\0{identity}".encode()).digest()
        try:
            with self._open() as database:
                database.execute("DELETE FROM used WHERE until < ?", (time.time(),))
                added = database.execute(
                    "INSERT OR IGNORE INTO used VALUES (?, ?)", (digest, until)
                )
                return added.rowcount == 1
        except sqlite3.Error as error:
            log.error("replay store: no token can be accepted: %s", error)  # noqa: TRY400  (whole)
            raise Fault(503, "no-store", _NO_STORE) from None

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=_PATIENCE)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


class Verifier:
    """Verifies the tokens of the clients an operator named."""

    def __init__(self, settings: JwtSettings) -> None:
        self._base = settings.base_url.rstrip("/")
        self._life = settings.longest_life
        self._issuers = {each.iss: each for each in settings.issuers}
        self._keys = {each.iss: _keys(each.jwks) for each in settings.issuers}
        self._replays = Replays(settings.replay_store)

    def verify(self, header: str | None, path: str) -> None:
        """Accept the `Authorization` header of a call to a path, once.

        Raises:
            Refused: if there is any doubt.
        """
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
            raise Refused
        try:
            issuer, identity, until = self._claims(token, path)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError):
            raise Refused from None
        if not self._replays.use(issuer, identity, until):
            raise Refused

    def _claims(self, token: str, path: str) -> tuple[str, str, float]:
        header = jwt.get_unverified_header(token)
        if header.get("typ") != "JWT" or "crit" in header:
            raise Refused
        unverified = jwt.decode(token, options={"verify_signature": False})
        issuer = self._issuers[unverified["iss"]]
        if "jku" in header and header["jku"] not in issuer.jku:
            raise Refused
        key = self._keys[issuer.iss][header["kid"]]
        if key.algorithm_name != header.get("alg"):
            raise Refused
        claims = jwt.decode(
            token,
            key.key,
            algorithms=list(_ALGORITHMS.values()),
            audience=self._base + path,
            issuer=issuer.iss,
            leeway=_SKEW,
            options={"require": list(_REQUIRED)},
        )
        identity, until, since = claims["jti"], claims["exp"], claims["iat"]
        if not isinstance(identity, str) or not 0 < len(identity) <= _LONGEST_ID:
            raise Refused
        if not 0 < until - since <= self._life:
            raise Refused
        return issuer.iss, identity, until + _SKEW


def _keys(file: Path) -> dict[str, PyJWK]:
    """The public keys of a key set, by id.

    Raises:
        InputError: if it holds none, or one that must not be used.
    """
    try:
        data = parse_json(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}", "jwks") from None
    except InputError as error:
        raise InputError(f"{file} is {error}", "jwks") from None
    entries = data.get("keys") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise InputError(f'{file} holds no key; give {{"keys": [...]}}', "jwks")
    keys: dict[str, PyJWK] = {}
    for number, entry in enumerate(entries, 1):
        try:
            identity, key = _public(entry, keys)
        except InputError as error:
            raise InputError(f"key {number} of {file} {error}", "jwks") from None
        keys[identity] = key
    return keys


def _public(entry: Any, others: Collection[str]) -> tuple[str, PyJWK]:
    """A public key and its id, which is none of the others."""
    if isinstance(entry, dict) and "d" in entry:
        raise InputError("is a private key; give the public one")
    try:
        identity, key = entry["kid"], PyJWK(entry, _ALGORITHMS[entry["kty"], entry.get("crv")])
    except (ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError):
        identity, key = None, None
    if not isinstance(identity, str) or key is None:
        raise InputError("is no P-384 or RSA public key with an id; give kty, kid, and its numbers")
    if identity in others:
        raise InputError("has an id that another has; give each its own")
    return identity, key
