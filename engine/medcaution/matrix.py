"""The strongest answer about each pair of classes or substances, for a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from medcaution.checker import Checker
from medcaution.facts import Person
from medcaution.library.library import Library
from medcaution.library.rules import rank
from medcaution.presentation.chart import Cell, Chart, Heading
from medcaution.recognition import Recognition

#: Classes of a chart for which none were chosen.
MOST_CLASSES = 14
MOST_SUBSTANCES = 40


def substance_chart(
    checker: Checker, substances: Sequence[str], read: Iterable[Recognition] = ()
) -> Chart:
    """Each substance with each other; on the diagonal, each alone.

    Args:
        checker: who is asked about each pair, as if both were taken now.
        substances: their ids.
        read: the lines that named them, for a heading to say what was written.
    """
    lines = list(read)
    headings = [_heading(checker.library, name, lines) for name in substances]
    words = {each.id: _word(each.id, lines) for each in headings}
    cells = {
        (row, column): cell
        for row, first in enumerate(substances)
        for column, second in enumerate(substances[: row + 1])
        if (cell := _cell(checker, (first, second), words)) is not None
    }
    return Chart(tuple(headings), cells, classes=False)


def _heading(library: Library, substance: str, lines: Sequence[Recognition]) -> Heading:
    """A substance by the word that was written if it is its own, else with that word beside it."""
    here = [each for each in lines if substance in each.substances and each.name]
    own = [each.name for each in here if each.via in ("name", "synonym") and _alone(each)]
    label = own[0] or "" if own else library.substances[substance].name
    names = dict.fromkeys(str(each.name) for each in here)
    others = [name for name in names if name.casefold() != label.casefold()]
    return Heading(substance, label, ", ".join(others))


def _word(substance: str, lines: Sequence[Recognition]) -> str:
    """A written word that tells of a substance no more than its id does; the id if there is none."""
    told = (each.name for each in lines if each.substances == (substance,) and _alone(each))
    return next((name for name in told if name), substance)


def _alone(answer: Recognition) -> bool:
    return len(answer.substances) == 1 and answer.product is None and answer.route is None


def class_chart(checker: Checker, classes: Sequence[str] = ()) -> Chart:
    """Each class with each other: the strongest that any two of their members are told.

    The classes that most rules speak of, if none are given.
    """
    library = checker.library
    classes = classes or named_classes(library)
    members = [sorted(library.members([f"@{name}"])) for name in classes]
    kinds = {
        name: kind for kind in checker.alike({m for each in members for m in each}) for name in kind
    }
    told: dict[frozenset[str], tuple[int, tuple[str, str]] | None] = {}
    cells = {}
    for row, first in enumerate(members):
        for column, second in enumerate(members[: row + 1]):
            found = [
                each
                for pair in _pairs(first, second, kinds)
                if (each := _remembered(checker, pair, told)) is not None
            ]
            cell = _cell(checker, max(found)[1]) if found else None
            if cell is not None:
                cells[row, column] = cell
    headings = [Heading(name, library.classes[name].label) for name in classes]
    return Chart(tuple(headings), cells, classes=True)


def named_classes(library: Library) -> list[str]:
    """The classes that most rules name, in the order of their labels."""
    named = Counter(
        name[1:]
        for rule in library.rules.values()
        for pattern in rule.when.values()
        for name in set(pattern.medication)
        if name.startswith("@")
    )
    chosen = sorted(named, key=lambda name: (-named[name], name))[:MOST_CLASSES]
    return sorted(chosen, key=lambda name: library.classes[name].label.casefold())


def _pairs(
    first: Iterable[str], second: Iterable[str], kinds: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """One pair for each two kinds: the rules cannot tell its like apart."""
    seen: set[frozenset[int]] = set()
    for one in first:
        for other in second:
            kind = frozenset((id(kinds[one]), id(kinds[other])))
            if one != other and kind not in seen:
                seen.add(kind)
                yield (one, other)


def _remembered(
    checker: Checker,
    pair: tuple[str, str],
    told: dict[frozenset[str], tuple[int, tuple[str, str]] | None],
) -> tuple[int, tuple[str, str]] | None:
    key = frozenset(pair)
    if key not in told:
        standing, _ = checker.findings(Person(medications=pair))
        ranks = [rank(each.severity) for each in standing if each.substances == key]
        told[key] = (max(ranks), pair) if ranks else None
    return told[key]


def _cell(
    checker: Checker, pair: tuple[str, str], words: Mapping[str, str] | None = None
) -> Cell | None:
    """What is said of exactly these, in some words; of one substance if both are the same."""
    names = tuple(sorted(set(pair)))
    written = [(words or {}).get(each, each) for each in names]
    report = checker.check(Person(medications=written))
    cautions = [each for each in report.told if each.substances == names]
    if not cautions:
        return None
    return Cell(cautions[0].severity, names, tuple(cautions))
