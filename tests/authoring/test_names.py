"""Lint of facts: names, codes, classes, claims."""

from __future__ import annotations

SSRIS = "facts/substances/ssris.toml"
CLASSES = "facts/classes.toml"
GROUPS = "facts/condition-groups.toml"
CLAIMS = "facts/claims.toml"


def claim(copy, name, old, new):
    """Change one claim; the line of the key `old` begins with."""
    text = copy.text(CLAIMS)
    start = text.index(f"[{name}]")
    changed = text[start:].replace(old, new, 1)
    assert changed != text[start:]
    copy.write(CLAIMS, text[:start] + changed)
    return text[:start].count("\n") + 1


def test_names_are_unique(copy):
    copy.change(SSRIS, 'brands = ["Zoloft", "Lustral", ', 'brands = ["Lustral", "Prozac", ')
    line = copy.line(SSRIS, 'brands = ["Lustral", "Prozac"')
    assert copy.problems() == [
        (
            f"{SSRIS}:{line}: 'Prozac' names both fluoxetine and sertraline; keep one, or add the "
            "word to facts/ambiguous.toml with both as candidates and a question"
        )
    ]


def test_codes_have_one_owner(copy):
    copy.change(SSRIS, 'rxnorm = ["36437"]', 'rxnorm = ["4493"]')
    line = copy.line(SSRIS, "[sertraline]")
    assert copy.problems() == [
        f"{SSRIS}:{line}: sertraline: rxnorm 4493 belongs to fluoxetine too; keep the right one"
    ]


def test_codes_of_conditions_have_one_owner(copy):
    path = "facts/conditions.toml"
    copy.change(path, 'icd10cm = ["F25"]', 'icd10cm = ["F20"]')
    line = copy.line(path, "[schizoaffective-disorder]")
    assert copy.problems() == [
        (
            f"{path}:{line}: schizoaffective-disorder: icd10cm F20 belongs to schizophrenia too; "
            "keep the right one"
        )
    ]


def test_classes_have_members(copy):
    copy.write(CLASSES, copy.text(CLASSES) + '\n[tonic]\nlabel = "tonic"\nunread = "New."\n')
    line = copy.line(CLASSES, "[tonic]")
    assert copy.problems() == [
        f"{CLASSES}:{line}: tonic: no substance belongs to it; add one or drop the class"
    ]


def test_groups_have_members(copy):
    new = '\n[tiredness]\nlabel = "tiredness"\nplain = "being tired"\nunread = "New."\n'
    copy.write(GROUPS, copy.text(GROUPS) + new)
    line = copy.line(GROUPS, "[tiredness]")
    assert copy.problems() == [
        f"{GROUPS}:{line}: tiredness: no condition belongs to it; add one or drop the group"
    ]


def test_claims_lead_somewhere(copy):
    start = claim(copy, "C01", '"ketamine-group"', '"ketamine-groupe"')
    assert copy.problems() == [
        (
            f"{CLAIMS}:{start + 5}: C01: became a fact, but names ketamine-groupe; "
            "name the rules by code, the facts by id"
        )
    ]


def test_unused_claims_say_why(copy):
    start = claim(copy, "C03", 'why = "Background that no caution rests on."\n', "")
    assert copy.problems() == [f"{CLAIMS}:{start}: C03: unused without a reason; say why"]


def test_unused_claims_are_not_cited(copy):
    start = claim(copy, "C43", 'became = "fact"', 'became = "unused"')
    claim(copy, "C43", "contested", 'why = "Dated."\ncontested')
    assert copy.problems() == [
        f"{CLAIMS}:{start + 4}: C43: is marked unused, but CORE-03 cites it; say what it became"
    ]
