"""The page about a run: its figures are those of the tables, and nothing in it is lost or coloured safe."""

from __future__ import annotations

import re
from collections import Counter

import pyarrow.parquet as pq
import pytest

from browsing import Page
from medcaution.batch.layouts import Source
from medcaution.batch.run import Options, run

LISTS = {
    "1": ["Zoloft", "Prozac", "Celexa", "ketamine"],
    "2": ["Zoloft", "Nardil"],
    "3": ["metoprolol"],
    "4": ["metoprolol", "<script>alert(1)</script>"],
    "5": ["flibbertigibbet"],
    "6": ["Zoloft", "Prozac", "flibbertigibbet"],
    "7": ["Zoloft", "ibuprofen"],
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("summary")
    lines = [f"{person},{each}" for person, each in ((p, e) for p in LISTS for e in LISTS[p])]
    source = folder / "lines.csv"
    source.write_text("\n".join(["person,medication", *lines, "7,Zoloft,too many"]) + "\n")
    options = Options(folder / "out", as_of="2026-11-26", rows_of_a_part=4)
    run(Source(source, "long"), options, lambda *_: None)
    return options.out


@pytest.fixture(scope="module")
def page(out):
    return Page((out / "summary.html").read_text())


def rows_under(page, title):
    """The cells of the table below a heading, row by row."""
    place = next(
        n for n, each in enumerate(page.elements) if each.tag == "h2" and title in each.text
    )
    rows = []
    for each in page.elements[place + 1 :]:
        if each.tag == "h2":
            break
        if each.tag == "tr":
            rows.append([])
        elif each.tag in {"td", "th"}:
            rows[-1].append(each.text)
    return rows


def read(out, name):
    return pq.read_table(out / f"{name}.parquet").to_pylist()


def test_people_add_up_and_show_who_was_not_read_whole(out, page):
    people = read(out, "people")
    _, *rows, total = rows_under(page, "People")
    assert {row[0]: int(row[1]) for row in rows} == Counter(each["status"] for each in people)
    unread = Counter(each["status"] for each in people if not each["complete"])
    assert unread["cautions"] == 2
    assert {row[0]: int(row[3]) for row in rows if row[3] != "0"} == unread
    assert [total[0], total[1], total[3]] == ["all", "7", str(sum(unread.values()))]


def test_severities_add_up_to_everyone(page):
    _, *rows, total = rows_under(page, "highest")
    assert sum(int(row[1]) for row in rows) == int(total[1]) == len(LISTS)
    assert rows[-1][0] == "no rule spoke"


def test_a_rule_that_speaks_twice_of_one_person_counts_one_person(out, page):
    spoken = Counter(rule for each in read(out, "cautions") for rule in each["rules"])
    people = {(each["person"], rule) for each in read(out, "cautions") for rule in each["rules"]}
    heard = Counter(rule for _, rule in people)
    assert spoken != heard
    _, *rows = rows_under(page, "Rules")
    assert [row[0] for row in rows] == sorted(heard, key=lambda code: (-heard[code], code))[:20]
    for code, of_a_thousand, persons, cautions, _ in rows:
        assert (int(cautions), int(persons)) == (spoken[code], heard[code])
        assert float(of_a_thousand) == round(1000 * heard[code] / len(LISTS), 1)


def test_unread_names_stand_by_weight_and_as_text(out, page):
    _, *rows = rows_under(page, "not read")
    assert [(row[0], row[1]) for row in rows] == [
        ("flibbertigibbet", "2"),
        ("<script>alert(1)</script>", "1"),
    ]
    assert not page.find("script")
    assert "3 of 15 lines (20.0 %)" in page.words


def test_the_pairs_stand_in_figures_too(out, page):
    pairs = Counter(
        tuple(each["substances"])
        for each in read(out, "cautions")
        if len(each["substances"]) == 2 and each["severity"] != "note"
    )
    _, *rows = rows_under(page, "Pairs")
    ranked = sorted(pairs.items(), key=lambda each: (-each[1], each[0]))
    assert rows == [[" with ".join(two), str(number)] for two, number in ranked[:10]]
    pointed = {each.text for each in page.find("title") if "svg" in each.inside}
    assert {f"{one} with {two}: {number} cautions" for (one, two), number in ranked} <= pointed


def test_what_was_refused_stands_at_the_top(page):
    head = page.words[: page.words.index("highest")]
    assert "1 row was rejected" in head
    assert "2026-11-26" in head


def test_nothing_is_green_or_said_to_be_safe(out, page):
    assert not re.search(r"\bsafe|\bclear\b", page.words.replace("Silence is not an all-clear", ""))
    colours = re.findall(r"#([0-9a-f]{6})\b", page.source)
    assert colours
    for colour in colours:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        assert green <= max(red, blue)


def test_what_is_wide_scrolls_by_itself(page):
    assert page.find("table")
    assert all("div" in each.inside for each in [*page.find("table"), *page.find("svg")])
    bars = [each.attributes["style"] for each in page.find("span", class_="bar")]
    assert bars
    assert all(re.match(r"width:\d+(\.\d)?%;", each) for each in bars)
