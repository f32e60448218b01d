"""OMOP CDM 5.4 tables: drug_exposure, condition_occurrence, person and the site's own concept.

The names of tables and columns are those of OHDSI's CDM 5.4. No vocabulary is shipped: codes and
names come from the site's `concept` table. A concept of 0 is unmapped: the source value speaks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from medcaution.batch.ages import age_from
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists, shaped
from medcaution.batch.refusals import refuse
from medcaution.errors import InputError

_BLOCK = 200_000
_SHOWN = 3
_LINE = re.compile(r"(?:Invalid Input Error: )?CSV Error on Line: \d+")
# Everything is said, since what DuckDB would guess loses rows: a comment, junk before the header.
_CSV = """read_csv('{}', all_varchar=true, header=true, skip=0, comment='', quote='"', escape='"',
          strict_mode=true, null_padding=false, delim='DELIM')"""
_READERS = {
    ".parquet": "read_parquet('{}')",
    ".csv": _CSV.replace("DELIM", ","),
    ".tsv": _CSV.replace("DELIM", "\t"),
}
# Ids are integers in the CDM; exports hold them as 1, 1.0 or '01'. What is neither a whole number
# nor a text is none, nor is a number that floating point cannot tell from its neighbour.
_IDS = """
    CREATE MACRO id_of(x) AS
    CASE WHEN typeof(x) IN ('FLOAT', 'DOUBLE') AND NOT abs(TRY_CAST(x AS DOUBLE)) < 9007199254740992 THEN NULL
         WHEN CAST(TRY_CAST(x AS BIGINT) AS DOUBLE) = TRY_CAST(x AS DOUBLE)
         THEN CAST(TRY_CAST(x AS BIGINT) AS VARCHAR)
         WHEN TRY_CAST(x AS DOUBLE) IS NULL THEN CAST(x AS VARCHAR) END
"""
_CODES = """
    CASE WHEN c.vocabulary_id IN ('RxNorm', 'RxNorm Extension') THEN 'rxnorm:' || c.concept_code
         WHEN c.vocabulary_id = 'SNOMED' THEN 'snomed:' || c.concept_code
         WHEN c.vocabulary_id = 'ATC' THEN 'atc:' || c.concept_code
         WHEN c.vocabulary_id = 'ICD10CM' THEN 'icd10cm:' || c.concept_code END AS codes
"""
_DRUGS = f"""
    SELECT id_of(d.person_id) AS person,
           CAST(d.drug_exposure_id AS BIGINT) AS row,
           coalesce(nullif(CAST(d.drug_source_value AS VARCHAR), ''), c.concept_name) AS as_written,
           {_CODES},
           CASE WHEN as_written IS NULL AND codes IS NULL
                THEN 'names no medicine: no source value, and no concept of this vocabulary' END AS problem
    FROM drug_exposure d
    LEFT JOIN concept c ON id_of(c.concept_id) = id_of(d.drug_concept_id)
         AND id_of(d.drug_concept_id) <> '0'
    ORDER BY person, row
"""
_CONDITIONS = f"""
    SELECT id_of(o.person_id) AS person,
           CAST(o.condition_occurrence_id AS BIGINT) AS row,
           coalesce(c.concept_name, nullif(CAST(o.condition_source_value AS VARCHAR), '')) AS name,
           {_CODES},
           CASE WHEN name IS NULL AND codes IS NULL
                THEN 'names no condition: no source value, and no concept of this vocabulary' END AS problem
    FROM condition_occurrence o
    LEFT JOIN concept c ON id_of(c.concept_id) = id_of(o.condition_concept_id)
         AND id_of(o.condition_concept_id) <> '0'
    ORDER BY person, row
"""
_PEOPLE = """
    SELECT id_of(person_id) AS person, TRY_CAST(person_id AS BIGINT) AS row,
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
    with duckdb.connect() as database, _explained(folder.name):
        database.execute(_IDS)
        _view(database, folder, "drug_exposure", needed=True)
        _view(database, folder, "concept", needed=True)
        asked = [(0, _DRUGS)]
        if _view(database, folder, "condition_occurrence", needed=False):
            asked.append((1, _CONDITIONS))
        if _view(database, folder, "person", needed=False):
            asked.append((2, _PEOPLE))
        for place, query in asked:
            for batch in database.sql(query).to_arrow_reader(_BLOCK):
                tables = [schema.empty_table() for schema in schemas]
                table = pa.Table.from_batches([batch])
                table = _aged(table, as_of) if schemas[place] is PEOPLE else table
                tables[place] = shaped(table, schemas[place])
                yield Lists(*tables)


@contextmanager
def _explained(source: str) -> Iterator[None]:
    """Errors of the database in words of ours: its own quote what rows hold."""
    try:
        yield
    except duckdb.Error as error:
        refuse(error, source)
        said = str(error).splitlines()
        line = next((each for each in said if _LINE.match(each)), "")
        told = said[0] if isinstance(error, duckdb.BinderException) else line
        kind = type(error).__name__
        raise InputError(
            f"is no CDM 5.4 table of UTF-8 and as many fields a row as its header: {told or kind}",
            source,
        ) from None


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
    """Make a table known; False if there is none.

    Raises:
        InputError: if it is needed, or is not one file that can be read and nothing else.
    """
    named = re.compile(rf"{table}([ ._-]*(part)?[ ._-]*\d.*|\..*)?", re.IGNORECASE)
    found = sorted(each for each in folder.rglob("*") if named.fullmatch(each.name))
    if not found:
        if needed:
            raise InputError(f"holds no {table}.parquet or {table}.csv", folder.name)
        return False
    reader = _READERS.get(found[0].name.lower().removeprefix(table))
    if len(found) > 1 or found[0].parent != folder or not found[0].is_file() or reader is None:
        names = " and ".join(each.relative_to(folder).as_posix() for each in found[:_SHOWN])
        raise InputError(
            f"{names}: a table has to be one file in the folder itself, {table}.parquet, .csv or "
            ".tsv, not packed; join its parts, or move away what is not to be read",
            folder.name,
        )
    path = str(found[0]).replace("'", "''")
    database.execute(f"CREATE VIEW {table} AS SELECT * FROM {reader.format(path)}")
    return True
