"""Which parts of which rule no case exercises: a positive and a minimal-pair negative for each."""

from medcaution.authoring.coverage.survey import Gap, RuleCoverage, survey

__all__ = ["Gap", "RuleCoverage", "survey"]
