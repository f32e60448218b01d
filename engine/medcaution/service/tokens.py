"""Who calls: JSON Web Tokens as CDS Hooks 2.0.1 asks, each accepted once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import jwt
from jwt import PyJWK

from medcaution.errors import InputError
from medcaution.service.settings import JwtSettings

_ALGORITHMS = ("ES384", "RS384")
_REQUIRED = ("iss", "aud", "exp", "iat", "jti")
_LONGEST_TOKEN = 8_192
_LONGEST_ID = 256
_SKEW = 30


class Refused(Exception):  # noqa: N818  (an answer of this package, never seen outside)
    """A call without a token that can be trusted. It says nothing more, to anyone."""


class Replays:
    """Ids of used tokens, in a file that every worker shares. Only their digests are kept."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._open() as database:
            database.execute("CREATE TABLE IF NOT EXISTS used (id BLOB PRIMARY KEY, until REAL)")

    def use(self, issuer: str, identity: str, until: float) -> bool:
        """Mark an id as used; False if it was before."""
        digest = hashlib.sha256(f"{issuer}\0{identity}".encode()).digest()
        with self._open() as database:
            database.execute("DELETE FROM used WHERE until < ?", (time.time(),))
            added = database.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", (digest, until))
            return added.rowcount == 1

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=5)
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
            algorithms=list(_ALGORITHMS),
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
    keys = {}
    try:
        for each in json.loads(file.read_text(encoding="utf-8"))["keys"]:
            algorithm = {("EC", "P-384"): "ES384", ("RSA", None): "RS384"}[
                each["kty"], each.get("crv")
            ]
            if "d" in each:
                raise InputError(f"{file} holds a private key; give the public one")
            keys[each["kid"]] = PyJWK(each, algorithm)
    except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError):
        raise InputError(f"{file} is no set of P-384 or RSA public keys with ids") from None
    if not keys:
        raise InputError(f"{file} holds no key")
    return keys
