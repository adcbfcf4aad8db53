"""Screens are drawn from the same rows whatever the database, so one kind is enough here."""

import pytest


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param
