"""The page as one file: words, table, style and scripts inside, and nothing to fetch."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from importlib.resources import files
from typing import Any, get_args

from medcaution.facts import MedicationStatus
from medcaution.library.rules import SEVERITIES, Evidence, Likelihood, Profile, Seriousness
from medcaution.offline.lived import STATUSES
from medcaution.offline.table import table
from medcaution.offline.ways import ROUTES, USES
from medcaution.prepared import Prepared
from medcaution.presentation.display import Display
from medcaution.presentation.html import asset, render_source
from medcaution.report import LIMITS, Outcome
from medcaution.version import VERSION

_ANSWERS = (
    "spelling.js",
    "nearness.js",
    "reading.js",
    "placing.js",
    "lists.js",
    "answering.js",
    "telling.js",
)
_VIEW = ("elements.js", "inputs.js", "cautions.js", "page.js")
_STEMS: dict[str, tuple[str, ...]] = {
    "outcome.": get_args(Outcome),
    "severity.": SEVERITIES,
    "plain-severity.": SEVERITIES,
    "plain-likelihood.": tuple(each for each in get_args(Likelihood) if each != "not-applicable"),
    "seriousness.": get_args(Seriousness),
    "likelihood.": get_args(Likelihood),
    "evidence.": get_args(Evidence),
    "offline-use.": USES,
    "offline-route.": ROUTES,
    "offline-taken.": get_args(MedicationStatus),
    "offline-status.": STATUSES,
    "offline-why.": ("empty", "too-long", "no-letter", "hidden", "not-read", "dose"),
}
_KEY = re.compile(r'say\("([a-z-]+\.[a-z-]*)"')


def export_page(
    prepared: Prepared,
    display: Display,
    made_on: datetime.date,
    profile: Profile = "document",
) -> str:
    """The page as HTML.

    Args:
        prepared: the knowledge.
        display: the language, and the emergency number.
        made_on: shown on the page.
        profile: which severity the contested rules of the source document carry.

    Raises:
        InputError: if the extra that fills templates is not installed.
        EngineError: if the matchers disagree, or the rules need more than a page can hold.
    """
    answers, view = _joined(_ANSWERS), _joined(_VIEW)
    style = asset("medcaution.css") + _read("offline.css")
    policy = (
        f"default-src 'none'; script-src {_hash(answers)} {_hash(view)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return render_source(
        _read("page.html.jinja"),
        display,
        policy=policy,
        style_text=_markup(style),
        answers=_markup(answers),
        view=_markup(view),
        table=_data(table(prepared, profile, display.words)),
        words=_data(_words(display, view)),
        mark=_mark(prepared, profile, made_on),
        about=_data({"review": str(prepared.library.next_review), "made": str(made_on)}),
        severities=SEVERITIES,
        limits=LIMITS,
    )


def _mark(prepared: Prepared, profile: Profile, made_on: datetime.date) -> dict[str, Any]:
    library = prepared.library
    return {
        "version": library.version,
        "sha256": library.sha256[:12],
        "profile": profile,
        "rules": library.rules_in_force,
        "engine": VERSION,
        "made": made_on,
        "review": library.next_review,
        "changes": library.changes,
    }


def _words(display: Display, script: str) -> dict[str, str]:
    """The texts that a script asks for; a key that ends in a dot stands for all that begin so."""
    own = {"emergency.call": display.call}
    keys: list[str] = []
    for asked in dict.fromkeys(_KEY.findall(script)):
        stem = asked.endswith(".")
        keys += [f"{asked}{name}" for name in _STEMS[asked]] if stem else [asked]
    return {key: display.words(key) for key in keys if key not in own} | own


def _joined(names: tuple[str, ...]) -> str:
    return "\n" + "".join(_read(name) for name in names)


def _read(name: str) -> str:
    return (files("medcaution.offline") / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a policy names a script or style that stands in the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(value: object) -> Any:
    """JSON that ends no script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _markup(text.replace("<", "\\u003c"))


def _markup(text: str) -> Any:
    from markupsafe import Markup  # noqa: PLC0415  (comes with the extra)

    return Markup(text)  # noqa: S704  (ours, and never a value of a person)
