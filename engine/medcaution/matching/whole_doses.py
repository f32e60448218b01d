"""What several lines of one medicine tell of its whole dose, so that no limit is missed by half.

Lines alike in dose are taken as one line that was said twice, as records send them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from medcaution.facts import LOCAL_ROUTES
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import MedicationFact


def with_whole_doses(facts: Sequence[MedicationFact]) -> list[MedicationFact]:
    """The same facts; the dose of those of one substance is that of all of them together.

    What was stopped, or acts where it is put, adds nothing.
    """
    told: dict[str, list[MedicationFact]] = defaultdict(list)
    for fact in facts:
        if adds_up(fact):
            told[fact.substance].append(fact)
    whole = {substance: whole_dose(alike) for substance, alike in told.items()}
    return [replace(each, dose=whole[each.substance]) if adds_up(each) else each for each in facts]


def adds_up(fact: MedicationFact) -> bool:
    """Is it taken together with what other lines of its substance tell?"""
    return fact.status != "stopped" and fact.route not in LOCAL_ROUTES


def whole_dose(facts: Sequence[MedicationFact]) -> DailyDose | None:
    """The dose of a day out of what lines of one substance tell; None for one that tells none.

    It is the sum of doses that are taken at different times of the day. Of others it is the least
    that it can be, as nobody knows whether one is taken beside the other or instead of it. Lines
    that tell the same dose in the same way, and not two uses or routes, are one said twice.
    """
    doses = list({_told(each.dose): each.dose for each in facts}.values())
    known = [each for each in doses if each is not None]
    if not known:
        return None
    uses = (each.use for each in facts if not each.use_assumed)
    if len(doses) == 1 and _is_one(uses) and _is_one(each.route for each in facts):
        return known[0]
    moments = [moment for each in known for moment in each.moments]
    apart = len(set(moments)) == len(moments) and all(each.moments for each in known)
    if apart and len(known) == len(doses) > 1 and all(each.exact for each in known):
        return DailyDose(sum(each.milligrams for each in known), exact=True)
    return DailyDose(max(each.milligrams for each in known), exact=False)


def _told(dose: DailyDose | None) -> tuple[object, ...]:
    """Equal for doses that are told in the same way."""
    return (dose.milligrams, dose.exact, dose.times, dose.moments) if dose else ()


def _is_one(told: Iterable[str]) -> bool:
    """Is one thing told at most?"""
    return len({*told} - {"unknown"}) <= 1
