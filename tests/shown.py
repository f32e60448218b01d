"""What may not stand in an answer, and what its text becomes when a client draws it."""

from __future__ import annotations

import json
import re

from markdown_it import MarkdownIt

# As clients draw details: tables, bare addresses and HTML are live.
_CLIENT = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(
    ["table", "strikethrough"]
)
_OURS = re.compile(r"</?(p|strong|ul|li)>")
# What GitHub-flavoured Markdown makes a link of without any markup.
_BARE = re.compile(r"(?<!\\)(https?://|www\.|\w@\w)")


def gaps(value):
    """Every null, empty text, list or object inside a value."""
    if value is None or value in ("", [], {}):
        return [value]
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    return [gap for child in children for gap in gaps(child)]


def live_markup(detail):
    """Tags that a client would draw of a detail, beside the few that are ours."""
    html = _CLIENT.render(detail)
    return [tag for tag in re.findall(r"<[^>]*>", html) if not _OURS.fullmatch(tag)] + (
        _BARE.findall(detail)
    )


def without_lines(report):
    """Everything of a report but its inputs and line numbers."""
    data = json.loads(report.to_json())
    del data["inputs"]

    def strip(value):
        if isinstance(value, dict):
            return {key: strip(each) for key, each in value.items() if key != "line"}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return strip(data)
