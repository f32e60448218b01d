"""Type-checked, never run: what an embedder writes must satisfy mypy strict."""

from __future__ import annotations

from medcaution import Caution, Checker, EngineError, Library, Medication, Person, Report

person = Person(medications=(Medication(as_written="ketamine", use="non-prescribed"),), age=30)
checker = Checker(Library.load(), profile="evidence", cross_check=True)
report: Report = checker.check(person)
worst: list[Caution] = [each for each in report.cautions if each.severity == "major"]
answers: list[Report | EngineError] = list(checker.check_many([person]))
text: str = report.to_json()
