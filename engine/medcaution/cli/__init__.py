"""The command line."""

from medcaution.cli.main import main

__all__ = ["main"]
