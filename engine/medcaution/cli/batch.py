"""`medcaution batch`, `verify`, `example`: lists by the million."""

from __future__ import annotations

import datetime
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import click

from medcaution.cli.main import CAUTION, KNOWLEDGE, OK, knowledge_option, profile_option
from medcaution.cli.progress import ProgressLine
from medcaution.errors import InputError, OutputError
from medcaution.library.rules import SEVERITIES, Profile, rank
from medcaution.prepared import prepare

try:
    from medcaution.batch.ages import Ages
    from medcaution.batch.columns import KNOWN
    from medcaution.batch.example import write_example
    from medcaution.batch.intake import ROWS_OF_A_PART, take_in
    from medcaution.batch.kernel import Kernel
    from medcaution.batch.layouts import LAYOUTS, Layout, Source, guess
    from medcaution.batch.outputs import FORMS, Form
    from medcaution.batch.records import Records
    from medcaution.batch.run import Options, run
    from medcaution.batch.summary import nameless
    from medcaution.batch.verify import differences
    from medcaution.batch.workers import Done
except ImportError as error:  # pragma: no cover  (only without the extra)
    raise InputError(f"needs {error.name}: pip install 'medcaution[batch]'", "batch") from None

REJECTED, INTERRUPTED = 4, 130

_path = click.Path(exists=True, path_type=Path)


def _input_options(command: Callable[..., None]) -> Callable[..., None]:
    """Whom to check, where each thing stands, the day and the profile."""
    for option in reversed((
        click.argument("path", metavar="INPUT", type=_path),
        click.option("--conditions", type=_path, help="A table of conditions beside INPUT."),
        click.option("--people", type=_path, help="A table of people (age, pregnant, as_of)."),
        click.option("--layout", type=click.Choice(LAYOUTS), help="Guessed if it is clear."),
        click.option(
            "--column", "columns", multiple=True, metavar="OURS=THEIRS",
            help="Where a column is; repeat.",
        ),
        click.option(
            "--ignore", "ignored", multiple=True, metavar="THEIRS",
            help="A column that is not to be read; repeat.",
        ),
        click.option(
            "--as-of", type=click.DateTime(["%Y-%m-%d"]),
            help="The day to check for; today if not given.",
        ),
        profile_option,
    )):  # fmt: skip
        command = option(command)
    return command


@click.command()
@_input_options
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for all outputs; answers that stand there are replaced.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="parquet",
    show_default=True,
    help="Of the tables; ndjson adds the whole report of each person.",
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit 1 from this severity on.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=2,
    show_default=True,
    help="Processes, each with 0.5 to 0.9 GB.",
)
@click.option(
    "--rows-of-a-part",
    type=click.IntRange(1),
    default=ROWS_OF_A_PART,
    show_default=True,
    help="Lines that a process answers at once: fewer take less memory and more time.",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@knowledge_option
@click.pass_context
def batch(
    ctx: click.Context,
    path: Path,
    conditions: Path | None,
    people: Path | None,
    layout: Layout | None,
    columns: tuple[str, ...],
    ignored: tuple[str, ...],
    as_of: datetime.datetime | None,
    profile: Profile,
    out: Path,
    form: Form,
    fail_on: str | None,
    workers: int,
    rows_of_a_part: int,
    resume: bool,
    extra: tuple[Path, ...],
) -> None:
    """Check everyone in INPUT and write cautions, people, names, rejected and failed to --out.

    \b
    medcaution batch people.parquet --out answers
    medcaution batch lines.csv --conditions conditions.csv --format csv --out answers
    medcaution batch export/ --layout fhir --out answers

    Exit codes: 0 everyone was answered; 1 with --fail-on, a caution at or above it; 4 rows were
    rejected or people not answered, whatever --fail-on says (the others are written); 130
    interrupted, --resume goes on; 2 usage; 5 knowledge invalid; 70 internal error.
    """
    source = _source(path, layout, conditions, people, columns, ignored)
    options = Options(
        out=out, form=form, workers=workers, as_of=_day(as_of), profile=profile, extra=extra,
        resume=resume, rows_of_a_part=rows_of_a_part,
    )  # fmt: skip
    _make(out)
    answered = _Answered()
    try:
        result = run(source, options, answered.tell)
    except KeyboardInterrupt:
        click.echo(f"\nInterrupted. {_kept()}", err=True)
        ctx.exit(INTERRUPTED)
    except OutputError as error:
        raise OutputError(f"{error}. See to the disk. {_kept()}") from None
    finally:
        answered.end()
    counts = result.counts
    click.echo(
        f"{counts['people']:,} people, {counts['cautions']:,} cautions and notes, "
        f"{counts['rejected']:,} rows rejected, {counts['failed']:,} people not answered: {out}"
    )
    if counts["rejected"]:
        reason, often = result.reason
        click.echo(f"Rejected most often ({often:,}): {reason}", err=True)
    if result.nameless:
        click.echo(nameless(result.nameless), err=True)
    if counts["rejected"] or counts["failed"]:
        ctx.exit(REJECTED)
    if not counts["people"]:
        # No error, since a shard may be empty, but nobody should take it for lists without cautions.
        click.echo(f"Nobody was checked: {path.name} names no person.", err=True)
    found = (severity for severity, number in result.by_severity.items() if number)
    loud = fail_on and any(rank(each) >= rank(fail_on) for each in found)
    ctx.exit(CAUTION if loud else OK)


@click.command()
@_input_options
@click.option("--sample", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@knowledge_option
@click.pass_context
def verify(
    ctx: click.Context,
    path: Path,
    conditions: Path | None,
    people: Path | None,
    layout: Layout | None,
    columns: tuple[str, ...],
    ignored: tuple[str, ...],
    as_of: datetime.datetime | None,
    profile: Profile,
    sample: int,
    seed: int,
    extra: tuple[Path, ...],
) -> None:
    """Check --sample people of INPUT both ways: by the table, and one by one by the live engine.

    Exit codes: 0 no difference; 5 a difference.
    """
    import tempfile  # noqa: PLC0415

    from medcaution.checker import Checker  # noqa: PLC0415

    source = _source(path, layout, conditions, people, columns, ignored)
    prepared = prepare(extra)
    kernel = Kernel(prepared, profile, _day(as_of))
    checker = Checker(profile=profile, prepared=prepared)
    records = Records(Ages(prepared.productions), _day(as_of))
    with tempfile.TemporaryDirectory() as folder:
        intake = take_in(source, Path(folder) / "intake", _day(as_of))
        lists = intake.sample(sample, Random(seed))  # noqa: S311
        found = list(differences(kernel, checker, records, lists))
    for table in ("cautions", "people"):
        number = sum(where == table for _, where in found)
        click.echo(f"{number} people of {len(lists.names):,} differ in {table}")
    ctx.exit(KNOWLEDGE if found else OK)


@click.command()
@click.option("--people", type=click.IntRange(1), default=1_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def example(people: int, seed: int, out: Path) -> None:
    """Write invented people to try `batch` on: .parquet, .ndjson or .csv."""
    library = prepare().library
    write_example(out, library, people, seed)
    click.echo(f"{people:,} invented people: {out}")


def _source(
    path: Path,
    layout: Layout | None,
    conditions: Path | None,
    people: Path | None,
    columns: tuple[str, ...],
    ignored: tuple[str, ...],
) -> Source:
    named: dict[str, str] = {}
    for column in columns:
        said, equals, theirs = column.partition("=")
        if not equals:
            raise InputError("is written OURS=THEIRS", "--column")
        # Whoever knows a column by a name that files give it may call it so.
        ours = next((ours for ours, names in KNOWN.items() if said in names), said)
        if ours in named:
            raise InputError(f"says twice where the {ours} is", "--column")
        named[ours] = theirs
    return Source(path, layout or guess(path), conditions, people, named, frozenset(ignored))


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"{out} cannot be made: {error.strerror}"
        raise InputError(
            f"{said}; name another folder or see to it, then run it again", "--out"
        ) from None


def _kept() -> str:
    again = ["medcaution", *(each for each in sys.argv[1:] if each != "--resume"), "--resume"]
    return f"What is finished is kept; go on with:\n{shlex.join(again)}"


def _day(moment: datetime.datetime | None) -> str:
    day = moment.date() if moment else datetime.date.today()  # noqa: DTZ011  (the day here)
    return day.isoformat()


class _Answered:
    """People a second, cautions so far, time left."""

    def __init__(self) -> None:
        self._line = ProgressLine("Reading the input ...")
        self._started = time.monotonic()
        self._people = self._cautions = self._parts = 0

    def tell(self, done: Done, number: int, total: int) -> None:
        """Count a part in, the `number`th of all."""
        self._people += done.people
        self._cautions += done.cautions
        self._parts += 1
        spent = time.monotonic() - self._started
        text = (
            f"{number} of {total} parts, {self._people:,} people, "
            f"{self._people / max(spent, 0.001):,.0f} a second, {self._cautions:,} cautions and notes, "
            f"about {spent / self._parts * (total - number):.0f} s left"
        )
        self._line.tell(number, total, text)

    def end(self) -> None:
        self._line.end()
