"""A live server on loopback, in a thread of the test process."""

from __future__ import annotations

import contextlib
import threading
import time

import httpx
import uvicorn


@contextlib.contextmanager
def serving(app):
    """A client of the application, over a real socket."""
    config = uvicorn.Config(app, port=0, access_log=False, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
