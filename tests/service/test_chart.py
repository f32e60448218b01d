"""The charts over real HTTP: of the bundled classes, and of a list."""

from __future__ import annotations

from browsing import MOST_BYTES
from lists import FORTY
from medcaution.matrix import substance_chart
from medcaution.presentation.catalogue import english
from medcaution.service.page import MOST_DRAWN


def test_every_cell_of_the_chart_leads_to_its_reasons(visitor):
    page = visitor.go("/chart").page
    cells = [each for each in page.find("a") if "svg" in each.inside]
    assert len(cells) > 50
    listed = [each.attributes["href"] for each in page.find("a") if "table" in each.inside]
    assert listed == [each.attributes["href"] for each in cells]
    titles = [each.text for each in page.find("title") if "a" in each.inside]
    assert len(titles) == len(cells)
    for cell, title in zip(cells, titles, strict=True):
        pair = visitor.go(f"/{cell.attributes['href']}").page
        assert visitor.answer.status_code == 200
        severity = pair.find("article")[0].attributes["class"].split()[1]
        assert english()(f"plain-severity.{severity}").lower() in title
        assert len(pair.find("li")[0].text) > 40
        assert len(visitor.answer.content) < MOST_BYTES
    assert "Which pairs" in visitor.go("/chart").page.words


def test_a_pair_that_is_on_no_chart_is_not_found(client):
    for path in ("/pair-opioid--nonsense", "/pair-", "/pair-opioid--%3Cscript%3E"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "script" not in answer.text


def test_the_chart_of_a_list_tells_of_every_pair_that_it_draws(visitor):
    page = visitor.check("ketamine, Zoloft, Nardil, alcohol").press("Chart of this list").page
    cells = [each.attributes["href"] for each in page.find("a") if "svg" in each.inside]
    rows = {each.attributes.get("id"): each.text for each in page.find("tr")}
    assert len(cells) > 4
    for cell in cells:
        assert len(rows[cell.removeprefix("#")]) > 60


def test_the_chart_of_a_long_list_says_what_it_leaves_out(visitor):
    page = visitor.check("\n".join(FORTY), "schizophrenia").press("Chart of this list").page
    drawn = {each.text.split(" (")[0] for each in page.find("text") if each.attributes.get("text-anchor") == "end"}  # fmt: skip
    assert len(drawn) == MOST_DRAWN
    left = page.words.partition("Not on it: ")[2].partition(". All cautions")[0].split(", ")
    assert len(left) == 40 - MOST_DRAWN
    assert not drawn & {*left}
    assert "phenelzine" in drawn


def test_a_chart_says_that_it_shows_names_as_if_all_were_taken_now(visitor):
    visitor.check("fluoxetine; status=stopped; last_taken=2001-01-01\nphenelzine", "high blood pressure")  # fmt: skip
    page = visitor.press("Chart of this list").page
    said = " ".join(each.text for each in page.find("p", class_="loud"))
    assert "as if all of it were taken now" in said
    assert "age and pregnancy" in said
    assert "how, how much and when" in said
    assert "no conditions: high blood pressure" in said
    assert "112" in page.find("div", class_="emergency")[0].text


def test_a_chart_calls_things_as_they_were_written(visitor):
    typed = "Nardil 15 mg\nZoloft\nalcohol\nketamine\nspecial K"
    page = visitor.check(typed).press("Chart of this list").page
    drawn = " ".join(each.text for each in page.find("text"))
    for named in ("phenelzine (Nardil) (", "sertraline (Zoloft) (", "alcohol ("):
        assert named in drawn
    assert "ketamine (special K)" in drawn
    assert "ethanol (" not in drawn
    told = " ".join(page.words.split())
    assert "sertraline (Zoloft) + phenelzine (Nardil)" in told or "phenelzine (Nardil) + sertraline (Zoloft)" in told  # fmt: skip
    assert "Zoloft (sertraline)" in told


def test_a_word_beside_a_heading_changes_no_cell(checker):
    written = ["Nardil", "alcohol", "Zoloft", "special K", "Percocet", "Xylocaine", "booze"]
    read = [checker.recogniser.medication(each) for each in written]
    substances = list(dict.fromkeys(name for each in read for name in each.substances))
    named, plain = (substance_chart(checker, substances, each) for each in (read, ()))
    assert {place: cell.severity for place, cell in named.cells.items()} == {
        place: cell.severity for place, cell in plain.cells.items()
    }
    assert len(named.cells) > 4
