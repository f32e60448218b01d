"""What the page reads: never another thing than the engine, and never what the engine refuses."""

from __future__ import annotations

from random import Random

import pytest

from medcaution.offline.ways import ROUTES
from medcaution.reading import route_of
from medcaution.recognition.spelling import fold, key, tokenise
from names.expecting import strings
from offline.likeness import answers

UNREAD = {"not-recognised", "could-not-interpret", "ignored"}


@pytest.fixture(scope="module")
def recogniser(checker):
    return checker._reader.recogniser


def read(page, lines):
    return zip(
        lines, answers(page, [{"kind": kind, "text": text} for kind, text in lines]), strict=True
    )


def agrees(recogniser, kind, text, said):
    """The page says what the engine says, or leaves the line unread."""
    true = getattr(recogniser, kind)(text)
    if said["outcome"] in UNREAD:
        return True
    if said["outcome"] == "ambiguous":
        return true.outcome == "ambiguous" and said["candidates"] == sorted(true.candidates)
    routes = [route_of(each, true) for each in ROUTES]
    return (said["outcome"], *said["substances"], said["product"], said["routes"]) == (
        true.outcome, *true.substances, true.product, routes,
    ) and (said["condition"], said["status"]) == (true.condition, true.status)  # fmt: skip


def test_every_name_of_the_knowledge_is_read_as_the_engine_reads_it(page, recogniser):
    lines = [
        (kind, entry.name)
        for kind, names in zip(("medication", "condition"), recogniser.indexes, strict=True)
        for entry in names.entries.values()
    ]
    found = list(read(page, lines))
    assert [line for line, said in found if not agrees(recogniser, *line, said)] == []
    assert sum(said["outcome"] in UNREAD for _, said in found) < len(found) / 50


def test_an_amount_behind_a_name_changes_nothing_or_the_line_is_left(page, recogniser):
    rng = Random(1)
    names = [entry.name for entry in recogniser.indexes[0].entries.values()]
    amounts = (
        "{} mg",
        "{}mg",
        "{} mcg",
        "{} g",
        "{}-mg",
        "{} mg daily",
        "0.{} mg",
        "{}",
        "{} %",
        "0{} mg",
        "0.0 mg",
        "0 mg",
    )
    before = ("", "", "my ", "an ", "the ")
    lines = [
        (
            "medication",
            f"{rng.choice(before)}{name} {rng.choice(amounts).format(rng.choice((1, 3, 7, 20, 100, 2000)))}",
        )
        for name in rng.sample(names, 4000)
    ]
    found = list(read(page, lines))
    assert [line for line, said in found if not agrees(recogniser, *line, said)] == []
    assert sum(said["outcome"] == "recognised" for _, said in found) > 2000


def test_what_people_write_is_read_alike_or_left(page, recogniser):
    lines = [("condition" if each.condition else "medication", each.written) for each in strings()]
    lines += [(kind, f"{before}{text}{after}") for kind, text in lines[::7]
              for before, after in (("no ", ""), ("", " ->"), ("<- ", ""), ("\u00ac", ""), ("~~", "~~"), ("\u00b1 ", ""), ("", "?"), ("history of ", ""), ("", " (old)"), ("- ", ","))]  # fmt: skip
    found = list(read(page, lines))
    assert [line for line, said in found if not agrees(recogniser, *line, said)] == []


def test_a_sign_that_puts_a_line_in_doubt_is_never_dropped(page, recogniser):
    signs = [chr(code) for code in range(0x21, 0x10000) if not 0xD800 <= code < 0xF900]
    lines = [
        (kind, f"{name} {each}")
        for kind, name in (("medication", "ketamine"), ("condition", "epilepsy"))
        for each in signs
        if not each.isalnum()
    ]
    found = list(read(page, lines))
    assert [line for line, said in found if not agrees(recogniser, *line, said)] == []
    assert sum(said["outcome"] == "recognised" for _, said in found) > 20


def test_letters_and_marks_of_every_script_fold_alike_or_are_left(page):
    texts = [
        text
        for code in [*range(0x20, 0x3000), *range(0xFB00, 0x10000)]
        if not 0xD800 <= code < 0xF900
        for text in (f"st{chr(code)}x 5 mg", f"a {chr(code)}")
    ]
    for text, said in zip(texts, answers(page, texts), strict=True):
        if said is not None:
            folded = fold(text)
            words = tokenise(folded).tokens
            assert said == [folded, list(words), key(words)], repr(text)
