"""FHIR R4 in and out: records become people, reports become DetectedIssues."""

from medcaution.fhir.record import Record, check_record, read_record

__all__ = ["Record", "check_record", "read_record"]
