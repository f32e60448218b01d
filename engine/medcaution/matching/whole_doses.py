"""What several lines of one medicine tell of its whole dose, so that no limit is missed by half.

Lines alike in dose are taken as one line that was said twice, as records send them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from medcaution.facts import LOCAL_ROUTES
from medcaution.matching.dose import DailyDose
from medcaution.matching.facts import MedicationFact


def with_whole_doses(facts: Sequence[MedicationFact]) -> list[MedicationFact]:
    """The same facts; the dose of those of one substance is that of all of them together.

    What was stopped, or acts where it is put, adds nothing.
    """
    told: dict[str, list[DailyDose | None]] = defaultdict(list)
    for fact in facts:
        if adds_up(fact):
            told[fact.substance].append(fact.dose)
    whole = {substance: whole_dose(doses) for substance, doses in told.items()}
    return [replace(fact, dose=whole[fact.substance]) if adds_up(fact) else fact for fact in facts]


def adds_up(fact: MedicationFact) -> bool:
    """Is it taken together with what other lines of its substance tell?"""
    return fact.status != "stopped" and fact.route not in LOCAL_ROUTES


def whole_dose(told: Sequence[DailyDose | None]) -> DailyDose | None:
    """The dose of a day out of what lines of one substance tell; None for one that tells none.

    It is the sum of doses that are taken at different times of the day. Of others it is the least
    that it can be, as nobody knows whether one is taken beside the other or instead of it.
    """
    apart = {(each, each.moments) if each else None: each for each in told}
    doses = [each for each in apart.values() if each is not None]
    if len(apart) == 1 or not doses:
        return told[0]
    moments = [moment for each in doses for moment in each.moments]
    together = len(set(moments)) == len(moments) and all(each.moments for each in doses)
    if together and len(doses) == len(apart) and all(each.exact for each in doses):
        return DailyDose(sum(each.milligrams for each in doses), exact=True)
    same = len(doses) == len(apart) and len({*doses}) == 1
    most = max(doses, key=lambda each: each.milligrams)
    return most if same else DailyDose(most.milligrams, exact=False)
