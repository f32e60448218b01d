"""The ledger: every claim of the source document, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from medcaution.authoring.pages.markdown import bullets, escape, link, page, section, table
from medcaution.authoring.pages.rules import rule_link
from medcaution.library.library import Library
from medcaution.library.substances import Claim


def claims_page(library: Library) -> str:
    """Every claim with its fate, in the order of the document."""
    counts = Counter(claim.became for claim in library.claims.values())
    source = library.sources["source-document"]
    intro = (
        f"The {len(library.claims)} claims of the source document ({escape(source.title)}), told in "
        "our own words. The lines are those of the document."
    )
    return page(
        "Claims of the source document",
        "facts/claims.toml",
        intro,
        table(("Became", "Claims"), [(name, str(counts[name])) for name in sorted(counts)]),
        *(section(name, bullets(_entry(library, claim))) for name, claim in library.claims.items()),
    )


def _entry(library: Library, claim: Claim) -> Iterator[str]:
    yield f"**{escape(claim.gist)}**"
    yield f"Lines {claim.lines}; {claim.kind}; {'contested' if claim.contested else 'not contested'}"
    where = ", ".join(_where(library, each) for each in claim.where)
    yield f"Became: {claim.became}{f' ({where})' if where else ''}"
    if claim.why:
        yield f"Why: {escape(claim.why)}"
    if claim.evidence:
        yield f"Evidence: {escape(claim.evidence)}"
    if claim.sources:
        yield f"Sources: {', '.join(f'`{each}`' for each in claim.sources)}"
    if claim.note:
        yield escape(claim.note)


def _where(library: Library, name: str) -> str:
    if name in library.classes:
        return link(name, f"classes.md#{name}")
    return rule_link(library, name, "rules/")
