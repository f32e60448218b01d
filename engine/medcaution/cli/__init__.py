"""The command line."""

import os

# Finding plugins of pydantic takes longer than a check, and none has a say in our models.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

from medcaution.cli.main import main

__all__ = ["main"]
