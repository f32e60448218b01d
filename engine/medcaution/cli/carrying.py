"""`medcaution export-page`: the page that needs no network."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from medcaution.cli.main import display_options, knowledge_option, profile_option
from medcaution.errors import InputError
from medcaution.library.rules import Profile
from medcaution.offline.page import export_page as page_of
from medcaution.prepared import prepare
from medcaution.presentation.catalogue import Catalogue
from medcaution.presentation.display import Display

try:
    import jinja2  # noqa: F401  (a page is filled by it: say so before anything is asked)
except ImportError as error:  # pragma: no cover  (only without the extra)
    raise InputError(f"needs {error.name}: pip install 'medcaution[service]'", "export-page") from None  # fmt: skip


@click.command("export-page")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@profile_option
@click.option(
    "--made-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the page says it was made on; today if not given.",
)
@display_options
@knowledge_option
def export_page(
    file: Path,
    profile: Profile,
    made_on: datetime.datetime | None,
    language: str,
    emergency_number: str,
    extra: tuple[Path, ...],
) -> None:
    """Write one HTML page that answers without a network, from a phone's storage too.

    \b
    medcaution export-page medcaution.html --emergency-number 112
    """
    display = Display(Catalogue(language), emergency_number)
    day = made_on.date() if made_on else datetime.date.today()  # noqa: DTZ011  (where it is made)
    page = page_of(prepare(extra), display, day, profile)
    file.write_text(page, encoding="utf-8", newline="\n")
    click.echo(f"{file}: {len(page.encode()) / 1e6:.2f} MB", err=True)
