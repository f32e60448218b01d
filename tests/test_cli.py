"""The command line: exit codes, inline attributes, files, and what is echoed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from medcaution.cli import main


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, arguments, input=stdin)


def test_the_main_example_as_text_and_json():
    text = run("check", "Prozac 20 mg", "ketamine", "--condition", "schizophrenia")
    assert text.exit_code == 1
    assert "[MAJOR] psychotomimetic" in text.output
    assert "Prozac 20 mg -> fluoxetine -> ssri" in text.output
    form = run(
        "check", "Prozac 20 mg", "ketamine", "--condition", "schizophrenia", "--format", "json"
    )
    report = json.loads(form.output)
    assert report["status"] == "cautions"
    assert report["as_of"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["sertraline"], 0),
        (["sertraline", "phenelzine"], 1),
        (["sertraline", "ketamine", "--fail-on", "major"], 0),
        (["sertraline", "ketamine", "--fail-on", "moderate"], 1),
        (["sertraline", "ondansetron"], 0),
        (["sertraline", "ondansetron", "--fail-on", "note"], 1),
        (["flibbertigibbet", "sertraline"], 3),
        (["flibbertigibbet", "sertraline", "phenelzine"], 1),
        (["flibbertigibbet", "sertraline", "ketamine", "--fail-on", "major"], 3),
        (["flibbertigibbet"], 3),
        ([], 2),
        (["--age", "40"], 2),
        (["--condition", "epilepsy"], 3),
        (["x" * 1_000_000], 2),
        (["x"] * 201, 2),
        (["ketamine; rout=oral"], 2),
        (["ketamine; use=recreational"], 2),
        (["ketamine", "--age", "old"], 2),
        (["ketamine", "--as-of", "yesterday"], 2),
        (["--person", "no-such-file.json"], 2),
    ],
)
def test_exit_codes(arguments, code):
    assert run("check", *arguments).exit_code == code


def test_inline_attributes():
    supervised = run("check", "ketamine; use=prescribed-supervised", "Zoloft", "--format", "json")
    core = [
        each
        for each in json.loads(supervised.output)["cautions"]
        if each["family"] == "ketamine-ssri"
    ]
    assert {each["severity"] for each in core} == {"minor"}
    line = "fluoxetine; status=stopped; last_taken=2026-10-24"
    assert (
        run("check", line, "phenelzine", "--as-of", "2026-11-23", "--fail-on", "major").exit_code
        == 1
    )
    assert (
        run("check", line, "phenelzine", "--as-of", "2026-12-23", "--fail-on", "major").exit_code
        == 0
    )
    assert run("check", line, "--as-of", "2026-10-23").exit_code == 2


@pytest.mark.parametrize(
    "told",
    [
        "status=current; status=stopped",
        "last_taken=2026-01-01; last-taken=2020-01-01",
        "use=non-prescribed; use=non-prescribed",
    ],
)
def test_an_attribute_told_twice_is_refused_and_not_settled(told):
    result = run("check", f"fluoxetine; {told}", "phenelzine")
    assert result.exit_code == 2
    assert "is told twice" in result.stderr


@pytest.mark.parametrize("command", [["check"], ["explain", "CORE-01"]])
def test_an_option_that_tells_one_thing_is_not_overwritten(command, tmp_path):
    for name, medicine in (("a", "ketamine"), ("b", "sertraline")):
        (tmp_path / f"{name}.json").write_text(f'{{"medications": ["{medicine}"]}}')
    files = [f"--person={tmp_path / name}.json" for name in "ab"]
    assert run(*command, files[0]).exit_code in (0, 1, 3)
    for options in (files, [files[0], "--age=30", "--age=80"]):
        result = run(*command, *options)
        assert result.exit_code == 2
        assert "is given 2 times; keep one of them" in result.stderr


def test_a_wrong_attribute_is_answered_with_the_right_one():
    assert "did you mean route=" in run("check", "ketamine; rout=oral").output


def test_a_person_from_standard_input_and_from_a_file(tmp_path):
    person = json.dumps({"medications": ["Zoloft"], "conditions": ["mania"]})
    report = json.loads(
        run("check", "ketamine", "--person", "-", "--format", "json", stdin=person).output
    )
    assert [each["as_written"] for each in report["inputs"]] == ["Zoloft", "ketamine", "mania"]
    file = tmp_path / "person.toml"
    file.write_text('medications = ["Zoloft", "Nardil"]\nas_of = 2026-11-23\n')
    report = json.loads(run("check", "--person", str(file), "--format", "json").output)
    assert report["as_of"] == "2026-11-23"
    assert report["cautions"][0]["severity"] == "contraindicated"


@pytest.mark.parametrize(
    "stdin", ["{", "[]", '{"age": 1, "age": 2}', '{"medicines": []}', "[" * 100_000]
)
def test_a_broken_person_is_a_usage_error(stdin):
    result = run("check", "--person", "-", stdin=stdin)
    assert result.exit_code == 2
    assert "Error: --person: " in result.output


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b'medications = ["Zoloft"]\nage = = 3\n', "look at line 2, column 7"),
        (b'medications = ["Zoloft"', "ends too early"),
        (b'"Jo Bloggs" = 1\n"Jo Bloggs" = 2\n', "at line 2, column 16"),
        (b'medications = ["caf\xe9"]\n', "not UTF-8"),
        (b"age = " + b"[" * 100_000, "nested too deeply"),
        (b"age = " + b"1" * 5_000, "number too long"),
    ],
    ids=["broken", "cut off", "twice", "latin-1", "deep", "long number"],
)
def test_a_broken_toml_person_is_told_where_and_never_what(tmp_path, written, told):
    file = tmp_path / "person.toml"
    file.write_bytes(written)
    result = run("check", "--person", str(file))
    assert result.exit_code == 2
    assert told in result.output
    assert "Jo" not in result.output


def test_a_byte_order_mark_is_no_fault(tmp_path):
    for name, text in (
        ("p.toml", 'medications = ["Zoloft"]'),
        ("p.json", '{"medications": ["Zoloft"]}'),
    ):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8-sig")
        assert "sertraline" in run("check", "--person", str(file)).output


@pytest.mark.parametrize(
    "command",
    [
        ["docs"],
        ["schema"],
        ["simulate", "--write"],
        ["new", "lithium-with-tea", "--code", "LI-99", "--consequence", "lithium-toxicity"],
    ],
    ids=lambda command: command[0],
)
def test_an_installation_is_not_written_into(tmp_path, monkeypatch, command):
    installed = tmp_path / "_bundled"
    installed.mkdir()
    monkeypatch.setattr("medcaution.library.folders._PACKAGE", tmp_path)
    result = run(*command)
    assert result.exit_code == 2
    assert "not checked out" in result.output
    assert not list(installed.iterdir())


def test_nothing_of_the_input_is_repeated_in_an_error():
    result = run(
        "check",
        "--person",
        "-",
        stdin='{"medications": [{"as_written": "Jo Bloggs 1970", "route": "Jo"}]}',
    )
    assert result.exit_code == 2
    assert "Jo" not in result.output


def test_the_person_audience_is_plain():
    text = run("check", "Zoloft", "Nardil", "--audience", "person").output
    assert "[MUST NOT BE MIXED] Nardil + Zoloft" in text
    assert "Mechanism" not in text


def test_no_colour_without_a_terminal():
    assert "\x1b" not in run("check", "Zoloft", "Nardil").output


def test_rules_explain_names():
    assert "CORE-01" in run("rules").output
    assert json.loads(run("rules", "--format", "json").output)
    page = run("explain", "core-01")
    assert "disputes" in page.output
    assert "FIRES" in run("explain", "SER-01", "phenelzine", "sertraline").output
    silent = run("explain", "SER-01", "phenelzine", "ondansetron")
    assert "STAYS SILENT" in silent.output
    assert "no fact fills it" in silent.output
    wrong = run("explain", "CORE-1")
    assert wrong.exit_code == 2
    assert "Did you mean" in wrong.output
    assert "sertraline" in run("names", "zolof").output
    assert run("names", "qqqqqqqqq").exit_code == 3


def test_a_mistyped_command_is_answered_with_a_near_one():
    result = run("chekc")
    assert result.exit_code == 2
    assert "check" in result.output


@pytest.mark.parametrize("command", sorted(main.list_commands(None)))
def test_help_shows_each_example_on_a_line_of_its_own(command):
    shown = run(command, "--help").output
    assert "\\b" not in shown
    assert all(line.count("medcaution ") <= 1 for line in shown.splitlines() if "&&" not in line)


def test_the_main_command_shows_examples():
    assert '\n  medcaution check "Prozac 20 mg"' in run("check", "--help").output


def test_a_missing_extra_takes_no_other_command_along():
    code = (
        "import sys\nfor name in ('pyarrow', 'duckdb', 'numpy'): sys.modules[name] = None\n"
        "from medcaution.cli import main\nmain(sys.argv[1:], prog_name='medcaution')"
    )

    def ask(*words):
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)  # fmt: skip

    shown = ask("--help")
    assert (shown.returncode, "  check " in shown.stdout) == (0, True)
    refused = ask("batch", "people.parquet", "--out", "answers")
    assert (refused.returncode, "pip install 'medcaution[batch]'" in refused.stderr) == (2, True)


@pytest.mark.parametrize("audience", ["professional", "person"])
def test_the_text_names_the_number_to_call(audience):
    told = run("check", "Nardil", "Zoloft", "--audience", audience, "--emergency-number", "112")
    assert "Call 112 now for: " in told.output
    assert "Call emergency services" not in told.output
    plain = run("check", "Nardil", "Zoloft", "--audience", audience)
    assert "Call emergency services now" in plain.output
