"""FHIR R4 in and out: records become people, reports become DetectedIssues."""

from medcaution.fhir.checking import check_record
from medcaution.fhir.record import Record, read_record

__all__ = ["Record", "check_record", "read_record"]
