"""A release: the same bytes from anywhere, and all that belongs in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile

from medcaution.library.folders import bundled_folder

ROOT = bundled_folder()
LEFT_OUT = shutil.ignore_patterns(
    ".*", "__pycache__", "*.egg-info", "node_modules", "dist", "build"
)


def built(folder, umask):
    """Both archives of a copy of the checkout, whose files are as new as the copy."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT, copy_function=shutil.copyfile)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", "out"],
        cwd=folder,
        umask=umask,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1764000000"},
        check=True,
        capture_output=True,
    )
    return {each.name: each.read_bytes() for each in (folder / "out").iterdir()}


def test_two_builds_from_two_folders_are_the_same_bytes(tmp_path):
    one, other = built(tmp_path / "one", 0o022), built(tmp_path / "elsewhere" / "two", 0o077)
    assert sorted(each.rpartition(".")[2] for each in one) == ["gz", "whl"]
    assert one == other
    source = next(name for name in one if name.endswith(".gz"))
    with tarfile.open(tmp_path / "one/out" / source) as archive:
        names = {each.partition("/")[2] for each in archive.getnames()}
    for needed in ("requirements-dev.lock", "tests/test_safety.py", "docs/safety/parts.md"):
        assert needed in names
