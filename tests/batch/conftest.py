"""One kernel for all tests of batches: filling its table is the costly part."""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from medcaution.batch.ages import Ages
from medcaution.batch.kernel import Kernel
from medcaution.batch.lists import CONDITIONS, MEDICATIONS, PEOPLE, Lists
from medcaution.batch.records import Records
from medcaution.prepared import Prepared
from people import random_person


@pytest.fixture(scope="session")
def prepared(library):
    return Prepared.of(library)


@pytest.fixture(scope="session")
def kernel(prepared):
    return Kernel(prepared)


@pytest.fixture(scope="session")
def records(prepared):
    return Records(Ages(prepared.productions), None)


@pytest.fixture(scope="session")
def lists_of():
    return columns


@pytest.fixture(scope="session")
def invented(library):
    rng = Random("batch")
    return [
        random_person(library, rng).model_copy(update={"id": f"p{number:05}"})
        for number in range(1_500)
    ]


def columns(people):
    """People as the three tables."""
    rows = {"people": [], "medications": [], "conditions": []}
    for number, person in enumerate(people):
        data = person.model_dump(mode="json")
        key = {"person": person.id, "row": number}
        known = {name: data[name] for name in ("age", "pregnant") if data[name] is not None}
        texts = {name: str(value).lower() for name, value in known.items()}
        rows["people"].append(key | texts | {"as_of": data["as_of"]})
        for name in ("medications", "conditions"):
            rows[name] += [key | line | {"codes": None} for line in data[name]]
    schemas = {"people": PEOPLE, "medications": MEDICATIONS, "conditions": CONDITIONS}
    return Lists(**{name: pa.Table.from_pylist(rows[name], schema=schemas[name]) for name in rows})
