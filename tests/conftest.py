"""Checkers shared by the tests: loading the knowledge is the costly part."""

from __future__ import annotations

import pytest

from medcaution import Checker, Library


@pytest.fixture(scope="session")
def library():
    return Library.load()


@pytest.fixture(scope="session")
def checker(library):
    return Checker(library)


@pytest.fixture(scope="session")
def checker_without_cross_check(library):
    return Checker(library, cross_check=False)
