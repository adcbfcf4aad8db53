"""How Bolt is set up, and that features do not get into each other's way."""

import pytest

from bot.routes import Routes
from tests.bot import ping
from tests.support.desk import Desk, Plan, booted


async def test_bolt_answers_in_one_pass_and_has_few_listeners(database_url: str) -> None:
    async with booted(Plan(database_url, features=[ping.FEATURE])) as desk:
        assert desk.bot.app.process_before_response
        assert len(desk.bot.app._async_listeners) < 10


def test_two_features_cannot_claim_the_same_name() -> None:
    with pytest.raises(ValueError, match=r"commands.*/ping"):
        Routes.joined([ping.FEATURE.routes, Routes(commands={"/ping": ping.command})])


async def test_whole_bot_starts_with_every_feature(desk: Desk) -> None:
    assert (await desk.alice.command("/pitboss whoami", in_="player-desk")).error is None
