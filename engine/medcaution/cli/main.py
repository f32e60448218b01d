"""The group of commands, its exit codes, and what an error looks like."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from medcaution.errors import InputError, KnowledgeError, MedcautionError
from medcaution.version import VERSION

OK, CAUTION, USAGE, INCOMPLETE, KNOWLEDGE, INTERNAL = 0, 1, 2, 3, 5, 70

_Command = TypeVar("_Command", bound=Callable[..., object])
_Given = TypeVar("_Given")


def _only_one(
    _: click.Context, parameter: click.Parameter, given: Sequence[_Given]
) -> _Given | None:
    """What was given; two of a kind are refused, for the first would be dropped without a word."""
    if len(given) > 1:
        raise click.UsageError(f"{parameter.opts[0]} is given {len(given)} times; keep one of them")
    return given[0] if given else None


def option_once(*names: str, **settings: Any) -> Callable[[_Command], _Command]:
    """An option that tells one thing, and is refused if it comes twice."""
    return click.option(*names, multiple=True, callback=_only_one, **settings)


profile_option = click.option(
    "--profile",
    type=click.Choice(["document", "evidence"]),
    default="document",
    show_default=True,
    help="Severity of the contested rules: of the source document, or by the evidence.",
)
as_of_option = option_once(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to check for; today if not given."
)
knowledge_option = click.option(
    "--knowledge",
    "extra",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of your own rules and facts to add; repeat for more. Every report names it.",
)


def display_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that shows words."""
    number = click.option(
        "--emergency-number",
        envvar="MEDCAUTION_EMERGENCY_NUMBER",
        default="",
        metavar="NUMBER",
        help="What to call in an emergency here, such as 112.",
    )
    language = click.option(
        "--language",
        envvar="MEDCAUTION_LANGUAGE",
        default="en",
        show_default=True,
        help="A folder of messages/: the language of all but the knowledge.",
    )
    return language(number(command))


# Commands are imported when they are asked for: a check need not load the authoring tools.
_COMMANDS = {
    "batch": ("medcaution.cli.batch", "batch"),
    "chart": ("medcaution.cli.showing", "chart"),
    "check": ("medcaution.cli.check", "check"),
    "coverage": ("medcaution.cli.proving", "coverage"),
    "diff": ("medcaution.cli.authors", "diff"),
    "docs": ("medcaution.cli.authors", "docs"),
    "doctor": ("medcaution.cli.doctor", "doctor"),
    "example": ("medcaution.cli.batch", "example"),
    "explain": ("medcaution.cli.knowledge", "explain"),
    "export-page": ("medcaution.cli.carrying", "export_page"),
    "lint": ("medcaution.cli.upkeep", "lint"),
    "mutate": ("medcaution.cli.proving", "mutate"),
    "names": ("medcaution.cli.knowledge", "names"),
    "new": ("medcaution.cli.authors", "new"),
    "rules": ("medcaution.cli.knowledge", "rules"),
    "schema": ("medcaution.cli.upkeep", "schema"),
    "selftest": ("medcaution.cli.upkeep", "selftest"),
    "serve": ("medcaution.cli.serve", "serve"),
    "simulate": ("medcaution.cli.simulate", "simulate"),
    "verify": ("medcaution.cli.batch", "verify"),
}


class _Commands(click.Group):
    """Finds commands by name, offers near misses, and turns our errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name]
        # What is imported never becomes garbage, and looking for some takes a sixth of the start.
        gc.disable()
        try:
            command: click.Command = getattr(importlib.import_module(module), attribute)
        except InputError as error:  # an extra is not installed: the other commands go on
            return _unavailable(cmd_name, error)
        finally:
            gc.freeze()
            gc.enable()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from medcaution.words import did_you_mean  # noqa: PLC0415  (only on a mistake)

            hint = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(error.message + hint, ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KnowledgeError as error:
            _say(f"The knowledge cannot be used; {len(error.problems)} problem(s):\n{error}")
            ctx.exit(KNOWLEDGE)
        except InputError as error:
            _say(f"Error: {error}")
            ctx.exit(USAGE)
        except MedcautionError as error:
            _say(f"Error: {error}")
            ctx.exit(INTERNAL)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # the last resort names the kind, never the text
            if os.environ.get("MEDCAUTION_DEBUG"):
                raise
            kind = type(error).__name__
            _say(f"Internal error ({kind}); nothing was answered. MEDCAUTION_DEBUG=1 shows where.")
            ctx.exit(INTERNAL)


def _unavailable(name: str, error: InputError) -> click.Command:
    """A command that only says what is missing, whatever it is asked."""

    def refuse(**_: object) -> None:
        raise error

    return click.Command(
        name,
        callback=refuse,
        params=[click.Argument(["words"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
        add_help_option=False,
        short_help=f"Not installed: {error}",
    )


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="medcaution")
def main() -> None:
    """Explained cautions about what a person takes and lives with.

    \b
    medcaution check "Prozac 20 mg" ketamine --condition schizophrenia
    medcaution explain CORE-01
    medcaution names zolof
    """


if __name__ == "__main__":
    sys.exit(main())
