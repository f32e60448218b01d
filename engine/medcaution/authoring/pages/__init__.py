"""`medcaution docs`: the knowledge as Markdown, for those who review it without a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medcaution.authoring.hazards import LOG, HazardLog
from medcaution.authoring.lint.knowledge import Knowledge
from medcaution.authoring.pages.claims import claims_page
from medcaution.authoring.pages.classes import classes_page
from medcaution.authoring.pages.index import index_page
from medcaution.authoring.pages.markdown import MARK
from medcaution.authoring.pages.names import names_page
from medcaution.authoring.pages.rules import rule_page
from medcaution.authoring.pages.safety import hazards_page, sign_off_page

RULES = "docs/rules"


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Each page's path in the checkout, and its text. The same knowledge gives the same bytes.

    Raises:
        KnowledgeError: if the knowledge of the folder cannot be trusted.
    """
    knowledge = Knowledge.read(folder)
    for rule, document in knowledge.rule_documents:
        yield f"{RULES}/{rule.code}.md", rule_page(knowledge, rule, document)
    yield f"{RULES}/README.md", index_page(knowledge.library)
    yield "docs/classes.md", classes_page(knowledge.library)
    yield "docs/claims.md", claims_page(knowledge.library)
    yield "docs/names.md", names_page(knowledge.library)
    yield "docs/safety/sign-off.md", sign_off_page(knowledge.library)
    if (folder / LOG).exists():  # a folder of one's own rules keeps its hazards elsewhere
        yield "docs/safety/hazards.md", hazards_page(HazardLog.read(folder))


def stale_pages(folder: Path) -> list[str]:
    """Pages below a checkout that are missing, differ from the knowledge, or have outlived it."""
    wanted = dict(pages(folder))
    there = {path: (folder / path).read_text(encoding="utf-8") for path in _generated(folder)}
    return sorted(path for path in wanted.keys() | there if wanted.get(path) != there.get(path))


def write_pages(folder: Path) -> list[Path]:
    """Write every page below a checkout, and remove those of rules that are gone.

    Returns:
        The files that changed.
    """
    wanted = dict(pages(folder))
    changed = [folder / path for path in stale_pages(folder)]
    for file in changed:
        text = wanted.get(file.relative_to(folder).as_posix())
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    return changed


def _generated(folder: Path) -> Iterator[str]:
    for file in sorted((folder / "docs").glob("**/*.md")):
        if file.read_text(encoding="utf-8").startswith(MARK):
            yield file.relative_to(folder).as_posix()
