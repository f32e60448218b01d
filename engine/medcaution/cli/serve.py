"""`medcaution serve`: the clinical service."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from medcaution.cli.main import display_options

if TYPE_CHECKING:
    from medcaution.service.settings import ServiceSettings

_MISSING = "the service is an extra: pip install 'medcaution[service]'"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--jwt-config",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    help="TOML that names who may call: base_url, replay_store, [[issuers]] with iss and jwks.",
)
@click.option(
    "--no-auth",
    count=True,
    help="Let anyone call, on every route. Beyond this machine it must be given twice.",
)
@click.option(
    "--open-page",
    is_flag=True,
    help="With --jwt-config: show and answer the page without a token, which no browser has.",
)
@click.option(
    "--allow-origin", "origins", multiple=True, help="A browser origin that may call; repeat."
)
@click.option(
    "--isolated", is_flag=True, help="Run the C engine of each worker in a process of its own."
)
@click.option("--url", help="Where you describe these rules, linked on every card.")
@display_options
def serve(
    host: str,
    port: int,
    workers: int,
    jwt_config: Path | None,
    no_auth: int,
    open_page: bool,
    origins: tuple[str, ...],
    isolated: bool,
    url: str | None,
    language: str,
    emergency_number: str,
) -> None:
    """Answer CDS Hooks, FHIR and JSON over HTTP, and show the page, until interrupted."""
    try:
        from medcaution.service.app import create  # noqa: PLC0415  (only here is the extra needed)
        from medcaution.service.listening import ensure_free, listen  # noqa: PLC0415
        from medcaution.service.settings import VARIABLE, ServiceSettings  # noqa: PLC0415
    except ImportError:
        raise click.UsageError(_MISSING) from None
    if bool(no_auth) == (jwt_config is not None):
        raise click.UsageError("give either --jwt-config FILE or --no-auth")
    if open_page and no_auth:
        raise click.UsageError("--no-auth opens the page already; leave --open-page out")
    if no_auth == 1 and not _loopback(host):
        raise click.UsageError("beyond this machine, --no-auth must be given twice")
    settings = ServiceSettings(
        jwt_config=jwt_config,
        no_auth=bool(no_auth),
        open_page=open_page,
        origins=origins,
        isolated=isolated,
        url=url,
        emergency_number=emergency_number,
        language=language,
    )
    ensure_free(host, port)
    click.echo(_who_may_call(settings), err=True)
    create(settings)  # a fault of the settings or knowledge is told here, not by each worker
    os.environ[VARIABLE] = settings.model_dump_json()
    listen(host, port, workers, _LOGS)


def _who_may_call(settings: ServiceSettings) -> str:
    if settings.no_auth:
        return "WARNING: --no-auth: anyone who reaches this address may call."
    if settings.open_page:
        return "WARNING: --open-page: anyone who reaches it may use the page."
    return "Browsers are refused, for want of a token; see --open-page."


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# Of uvicorn only warnings: its own lines may quote addresses and paths.
_LOGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {
        "medcaution": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
