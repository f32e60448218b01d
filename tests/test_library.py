"""Reading the knowledge: every problem at once, at its line, with a remedy; never an empty answer."""

from __future__ import annotations

import shutil

import pytest

from medcaution import KnowledgeError, Library
from medcaution.library.folders import bundled_folder

RULE = "rules/serotonin-toxicity/ketamine-with-ssri-serotonin-toxicity.toml"


@pytest.fixture
def folder(tmp_path):
    for part in ("rules", "facts"):
        shutil.copytree(bundled_folder() / part, tmp_path / part)
    return tmp_path


def problems(folder):
    with pytest.raises(KnowledgeError) as caught:
        Library.load(folder)
    return [str(each) for each in caught.value.problems]


def edit(folder, path, old, new):
    file = folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_the_bundled_knowledge_loads_and_is_one_value(library):
    again = Library.load()
    assert again.sha256 == library.sha256
    assert len(library.claims) == 54
    assert library.rule("core-01") is library.rule("ketamine-with-ssri-serotonin-toxicity")
    with pytest.raises(AttributeError):
        library.version = "x"


@pytest.mark.parametrize(
    "missing", ["rules", "facts", "facts/classes.toml", "facts/substances", "facts/claims.toml"]
)
def test_missing_knowledge_is_an_error(folder, missing):
    target = folder / missing
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    assert any(missing.split("/")[0] in each for each in problems(folder))


def test_an_empty_folder_is_an_error(tmp_path):
    assert problems(tmp_path)
    assert problems(tmp_path / "nowhere")


def test_an_empty_file_is_an_error(folder):
    (folder / "facts/classes.toml").write_text("")
    assert any("facts/classes.toml:1: empty" in each for each in problems(folder))


@pytest.mark.parametrize("value", ["[" * 5_000, "9" * 5_000])
def test_a_file_that_python_cannot_take_in_is_named(folder, value):
    (folder / "facts/classes.toml").write_text(f"[ssri]\nlabel = {value}\n")
    assert any(each.startswith("facts/classes.toml:1: not valid") for each in problems(folder))


def test_a_damaged_file_is_named_with_its_line(folder):
    (folder / RULE).write_bytes(b"id = 1\n\xff\xfe")
    (folder / "facts/classes.toml").write_text('[ssri]\nlabel = "x\n')
    found = problems(folder)
    assert any(each.startswith(f"{RULE}:2: not UTF-8") for each in found)
    assert any(each.startswith("facts/classes.toml:2: not valid TOML") for each in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('severity = "moderate"', 'severity = "moderat"', "Did you mean 'moderate'?"),
        ("mechanism =", "mechansim =", "no such key. Did you mean 'mechanism'?"),
        ('medication = ["ketamine", "esketamine"]', 'medication = ["ketamin", "esketamine"]', "no substance 'ketamin'. Did you mean 'ketamine'?"),
        ('medication = ["@ssri"]', 'medication = ["@ssrii"]', "no class 'ssrii'. Did you mean 'ssri'?"),
        ('medication = ["@ssri"]', 'medication = ["@serotonergic"]', "too broad to be a pattern"),
        ("{ssri}", "{sri}", "no pattern. Did you mean 'ssri'?"),
        ('warning_signs = "serotonin"', 'warning_signs = "serotonine"', "Did you mean 'serotonin'?"),
        ('ref = "gueits2020"', 'ref = "gueits2002"', "no source 'gueits2002'. Did you mean 'gueits2020'?"),
        ('ref = "source-document#C36"', 'ref = "source-document#C99"', "no claim 'C99'"),
        ('consequence = "serotonin-toxicity"', 'consequence = "serotonin"', "no consequence 'serotonin'"),
        ('["serotonin-syndrome-history"]', '["serotonin-syndrome-histori"]', "no condition 'serotonin-syndrome-histori'. Did you mean"),
        ('timing = "carry-over"', 'timing = "carryover"', "Did you mean 'carry-over'?"),
        ("review_due = 2027-11-23", "", "review_due: missing; write a day, such as 2026-11-27"),
        ('severity = "moderate"', "", "severity: missing; one of 'contraindicated', 'major', "),
        ('family = "ketamine-ssri"', "", "family: missing; write a text, in quotes"),
        ("contested = true", 'contested = "no"', "contested: write true or false, without quotes"),
        ("checked = 2026-11-23", 'checked = "23.11.2026"', "checked: write a day, such as 2026-11-27"),
        ('evidence = ["', 'evidence = "document-only" # ["', "evidence: write a list, such as"),
        ("[when.ssri]", "[wen.ssri]", "wen: no such key. Did you mean 'when'?"),
        ('ref = "gueits2020"', 'ref = "x1"', "no source 'x1'. A new one is entered in facts/sources.toml."),
        ('warning_signs = "serotonin"', 'warning_signs = "zz"', "There are: "),
        ('medication = ["@ssri"]', 'medication = ["ssri"]', "no substance 'ssri'; the class is written '@ssri'"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named_with_its_line_and_a_near_one(folder, old, new, says):
    line = edit(folder, RULE, old, new)
    found = [each for each in problems(folder) if says in each]
    assert found
    number = int(found[0].split(":")[1])
    assert found[0].startswith(f"{RULE}:")
    assert number == 1 if not new else number == line


def test_all_problems_of_all_files_come_at_once(folder):
    edit(folder, RULE, 'severity = "moderate"', 'severity = "high"')
    edit(folder, RULE, 'likelihood = "very-rare-or-unknown"', 'likelihood = "seldom"')
    edit(folder, "facts/substances/ssris.toml", 'kind = "ingredient"', 'kind = "drug"')
    assert len(problems(folder)) == 3


def test_a_class_that_is_its_own_ancestor_is_an_error(folder):
    edit(folder, "facts/classes.toml", "[ssri]\n", '[ssri]\nparents = ["ssri"]\n#')
    assert problems(folder)


def test_the_hash_follows_every_file_that_decides(folder):
    before = Library.load(folder).sha256
    edit(folder, RULE, 'severity = "moderate"', 'severity = "major"')
    assert Library.load(folder).sha256 != before


def test_a_production_with_too_many_patterns_is_refused(folder):
    from medcaution import Checker

    more = "".join(f'\n[when.extra{n}]\nmedication = ["@tca"]\n' for n in range(2))
    file = folder / RULE
    text = file.read_text()
    file.write_text(text.replace("[when.ssri]", more + "\n[when.ssri]", 1))
    with pytest.raises(KnowledgeError, match="at most 3 medications"):
        Checker(Library.load(folder))


@pytest.mark.parametrize(
    "own", ['classes = ["opioid-full-agonist"]', 'usual_use = "non-prescribed"']
)
def test_what_no_rule_could_ever_read_of_a_mixture_is_refused(folder, own):
    line = edit(folder, "facts/substances/mixtures.toml", "[lean]\n", f"[lean]\n{own}\n")
    (said,) = problems(folder)
    assert said.startswith(
        f"facts/substances/mixtures.toml:{line}: lean: is read by its components"
    )


def test_a_rule_about_a_mixture_names_its_ingredients(folder):
    line = edit(folder, RULE, 'medication = ["@ssri"', 'medication = ["lean", "@ssri"')
    assert f"{RULE}:{line}: 'lean' is read by its components; name codeine or promethazine" in problems(folder)  # fmt: skip
