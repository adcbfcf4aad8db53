"""Messages that Slack refuses because a channel takes no more get turns; nobody looks for them in its history."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.api_errors import Unsent
from bot.workflows import channel_pace
from bot.workflows.channel_pace import ChannelPace
from core.database import tables
from sandbox.web_api import rates
from tests.bot.test_two_processes import asked_at_once, shown
from tests.support.desk import Plan, slack_of, started
from tests.support.wirings import ON_SQLITE

NOW = datetime(2026, 5, 3, 14, 3, 22, tzinfo=UTC)


def turn(pace: ChannelPace, *, again: bool = False) -> float:
    with pytest.raises(Unsent) as refused:
        pace.refuse_early("C1", NOW, again=again)
    assert refused.value.wait_seconds is not None
    return refused.value.wait_seconds


def test_each_message_that_waits_gets_a_turn_of_its_own() -> None:
    pace, until = ChannelPace(), NOW + timedelta(seconds=3)
    pace.refuse_early("C1", NOW, again=False)

    first = pace.refused("C1", NOW, until, again=False).wait_seconds

    assert [first, turn(pace), turn(pace), turn(pace, again=True)] == [3.0, 4.0, 5.0, 3.0]
    pace.refuse_early("C2", NOW, again=False)
    pace.refuse_early("C1", until, again=False)


@ON_SQLITE
async def test_cards_that_slack_refuses_for_their_number_come_once_each_and_are_not_searched_for(
    database_url: str, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "POSTS_BURST", 2)
    monkeypatch.setattr(rates, "POSTS_PER_SECOND", 20.0)
    monkeypatch.setattr(channel_pace, "EACH_SECONDS", 0.05)
    plan = Plan(database_url, transport, rates="tiers")
    async with slack_of(plan) as slack, started(slack, plan) as desk:
        codes = await asked_at_once(desk)
        desk.services.wake_outbox()
        await desk.bob.until(lambda: codes <= shown(desk).keys())
        await desk.settled()

        called = Counter(each["method"] for each in slack.record.calls)
        async with desk.look() as work:
            tries = list(await work.db.scalars(tables.outbox.select().with_only_columns(tables.outbox.c.tries)))
        assert shown(desk) == dict.fromkeys(codes, 1)
        assert called["conversations.history"] == 0
        assert set(tries) == {0}
