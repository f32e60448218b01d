"""The service on an address: one process, or several that share it."""

from __future__ import annotations

import gc
import socket
import sys
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from medcaution.errors import InputError
from medcaution.service.app import create

_APP = "medcaution.service.listening:application"
_CANNOT_START = 3


class _Config(uvicorn.Config):
    def bind_socket(self) -> socket.socket:
        """An address that answers at once.

        asyncio switches off Nagle's algorithm only on sockets that say they are TCP, which the one
        that uvicorn shares between processes does not: the body of an answer would wait for the
        client to acknowledge its head, 40 ms on Linux. Connections inherit what is set here.
        """
        listening = super().bind_socket()
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening


def application() -> ASGIApp:
    """What each process answers with: its knowledge out of the reach of the garbage collector.

    A full collection walks everything that the knowledge holds, 75 ms of work on the machine where
    it was measured (2026-11-26), and the first one came with the first visitor.
    """
    app = create()
    gc.collect()
    gc.freeze()
    return app


def ensure_free(host: str, port: int) -> None:
    """Find out before the knowledge is loaded whether an address can be listened on.

    Raises:
        InputError: if another program holds it, or it is none of this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
    except OSError as error:
        raise InputError(
            f"{host}:{port} cannot be listened on: {error.strerror}; "
            "give another --host or --port, or end the program that holds it",
            "--port",
        ) from None


def listen(host: str, port: int, workers: int, log_config: dict[str, Any]) -> None:
    """Answer until interrupted. The settings lie in the environment, for every process to read.

    Exits with 3 if the service cannot start.
    """
    config = _Config(
        _APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=5,
        log_config=log_config,
    )
    if workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(_CANNOT_START)
