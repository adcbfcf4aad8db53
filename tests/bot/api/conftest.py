"""A desk that takes events, with one player, anna."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from core import players
from tests.support.desk import Desk, Plan, booted
from tests.support.telling import SETTINGS


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, "http", settings=SETTINGS)) as desk:
        anna = players.NewPlayer(
            brand="lucky",
            licence="MGA",
            external_id="anna",
            username="anna",
            currency="EUR",
            registered_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        async with desk.work() as work:
            await players.register(work, [anna])
        yield desk
