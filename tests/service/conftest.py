"""The real service, asked over loopback."""

from __future__ import annotations

import pytest

from browsing import Visitor
from callers import configure
from live import serving
from medcaution.service.app import create
from medcaution.service.settings import ServiceSettings


@pytest.fixture(scope="session")
def app():
    return create(ServiceSettings(no_auth=True, emergency_number="112"))


@pytest.fixture(scope="session")
def client(app):
    with serving(app) as client:
        yield client


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture(scope="module")
def configured(tmp_path_factory):
    return configure(tmp_path_factory.mktemp("jwt"))
