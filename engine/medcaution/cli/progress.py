"""How far long work is, on standard error."""

from __future__ import annotations

import sys
import time

import click

_SECONDS_BETWEEN_LINES = 10.0
_WIDTH = 20


class ProgressLine:
    """One line with a bar, rewritten on a terminal; elsewhere a new line now and then."""

    def __init__(self, opening: str) -> None:
        self._told = time.monotonic()
        self._live = sys.stderr.isatty()
        if self._live:
            click.echo(opening, err=True, nl=False)

    def tell(self, done: int, total: int, text: str) -> None:
        """Show `text` beside how much of the whole is done."""
        now = time.monotonic()
        if self._live:
            filled = _WIDTH * done // total
            bar = "#" * filled + "." * (_WIDTH - filled)
            click.echo(f"\r\x1b[K[{bar}] {text}", err=True, nl=False)
        elif now - self._told > _SECONDS_BETWEEN_LINES:
            self._told = now
            click.echo(text, err=True)

    def end(self) -> None:
        """Leave the last line standing, and go below it."""
        if self._live:
            click.echo("", err=True)
