"""What to watch for and when to call: with every caution that shows signs, each with a source."""

from __future__ import annotations

from medcaution import Person
from medcaution.library.rules import rank

#: Harms that nobody can watch for: to a child before birth or at the breast, from a content that
#: is not known, from a medicine that works less.
WITHOUT_SIGNS = {
    "composition-uncertainty", "fetal-risk", "neurotoxicity", "reduced-efficacy",
    "reduced-exposure",
}  # fmt: skip


def test_every_rule_above_a_note_names_signs_or_has_none_to_name(library):
    without = {
        rule.consequence
        for rule in library.rules.values()
        if not rule.warning_signs and rank(rule.severity) > rank("note")
    }
    assert without <= WITHOUT_SIGNS
    signed = {rule.consequence for rule in library.rules.values() if rule.warning_signs}
    assert {rule.consequence for rule in library.rules.values()} - signed <= WITHOUT_SIGNS | {
        "none-known", "therapy-interference",
    }  # fmt: skip


def test_every_set_of_signs_has_an_emergency_and_sources_that_exist(library):
    for name, signs in library.warning_signs.items():
        assert signs.early, name
        assert signs.emergency, name
        assert signs.sources, name
        assert set(signs.sources) <= library.sources.keys(), name


def test_a_caution_with_signs_says_when_to_call_and_what_to_say(checker, library):
    report = checker.check(Person(medications=["phenelzine", "sertraline"]))
    caution = report.cautions[0]
    signs = library.warning_signs["serotonin"]
    assert set(signs.early) <= set(caution.warning_signs)
    assert caution.emergency
    assert all(sign in caution.emergency.lower() for sign in map(str.lower, signs.emergency))
    assert "exactly what was taken" in caution.emergency
