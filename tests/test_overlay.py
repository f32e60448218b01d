"""Folders added by an embedder: they add, they say what they change, and they replace nothing."""

from __future__ import annotations

import json

import pytest

from house import RULE, build
from medcaution import Checker, KnowledgeError, Library, Person
from medcaution.library.rules import rank
from medcaution.presentation.text import render


@pytest.fixture
def house(tmp_path):
    return build(tmp_path / "house")


def overrides(folder, text):
    (folder / "rules/overrides.toml").write_text(text)
    return Library.load(extra=[folder])


def worst(library, *medications):
    report = Checker(library).check(Person(medications=medications))
    return {each.rules[0].code: each.severity for each in report.told}, report


def test_a_folder_adds_rules_and_facts_and_every_report_says_so(house, library):
    added = Library.load(extra=[house])
    found, report = worst(added, "Zoloft", "house tonic")
    assert found["HOUSE-01"] == "major"
    assert report.knowledge.changes == ("Knowledge added from the folder 'house'",)
    assert "CHANGED KNOWLEDGE: Knowledge added from the folder 'house'" in render(report)
    assert added.sha256 != library.sha256
    assert set(library.rules) < set(added.rules)


def test_a_severity_is_overridden_with_a_reason_that_is_told(house):
    changed = overrides(
        house,
        '[[override]]\nrule = "CORE-01"\nseverity = "minor"\nreason = "Our board, 2026-11-01."\n',
    )
    found, report = worst(changed, "sertraline", "ketamine")
    assert found["CORE-01"] == "minor"
    assert (
        "CORE-01 is minor instead of moderate: Our board, 2026-11-01." in report.knowledge.changes
    )


def test_a_rule_is_switched_off_with_a_reason_and_what_it_covered_is_back(house):
    before, _ = worst(Library.load(), "ketamine", "sertraline", "LSD")
    changed = overrides(
        house, '[[override]]\nrule = "SER-01"\nswitched_off = true\nreason = "Trial arm B."\n'
    )
    found, report = worst(changed, "phenelzine", "sertraline")
    assert "SER-01" not in found
    assert "SER-01 is switched off: Trial arm B." in report.knowledge.changes
    assert before == worst(changed, "ketamine", "sertraline", "LSD")[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[override]]\nrule = "CORE-01"\nseverity = "minor"\n', "reason"),
        ('[[override]]\nrule = "CORE-01"\nreason = "x"\n', "either a severity or switched_off"),
        (
            '[[override]]\nrule = "CORE-01"\nseverity = "minor"\nswitched_off = true\nreason = "x"\n',
            "either",
        ),
        (
            '[[override]]\nrule = "CORE-0l"\nseverity = "minor"\nreason = "x"\n',
            "Did you mean 'CORE-01'",
        ),
    ],
)
def test_a_wrong_override_is_refused(house, text, says):
    with pytest.raises(KnowledgeError, match=r"house/rules/overrides.toml:1") as caught:
        overrides(house, text)
    assert says in str(caught.value)


def test_a_bundled_rule_cannot_be_replaced(house):
    file = house / "rules/sedation/sertraline-with-house-tonic.toml"
    file.write_text(
        RULE.replace("sertraline-with-house-tonic", "ketamine-with-ssri-serotonin-toxicity")
    )
    with pytest.raises(
        KnowledgeError, match=r"exists already in .*to change that one, write rules/overrides.toml"
    ):
        Library.load(extra=[house])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("facts/substances/more.toml", '[sertraline]\nname = "sertraline"\nkind = "ingredient"\n'),
        ("facts/classes.toml", '[ssri]\nlabel = "nothing at all"\n'),
        ("facts/conditions.toml", '[mania]\nlabel = "x"\nplain = "x"\n'),
    ],
)
def test_bundled_facts_cannot_be_replaced(house, path, text):
    (house / path).write_text(text)
    with pytest.raises(KnowledgeError, match=r"stands in facts/.* too; keep one"):
        Library.load(extra=[house])


def test_names_are_added_but_classes_are_not(house):
    (house / "facts/names.toml").write_text(
        '[sertraline]\nbrands = ["Housoloft"]\n[mania]\nnames = ["the house high"]\n'
    )
    library = Library.load(extra=[house])
    report = Checker(library).check(
        Person(medications=["HOUSOLOFT 50 mg"], conditions=["the house high"])
    )
    assert [each.outcome for each in report.inputs] == ["recognised", "recognised"]
    (house / "facts/names.toml").write_text('[sertraline]\nclasses = ["tca"]\n')
    with pytest.raises(KnowledgeError, match="classes"):
        Library.load(extra=[house])
    (house / "facts/names.toml").write_text('[sertralin]\nbrands = ["x"]\n')
    with pytest.raises(KnowledgeError, match="Did you mean 'sertraline'"):
        Library.load(extra=[house])


def test_a_folder_without_knowledge_is_an_error(tmp_path):
    with pytest.raises(KnowledgeError, match="holds no knowledge"):
        Library.load(extra=[tmp_path])
    with pytest.raises(KnowledgeError):
        Library.load(extra=[tmp_path / "nowhere"])


def test_the_command_line_takes_a_folder(house):
    from click.testing import CliRunner

    from medcaution.cli import main

    result = CliRunner().invoke(main, ["check", "Zoloft", "house tonic", "--knowledge", str(house)])
    assert result.exit_code == 1
    assert "HOUSE-01" in result.output


def run(*arguments):
    from click.testing import CliRunner

    from medcaution.cli import main

    return CliRunner().invoke(main, ["check", *arguments])


def test_the_command_line_tells_what_a_folder_changed(house):
    (house / "rules/overrides.toml").write_text(
        '[[override]]\nrule = "SER-01"\nseverity = "minor"\nreason = "Our board."\n'
        '[[override]]\nrule = "CORE-01"\nswitched_off = true\nreason = "Trial arm B."\n'
    )
    told = run("phenelzine", "sertraline", "ketamine", "--knowledge", str(house))
    assert "SER-01 is minor instead of contraindicated: Our board." in " ".join(told.output.split())
    assert "CORE-01 is switched off: Trial arm B." in " ".join(told.output.split())
    assert "CHANGED KNOWLEDGE" in told.output
    data = json.loads(run("sertraline", "ketamine", "--knowledge", str(house), "--format", "json").stdout)  # fmt: skip
    assert "CORE-01 is switched off: Trial arm B." in data["knowledge"]["changes"]
    assert "CHANGED KNOWLEDGE" not in run("phenelzine", "sertraline").output


def test_the_command_line_refuses_a_wrong_folder(house):
    (house / "rules/overrides.toml").write_text(
        '[[override]]\nrule = "SER-01"\nseverity = "minor"\n'
    )
    result = run("Zoloft", "--knowledge", str(house))
    assert result.exit_code == 5
    assert "reason" in result.output


def test_a_later_folder_that_changes_a_severity_again_is_told_beside_the_first(house, tmp_path):
    text = '[[override]]\nrule = "SER-01"\nseverity = "{}"\nreason = "{}"\n'
    (house / "rules/overrides.toml").write_text(text.format("major", "First."))
    later = tmp_path / "later"
    (later / "rules").mkdir(parents=True)
    (later / "rules/overrides.toml").write_text(text.format("minor", "Second."))
    report = Checker(Library.load(extra=[house, later])).check(Person(medications=["Zoloft"]))
    told = [each for each in report.knowledge.changes if "SER-01" in each]
    assert len(told) == 2
    assert told[0] == "SER-01 is major instead of contraindicated: First."
    assert told[1].endswith(": Second.")


@pytest.mark.parametrize("severity", ["note", "minor", "moderate", "major", "contraindicated"])
def test_a_rule_of_a_folder_never_makes_a_bundled_caution_milder(house, library, severity):
    """Even one that asks for the same facts, in the same family and for the same consequence."""
    file = house / "rules/serotonin-toxicity/sertraline-with-house-tonic.toml"
    file.parent.mkdir()
    (house / "rules/sedation/sertraline-with-house-tonic.toml").rename(file)
    changed = RULE.replace('["house-tonic"]', '["phenelzine", "ketamine", "tramadol"]')
    for key, value in (("consequence", "serotonin-toxicity"), ("family", "serotonin-pair")):
        changed = changed.replace(f'{key} = "', f'{key} = "{value}" # "', 1)
    file.write_text(changed.replace('severity = "major"', f'severity = "{severity}"'))
    added = Library.load(extra=[house])
    for other in ("phenelzine", "ketamine", "tramadol", "ibuprofen"):
        person = Person(medications=["sertraline", other, "trazodone"])
        before, after = (Checker(each).check(person) for each in (library, added))
        loudest = _severities(after)
        for subject, grade in _severities(before).items():
            assert rank(loudest[subject]) >= rank(grade), subject


def _severities(report):
    """The strongest word about each consequence of each set of substances."""
    found = {}
    for each in (*report.notes, *report.cautions):
        subject = each.consequence, frozenset(line.substance for line in each.medications)
        found[subject] = max(found.get(subject, "note"), each.severity, key=rank)
    return found
