"""Every way in and out of the bot, over both transports."""

from collections.abc import AsyncIterator

import pytest

from tests.bot import ping
from tests.support.desk import Desk, Plan, booted


@pytest.fixture
async def desk(database_url: str, transport: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, features=[ping.FEATURE], commands=["/ping"])) as desk:
        yield desk


async def test_answer_to_a_command_rides_in_its_acknowledgement(desk: Desk) -> None:
    answer = await desk.alice.command("/ping one", in_="player-desk")

    assert answer.error is None
    assert answer.message.shown.startswith("pong one")
    assert not desk.bob.sees("pong one", in_="player-desk")
    assert desk.slack.traffic.of("response_url") == []
