"""Coverage-guided fuzzing of everything that reads what others wrote.

    pip install atheris && python benchmarks/campaigns/fuzz.py names --seconds 3600

A crash is any exception that is not one of ours, or a line that is not accounted for. What crashed
is kept in the corpus folder; a regression test is owed for each. Each target is a campaign of its
own: a change to the readers of tables makes nothing old that was learnt of names.
"""

# ruff: noqa: PLC0415  (what is fuzzed is imported under the eye of the fuzzer)

from __future__ import annotations

import argparse
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("names", "record", "csv", "ndjson", "rule")
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+)")
_PLACE = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "fuzz")
    parser.add_argument("--here", action="store_true", help="with options of libFuzzer, no JSON")
    options, others = parser.parse_known_args()
    if options.here:
        fuzz(options.target, others)
        return
    found = campaign(options.target, options.seconds, options.seed, options.corpus)
    print(json.dumps({"seconds": options.seconds, **found}, indent=2))
    sys.exit(found["crashes"])


def campaign(target: str, seconds: int, seed: int, corpus: Path) -> dict[str, int]:
    """The target in a process of its own, which a crash ends."""
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(SEEDS[target]):
        (folder / f"seed-{number}").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, __file__, target, "--here", f"-seed={seed}"),
            *(f"-max_total_time={seconds}", "-max_len=4096", "-timeout=60", "-rss_limit_mb=4096"),
            *(f"-artifact_prefix={corpus / target}-", str(folder)),
        ],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    told = done.stdout + done.stderr
    if done.returncode:
        print(told[-3000:], file=sys.stderr)
    runs, covered = _RUNS.findall(told), _COVERED.findall(told)
    return {
        "inputs": int(runs[-1]) if runs else 0,
        "branches": int(covered[-1]) if covered else 0,
        "crashes": int(done.returncode != 0),
    }


def fuzz(target: str, others: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["medcaution"]):
        import medcaution.batch.intake
        import medcaution.fhir.record
        import medcaution.prepared  # noqa: F401
    atheris.Setup([sys.argv[0], *others], tried(target))
    atheris.Fuzz()


def tried(target: str) -> Callable[[bytes], None]:
    """What one input is put through."""
    from pydantic import ValidationError

    from medcaution import Checker, MedcautionError, Person
    from medcaution.batch.intake import take_in
    from medcaution.batch.layouts import Source
    from medcaution.fhir.record import read_record
    from medcaution.library.documents import read_document
    from medcaution.library.rules import Rule
    from medcaution.strict_json import parse_json

    checker = Checker(cross_check=False) if target == "names" else None
    place = Path(tempfile.mkdtemp(dir=_PLACE))

    def names(data: bytes) -> None:
        lines = data.decode("utf-8", "replace").split("\n")
        half = len(lines) // 3
        person = Person(medications=lines[half:], conditions=lines[:half])
        report = checker.check(person)  # type: ignore[union-attr]
        assert len(report.inputs) == len(lines)

    def record(data: bytes) -> None:
        read = read_record(parse_json(data))
        facts = len(read.person.medications) + len(read.person.conditions)
        assert facts + len(read.set_aside) == len(read.lines)

    def table(ending: str) -> Callable[[bytes], None]:
        def read(data: bytes) -> None:
            with tempfile.TemporaryDirectory(dir=place) as folder:
                path = Path(folder) / f"lists.{ending}"
                path.write_bytes(data)
                layout = "long" if ending == "csv" else "persons"
                intake = take_in(Source(path, layout), Path(folder) / "in")
                for part in intake.parts():
                    intake.read(part)

        return read

    def rule(data: bytes) -> None:
        path = place / "rules" / "pack" / "rule.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        document = read_document(place, path)
        if hasattr(document, "data"):
            try:
                Rule.model_validate(document.data)
            except ValidationError as error:
                for each in error.errors(include_url=False):
                    assert document.line(*each["loc"]) >= 1

    readers = {"names": names, "record": record, "rule": rule}
    reader = readers.get(target) or table(target)

    def one(data: bytes) -> None:
        with contextlib.suppress(MedcautionError):
            reader(data)

    return one


_ORDER = {
    "resourceType": "MedicationRequest", "status": "active", "intent": "order",
    "medicationCodeableConcept": {"text": "ketamine", "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6130"}]},
    "dosageInstruction": [{"text": "one patch daily", "route": {"text": "oral"}}],
}  # fmt: skip
SEEDS = {
    "names": [
        "schizophrenia\nProzac 20 mg\nketamine",
        "pregnant 32 weeks\nhistory of stroke\nno aspirin\n2C-B 15mg oral\nk\nvitamin K\nMAOI patch",
    ],
    "record": [
        json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": _ORDER}]}),
        json.dumps({"resourceType": "Condition", "code": {"text": "asthma"}, "onsetAge": {"value": 3}}),
    ],
    "csv": ['person,medication,use\n1,"Prozac, 20 mg",unknown\n2,ketamine,\n'],
    "ndjson": ['{"id": "1", "medications": ["Zoloft"], "conditions": [], "age": 30}\n'],
    "rule": [each.read_text() for each in sorted((ROOT / "rules/bleeding").glob("*.toml"))],
}  # fmt: skip


if __name__ == "__main__":
    main()
