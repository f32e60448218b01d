"""The same kernel on a Spark cluster that is already there, through `mapInArrow`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from medcaution.batch.answers import CAUTIONS
from medcaution.batch.kernel import Kernel
from medcaution.batch.persons import person_columns
from medcaution.errors import EngineError
from medcaution.library.rules import Profile
from medcaution.prepared import prepare

_SCHEMA = (
    "person string, severity string, consequence string, family string, rules array<string>, "
    "substances array<string>, as_written array<string>, conditions array<string>, "
    "contested boolean, adjustments array<string>, summary string, plain string, id string"
)


def check(
    df: DataFrame,
    *,
    as_of: str | None = None,
    profile: Profile = "document",
    extra: tuple[Path, ...] = (),
) -> DataFrame:
    """The cautions about people, one row a person, in columns `person`, `medications` and more.

    Args:
        df: in the persons layout: lists of texts or of structures.
        as_of: the day to check for.
        profile: which severity the contested rules of the source document carry.
        extra: folders of further knowledge, present on every worker.

    Raises:
        EngineError: on a worker, if a row is refused or cannot be answered: on a cluster there is
            no second table to put it in, so it must not vanish.
    """

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        kernel = _kernel(as_of, profile, extra)
        for batch in batches:
            answers = kernel.check(person_columns(pa.Table.from_batches([batch])))
            lost = len(answers.rejected) + len(answers.failed)
            if lost:
                raise EngineError(
                    f"{lost} people of a batch cannot be answered; use the command line"
                )
            yield from answers.cautions.cast(CAUTIONS).combine_chunks().to_batches()

    result: Any = df.mapInArrow(answer, _SCHEMA)
    checked: DataFrame = result
    return checked


@lru_cache(maxsize=2)
def _kernel(as_of: str | None, profile: Profile, extra: tuple[Path, ...]) -> Kernel:
    """One kernel for each process: the table is worth keeping between tasks."""
    return Kernel(prepare(extra), profile, as_of)
