"""Explained cautions about what a person takes and lives with.

    from medcaution import Checker, Person
    report = Checker().check(Person(medications=["Prozac 20 mg", "ketamine"]))

The names below are imported when they are first used, so that a command which needs only some of
the package starts quickly.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from medcaution.version import VERSION as __version__  # noqa: N811  (the name Python looks for)

if TYPE_CHECKING:
    from medcaution.checker import Checker
    from medcaution.errors import (
        EngineError,
        InputError,
        KnowledgeError,
        MedcautionError,
        OutputError,
        Problem,
    )
    from medcaution.facts import Code, Condition, Medication, Person
    from medcaution.library import Library
    from medcaution.report import Caution, Report

_HOMES = {
    "Caution": "medcaution.report",
    "Checker": "medcaution.checker",
    "Code": "medcaution.facts",
    "Condition": "medcaution.facts",
    "EngineError": "medcaution.errors",
    "InputError": "medcaution.errors",
    "KnowledgeError": "medcaution.errors",
    "Library": "medcaution.library",
    "MedcautionError": "medcaution.errors",
    "Medication": "medcaution.facts",
    "OutputError": "medcaution.errors",
    "Person": "medcaution.facts",
    "Problem": "medcaution.errors",
    "Report": "medcaution.report",
}

__all__ = [
    "Caution",
    "Checker",
    "Code",
    "Condition",
    "EngineError",
    "InputError",
    "KnowledgeError",
    "Library",
    "MedcautionError",
    "Medication",
    "OutputError",
    "Person",
    "Problem",
    "Report",
    "__version__",
]


def __getattr__(name: str) -> object:
    """A public name, imported at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
