"""docs/api.md from the docstrings: `python tests/api_reference.py` writes it anew.

The docstrings are read by griffe, without importing what they belong to.
"""

from __future__ import annotations

import re
from pathlib import Path

import griffe

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/api.md"
HEAD = """\
<!-- Made by `python tests/api_reference.py` from the docstrings: edit those, then run it again. -->

# The Python interface

What `from medcaution import ...` gives. Anything else may change without notice. The report as JSON is described in [report.schema.json](report.schema.json), and how to read it in [the README](../README.md).
"""


def reference() -> str:
    """The page as the docstrings give it now."""
    package = griffe.load(
        "medcaution",
        search_paths=[ROOT / "engine"],
        docstring_parser="google",
        docstring_options={"warnings": False},
    )
    homes = dict(re.findall(r"'(\w+)': '([\w.]+)'", str(package["_HOMES"].value)))
    public = [name for name in package.exports or () if str(name) in homes]
    seen = {name: package[f"{homes[name].removeprefix('medcaution.')}.{name}"] for name in public}
    parts = {
        name: each
        for name, each in package["report"].classes.items()
        if not name.startswith("_") and name not in seen
    }
    texts = [HEAD, *map(_class, seen.values())]
    texts.append("# Parts of a report\n\nThey come inside a `Report`; nobody makes one.\n")
    texts.extend(map(_class, parts.values()))
    return "\n".join(texts)


def _class(each: griffe.Class) -> str:
    """A class: what it is for, its fields, its methods."""
    bases = ", ".join(str(base) for base in each.bases)
    lines = [f"## {each.name}\n"]
    if "Error" in each.name or "Exception" in bases:
        lines.append(f"Raised; a kind of `{bases}`.\n")
    told, described = _told(each.docstring, each)
    lines.append(told)
    fields = [
        attribute
        for name, attribute in each.attributes.items()
        if not name.startswith("_") and attribute.annotation and name not in described
    ]
    if fields:
        lines.append("\n".join(_field(field) for field in fields) + "\n")
    for name, function in each.functions.items():
        if not name.startswith("_") and function.docstring:
            is_property = "property" in function.labels
            signature = name if is_property else function.signature()
            lines.append(f"### `{signature}`\n\n{_told(function.docstring, function)[0]}")
    return "\n".join(filter(None, lines))


def _field(field: griffe.Attribute) -> str:
    meaning = f": {_line(field.docstring.value)}" if field.docstring else ""
    return f"- `{field.name}` (`{field.annotation}`){meaning}"


def _told(docstring: griffe.Docstring | None, owner: griffe.Object) -> tuple[str, set[str]]:
    """A docstring as Markdown, and the names of the arguments that it describes."""
    if docstring is None:
        return "", set()
    texts, described = [], set()
    for section in docstring.parsed:
        if section.kind is griffe.DocstringSectionKind.text:
            texts.append(section.value)
        elif section.kind is griffe.DocstringSectionKind.parameters:
            described |= {each.name for each in section.value}
            texts.append("\n".join(_argument(each, owner) for each in section.value))
        elif section.kind is griffe.DocstringSectionKind.raises:
            texts.append(
                "\n".join(
                    f"- Raises `{each.annotation}`: {_line(each.description)}"
                    for each in section.value
                )
            )
        elif section.kind is griffe.DocstringSectionKind.returns:
            texts.append(
                "\n".join(f"- Returns: {_line(each.description)}" for each in section.value)
            )
        else:
            raise ValueError(f"a docstring holds a section that no page shows: {section.kind}")
    return "\n\n".join(texts) + "\n", described


def _argument(each: griffe.DocstringParameter, owner: griffe.Object) -> str:
    field = owner.members.get(each.name)  # the fields of a model are arguments of nothing written
    annotation = each.annotation or getattr(field, "annotation", None)
    kind = f" (`{annotation}`)" if annotation else ""
    return f"- `{each.name}`{kind}: {_line(each.description)}"


def _line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8", newline="\n")
