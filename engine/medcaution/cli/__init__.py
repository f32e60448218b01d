"""The command line."""

import os
import sys
from types import ModuleType

# Finding plugins of pydantic takes longer than a check, and none has a say in our models. The
# finder is imported even when it is switched off, so one that finds nothing stands in its place.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
_no_plugins = ModuleType("pydantic.plugin._loader")
vars(_no_plugins)["get_plugins"] = tuple
sys.modules.setdefault(_no_plugins.__name__, _no_plugins)

from medcaution.cli.main import main

__all__ = ["main"]
