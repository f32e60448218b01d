"""Folders of knowledge on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from medcaution.errors import InputError
from medcaution.library.folders import bundled_folder

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
folder_argument = click.argument("folder", required=False, type=FOLDER)


def checkout(argument: str) -> Path:
    """Where the bundled knowledge can be edited.

    Args:
        argument: what names another folder, for the message.

    Raises:
        InputError: if medcaution is installed without its checkout.
    """
    folder = bundled_folder()
    if folder.name == "_bundled":
        raise InputError("medcaution is installed, not checked out; name a folder", argument)
    return folder
