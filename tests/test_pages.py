"""The generated pages: fresh in the checkout, and whole."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from medcaution.authoring.pages import pages
from medcaution.cli import main
from medcaution.library.loading import bundled_folder

ROOT = bundled_folder()


@pytest.fixture(scope="module")
def texts():
    return dict(pages(ROOT))


@pytest.fixture
def checkout(tmp_path):
    for part in ("rules", "facts", "docs"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def docs(folder, *arguments):
    return CliRunner().invoke(main, ["docs", str(folder), *arguments])


def test_the_pages_of_the_checkout_are_fresh():
    result = docs(ROOT, "--check")
    assert (result.exit_code, result.stdout) == (0, ""), "run `medcaution docs`"


def test_a_page_that_is_stale_missing_or_outlived_is_named_and_mended(checkout):
    rules = checkout / "docs/rules"
    (rules / "BLD-01.md").unlink()
    (rules / "BLD-99.md").write_text((rules / "BLD-02.md").read_text())
    summary = checkout / "rules/bleeding/serotonin-reuptake-inhibitor-with-nsaid.toml"
    summary.write_text(summary.read_text().replace('summary = "', 'summary = "Anew: ', 1))
    stale = docs(checkout, "--check")
    named = [line.partition(":")[0] for line in stale.stdout.splitlines()]
    assert stale.exit_code == 5
    assert named == ["docs/rules/BLD-01.md", "docs/rules/BLD-99.md"]
    assert docs(checkout).exit_code == 0
    assert not (rules / "BLD-99.md").exists()
    assert "Anew: " in (rules / "BLD-01.md").read_text()
    assert docs(checkout, "--check").exit_code == 0


def test_a_page_that_a_person_wrote_is_left_alone(checkout):
    page = checkout / "docs/rules/notes.md"
    page.write_text("# Notes of a reviewer\n")
    assert docs(checkout).exit_code == 0
    assert page.read_text() == "# Notes of a reviewer\n"


def test_every_rule_has_a_page_with_all_that_it_says(library, texts):
    for rule in library.rules.values():
        page = texts[f"docs/rules/{rule.code}.md"]
        assert rule.title in page, rule.code
        for clause in (*rule.raises, *rule.lowers, *rule.unless):
            assert clause.because in page, rule.code
        for citation in rule.sources:
            assert library.sources[citation.ref.partition("#")[0]].title in page, rule.code
        assert f"[{rule.code}]({rule.code}.md)" in texts["docs/rules/README.md"]


def test_every_class_and_claim_is_on_its_page(library, texts):
    for name, class_ in library.classes.items():
        assert class_.label in texts["docs/classes.md"], name
    for name, claim in library.claims.items():
        assert name in texts["docs/claims.md"]
        assert claim.gist in texts["docs/claims.md"], name
    assert len(library.claims) == 54


def test_the_same_knowledge_gives_the_same_bytes(texts):
    assert dict(pages(ROOT)) == texts
