"""A run: intake, parts, joining. Whatever stops it, what is finished stays and is used again."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.answers import CAUTIONS
from medcaution.batch.census import FAILED, NAMES, PEOPLE, REJECTED
from medcaution.batch.durable import alone, fingerprint, whole_file
from medcaution.batch.figures import figures_of
from medcaution.batch.intake import ROWS_OF_A_PART, Intake, Part, take_in
from medcaution.batch.layouts import Source
from medcaution.batch.outputs import FORMS, Form, write_table
from medcaution.batch.refusals import refusals
from medcaution.batch.reports import PACKED, join_reports
from medcaution.batch.summary import write_summary
from medcaution.batch.workers import Done, Work, Workers, read_part
from medcaution.errors import EngineError, InputError
from medcaution.library.library import Library
from medcaution.library.rules import Profile
from medcaution.prepared import prepare
from medcaution.version import VERSION

SCHEMAS = {
    "cautions": CAUTIONS, "people": PEOPLE, "names": NAMES, "rejected": REJECTED, "failed": FAILED,
}  # fmt: skip
_WORK, _KEY = ".parts", "run.json"


@dataclass(frozen=True)
class Options:
    """What a run was asked to do, apart from what it reads."""

    out: Path
    form: Form = "parquet"
    workers: int = 1
    as_of: str | None = None
    profile: Profile = "document"
    extra: tuple[Path, ...] = ()
    resume: bool = False
    rows_of_a_part: int = ROWS_OF_A_PART


@dataclass
class Result:
    """What came of a run."""

    counts: dict[str, int] = field(default_factory=dict)
    by_severity: dict[str, int] = field(default_factory=dict)
    #: Rejected rows that name no person.
    nameless: int = 0
    #: Why most rows were rejected, and how many.
    reason: tuple[str, int] = ("", 0)


@refusals("the run cannot go on")
def run(source: Source, options: Options, tell: Callable[[Done, int, int], None]) -> Result:
    """Check everyone in a source and write all outputs.

    Args:
        source: what to read.
        options: what to do.
        tell: told of each part as it is done, with how many are done and how many there are.

    Raises:
        InputError: if the source cannot be read, or another run writes to the same folder.
        OutputError: if the disk is full or refuses; finished parts stay.
        EngineError: if parts could not be answered; all others are finished and stay.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    with alone(options.out):
        return _run(source, options, tell)


def _run(source: Source, options: Options, tell: Callable[[Done, int, int], None]) -> Result:
    started = time.monotonic()
    library = prepare(options.extra).library
    folder = options.out / _WORK
    kept = _begin(source, options, folder, library.sha256)
    timings: dict[str, float] = {}
    intake = Intake(folder / "intake")
    asked = kept["options"]
    work = Work(
        intake=intake,
        parts=folder,
        knowledge=library.sha256,
        profile=options.profile,
        as_of=asked["as_of"],
        reports=asked["reports"],
        extra=options.extra,
    )
    with Workers(work, options.workers) as workers:
        with _nothing_left(folder):
            take_in(source, intake.folder, asked["as_of"])
        pa.default_memory_pool().release_unused()
        timings["intake"] = time.monotonic() - started
        parts = intake.parts(asked["rows_of_a_part"])
        _answer(parts, work, workers, tell)
    timings["answering"] = time.monotonic() - started - timings["intake"]
    places = [work.place(part) for part in parts]
    result = _publish(intake, places, options, library)
    timings["all"] = time.monotonic() - started
    kept |= {
        "counts": result.counts,
        "rejected_without_person": result.nameless,
        "severities": result.by_severity,
        "seconds": {name: round(seconds, 2) for name, seconds in timings.items()},
        "workers": options.workers,
    }
    with whole_file(options.out / _KEY) as aside:
        aside.write_text(json.dumps(kept, indent=2) + "\n")
    with refusals(f"all is written, but {_WORK} cannot be removed"):
        _clear(folder)
        folder.rmdir()
    return result


def _publish(intake: Intake, places: list[Path], options: Options, library: Library) -> Result:
    """Write all outputs. What says that those of an earlier run are whole goes first."""
    (options.out / _KEY).unlink(missing_ok=True)
    _remove_other_forms(options)
    result = Result()
    _join(intake, places, options, result)
    tallies = (read_part(place, "tally") for place in places)
    folder = options.out / _WORK
    figures = figures_of(folder, tallies, result.counts, library, result.nameless)
    result.by_severity = dict(figures.severities)
    write_summary(options.out / "summary.html", figures)
    return result


def _remove_other_forms(options: Options) -> None:
    """Remove tables of an earlier run in another form, which would stand beside those of this one."""
    for form in FORMS:
        if form != options.form:
            for name in (*SCHEMAS, *(["reports"] if form == "ndjson" else [])):
                (options.out / f"{name}.{form}").unlink(missing_ok=True)


def _answer(
    parts: list[Part], work: Work, workers: Workers, tell: Callable[[Done, int, int], None]
) -> None:
    """Answer the parts that are not whole yet; if some cannot be, only after all others."""
    died = []
    todo = [part for part in parts if not work.place(part).exists()]
    for number, done in enumerate(workers.answer(todo), 1):
        if done.error:
            died.append(done.error)
        tell(done, len(parts) - len(todo) + number, len(parts))
    if died:
        raise EngineError(f"{'; '.join(died)}. All other parts are kept; try --resume")


def _begin(source: Source, options: Options, folder: Path, knowledge: str) -> dict[str, Any]:
    """The key of the run: that of a run to resume, or a new one."""
    folder.mkdir(parents=True, exist_ok=True)
    _remove_torn(options.out)
    asked: dict[str, Any] = {
        "engine": VERSION,
        "knowledge": knowledge,
        "inputs": {name: fingerprint(file) for name, file in source.named.items()},
        "options": {
            "layout": source.layout, "columns": dict(source.columns),
            "ignored": sorted(source.ignored), "as_of": options.as_of,
            "profile": options.profile, "rows_of_a_part": options.rows_of_a_part,
            "reports": options.form == "ndjson",
        },
    }  # fmt: skip
    file = folder / _KEY
    if options.resume and file.exists():
        earlier: dict[str, Any] = json.loads(file.read_text())
        kept = {"as_of", "rows_of_a_part"}
        asked["options"] |= {name: earlier["options"][name] for name in kept}
        if earlier != asked:
            raise InputError(
                "an earlier run lies there with other inputs, knowledge or options; "
                "leave out --resume to start anew",
                options.out.name,
            )
        return asked
    _clear(folder)
    with whole_file(file) as aside:
        aside.write_text(json.dumps(asked))
    return asked


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Leave no folder of work behind if the input cannot be used at all."""
    try:
        yield
    except InputError:
        _clear(folder)
        folder.rmdir()
        raise


def _clear(folder: Path) -> None:
    """Empty a folder, first of all of what says that it can be gone on with."""
    (folder / _KEY).unlink(missing_ok=True)
    for old in folder.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def _remove_torn(out: Path) -> None:
    """Remove what runs that were killed had begun to write."""
    for name in (*SCHEMAS, "reports", "summary", "run"):
        for torn in out.glob(f".{name}.*.tmp"):
            torn.unlink()


def _join(intake: Intake, places: list[Path], options: Options, result: Result) -> None:
    """One file for each output, as if there had been no parts."""

    def write(name: str) -> int:
        tables: Iterator[pa.Table] = (read_part(place, name) for place in places)
        if name == "names":
            tables = iter([_counted(places)])
        elif name == "rejected":
            rejected = _in_order(intake, list(tables))
            result.nameless = rejected["person"].null_count
            result.reason = _commonest(rejected["reason"])
            tables = iter([rejected])
        return write_table(
            options.out / f"{name}.{options.form}", SCHEMAS[name], tables, options.form
        )

    # The largest first; encoding does not hold the interpreter lock.
    with ThreadPoolExecutor(min(options.workers, len(SCHEMAS))) as threads:
        result.counts = dict(zip(SCHEMAS, threads.map(write, SCHEMAS), strict=True))
    if options.form == "ndjson":
        join_reports(options.out / "reports.ndjson", (place / PACKED for place in places))


def _in_order(intake: Intake, tables: list[pa.Table]) -> pa.Table:
    joint = pa.concat_tables([intake.rejected, *tables])
    return joint.sort_by([(name, "ascending") for name in ("table", "row", "person", "reason")])


def _commonest(reasons: pa.ChunkedArray) -> tuple[str, int]:
    counts = sorted(
        (-each["counts"], each["values"]) for each in pc.value_counts(reasons).to_pylist()
    )
    return (counts[0][1], -counts[0][0]) if counts else ("", 0)


def _counted(places: list[Path]) -> pa.Table:
    """Every distinct name once, the most frequent first."""
    names = pa.concat_tables([read_part(place, "names") for place in places])
    columns = [name for name in NAMES.names if name != "count"]
    listed = ", ".join(columns)
    with duckdb.connect() as database:
        database.register("listed", names)
        query = (
            f"SELECT {listed}, CAST(sum(count) AS BIGINT) AS count FROM listed "
            f"GROUP BY {listed} ORDER BY count DESC, {listed}"
        )
        return database.sql(query).to_arrow_table().cast(NAMES)
