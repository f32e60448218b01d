"""The safety file: the hazard log and the tests it names, the list of parts, the signatures."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from medcaution import Library, Person
from medcaution.authoring.hazards import LOG, HazardLog
from medcaution.errors import KnowledgeError
from medcaution.library.folders import bundled_folder

ROOT = bundled_folder()
SAFETY = ROOT / "docs/safety"


@pytest.fixture(scope="module")
def log():
    return HazardLog.read(ROOT)


@pytest.fixture(scope="module")
def collected(log):
    """What pytest finds in the files that the log names, as a run of these files would."""
    files = sorted({test.partition("::")[0] for test in log.tests()} | set(log.guards))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        *(f"tests/{each}" for each in files),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    return {
        line.removeprefix("tests/").partition("[")[0]
        for line in run.stdout.splitlines()
        if "::" in line
    }


def not_collected(log, collected):
    return sorted(set(log.tests()) - collected)


def under_no_hazard(log, collected):
    return sorted(
        test for test in collected - set(log.tests()) if test.partition("::")[0] in log.guards
    )


def test_every_test_of_the_log_is_collected(log, collected):
    assert not_collected(log, collected) == []


def test_every_test_of_a_guard_stands_under_a_hazard(log, collected):
    assert under_no_hazard(log, collected) == []


def test_a_test_that_is_renamed_or_new_is_noticed(log, collected):
    gone = next(test for test in log.tests() if test.partition("::")[0] in log.guards)
    renamed = collected - {gone} | {f"{gone}_anew"}
    assert not_collected(log, renamed) == [gone]
    assert under_no_hazard(log, renamed) == [f"{gone}_anew"]


def test_no_hazard_stands_twice_and_none_names_a_test_twice_for_one_control(log):
    assert len({each.id for each in log.hazards}) == len(log.hazards)
    for hazard in log.hazards:
        for control in hazard.controls:
            assert len(set(control.tests)) == len(control.tests), (hazard.id, control.what)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('severity = "catastrophic"', 'severity = "bad"'),
        ("[[hazard.control]]", "[[hazard.controls]]"),
        ("residual = ", "left = "),
        ("guards = [", "guards = ["[:-1]),
    ],
)
def test_a_log_that_is_not_whole_is_refused_at_its_line(tmp_path, before, after):
    file = tmp_path / LOG
    file.parent.mkdir(parents=True)
    file.write_text((ROOT / LOG).read_text().replace(before, after, 1))
    with pytest.raises(KnowledgeError, match=rf"{LOG}:\d+"):
        HazardLog.read(tmp_path)


def test_a_rule_without_a_signature_is_told_as_unreviewed(checker):
    report = checker.check(Person(medications=["Zoloft", "ketamine", "phenelzine"]))
    assert report.cautions
    assert not any(each.reviewed_by_clinician for each in report.cautions)
    signed = (SAFETY / "sign-off.md").read_text()
    assert signed.count("| nobody |") == len(Library.load().rules)


def test_the_reader_of_a_page_of_the_checkout_finds_every_page_it_links():
    pages = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *SAFETY.glob("*.md"),
        ROOT / "rules/README.md",
    ]
    for file in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text()):
            assert (file.parent / target).exists(), f"{file.relative_to(ROOT)} links {target}"


def test_every_part_is_listed_with_what_guards_us():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        re.match(r"[\w.-]+", each)[0]
        for group in (
            project["project"]["dependencies"],
            *project["project"]["optional-dependencies"].values(),
            *project["dependency-groups"].values(),
            project["build-system"]["requires"],
        )
        for each in group
    } - {"medcaution"}
    rows = re.findall(
        r"^\| `([\w.-]+)` \| ([^|]+) \| ([^|]+) \|", (SAFETY / "parts.md").read_text(), re.MULTILINE
    )
    assert sorted(name for name, *_ in rows) == sorted(wanted)
    assert rows[0][0] == "durable-rules"
    assert all(relied.strip() and guard.strip() for _, relied, guard in rows)
