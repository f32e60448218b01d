"""The same kernel on a Spark cluster that is already there, through `mapInArrow`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from medcaution.batch.answers import CAUTIONS, Answers
from medcaution.batch.census import FAILED, NAMES, PEOPLE
from medcaution.batch.columns import find_columns
from medcaution.batch.kernel import Kernel
from medcaution.batch.lists import AGAIN
from medcaution.batch.persons import PERSON_COLUMNS, person_columns
from medcaution.errors import EngineError
from medcaution.library.rules import Profile
from medcaution.prepared import prepare

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Name: TypeAlias = Literal["cautions", "people", "names", "rejected", "failed"]
#: The columns of each table. A row of a cluster has no number, so `rejected` tells the person.
TABLES: Mapping[Name, pa.Schema] = {
    "cautions": CAUTIONS, "people": PEOPLE, "names": NAMES, "failed": FAILED,
    "rejected": pa.schema([("person", pa.string()), ("reason", pa.string())]),
}  # fmt: skip
_TYPES = {
    pa.string(): "string", pa.bool_(): "boolean", pa.int32(): "int", pa.int64(): "bigint",
    pa.list_(pa.string()): "array<string>",
}  # fmt: skip
_ROWS = "rows of this person"


def check(
    df: DataFrame,
    *,
    table: Name = "cautions",
    columns: Mapping[str, str] | None = None,
    as_of: str | None = None,
    profile: Profile = "document",
    extra: tuple[Path, ...] = (),
) -> DataFrame:
    """A table of answers about people, one row a person, in columns `person`, `medications` and more.

    Every table is that of the command line, in no order; each asked for is a pass of its own.

    Args:
        df: in the persons layout: lists of texts or of structures.
        table: which one. Neither `cautions`, `people` nor `names` comes out if a person is refused
            or cannot be answered: `rejected` and `failed` name them.
        columns: where a column is, if it has no usual name: ours to theirs.
        as_of: the day to check for.
        profile: which severity the contested rules of the source document carry.
        extra: folders of further knowledge, present on every worker.

    Raises:
        InputError: if a column is missing or two could be meant; on a worker, if a column has a
            type that cannot be read.
        EngineError: on a worker, if a person is refused or cannot be answered, so that nobody
            vanishes from the table that was asked for.
    """
    from pyspark.sql import Window, functions  # noqa: PLC0415  (only where there is a cluster)

    needed = ("person", "medications")
    found = find_columns(df.columns, PERSON_COLUMNS, needed, columns or {}, "the DataFrame")
    told = {ours: functions.col(f"`{theirs.replace('`', '``')}`") for ours, theirs in found.items()}
    # As the intake of files has it: spaces around a name make no second person.
    name = functions.trim(told["person"].cast("string"))
    told["person"] = functions.when(name != "", name)
    lists = df.select([column.alias(ours) for ours, column in told.items()])
    # Two rows of one person may lie on two machines, and their cautions between the two.
    counted = functions.count("*").over(Window.partitionBy("person"))
    answer = partial(answers, table=table, as_of=as_of, profile=profile, extra=extra)
    shape = ", ".join(f"{each.name} {_TYPES[each.type]}" for each in TABLES[table])
    checked: Any = lists.withColumn(_ROWS, counted).mapInArrow(answer, shape)
    if table == "names":
        listed = [name for name in NAMES.names if name != "count"]
        checked = checked.groupBy(listed).agg(functions.sum("count").alias("count"))
    result: DataFrame = checked
    return result


def answers(
    batches: Iterator[pa.RecordBatch],
    table: Name,
    as_of: str | None,
    profile: Profile,
    extra: tuple[Path, ...],
) -> Iterator[pa.RecordBatch]:
    """What a worker does with its batches: rows of the table that was asked for.

    Raises:
        EngineError: if a person would be lost from it.
    """
    kernel = _kernel(as_of, profile, extra)
    for batch in batches:
        found, rejected = _answered(kernel, pa.Table.from_batches([batch]))
        lost = len(rejected) + len(found.failed)
        if lost and table not in ("rejected", "failed"):
            raise EngineError(
                f"{lost} people of a batch are refused or cannot be answered; "
                "table='rejected' and table='failed' name them"
            )
        rows = rejected if table == "rejected" else getattr(found, table)
        yield from rows.cast(TABLES[table]).combine_chunks().to_batches()


def _answered(kernel: Kernel, people: pa.Table) -> tuple[Answers, pa.Table]:
    """The answers about people, and whom the kernel or what is seen only here refuses."""
    reasons = pc.case_when(
        pc.make_struct(pc.is_null(people["person"]), pc.greater(people[_ROWS], 1)),
        "has no person",
        AGAIN,
    )
    named = people.append_column("reason", reasons)
    here = named.filter(pc.is_valid(reasons))
    found = kernel.check(person_columns(named.filter(pc.is_null(reasons))))
    names = TABLES["rejected"].names
    return found, pa.concat_tables([here.select(names), found.rejected.select(names)])


@lru_cache(maxsize=2)
def _kernel(as_of: str | None, profile: Profile, extra: tuple[Path, ...]) -> Kernel:
    """One kernel for each process: the table is worth keeping between tasks."""
    return Kernel(prepare(extra), profile, as_of)
