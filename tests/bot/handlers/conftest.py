"""Commands over both transports; one kind of database is enough for what is drawn and typed."""

import pytest


@pytest.fixture(params=["http-sqlite", "sockets-sqlite"])
def wiring(request: pytest.FixtureRequest) -> str:
    return request.param
