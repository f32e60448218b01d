"""How many names the knowledge has, of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from medcaution.authoring.pages.markdown import page, section, table
from medcaution.library.library import Library
from medcaution.matching.productions import Productions

_NAMES = {
    "synonyms": "synonym, INN, USAN and BAN",
    "brands": "brand",
    "abbreviations": "abbreviation",
    "street": "street name",
    "salts": "salt that is no ordinary salt word",
}


def names_page(library: Library) -> str:
    """The counts; the names themselves stand in facts/."""
    covered = Productions(library).covered
    substances = library.substances.values()
    kinds = Counter(substance.kind for substance in substances)
    read = Counter(
        substance.kind
        for name, substance in library.substances.items()
        if name in covered or covered.intersection(substance.components)
    )
    intro = (
        "A name is matched exactly, after strength, form and packaging are set aside; a near miss is "
        "suggested and never taken. What no rule reads is recognised all the same, so that a report "
        "can tell a list that was read from one that was not."
    )
    return page(
        "Names",
        "facts/",
        intro,
        section(
            "Substances",
            table(
                ("Kind", "Known", "Read by a rule"),
                [
                    *((kind, str(kinds[kind]), str(read[kind])) for kind in sorted(kinds)),
                    ("all", str(kinds.total()), str(read.total())),
                ],
            ),
        ),
        section("Names of substances", _counts(_substance_names(library))),
        section("Names of conditions", _counts(_condition_names(library))),
        section("Codes", _counts(_codes(library))),
    )


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return table(("Kind", "Count"), [(kind, str(count)) for kind, count in counts])


def _substance_names(library: Library) -> Iterable[tuple[str, int]]:
    substances = library.substances.values()
    yield "generic name or label", len(library.substances)
    for key, label in _NAMES.items():
        yield label, sum(len(getattr(substance, key)) for substance in substances)
    yield (
        "word for a class, which asks which member",
        sum(len(class_.words) for class_ in library.classes.values()),
    )
    yield (
        "word that could mean several things, which asks",
        sum(len(each.written) for each in library.ambiguities),
    )


def _condition_names(library: Library) -> Iterable[tuple[str, int]]:
    yield "label", len(library.conditions)
    yield "what people write", sum(len(each.names) for each in library.conditions.values())


def _codes(library: Library) -> Iterable[tuple[str, int]]:
    substances = library.substances.values()
    yield "RxNorm ingredient", sum(len(each.codes.rxnorm) for each in substances)
    yield "UNII", sum(len(each.codes.unii) for each in substances)
    yield "ICD-10-CM prefix", sum(len(each.icd10cm) for each in library.conditions.values())
    for system in sorted(library.codes):
        yield system.upper(), sum(len(codes) for codes in library.codes[system].values())
