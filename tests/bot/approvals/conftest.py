"""Screens are drawn from the same rows whatever the database, so one kind is enough here; both transports."""

import pytest


@pytest.fixture(params=["http-sqlite", "sockets-sqlite"])
def wiring(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_kind() -> str:
    return "sqlite"
