"""`medcaution serve` itself: what it refuses to start, and what its workers share."""

from __future__ import annotations

import gc
import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import uuid

import httpx
import jwt
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec

from medcaution.cli import main
from medcaution.cli.serve import serve
from medcaution.library.folders import bundled_folder
from medcaution.service import listening
from medcaution.service.settings import VARIABLE, ServiceSettings

KEY, ISS, BASE = (
    ec.generate_private_key(ec.SECP384R1()),
    "https://ehr.example",
    "https://cds.example",
)


@pytest.fixture
def settings(tmp_path):
    """The JWT settings of a service, as a file."""
    key = jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1"}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [key]}))
    file = tmp_path / "jwt.toml"
    file.write_text(
        f'base_url = "{BASE}"\nreplay_store = "used"\n[[issuers]]\niss = "{ISS}"\njwks = "keys.json"\n'
    )
    return file


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("", "either --jwt-config FILE or --no-auth"),
        ("--no-auth --jwt-config {file}", "either --jwt-config FILE or --no-auth"),
        ("--no-auth --open-page", "opens the page already"),
        ("--no-auth --host 0.0.0.0", "must be given twice"),
        ("--no-auth --host ::", "must be given twice"),
        ("--no-auth --host example.org", "must be given twice"),
        ("--no-auth --allow-origin *", "* is refused"),
        ("--jwt-config {folder}/none.toml", "does not exist"),
        ("--jwt-config {folder}/keys.json", "no JWT settings"),
        ("--no-auth --workers 0", "0 is not in the range"),
        ("--no-auth --no-auth --host 192.0.2.1", "192.0.2.1:8080 cannot be listened on"),
        ("--no-auth --port 70000", "70000 is not in the range"),
    ],
)
def test_what_it_refuses_to_start(settings, options, words):
    given = options.format(file=settings, folder=settings.parent)
    done = CliRunner().invoke(main, ["serve", *shlex.split(given)])
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_that_is_taken_is_told_with_what_to_do(workers):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = ["serve", "--no-auth", "--port", port, "--workers", workers]
        done = CliRunner().invoke(main, given)
    assert done.exit_code == 2
    assert f"127.0.0.1:{port} cannot be listened on: Address already in use" in done.output
    assert "give another --host or --port" in done.output


def test_its_workers_answer_share_what_was_used_and_end(settings):
    command = [sys.executable, "-m", "medcaution", "serve", "--port", "0", "--workers", "2"]
    process = subprocess.Popen(
        [*command, "--jwt-config", str(settings)], stderr=subprocess.PIPE, text=True
    )
    told = ""
    while told.count("startup complete") < 2:
        told += process.stderr.readline() or pytest.fail(told)
    port = re.search(r"127\.0\.0\.1:(\d+)", told)[1]
    url = f"http://127.0.0.1:{port}/cds-services"
    statuses = []
    for _ in range(5):
        now = int(time.time())
        claims = {"iss": ISS, "aud": f"{BASE}/cds-services", "jti": str(uuid.uuid4())}
        token = jwt.encode(
            claims | {"exp": now + 300, "iat": now}, KEY, "ES384", headers={"kid": "1"}
        )
        headers = {"Authorization": f"Bearer {token}"}
        # A connection each, so that the kernel hands them to either worker.
        answers = [httpx.get(f"{url}?q=Secret", headers=headers) for _ in range(8)]
        assert all(not each.content for each in answers if each.status_code == 401)
        statuses.append(sorted(each.status_code for each in answers))
    process.send_signal(signal.SIGTERM)
    told += process.communicate(timeout=30)[1]
    assert statuses == [[200] + [401] * 7] * 5
    assert process.returncode in (0, -signal.SIGTERM)
    assert told.count("GET /cds-services 401") == 35
    assert "Secret" not in told
    assert "WARNING" not in told


def test_it_is_said_at_start_that_anyone_may_call():
    command = [sys.executable, "-m", "medcaution", "serve", "--port", "0", "--no-auth"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    first = process.stderr.readline()
    process.terminate()
    process.communicate(timeout=30)
    assert first.startswith("WARNING: --no-auth")


def deployed():
    """The command lines of the unit and of the container file."""
    folder = bundled_folder() / "deploy"
    unit = re.search(
        r"^ExecStart=(.*)$", (folder / "medcaution.service").read_text(), re.MULTILINE
    )[1]
    image = re.search(
        r"^ENTRYPOINT (\[.*\])$", (folder / "Containerfile").read_text(), re.MULTILINE
    )[1]
    return shlex.split(unit), [*json.loads(image), "--jwt-config", "/etc/medcaution/jwt.toml"]


def test_the_unit_and_the_image_give_options_it_knows(settings):
    for program, command, *options in deployed():
        assert (program, command) == ("/opt/medcaution/bin/medcaution", "serve")
        given = [str(settings) if each.endswith("jwt.toml") else each for each in options]
        context = serve.make_context("serve", given)
        assert context.params["jwt_config"] == settings
        assert not context.params["no_auth"]


def test_no_connection_of_shared_workers_waits_for_an_acknowledgement():
    with listening._Config("app", host="127.0.0.1", port=0).bind_socket() as shared:
        shared.listen()
        with socket.create_connection(shared.getsockname()):
            answering, _ = shared.accept()
            with answering:
                assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_no_visitor_waits_for_the_knowledge_to_be_walked_by_the_collector(monkeypatch):
    monkeypatch.setenv(VARIABLE, ServiceSettings(no_auth=True).model_dump_json())
    try:
        listening.application()
        assert gc.get_freeze_count() > 100_000
        assert len(gc.get_objects()) < 10_000
    finally:
        gc.unfreeze()
