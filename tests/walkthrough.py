"""Running a page of the docs: its files are written, its commands run, its outputs compared.

A `sh` block is run; the block after it, if it is `text`, holds lines that its output must contain
in that order. In a comment before a block: `exit: 5` is the code a `sh` block must end with (else
0), `file: PATH` or `append: PATH` is where another block is written, `start` leaves a `sh` block
running until the page is done (none may end before), `skip: WHY` is no part of the walk.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"(?:^[ ]*<!-- (?P<verb>\w+)(?:: (?P<word>.*?))? -->\n)?"
    r"^(?P<indent>[ ]*)```(?P<language>\w+)\n(?P<body>.*?)^[ ]*```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    language: str
    body: str
    verb: str | None
    word: str | None


def blocks(text):
    return [
        Block(each["language"], textwrap.dedent(each["body"]), each["verb"], each["word"])
        for each in BLOCK.finditer(text)
    ]


def walk(page, folder, **environment):
    """Do what a page says, in a folder; the number of commands run."""
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": paths, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
    env |= environment
    running, output, count = [], "", 0
    try:
        for each in blocks(page.read_text()):
            if each.verb == "skip":
                continue
            if each.verb in {"file", "append"}:
                target = folder / each.word
                before = target.read_text() if each.verb == "append" and target.exists() else ""
                target.write_text(before + each.body)
            elif each.language == "sh":
                command = ["bash", "-euo", "pipefail", "-c", each.body]
                count += 1
                if each.verb == "start":
                    running.append(
                        subprocess.Popen(command, cwd=folder, env=env, start_new_session=True)
                    )
                    continue
                run = subprocess.run(
                    command, cwd=folder, env=env, stdout=-1, stderr=-2, text=True, check=False
                )
                output = run.stdout
                for process in running:
                    assert process.poll() is None, f"{page.name}: ended at once: {process.args[-1]}"
                wanted = int(each.word) if each.verb == "exit" else 0
                assert run.returncode == wanted, f"{page.name}: {each.body}\n{output}"
            elif each.language == "text":
                left = output
                for line in filter(None, map(str.strip, each.body.splitlines())):
                    assert line in left, f"{page.name} promises: {line}\n{output}"
                    left = left[left.index(line) + len(line) :]
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return count
