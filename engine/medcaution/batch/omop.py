"""OMOP CDM 5.4 tables: drug_exposure, condition_occurrence, person and the site's own concept.

The names of tables and columns are those of OHDSI's CDM 5.4. No vocabulary is shipped: codes and
names come from the site's `concept` table. A concept of 0 is unmapped: the source value speaks.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from medcaution.batch.ages import age_from
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists, shaped
from medcaution.batch.refusals import refuse
from medcaution.errors import InputError

_BLOCK = 200_000
_READERS = {".parquet": "read_parquet('{}')", ".csv": "read_csv('{}', all_varchar=true, delim=',')",
            ".tsv": "read_csv('{}', all_varchar=true, delim='\t')"}  # fmt: skip
_CODES = """
    CASE WHEN c.vocabulary_id IN ('RxNorm', 'RxNorm Extension') THEN 'rxnorm:' || c.concept_code
         WHEN c.vocabulary_id = 'SNOMED' THEN 'snomed:' || c.concept_code
         WHEN c.vocabulary_id = 'ATC' THEN 'atc:' || c.concept_code
         WHEN c.vocabulary_id = 'ICD10CM' THEN 'icd10cm:' || c.concept_code END AS codes
"""
_DRUGS = f"""
    SELECT CAST(d.person_id AS VARCHAR) AS person,
           CAST(d.drug_exposure_id AS BIGINT) AS row,
           coalesce(nullif(CAST(d.drug_source_value AS VARCHAR), ''), c.concept_name) AS as_written,
           {_CODES},
           CASE WHEN as_written IS NULL AND codes IS NULL
                THEN 'names no medicine: no source value, and no concept of this vocabulary' END AS problem
    FROM drug_exposure d
    LEFT JOIN concept c ON CAST(c.concept_id AS VARCHAR) = CAST(d.drug_concept_id AS VARCHAR)
         AND CAST(d.drug_concept_id AS VARCHAR) <> '0'
    ORDER BY person, row
"""
_CONDITIONS = f"""
    SELECT CAST(o.person_id AS VARCHAR) AS person,
           CAST(o.condition_occurrence_id AS BIGINT) AS row,
           coalesce(c.concept_name, nullif(CAST(o.condition_source_value AS VARCHAR), '')) AS name,
           {_CODES},
           CASE WHEN name IS NULL AND codes IS NULL
                THEN 'names no condition: no source value, and no concept of this vocabulary' END AS problem
    FROM condition_occurrence o
    LEFT JOIN concept c ON CAST(c.concept_id AS VARCHAR) = CAST(o.condition_concept_id AS VARCHAR)
         AND CAST(o.condition_concept_id AS VARCHAR) <> '0'
    ORDER BY person, row
"""
_PEOPLE = """
    SELECT CAST(person_id AS VARCHAR) AS person, CAST(person_id AS BIGINT) AS row,
           CAST(year_of_birth AS VARCHAR) AS year, CAST(month_of_birth AS VARCHAR) AS month,
           CAST(day_of_birth AS VARCHAR) AS day
    FROM person ORDER BY person
"""
_NO_BIRTH = "year_of_birth, month_of_birth and day_of_birth are no day before the one checked for"


def read_omop(folder: Path, as_of: str | None) -> Iterator[Lists]:
    """The lists of a folder of CDM tables.

    Every exposure counts as current: whether one has ended is not decided here, as end dates are
    often made up by the site's own rules. Without `as_of`, or a year of birth, an age is not known.

    Raises:
        InputError: if a table is missing or lacks a column of the CDM.
    """
    schemas = (MEDICATIONS, CONDITIONS, PEOPLE)
    with duckdb.connect() as database:
        _view(database, folder, "drug_exposure", needed=True)
        _view(database, folder, "concept", needed=True)
        asked = [(0, _DRUGS)]
        if _view(database, folder, "condition_occurrence", needed=False):
            asked.append((1, _CONDITIONS))
        if _view(database, folder, "person", needed=False):
            asked.append((2, _PEOPLE))
        for place, query in asked:
            try:
                for batch in database.sql(query).to_arrow_reader(_BLOCK):
                    tables = [schema.empty_table() for schema in schemas]
                    table = pa.Table.from_batches([batch])
                    table = _aged(table, as_of) if schemas[place] is PEOPLE else table
                    tables[place] = shaped(table, schemas[place])
                    yield Lists(*tables)
            except duckdb.Error as error:
                refuse(error, folder.name)
                message = str(error).splitlines()[0]
                raise InputError(f"is no CDM 5.4 table: {message}", folder.name) from None


def _aged(table: pa.Table, as_of: str | None) -> pa.Table:
    """People with their ages instead of their days of birth."""
    born = zip(*(table[name].to_pylist() for name in ("year", "month", "day")), strict=True)
    found = [_age(as_of, *each) for each in born]
    ages, problems = ([each[place] for each in found] for place in (0, 1))
    return (
        table.select(["person", "row"])
        .append_column("age", pa.array(ages, pa.string()))
        .append_column("problem", pa.array(problems, pa.string()))
    )


@lru_cache(maxsize=100_000)
def _age(
    as_of: str | None, year: str | None, month: str | None, day: str | None
) -> tuple[str | None, str | None]:
    """An age, and what is wrong with a day of birth."""
    if not as_of or not year:
        return None, None
    try:
        born, *rest = (int(each) if each else None for each in (year, month, day))
        return age_from(datetime.date.fromisoformat(as_of), born or 0, *rest), None
    except ValueError:
        return None, _NO_BIRTH


def _view(database: duckdb.DuckDBPyConnection, folder: Path, table: str, *, needed: bool) -> bool:
    for ending, reader in _READERS.items():
        for file in sorted(folder.iterdir()):
            if file.name.lower() == f"{table}{ending}":
                path = str(file).replace("'", "''")
                database.execute(f"CREATE VIEW {table} AS SELECT * FROM {reader.format(path)}")
                return True
    if others := [
        each.name for each in folder.iterdir() if each.name.lower().startswith(f"{table}.")
    ]:
        raise InputError(f"{others[0]} is neither .parquet nor .csv; unpack it", folder.name)
    if needed:
        raise InputError(f"holds no {table}.parquet or {table}.csv", folder.name)
    return False
