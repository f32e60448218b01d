"""Lists on which other checkers were seen to be silent or wrong."""

from __future__ import annotations

import shutil

import pytest

from medcaution import Checker, KnowledgeError, Library, Person
from medcaution.library.folders import bundled_folder
from medcaution.library.rules import rank
from medcaution.report import UNREAD

SPEAKS = [
    # as written, the code that must speak of both lines, its severity
    ("Zoloft", "tramadol", "SER-08", "moderate"),
    ("venlafaxine", "MDMA", "SER-10", "moderate"),
    ("moclobemide", "fluoxetine", "SER-01", "contraindicated"),
    ("ayahuasca", "MDMA", "SER-02", "contraindicated"),
    ("ayahuasca", "methadone", "SER-03", "contraindicated"),
    ("ayahuasca", "DXM", "SER-03", "contraindicated"),
    ("DOM", "phenelzine", "SER-16", "major"),
    ("DOM", "lithium", "SEI-03", "major"),
    ("25I-NBOMe", "phenelzine", "SER-16", "major"),
    ("sertraline", "methadone", "SER-12", "minor"),
    ("heroin", "oxycodone", "CNS-02", "major"),
    ("methadone", "oxycodone", "CNS-02", "moderate"),
    ("paroxetine", "dextromethorphan", "SER-09", "major"),
    ("sertraline", "dextromethorphan", "SER-09", "moderate"),
    ("warfarin", "ibuprofen", "BLD-04", "major"),
    ("ibuprofen", "ketorolac", "BLD-05", "major"),
    ("mirtazapine", "alcohol", "CNS-11", "minor"),
]
# Read in full, and no rule speaks of the pair: the report says "none-found" and what that means.
# A rule written for one of these moves its pair up to SPEAKS.
NO_RULE_YET = [
    ("nicotine", "clonazepam"),  # nicotine depresses nothing
    ("losartan", "enalapril"),  # two are not "three or more"
]


def check(checker, *medications, **others):
    return checker.check(Person(medications=medications, **others))


def about_both(report):
    return [
        each
        for each in report.told
        if {medication.line for medication in each.medications} >= {1, 2}
    ]


@pytest.mark.parametrize(("first", "second", "code", "severity"), SPEAKS)
def test_a_pair_that_others_miss_is_found(checker, first, second, code, severity):
    report = check(checker, first, second)
    assert report.complete
    found = [each for each in about_both(report) if code in {mark.code for mark in each.rules}]
    assert [each.severity for each in found] == [severity]
    assert {medication.as_written for medication in found[0].medications} == {first, second}


@pytest.mark.parametrize(("first", "second"), NO_RULE_YET)
def test_a_pair_without_a_rule_is_read_and_said_to_be_uncovered(checker, first, second):
    report = check(checker, first, second)
    assert report.complete
    assert about_both(report) == []
    assert report.status == "none-found"
    assert "no rule spoke" in report.limits


@pytest.mark.parametrize(
    ("first", "second"), [("sertraline", "tramadol"), ("sertraline", "moclobemide")]
)
def test_one_danger_of_one_pair_is_one_caution(checker, first, second):
    assert len(check(checker, first, second).cautions) == 1


@pytest.mark.parametrize(
    "written",
    [
        "venlafaxine", "duloxetine", "bupropion", "mirtazapine", "trazodone", "moclobemide",
        "phenelzine", "linezolid", "St John's wort", "gabapentin", "zopiclone", "zolpidem",
        "methylphenidate", "MDA", "2-FDCK", "DCK", "esketamine", "ayahuasca", "5-HTP", "quetiapine",
        "clonidine",
    ],
)  # fmt: skip
def test_a_name_that_others_cannot_place_is_read_by_rules(checker, written):
    assert check(checker, written).inputs[0].outcome == "recognised"


def test_an_nbome_is_not_a_2c_and_is_read_as_what_it_is(checker):
    (line,) = check(checker, "25I-NBOMe").inputs
    assert line.substances == ("25i-nbome",)
    for other in ("25B-NBOMe", "25C-NBOMe", "2C-T-7", "2C-T-2", "2C-T-x"):
        found = check(checker, other).inputs[0]
        assert found.outcome in UNREAD, other
        assert found.substances == (), other


def test_a_neighbour_in_the_alphabet_is_never_taken(checker):
    line = check(checker, "2C-E").inputs[0]
    assert line.outcome in UNREAD
    assert line.substances == ()
    assert "2C-B" in line.suggestions
    cathinone = check(checker, "3-MMC").inputs[0]
    assert cathinone.outcome in UNREAD
    assert cathinone.substances == ()


@pytest.mark.parametrize(
    "written", ["lithium battery", "Zoloft and friends", "mushrooms", "antidepressants"]
)
def test_a_part_of_a_line_is_never_taken_for_the_whole(checker, written):
    report = check(checker, written, "phenelzine")
    assert report.inputs[0].outcome in UNREAD
    assert report.inputs[0].substances == ()
    assert not report.complete


def test_an_antidepressant_is_no_depressant(checker, library):
    depressants = library.members(["@cns-depressant"])
    assert not depressants & library.members(["@ssri", "@snri", "@tca", "@maoi"])
    for antidepressant in ("sertraline", "phenelzine", "mirtazapine"):
        report = check(checker, antidepressant, "alprazolam")
        assert about_both(report) == [], antidepressant


def test_mirtazapine_with_alcohol_is_about_sedation_and_nothing_stronger(checker):
    (caution,) = about_both(check(checker, "mirtazapine", "alcohol"))
    assert (caution.consequence, caution.severity) == ("sedation", "minor")
    assert {path for each in caution.because for path in each.path} == {
        "mirtazapine", "ethanol", "alcohol-class",
    }  # fmt: skip


def test_nicotine_is_never_of_the_top_severities(checker):
    for other in ("clonazepam", "ketamine", "phenelzine", "cocaine", "methadone"):
        report = check(checker, "nicotine", other)
        assert all(rank(each.severity) < rank("major") for each in about_both(report)), other


def test_three_or_more_counts_substances_not_lines_or_classes(checker):
    def counted(*medications):
        report = check(checker, *medications)
        return "SER-14" in {mark.code for each in report.cautions for mark in each.rules}

    assert not counted("sertraline", "tramadol")
    assert not counted("Zoloft", "sertraline 50 mg", "Lustral", "tramadol")
    assert not counted("tramadol", "imipramine"), "each is in several serotonergic classes"
    assert counted("sertraline", "tramadol", "trazodone")


def test_blood_thinners_as_a_condition_are_cautioned(checker):
    """They are cautioned with the very medicine, never passed over."""
    report = check(checker, "ibuprofen", "sertraline", conditions=["on blood thinners"])
    spoken = [each for each in report.cautions if each.rules[0].code == "BLD-06"]
    assert [condition.as_written for each in spoken for condition in each.conditions] == [
        "on blood thinners"
    ]
    assert report.complete


def test_nonsense_beside_a_medicine_is_incomplete(checker):
    report = check(checker, "flibbertigibbet", "warfarin")
    assert [line.outcome for line in report.inputs] == ["not-recognised", "recognised"]
    assert (report.status, report.complete) == ("incomplete", False)


def test_two_brands_of_one_generic_keep_both_names(checker):
    report = check(checker, "Prozac", "Sarafem", "tramadol")
    (caution,) = [each for each in report.cautions if each.consequence == "serotonin-toxicity"]
    written = {(each.as_written, each.substance) for each in caution.medications}
    assert written == {
        ("Prozac", "fluoxetine"),
        ("Sarafem", "fluoxetine"),
        ("tramadol", "tramadol"),
    }


def test_ketamine_with_sertraline_shows_both_sides(checker):
    report = check(checker, "ketamine", "sertraline")
    (toxic,) = [each for each in report.cautions if each.consequence == "serotonin-toxicity"]
    assert toxic.contested
    assert "document-only" in toxic.evidence
    assert toxic.likelihood == "very-rare-or-unknown"
    stances = {source.ref: source.stance for source in toxic.sources}
    assert stances["source-document#C36"] == "supports"
    assert stances["tripsit-2026"] == "disputes"


def test_without_rules_nothing_is_answered(tmp_path):
    shutil.copytree(bundled_folder() / "facts", tmp_path / "facts")
    with pytest.raises(KnowledgeError, match="rules"):
        Checker(Library.load(tmp_path))
    (tmp_path / "rules" / "serotonin-toxicity").mkdir(parents=True)
    with pytest.raises(KnowledgeError, match="rules"):
        Checker(Library.load(tmp_path))


@pytest.mark.parametrize(
    ("medications", "others", "code"),
    [
        # `unless` a rhythm disorder explains the drug: nobody has said that there is one
        (["amiodarone"], {}, "QT-03"),
        # below the limit of age, or above it? nobody has said
        ([{"as_written": "citalopram", "dose": "30 mg/day"}], {}, "QT-04B"),
        # above the limit of dose? nobody has said
        (["citalopram"], {"age": 70}, "QT-04B"),
        (["lithium"], {}, "LI-03"),
    ],
)
def test_a_missing_fact_is_neither_yes_nor_no(checker, medications, others, code):
    report = check(checker, *medications, **others)
    assert code in {each.rule for each in report.undecided}
    assert code not in {mark.code for each in report.cautions for mark in each.rules}


@pytest.mark.parametrize(
    ("age", "outcome"), [(61, "speaks"), (60, "is silent"), (None, "is undecided")]
)
def test_a_known_fact_decides(checker, age, outcome):
    report = check(checker, {"as_written": "citalopram", "dose": "30 mg/day"}, age=age)
    spoken = "QT-04B" in {mark.code for each in report.cautions for mark in each.rules}
    undecided = "QT-04B" in {each.rule for each in report.undecided}
    assert (spoken, undecided) == (outcome == "speaks", outcome == "is undecided")


def test_an_unknown_use_never_lowers_and_is_named(checker):
    (caution,) = about_both(check(checker, "methadone", "alprazolam"))
    assert caution.severity == "major"
    assert "moderate" in {each.to for each in caution.would_change}
    prescribed = [
        {"as_written": name, "use": "prescribed-supervised"} for name in ("methadone", "alprazolam")
    ]
    (known,) = about_both(check(checker, *prescribed))
    assert known.severity == "moderate"
