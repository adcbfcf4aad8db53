"""How Bolt is set up, and that features do not get into each other's way."""

import logging

import pytest

from bot.slack.routes import Routes, SlashCommand
from tests.bot import ping
from tests.support.desk import Desk, Plan, booted


async def test_bolt_answers_in_one_pass_and_has_few_listeners(database_url: str) -> None:
    async with booted(Plan(database_url, **ping.ALONE)) as desk:
        assert desk.bot.app.process_before_response
        assert len(desk.bot.app._async_listeners) < 10


async def test_token_in_the_environment_that_is_not_ours_is_no_news(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-somebody-else")

    async with booted(Plan(database_url, **ping.ALONE)):
        logging.getLogger("slack_bolt.AsyncApp").warning("Anything else is told")

    told = [record.getMessage() for record in caplog.records if record.name == "slack_bolt.AsyncApp"]
    assert told == ["Anything else is told"]


def test_two_features_cannot_claim_the_same_name() -> None:
    with pytest.raises(ValueError, match=r"commands.*/ping"):
        Routes.joined([ping.FEATURE.routes, Routes(commands={"/ping": SlashCommand(ping.command)})])


def test_a_verb_belongs_to_a_command() -> None:
    with pytest.raises(ValueError, match="/pong loud"):
        Routes.joined([ping.FEATURE.routes, Routes(commands={"/pong loud": SlashCommand(ping.command)})])


async def test_whole_bot_starts_with_every_feature(desk: Desk) -> None:
    assert (await desk.alice.command("/pitboss whoami", in_="player-desk")).error is None
