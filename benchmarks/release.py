"""What a release ships, built twice in two places: the same bytes, a bill of materials, a trial.

    python benchmarks/release.py --out dist

Only what is committed is built. The tools come from requirements-release.lock, with hashes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
#: Every set of parts that somebody may install; each has its lock.
PARTS = {"core": "requirements.lock", "batch": "requirements-batch.lock", "service": "requirements-service.lock"}  # fmt: skip


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(  # noqa: PLW1510  (told below, with what it printed)
        list(map(str, command)),
        cwd=cwd,
        env=os.environ | environment,
        text=True,
        capture_output=True,
    )
    if done.returncode:
        raise click.ClickException(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(folder: Path, lock: str) -> Path:
    """A fresh virtual environment with a lock installed; its folder of commands."""
    venv.create(folder, with_pip=True)
    run(folder / "bin" / "pip", "install", "-q", "--require-hashes", "-r", ROOT / lock)
    return folder / "bin"


def build(tools: Path, commit: str, where: Path) -> Mapping[str, str]:
    """The sha256 of the wheel and the source archive of a commit, built in this folder."""
    where.mkdir(parents=True)
    archive = where.with_suffix(".tar")
    run("git", "archive", "--output", archive, commit)
    run("tar", "-xf", archive, "-C", where)
    time = run("git", "show", "-s", "--format=%ct", commit).strip()
    run(tools / "python", "-m", "build", "--no-isolation", where, SOURCE_DATE_EPOCH=time)
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((where / "dist").iterdir())
    }


def trial(wheel: Path, folder: Path) -> str:
    """What the installed wheel says of itself, away from the checkout."""
    commands = environment(folder, "requirements.lock")
    run(commands / "pip", "install", "-q", "--no-deps", wheel)
    run(commands / "medcaution", "doctor", cwd=folder)
    return run(commands / "medcaution", "selftest", cwd=folder).strip()


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("dist"), show_default=True)
def main(out: Path) -> None:
    """Build, compare, list the parts, try; exit 1 if two builds differ."""
    if run("git", "status", "--porcelain"):
        click.echo("Uncommitted changes are not in what is built.", err=True)
    commit = run("git", "rev-parse", "HEAD").strip()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools = environment(folder / "tools", "requirements-release.lock")
        first = build(tools, commit, folder / "one")
        second = build(tools, commit, folder / "a longer way" / "to another place")
        for part, lock in PARTS.items():
            bill = out.resolve() / f"medcaution-{part}.cdx.json"
            run(
                tools / "cyclonedx-py", "requirements", ROOT / lock, "--pyproject", ROOT / "pyproject.toml",
                "--output-reproducible", "--output-format", "JSON", "--output-file", bill,
            )  # fmt: skip
        for file in (folder / "one" / "dist").iterdir():
            (out / file.name).write_bytes(file.read_bytes())
        (out / "SHA256SUMS").write_text(
            "".join(f"{mark}  {file}\n" for file, mark in first.items())
        )
        wheel = next(out.resolve().glob("*.whl"))
        result = {
            "commit": commit,
            "same_bytes": first == second,
            "sha256": first,
            "parts": {
                part: len(
                    json.loads((out / f"medcaution-{part}.cdx.json").read_text())["components"]
                )
                for part in PARTS
            },
            "trial": trial(wheel, folder / "trial"),
        }
    click.echo(json.dumps(result, indent=2))
    sys.exit(first != second)


if __name__ == "__main__":
    main()
