"""Explained cautions about what a person takes and lives with.

from medcaution import Checker, Person
report = Checker().check(Person(medications=["Prozac 20 mg", "ketamine"]))
"""

from medcaution.checker import Checker
from medcaution.errors import EngineError, InputError, KnowledgeError, MedcautionError, Problem
from medcaution.facts import Code, Condition, Medication, Person
from medcaution.library import Library
from medcaution.report import Caution, Report
from medcaution.version import VERSION as __version__  # noqa: N811  (the name Python looks for)

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
    "Person",
    "Problem",
    "Report",
    "__version__",
]
