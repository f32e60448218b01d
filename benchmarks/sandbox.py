"""The public CDS Hooks sandbox, in a headless browser, against the live service with its tokens checked.

Build the sandbox first (github.com/cds-hooks/sandbox, Apache-2.0; npm registry only, two minutes):

    npm ci --ignore-scripts && npx webpack --config webpack.config.prod.js
    python benchmarks/sandbox.py SANDBOX/build

The sandbox signs ES384 tokens with its published key; the service gets the public half, its issuer
and its `jku`, and lets the origin of the sandbox call. The patient's record is answered by a small
FHIR server here. What is checked is what the browser draws.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from serving import Service
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

ISSUER = "https://sandbox.cds-hooks.org"
TAKEN = ("ketamine 50 mg", "Zoloft 100 mg")
ORDERED = "tramadol"
SCREENS = {"patient-view": "patient-view", "order-select": "rx-view", "order-sign": "rx-sign"}
_CARD = ["Watch for", "medcaution (draft rules, not reviewed by a clinician)"]
EXPECTED = {
    "patient-view": ["Ketamine with sertraline", *_CARD],
    "order-select": ["Ketamine with tramadol", *_CARD],
    "order-sign": ["Ketamine with tramadol", *_CARD],
}
#: What a person does on the two screens of orders: type a name, choose the first drug offered, and sign.
PERSON = """<script>
const until = (find) => new Promise((done) => {
  const timer = setInterval(() => {
    const found = find();
    if (found) { clearInterval(timer); done(found); }
  }, 100);
});
(async () => {
  const field = await until(() => document.querySelector('input[name="medication-input"]'));
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  set.call(field, 'NAME');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const offered = () => [...document.querySelectorAll('.MuiListItemButton-root')];
  (await until(() => offered().find((each) => /NAME/i.test(each.textContent)))).click();
  const buttons = () => [...document.querySelectorAll('button')];
  await until(() => field.value.length > 'NAME'.length);
  (await until(() => buttons().find((each) => each.textContent === 'Sign Order'))).click();
})();
</script>"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--chromium", default="chromium")
    parser.add_argument("--keep", type=Path, help="write the drawn page and a picture here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ehr(options.build) as origin:
        folder = Path(name)
        told = ("--jwt-config", str(trusted(folder, options.build)), "--allow-origin", origin)
        # The address stands in every token, so the service needs its port before it starts.
        with Service(2, *told, log=folder / "log", port=PORT) as service:
            endpoint = f"http://127.0.0.1:{service.port}/cds-services"
            drawn = {
                hook: draw(
                    options.chromium,
                    f"{origin}/driven.html?fhirServiceUrl={origin}/fhir&patientId=1"
                    f"&serviceDiscoveryURL={endpoint}&hook={hook}&screen={screen}",
                    folder,
                    options.keep and options.keep / hook,
                )
                for hook, screen in SCREENS.items()
            }
        log = (folder / "log").read_text()
    called = re.findall(r"INFO ((?:GET|POST) \S+ \d+)", log)
    found = {
        "drawn": {hook: [each for each in EXPECTED[hook] if each in drawn[hook]] for hook in drawn},
        "calls": dict(Counter(called)),
    }
    print(json.dumps(found, indent=2))
    wanted = {f"POST /cds-services/medcaution-{hook} 200" for hook in SCREENS}
    refused = [each for each in called if not each.endswith(" 200")]
    if refused or not wanted <= set(called) or found["drawn"] != EXPECTED:
        raise SystemExit(1)


def trusted(folder: Path, build: Path) -> Path:
    """The settings of a service that trusts the sandbox."""
    keys = build / ".well-known/jwks.json"
    file = folder / "jwt.toml"
    file.write_text(
        f'base_url = "http://127.0.0.1:{PORT}"\nreplay_store = "used.sqlite"\n'
        f'[[issuers]]\niss = "{ISSUER}"\njwks = "{keys.resolve()}"\n'
        f'jku = ["{ISSUER}/.well-known/jwks.json"]\n'
    )
    return file


@contextlib.contextmanager
def ehr(build: Path) -> Iterator[str]:
    """The sandbox and a FHIR server with one patient, on one origin."""
    page = (build / "index.html").read_text(encoding="utf-8")
    page = page.replace("</body>", PERSON.replace("NAME", ORDERED) + "</body>")

    async def driven(_: Request) -> HTMLResponse:
        return HTMLResponse(page)

    app = Starlette(
        routes=[
            Route("/fhir/metadata", metadata),
            Route("/fhir/{kind}", search, methods=["GET"]),
            Route("/fhir/{kind}/_search", search, methods=["POST"]),
            Route("/fhir/Patient/1", patient),
            Route("/driven.html", driven),
            Mount("/", StaticFiles(directory=build)),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


async def metadata(_: Request) -> JSONResponse:
    return JSONResponse({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})


async def patient(_: Request) -> JSONResponse:
    return JSONResponse(PATIENT)


async def search(request: Request) -> JSONResponse:
    kind = request.path_params["kind"]
    found: list[Any] = [PATIENT] if kind == "Patient" else []
    if kind == "MedicationRequest":
        found = [_order(number, text) for number, text in enumerate(TAKEN)]
    entries = {"entry": [{"resource": each} for each in found]} if found else {}
    total = len(found)
    return JSONResponse({"resourceType": "Bundle", "type": "searchset", "total": total} | entries)


PATIENT = {
    "resourceType": "Patient",
    "id": "1",
    "name": [{"given": ["Ada"], "family": "Example"}],
    "gender": "female",
    "birthDate": "1980-05-17",
}


def _order(number: int, text: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": f"m{number}",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": text},
        "subject": {"reference": "Patient/1"},
    }


def draw(chromium: str, page: str, folder: Path, keep: Path | None) -> str:
    """What the browser draws of a page, once nothing is waited for."""
    command = [
        *(chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *(f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000"),
        # The sandbox also asks its own public service: nothing beyond this machine is reached.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    done = subprocess.run(
        [*command, "--dump-dom", page], capture_output=True, text=True, timeout=180, check=True
    )
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / "sandbox.html").write_text(done.stdout)
        picture = [f"--screenshot={keep / 'sandbox.png'}", "--window-size=1400,1000", page]
        subprocess.run([*command, *picture], capture_output=True, timeout=180, check=True)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


PORT = _free_port()


if __name__ == "__main__":
    main()
