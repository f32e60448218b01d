"""Knowledge: read from `rules/` and `facts/`, checked, closed, immutable."""

from medcaution.library.library import Library

__all__ = ["Library"]
