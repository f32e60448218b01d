"""What an operator decides, and what bounds one request."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from medcaution.errors import InputError, KnowledgeError
from medcaution.presentation.catalogue import ENGLISH
from medcaution.shaped import read_shaped

#: Bytes of a body, as received and as decompressed.
LONGEST_BODY = 1_048_576
#: How many times larger than its compressed form a body may be.
STEEPEST_RATIO = 100
#: Requests worked on at once, in one worker; one more is told to come back.
MOST_AT_ONCE = 64


class Issuer(BaseModel):
    """A client that may call: its name, and where its public keys lie.

    Args:
        iss: as it stands in its tokens.
        jwks: a file holding its JSON Web Key Set. Keys are never fetched.
        jku: the key URLs that its tokens may name; they are compared, never opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    iss: Annotated[str, Field(min_length=1)]
    jwks: Path
    jku: frozenset[str] = frozenset()


class JwtSettings(BaseModel):
    """Who may call, and where used token ids are remembered.

    Args:
        base_url: where clients see the service; `aud` is this and the path that is called.
        issuers: the clients.
        replay_store: a SQLite file that all workers share.
        longest_life: seconds between `iat` and `exp`, at most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Annotated[str, Field(pattern=r"^https?://[^?#]+$")]
    issuers: Annotated[tuple[Issuer, ...], Field(min_length=1)]
    replay_store: Path
    longest_life: Annotated[int, Field(gt=0, le=3600)] = 600

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a TOML file; paths in it are relative to it.

        Raises:
            InputError: naming the line of everything that is wrong with it.
        """
        try:
            _, read = read_shaped(file.parent, file, cls)
        except KnowledgeError as error:
            raise InputError(f"{file} holds no JWT settings that can be used:\n{error}") from None
        here = file.parent
        issuers = tuple(each.model_copy(update={"jwks": here / each.jwks}) for each in read.issuers)
        return read.model_copy(
            update={"issuers": issuers, "replay_store": here / read.replay_store}
        )


class ServiceSettings(BaseModel):
    """Everything an operator decides. Passed to workers in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jwt_config: Path | None = None
    no_auth: bool = False
    open_page: bool = False
    origins: tuple[str, ...] = ()
    isolated: bool = False
    url: str | None = None
    emergency_number: str = ""
    language: str = ENGLISH

    @classmethod
    def from_environment(cls) -> Self:
        """As `medcaution serve` passed them on."""
        return cls.model_validate_json(os.environ.get(VARIABLE, "{}"))


VARIABLE = "MEDCAUTION_SERVICE"
