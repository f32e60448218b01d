"""Medcaution over HTTP: an optional extra."""
