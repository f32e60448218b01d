"""Templates filled: for a page, for paper, and for one file that holds all it needs.

Every value is escaped and cleaned by the environment, not by the templates, so that none of them
can forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from medcaution.errors import InputError
from medcaution.presentation.catalogue import UNTRANSLATED, Catalogue
from medcaution.presentation.display import Display
from medcaution.presentation.headings import headed
from medcaution.presentation.listed import about, listed, missing
from medcaution.presentation.pictures import WIDTH, picture
from medcaution.presentation.showing import clean, plain_sureness, taken_and_lived
from medcaution.report import UNREAD

if TYPE_CHECKING:
    from jinja2 import Environment


def render_template(name: str, display: Display, **values: object) -> str:
    """A template filled. `display` speaks for every word that is not in the values."""
    template = _environment().get_template(name)
    return template.render(display=display, say=display.words, **values)


def render_source(source: str, display: Display, **values: object) -> str:
    """The text of a template filled, which may build on the templates here."""
    template = _environment().from_string(source)
    return template.render(display=display, say=display.words, **values)


def compile_templates() -> None:
    """Make every template ready now, so that the first visitor does not wait for it."""
    for name in _environment().list_templates(extensions=["jinja"]):
        _environment().get_template(name)


def asset(name: str) -> str:
    """A style sheet or script of ours."""
    return (files("medcaution.presentation") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  (an extra)
    except ImportError:
        raise InputError(
            "HTML needs the service extra: "
            ".venv/bin/pip install --require-hashes -r requirements-service.lock"
        ) from None
    environment = Environment(
        loader=PackageLoader("medcaution.presentation"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # a service goes on with the templates that it began with
    )
    environment.globals |= _tools()
    return environment


def _shown(value: Any) -> Any:
    """Every value on its way into a page. What is markup already has been through here."""
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _told(words: Catalogue, sentence: str) -> Any:
    """A sentence of a report; where it stays English, marked for eyes and for screen readers."""
    from markupsafe import Markup  # noqa: PLC0415

    told = words.told(clean(sentence))
    if not told.startswith(UNTRANSLATED):
        return told
    return Markup('<span lang="en">{}</span>').format(told)


def _tools() -> Mapping[str, Any]:
    from markupsafe import Markup  # noqa: PLC0415  (comes with the extra)

    return {
        "about": about,
        "headed": headed,
        "listed": listed,
        "missing": missing,
        "picture": picture,
        "picture_width": WIDTH,
        "plain_sureness": plain_sureness,
        "unread": UNREAD,
        "written": taken_and_lived,
        # Ours, and never a value of a person.
        "told": _told,
        "style": lambda name: Markup(asset(name)),  # noqa: S704
    }
