"""Two answers about one line: from the text and its brackets, or from the text and its codes."""

from __future__ import annotations

from dataclasses import replace

from medcaution.recognition.answer import KNOWN, Recognition, ambiguous
from medcaution.recognition.names import Names
from medcaution.recognition.spelling import words_of

_TWO = "It names two different things, {first} and {second}. Which of them is it? Write one a line."


def agree(
    one: Recognition, other: Recognition, names: Names, *, coded: bool = False
) -> Recognition:
    """One answer out of two, or the question which of them is meant.

    The same thing twice is that thing. An ambiguous word beside one of its candidates is that
    candidate: "vitamin K (phytonadione)", "sertraline (an SSRI)". An ingredient beside a product
    that holds it is the product: "Suboxone (buprenorphine)". A candidate that is part of another one
    answers no question, for the rest of that may be meant: "lean (codeine)". Only a code names all
    that there is. What two names dispute, no third settles: "fluoxetine (phenelzine) (Prozac)".
    """
    if one.disputed or one.outcome not in KNOWN:
        return one
    if other.outcome not in KNOWN:
        return other
    first, second = ids(one), ids(other)
    if one.outcome == other.outcome == "recognised":
        if _same(one, other):
            kept = one if one.product or not other.product else _kept(one, other)
            return replace(kept, told=one.told | other.told)  # "fentanyl (Duragesic)" is a patch
        for product, part in ((one, other), (other, one)):
            if product.product and set(part.substances) <= set(product.substances):
                return product
    elif one.outcome == other.outcome:
        shared = tuple(sorted(set(first) & set(second)))
        if shared:
            return replace(one, candidates=shared)
    else:
        certain, question = (one, other) if one.outcome == "recognised" else (other, one)
        if any(_same(names.meanings.get(each), certain) for each in question.candidates):
            more = not coded and _may_hold_more(question, certain, names)
            return question if more else certain
    reason = _TWO.format(first=one.name or "one thing", second=other.name or "another")
    return replace(ambiguous(tuple(sorted({*first, *second})), reason), disputed=True)


def _same(one: Recognition | None, other: Recognition) -> bool:
    return (
        one is not None and one.substances == other.substances and one.condition == other.condition
    )


def _may_hold_more(question: Recognition, part: Recognition, names: Names) -> bool:
    """Is another candidate a mixture or product that holds the part? A word of a class means one."""
    entry = names.find(words_of(question.name or ""))
    if entry and entry.owner == entry.name:
        return False
    meant = (names.meanings.get(each) for each in question.candidates)
    return any(each and set(part.substances) < set(each.substances) for each in meant)


def _kept(one: Recognition, other: Recognition) -> Recognition:
    """The first answer with the product that only the second knew."""
    return replace(one, product=other.product, reason=other.reason or one.reason)


def ids(answer: Recognition) -> tuple[str, ...]:
    """The ids of what an answer names, or may name."""
    if answer.candidates:
        return answer.candidates
    return (answer.condition,) if answer.condition else _id_of(answer)


def _id_of(answer: Recognition) -> tuple[str, ...]:
    return (answer.product,) if answer.product else answer.substances
