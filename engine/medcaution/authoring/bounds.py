"""The bounds of a pattern, and the same one step further: a day, a year, a milligram."""

from __future__ import annotations

from medcaution.library.rules import AgeTest, DoseTest, PersonTest, days


def shifted_days(text: str, step: int) -> str:
    """`14 days` and 1 make `15 days`."""
    return f"{days(text) + step} days"


def shifted_dose(dose: DoseTest, step: int) -> DoseTest:
    """One unit more or less; of an amount of one unit or less, a tenth of it."""
    side = "above" if dose.above else "at_most"
    amount, unit = (dose.above or dose.at_most or "").split()
    size = 1.0 if float(amount) > 1 else float(amount) / 10
    return DoseTest.model_validate({side: f"{float(amount) + step * size:g} {unit}"})


def shifted_age(person: PersonTest, side: str, step: int) -> PersonTest:
    """One year more or less on one side (`at_least` or `at_most`)."""
    ages = person.age.model_dump() if person.age else {}
    age = AgeTest.model_validate({**ages, side: ages[side] + step})
    return person.model_copy(update={"age": age})
