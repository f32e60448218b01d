"""Words that measure and count: what may follow a number in a line."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What a number before it makes an amount.
UNITS = _words(
    "mg mgs mcg ug ng g gm gms gr gram grams milligram milligrams microgram micrograms ml mls cc "
    "iu unit units unt meq mmol mol mmole millilitre millilitres milliliter milliliters % mcl ul "
    "ppm billion million cfu"
)
#: Of them, what the strength of a medicine is told in. A volume is what an amount is given per.
STRENGTHS = _words("mg mgs mcg ug ng milligram milligrams microgram micrograms %")
#: Units that may follow their number after a hyphen, as in "20-mg".
HYPHEN_UNITS = _words("mg mcg g gm ml gram milligram microgram unit")
TIMES = _words("h hr hrs hour hours day days week weeks wk month months min minute minutes")
#: What an amount may be given per.
PER = _words("d actuat act actuation dose kg m2 inh") | TIMES | UNITS

_FORMS = _words(
    "tablet tab caplet cap capsule pill softgel puff spray drop patch vial ampoule ampule "
    "lozenge suppository sachet injection dose film strip actuation inhalation pack packet "
    "session comprime gelule bottle blister syringe pen cartridge bag tube scoop teaspoon tablespoon gummy wafer troche"
)
#: Counted forms by their number, for the grammar tells a count ("3 tablets") from a digit of a
#: name ("Tylenol 3 tablet").
ONE = _FORMS | {"supp"}
SEVERAL = frozenset(f"{word}es" if word.endswith("ch") else f"{word}s" for word in _FORMS) | _words(
    "suppositories gummies tbl tabl actuat ct count tsp tbsp refills doses"
)
#: Words before the number of what was handed out, or may be again.
REFILLS = _words("refill refills rfl")
SUPPLY = _words("disp dispense qty quantity") | REFILLS
NUMERALS = _words("one two three four five six half ii iii")
#: Words beside an amount that leave the dose as it is. A new filler speaks of the dose until it
#: stands here.
NO_DOSE = _words(
    "take takes taking taken as i use am im on ive been with after before food water an empty stomach "
    "generic brand brands name sig usp rx ndc currently current still regular infant infants junior "
    "childrens pediatric paediatric adult supervised monitored lifelong porcine npf in ns nacl d5w clinic "
    "teva sandoz mylan accord zentiva sanofi pfizer ratiopharm"
)
