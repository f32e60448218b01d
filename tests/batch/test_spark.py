"""On a cluster as on one machine, wherever the rows of a person lie; nobody vanishes from a table."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from medcaution.batch.example import example_people
from medcaution.batch.persons import person_columns
from medcaution.batch.spark import TABLES, answers, check
from medcaution.errors import EngineError, InputError

PEOPLE = 300
SHAPE = "person string, medications array<string>"
TWICE = [("1", ["ketamine"]), ("2", ["Nardil"]), (None, ["Zoloft"]), ("1", ["Zoloft"])]
REFUSED = [
    (None, "has no person"),
    ("1", "another row has the same person; keep one of them"),
    ("1", "another row has the same person; keep one of them"),
]


@pytest.fixture(scope="module")
def people(library):
    return pa.concat_tables(example_people(library, PEOPLE, seed=3))


@pytest.fixture(scope="module")
def alone(kernel, people):
    return kernel.check(person_columns(people))


def rows(table):
    return sorted(map(repr, table.to_pylist()))


def worked(people, table):
    """What a worker makes of batches, as the cluster hands them out."""
    counted = pa.array(
        [people["person"].to_pylist().count(each) for each in people["person"].to_pylist()]
    )
    handed = people.append_column("rows of this person", counted).to_batches(max_chunksize=70)
    return pa.Table.from_batches(answers(handed, table, None, "document", ()), TABLES[table])


@pytest.mark.parametrize("table", ["cautions", "people"])
def test_a_worker_answers_as_one_machine(people, alone, table):
    assert rows(worked(people, table)) == rows(getattr(alone, table).cast(TABLES[table]))


def test_a_worker_refuses_whoever_has_rows_elsewhere():
    persons, medications = zip(*TWICE, strict=True)
    people = pa.table({"person": persons, "medications": medications})
    for table in ("cautions", "people", "names"):
        with pytest.raises(EngineError, match="3 people .* table='rejected'"):
            worked(people, table)
    assert sorted(map(repr, REFUSED)) == sorted(
        repr(tuple(each.values())) for each in worked(people, "rejected").to_pylist()
    )
    assert len(worked(people, "failed")) == 0


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="needs the extra [spark]")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "3")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.mark.parametrize("table", TABLES)
def test_a_cluster_answers_as_one_machine(spark, people, alone, table):
    spread = spark.createDataFrame(people).withColumnRenamed("medications", "drugs")
    found = check(spread.repartition(5), table=table).toArrow()
    if table == "rejected":
        assert len(found) == 0
    elif table == "names":
        assert rows(found) == rows(summed(alone.names))
    else:
        assert rows(found) == rows(getattr(alone, table).cast(TABLES[table]))


def summed(names):
    keys = [name for name in names.column_names if name != "count"]
    assert len({repr(each) for each in names.select(keys).to_pylist()}) == len(names)
    return names


def test_rows_of_one_person_in_two_places_fail_the_job_and_are_named(spark, tmp_path):
    df = spark.createDataFrame(TWICE, SHAPE).repartition(4)
    out = tmp_path / "cautions"
    with pytest.raises(Exception, match="[123] people of a batch are refused"):
        check(df).write.parquet(str(out))
    assert not list(out.rglob("part-*.parquet"))
    found = [tuple(row) for row in check(df, table="rejected").collect()]
    assert sorted(map(repr, found)) == sorted(map(repr, REFUSED))


def test_a_table_without_medications_is_refused_at_once(spark):
    df = spark.createDataFrame([("1", ["ketamine"])], "person string, notes array<string>")
    with pytest.raises(InputError, match="no column for the medications"):
        check(df)
    assert check(df, columns={"medications": "notes"}).count() > 0


def test_spaces_around_a_name_make_no_second_person(spark):
    rows = [("1", ["fluoxetine"]), ("1 ", ["Nardil"]), (" ", ["Zoloft"])]
    df = spark.createDataFrame(rows, SHAPE)
    found = [tuple(row) for row in check(df, table="rejected").collect()]
    assert sorted(map(repr, found)) == sorted(map(repr, REFUSED))
