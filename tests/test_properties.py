"""Laws that hold for every list, whatever is on it."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from medcaution import Checker, Library, MedcautionError, Person, Report
from medcaution.library.rules import rank
from shown import without_lines

LIBRARY = Library.load()
CHECKER = Checker(LIBRARY)
SIMPLE = sorted(name for name, each in LIBRARY.substances.items() if not each.components)
READ = [name for name in SIMPLE if name in CHECKER._productions.covered]
CONDITIONS = sorted(name for name in LIBRARY.conditions if name in CHECKER._productions.covered)

substances = st.sampled_from(READ)
uses = st.sampled_from(
    ["unknown", "prescribed-supervised", "prescribed-unsupervised", "non-prescribed"]
)
lines = st.lists(st.tuples(substances, uses), min_size=1, max_size=6)
conditions = st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True)
LAW = settings(max_examples=150, deadline=None)


def written(lines):
    return [{"as_written": LIBRARY.substances[name].name, "use": use} for name, use in lines]


def check(medications, conditions=(), **others):
    labels = [LIBRARY.conditions[name].label for name in conditions]
    return CHECKER.check(Person(medications=medications, conditions=labels, **others))


def cautions(report):
    return {each.id: rank(each.severity) for each in report.told}


@LAW
@given(lines, conditions, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines, conditions, random):
    shuffled = random.sample(lines, len(lines))
    reordered = random.sample(conditions, len(conditions))
    assert without_lines(check(written(lines), conditions)) == without_lines(
        check(written(shuffled), reordered)
    )


@LAW
@given(lines, conditions)
def test_a_line_said_twice_changes_no_caution(lines, conditions):
    assert cautions(check(written(lines), conditions)) == cautions(
        check(written([*lines, lines[0]]), conditions)
    )


@LAW
@given(
    lines,
    st.sampled_from(
        [
            str.upper,
            str.title,
            str.swapcase,
            "  {}  ".format,
            "{} 1 mg".format,  # below every limit of a daily dose
            "{} tablets".format,
        ]
    ),
)
def test_case_spacing_and_strength_change_no_caution(lines, change):
    changed = [each | {"as_written": change(each["as_written"])} for each in written(lines)]
    if any(each.outcome != "recognised" for each in check(changed).inputs):
        return  # "2C-B 1 mg" may be asked about; it may never become something else
    assert set(cautions(check(written(lines)))) == set(cautions(check(changed)))


@LAW
@given(lines, st.data())
def test_an_alias_is_as_good_as_the_generic_name(lines, data):
    aliased = []
    for name, use in lines:
        known = LIBRARY.substances[name]
        names = [known.name, *known.brands, *known.synonyms, *known.abbreviations, *known.street]
        # A brand that exists for one route only tells more than the name.
        names = [each for each in names if each not in known.brand_routes]
        aliased.append(
            {"as_written": data.draw(st.sampled_from(names)), "use": use, "route": "oral"}
        )
    plain = [each | {"route": "oral"} for each in written(lines)]
    assert cautions(check(aliased)) == cautions(check(plain))


@LAW
@given(
    lines, conditions, st.sampled_from(["lisinopril", "metformin", "amlodipine", "levothyroxine"])
)
def test_a_further_medicine_never_removes_a_caution(lines, conditions, other):
    before = cautions(check(written(lines), conditions))
    after = check([*written(lines), other], conditions)
    assert before.keys() <= _told(after)


@LAW
@given(lines, conditions, substances)
def test_any_further_medicine_lowers_nothing_but_by_a_clause_that_says_so(lines, conditions, other):
    before = check(written(lines), conditions)
    after = check([*written(lines), *written([(other, "unknown")])], conditions)
    told = _told(after)
    for caution in before.cautions:
        softening = {clause for mark in caution.rules for clause in _softening(mark.id)}
        once = any(LIBRARY.rules[mark.id].once for mark in caution.rules)
        assert caution.id in told or softening or once or caution.consequence in _covered(after)


@LAW
@given(lines, conditions, st.data())
def test_removing_a_line_adds_no_caution(lines, conditions, data):
    gone = data.draw(st.integers(0, len(lines) - 1))
    fewer = [each for number, each in enumerate(lines) if number != gone]
    told = _told(check(written(lines), conditions))
    for caution in check(written(fewer), conditions).cautions if fewer else ():
        softening = any(_softening(mark.id) for mark in caution.rules)
        once = any(LIBRARY.rules[mark.id].once for mark in caution.rules)
        assert (
            caution.id in told or softening or once or _covered_by_rule(caution, lines, conditions)
        )


def _told(report):
    """Cautions and notes, and nothing hidden: what is listed under another is told too."""
    return {each.id for each in report.told}


def _covered(report):
    return {under.consequence for each in report.told for under in each.covers}


def _covered_by_rule(caution, lines, conditions):
    report = check(written(lines), conditions)
    covered = {under.id for each in report.told for under in each.covers}
    return any(mark.id in covered for mark in caution.rules)


def _softening(rule):
    return [name for name, _ in LIBRARY.rules[rule].clauses if not name.startswith("raise")]


@LAW
@given(st.lists(st.text(max_size=40), max_size=6), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_is_answered_or_refused_by_name(medications, conditions):
    try:
        report = CHECKER.check(Person(medications=medications, conditions=conditions))
    except MedcautionError:
        return
    assert isinstance(report, Report)
    assert len(report.inputs) == len(medications) + len(conditions)
    assert report.complete is all(
        each.outcome not in ("ambiguous", "not-recognised", "could-not-interpret")
        for each in report.inputs
    )


def test_the_hash_seed_changes_no_byte():
    script = (
        "from medcaution import Checker, Person\n"
        "print(Checker().check(Person(medications=['Zoloft', 'ketamine', 'tramadol', 'lithium', 'MDMA',"
        " 'phenelzine'], conditions=['mania', 'epilepsy'], age=70)).to_json())\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed},
            timeout=60,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(answers) == 1
