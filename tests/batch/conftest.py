"""One kernel for all tests of batches: filling its table is the costly part."""

from __future__ import annotations

from random import Random

import pytest

from medcaution.batch.ages import Ages
from medcaution.batch.kernel import Kernel
from medcaution.batch.records import Records
from medcaution.prepared import Prepared
from people import random_person
from tables import lists_of


@pytest.fixture(scope="session")
def prepared(library):
    return Prepared.of(library)


@pytest.fixture(scope="session")
def kernel(prepared):
    return Kernel(prepared)


@pytest.fixture(scope="session")
def records(prepared):
    return Records(Ages(prepared.productions), None)


@pytest.fixture(scope="session", name="lists_of")
def tables_of():
    return lists_of


@pytest.fixture(scope="session")
def invented(library):
    rng = Random("batch")
    return [
        random_person(library, rng).model_copy(update={"id": f"p{number:05}"})
        for number in range(1_500)
    ]
