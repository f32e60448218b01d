"""Lint of a rule's place and standing: each fault alone, its one message, line and remedy."""

from __future__ import annotations

import datetime

import pytest

from medcaution.authoring.lint import lint_folder

NAME = "lithium-with-ketamine"
RULE = "rules/none-known/lithium-with-ketamine.toml"


@pytest.fixture
def rename(copy):
    """Give the rule and its cases another id."""

    def rename(to, *, move=True):
        copy.change(RULE, f'id = "{NAME}"', f'id = "{to}"')
        copy.move(RULE.replace(".toml", ".cases.toml"), f"rules/none-known/{to}.cases.toml")
        if move:
            copy.move(RULE, f"rules/none-known/{to}.toml")

    return rename


def test_name_is_file(copy, rename):
    rename("lithium-beside-ketamine", move=False)
    assert copy.problems() == [
        f"{RULE}:2: id 'lithium-beside-ketamine' is not the file name; rename one of them"
    ]


def test_consequence_is_folder(copy):
    for ending in ("toml", "cases.toml"):
        copy.move(f"rules/none-known/{NAME}.{ending}", f"rules/seizure/{NAME}.{ending}")
    path = f"rules/seizure/{NAME}.toml"
    line = copy.line(path, "consequence")
    assert copy.problems() == [
        f"{path}:{line}: consequence 'none-known' is not the folder; move the file"
    ]


def test_codes_are_unique(copy):
    copy.change(RULE, 'code = "LI-02"', 'code = "SER-25"')
    later = "rules/serotonin-toxicity/maoi-with-5-meo-dmt.toml"
    assert copy.problems() == [
        f"{RULE}:3: code SER-25 belongs to 'maoi-with-5-meo-dmt' too; the new rule takes a free one",
        f"{later}:3: code SER-25 belongs to 'lithium-with-ketamine' too; the new rule takes a free one",
    ]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("avoid-lithium-with-ketamine", "avoid"),
        ("lithium-ketamine-combo", "combo"),
        ("major-lithium-with-ketamine", "major"),
        ("lithium-with-tylenol-with-codeine", "tylenol-with-codeine"),
    ],
)
def test_ids_use_plain_words(copy, rename, name, word):
    rename(name)
    found = [each for each in copy.problems() if f"'{word}'" in each]
    assert found == [
        (
            f"rules/none-known/{name}.toml:2: id '{name}' holds the refused word '{word}'; "
            "complete 'this list shows ...'"
        )
    ]


def test_windows_are_known(copy):
    path = "facts/substances/ssris.toml"
    days = (
        'carry_over = { days = 35, basis = "assumption: about five half-lives of norfluoxetine" }\n'
    )
    copy.change(path, days, "")
    line = copy.line(path, "[fluoxetine]")
    (problem,) = copy.problems()
    assert problem.startswith(f"{path}:{line}: fluoxetine: ")
    assert problem.endswith(
        " needs its carry_over days; add them with their basis, or acute = true"
    )


def test_retired_rules_say_why(copy):
    copy.change(RULE, 'status = "draft"', 'status = "retired"')
    line = copy.line(RULE, "status")
    assert copy.problems() == [
        f"{RULE}:{line}: retired without a reason; add reason (and replaced_by)"
    ]


def test_replacements_exist(copy):
    retired = 'status = "retired"\nreason = "Merged."\nreplaced_by = "LI-09"'
    copy.change(RULE, 'status = "draft"', retired)
    line = copy.line(RULE, "replaced_by")
    assert copy.problems() == [
        f"{RULE}:{line}: replaced_by 'LI-09' is no rule that stands; name one, or drop the key"
    ]


def test_overdue(copy):
    copy.change(RULE, "review_due = 2027-11-23", "review_due = 2026-12-01")
    line = copy.line(RULE, "review_due")
    problems, warnings = lint_folder(copy.folder, today=datetime.date(2026, 12, 2))
    assert problems == []
    assert [str(warning) for warning in warnings] == [
        (
            f"{RULE}:{line}: review was due on 2026-12-01; "
            "compare with the sources, then move checked and review_due"
        )
    ]
    assert lint_folder(copy.folder, today=datetime.date(2026, 12, 1))[1] == []
